"""Referrals as lines of a case's timeline: day, code and state, no facility and no word."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.core.clock import DUSHANBE


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """One referral in the timeline."""

    at: dt.datetime
    code: str
    text: str


def referral_lines(user: User, case: Case) -> list[ReferralLine]:
    """The referrals of a case that this reader may see. One query, none without the permission."""
    if not has(user, Permission.REFERRAL_VIEW):
        return []
    return [
        ReferralLine(
            at=row.sent_at or dt.datetime.combine(row.made_on, dt.time(12), DUSHANBE),
            code=row.code,
            text=_("Referral, %(service)s: %(state)s") % {"service": row.get_service_display(), "state": row.get_state_display()},
        )
        for row in case.referrals.order_by("-made_on")
    ]
