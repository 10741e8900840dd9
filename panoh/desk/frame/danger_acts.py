"""What a danger asks next, where it was found: take it on, reach the person, the safety plan, a referral, who is on shift."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.danger import is_milder
from panoh.cases.enums import DangerOutcome, Urgency
from panoh.cases.guest_policy import can_record_death, opens_contact_once_taken
from panoh.cases.models import Case
from panoh.cases.policy import can, carries
from panoh.cases.queries.cases import OPEN_REQUESTS, CaseRow, RequestRow, TaskRecord, UserRow
from panoh.cases.queries.danger import can_see_to, is_taken_on, may_decline
from panoh.cases.queries.ending import PlanRow, death_of, is_older_than_danger, safety_plan
from panoh.desk.frame.danger_row import said_of_dangers

REPORT = _("Someone's life, health or freedom is in danger now or soon. Two answers are enough.")
REPORTED = _("Reported. It alerts people until someone has taken it on.")


@dataclass(frozen=True, slots=True)
class DangerActs:
    """Of an open danger, what this reader may do at once; `desk/frame/_danger_acts.html` shows it."""

    task: TaskRecord
    taken_by: str  # the account that took it on and can act, blank without one
    asked: str  # the account that was asked and has not answered, blank without one
    asks_unit: bool  # who has it and may not reach the person: the Unit names them, and then they may
    may_take: bool
    asked_by: str  # who asked this reader and when, or that whom they asked cannot; blank without it
    may_decline: bool
    opens_request: bool  # its page opens for this reader: whoever has the danger alone has no page of requests
    may_reach: bool
    opens_contact: bool  # how to reach the person opens to this reader once they have it
    may_plan: bool
    lacks_plan: bool
    old_plan: PlanRow | None  # saved last before this danger was told of
    urgent_url: str
    death_url: str  # where it ended with the death of the person, which is not recorded yet, for who records it


def danger_acts(user: UserRow, task: TaskRecord) -> DangerActs:
    """The acts on a danger, open or over, for one reader."""
    case, is_open = task.case, task.done_at is None
    may_plan = case is not None and can(user, Permission.SAFETY_PLAN, case)
    plan = safety_plan(case) if case is not None and may_plan and is_open else None
    owner = task.owner if is_open and is_taken_on(task) else None
    may_take = is_open and owner is None and can_see_to(user, task)
    return DangerActs(
        task=task,
        taken_by=owner.username if owner else "",
        asked=task.owner.username if is_open and task.owner not in (None, owner, user) else "",
        asks_unit=owner == user and case is not None and not carries(user, case) and not can(user, Permission.REFERRAL_WRITE, case),
        may_take=may_take,
        asked_by=said_of_dangers(user, [task], taken=())[task.pk].who if may_decline(user, task) else "",
        may_decline=may_decline(user, task),
        opens_request=task.request is not None and has(user, Permission.REQUEST_VIEW),
        may_reach=case is not None and can(user, Permission.CONTACT_SAFETY, case),
        opens_contact=may_take and case is not None and opens_contact_once_taken(user, case),
        may_plan=may_plan,
        lacks_plan=may_plan and is_open and plan is None,
        old_plan=plan if plan is not None and is_older_than_danger(plan, task) else None,
        urgent_url=urgent_url(user, case or task.request),
        death_url=death_url(user, task),
    )


def death_url(user: UserRow, task: TaskRecord) -> str:
    """Where this reader records the death with which a danger ended; blank where that is done, or another's. No query for any other."""
    died = task.case is not None and task.danger is not None and task.danger.outcome == DangerOutcome.DIED
    if not died or task.case is None or not can_record_death(user, task.case) or death_of(task.case) is not None:
        return ""
    return reverse("desk:death_new", args=[task.case.code])


def is_raised(request: StaffRequest, made: CaseRow | RequestRow) -> bool:
    """Whether the signs made it more urgent than the form that was sent says."""
    chosen = request.POST.get("urgency", "")
    return chosen in Urgency.values and is_milder(chosen, made.urgency)


def said_raised(request: StaffRequest, made: CaseRow | RequestRow, said: str) -> str:
    """What is said of the form, and of such an urgency."""
    raised = gettext("The urgency is higher because of the signs: %(urgency)s.") % {"urgency": made.get_urgency_display()}
    return f"{said} {raised}" if is_raised(request, made) else said


def urgent_url(user: UserRow, about: CaseRow | RequestRow | None) -> str:
    """Where this reader makes an urgent referral: of an open case, or of a request that waits and is nobody's yet; else blank."""
    if isinstance(about, Case):
        return reverse("desk:case_urgent", args=[about.code]) if about.is_open and can(user, Permission.REFERRAL_WRITE, about) else ""
    waits = about is not None and about.state in OPEN_REQUESTS and about.person_id is None
    return reverse("desk:request_urgent", args=[about.code]) if about and waits and has(user, Permission.REFERRAL_WRITE) else ""
