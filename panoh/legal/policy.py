"""Who writes of legal proceedings, who knows their days, who reads the words."""

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.cases.policy import can, check_discipline
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.queries import ground_for


def writes_milestones(user: User, case: Case) -> bool:
    """The lawyers on a case: what buttons ask."""
    return can(user, Permission.LEGAL, case)


def check_can_write(user: User, case: Case) -> None:
    """Raises Denied for everybody but the lawyers on the case."""
    check_discipline(user, case, Discipline.LEGAL)


def knows_days(user: User, case: Case) -> bool:
    """Lawyers know what happens when; the team, where the person agreed that legal information is shared inside it."""
    if writes_milestones(user, case):
        return True
    return can(user, Permission.PROCEEDINGS, case) and (
        ground_for(case.person, ConsentPurpose.TEAM, data_kinds=[DataKind.LEGAL]) is not None
    )
