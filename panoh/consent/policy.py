"""Who records consent and who reviews help given without it. Which persons, the rooms above say."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.consent.models import VitalInterest
from panoh.core.errors import Denied

NOT_OWN = _("Help in the vital interest is checked by someone other than the person who recorded it.")
NOT_TWICE = _("The second check must be done by another person than the first.")


def check_can_record(user: User) -> None:
    """Whoever works on cases writes down what a person agreed to."""
    check_has(user, Permission.CONSENT_RECORD)


def check_can_review(user: User, vital: VitalInterest) -> None:
    """Two reviewers, neither of them who stated it."""
    check_has(user, Permission.VITAL_REVIEW)
    if vital.stated_by_id == user.pk:
        raise Denied(NOT_OWN)
    if vital.first_reviewer_id == user.pk:
        raise Denied(NOT_TWICE)
