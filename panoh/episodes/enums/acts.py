"""Where an act of completed work stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActState(TextChoices):
    """From the specialist to the coordinator to the accountant."""

    SUBMITTED = "submitted", _("handed in")
    APPROVED = "approved", _("approved, to be paid")
    RETURNED = "returned", _("act returned with a comment")
    PAID = "paid", _("paid")


ACT_TRANSITIONS: dict[ActState, frozenset[ActState]] = {
    ActState.SUBMITTED: frozenset({ActState.APPROVED, ActState.RETURNED}),
    ActState.APPROVED: frozenset({ActState.PAID, ActState.RETURNED}),
    ActState.RETURNED: frozenset(),
    ActState.PAID: frozenset(),
}
