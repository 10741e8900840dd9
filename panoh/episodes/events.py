"""What the audit records of care outside and of what it costs."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[StrEnum, Promise] = {}


class ActEvent(StrEnum):
    """What was done about acts of completed work."""

    ACT_SUBMITTED = "episodes.act_submitted"
    ACT_APPROVED = "episodes.act_approved"
    ACT_RETURNED = "episodes.act_returned"
    ACT_PAID = "episodes.act_paid"


SENTENCES |= {
    ActEvent.ACT_SUBMITTED: _("A specialist handed in an act of completed work: codes and hours, no names"),
    ActEvent.ACT_APPROVED: _("An act of completed work was approved"),
    ActEvent.ACT_RETURNED: _("An act of completed work was given back with a remark"),
    ActEvent.ACT_PAID: _("An act of completed work was marked as paid"),
}
