"""A questionnaire asked on a case: the walls of the case first, then what the questionnaire itself demands."""

from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import NOT_THIS_CASE, can
from panoh.core.errors import Denied
from panoh.instruments.actions import record_response
from panoh.instruments.models import Response

WORKS_WITH = (Permission.PSYCHOLOGICAL, Permission.MEDICAL, Permission.SOCIAL)


def may_ask_on(user: User, case: Case) -> bool:
    """Whether somebody works with this person in a discipline that asks questionnaires."""
    return any(can(user, permission, case) for permission in WORKS_WITH)


def ask(case: Case, *, by: User, **facts: Any) -> Response:
    """Records what was answered, of a case one works on, open or closed: at a follow-up one asks again."""
    if not may_ask_on(by, case):
        raise Denied(NOT_THIS_CASE)
    return record_response(case.person, by=by, case=case.pk, **facts)
