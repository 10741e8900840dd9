"""Where one goes on from a planned service: to a referral, a session or help, which then begins with what was planned."""

from django.urls import reverse

from panoh.accounts.queries import UserRow
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline, HelpItem, ProgrammeState
from panoh.cases.guest_policy import works_in
from panoh.cases.policy import can
from panoh.cases.queries.cases import CaseRow
from panoh.cases.queries.programme import Plan
from panoh.referrals.gap_finding import services_for

HELD = (HelpItem.SESSION, HelpItem.CONSULTATION, HelpItem.TREATMENT)


def lead_on(plan: Plan, *, user: UserRow, case: CaseRow) -> None:
    """Puts beside each service in force that is not complete where this reader records it, or refers the person for it."""
    if plan.programme.state != ProgrammeState.APPROVED or not case.is_open:
        return
    own, may_refer, may_help = works_in(user, case), can(user, Permission.REFERRAL_WRITE, case), can(user, Permission.CASE_WORK, case)
    for line in (line for goal in plan.goals for line in goal.services if not line.is_complete):
        held = line.row.item in HELD and line.row.help in Discipline.values
        is_own = held and line.row.help in own and line.row.facility_id is None
        line.is_referred = not is_own and (line.row.facility_id is not None or bool(services_for(line.row)))
        if line.is_referred:
            name = "referral_add" if may_refer else ""
        elif held:
            name = "add_session" if is_own else ""
        else:
            name = "give_help" if may_help else ""
        if name:
            line.act_url = f"{reverse(f'desk:{name}', args=[case.code])}?planned={line.row.pk}"
