"""What every page of a case file needs: the case, found only if it may be seen, its tabs and its people by code."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.queries import get_case

TABS = (
    ("case_file", _("Overview"), Permission.CASE_VIEW),
    ("case_assessments", _("Assessments"), Permission.CASE_VIEW),
    ("case_programme", _("Programme"), Permission.CASE_VIEW),
    ("case_sessions", _("Sessions and help"), Permission.CASE_VIEW),
    ("case_referrals", _("Referrals"), Permission.REFERRAL_VIEW),
    ("case_consents", _("Consents"), Permission.CONSENT_RECORD),
    ("case_family", _("Family"), Permission.CASE_WORK),
    ("case_history", _("What happened, who looked"), Permission.WHO_LOOKED),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A link of the case file."""

    url: str
    label: Any
    current: bool


def case_frame(user: User, code: str, tab: str, permission: Permission = Permission.CASE_VIEW) -> tuple[Case, dict[str, Any]]:
    """The case and the context of `desk/case_base.html`. Raises Http404 where the permission does not reach the case."""
    case = get_case(user, code, permission)
    tabs = [Tab(reverse(f"desk:{name}", args=[case.code]), label, name == tab) for name, label, needs in TABS if has(user, needs)]
    return case, {"case": case, "tabs": tabs}
