"""The individual programme: drafted with the person, agreed, approved, replaced by a newer version."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.tasks import finish_tasks, open_task
from panoh.cases.actions.work import change_state
from panoh.cases.enums import PROGRAMME_TRANSITIONS, AgreementForm, CaseState, ProgrammeState, TaskKind
from panoh.cases.events import CareEvent
from panoh.cases.models import Case, Goal, PlannedService, Problem, Programme
from panoh.cases.policy import check_can, check_can_approve
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.vault.actions import open_sealed, record_about, seal, seal_all
from panoh.vault.purpose import Purpose

REVIEW_DAYS = 90
APPROVE_DAYS = 3
RETURN_DAYS = 7

CLOSED = _("This case is closed. Reopen it before planning.")
IN_HAND = _("There is a version that is not approved yet. Go on with that one.")
NOT_FROM_HERE = _("The programme has moved on meanwhile. Open it again to see where it stands.")
NO_GOAL = _("Write at least one goal before the programme is agreed.")
NO_SERVICE = _("Each goal needs at least one service. Add it, or take the goal out.")
NOT_YET_AGREED = _("This day has not come yet. Write the day it was agreed.")
NEEDS_REMARK = _("Say what should be changed.")
REVIEW_AHEAD = _("The review lies ahead: choose a later day.")


@action(undo=_("Draft begun."))
def draft_programme(case: Case, *, by: User) -> Programme:
    """Begins the programme, or its next version as a copy of the approved one."""
    check_can(by, Permission.PROGRAMME_WRITE, case)
    if not case.is_open:
        raise WrongState(CLOSED)
    last = case.programmes.order_by("-number").first()
    if last is not None and last.state in (ProgrammeState.DRAFT, ProgrammeState.AGREED):
        raise WrongState(IN_HAND)
    draft = Programme(case=case, person_id=case.person_id, number=last.number + 1 if last else 1, made_by=by)
    if last is None:
        save(draft)
    else:
        _copy(last, draft, by=by)
    record_about(CareEvent.PROGRAMME_DRAFTED, by=by.actor, about=[draft])
    return draft


def _copy(old: Programme, draft: Programme, *, by: User) -> None:
    """Copies problems, goals and services; words are opened and sealed anew, since a seal holds for one row alone."""
    problems, goals = list(old.problems.all()), list(old.goals.all())
    services = list(PlannedService.objects.filter(goal__programme=old))
    words = {item.row.pk: item for item in open_sealed([old, *problems, *goals, *services], by=by.actor, purpose=Purpose.CARE)}
    new_problems = {row.pk: Problem(programme=draft, person_id=row.person_id, position=row.position) for row in problems}
    new_goals = {
        row.pk: Goal(
            programme=draft,
            person_id=row.person_id,
            problem=new_problems[row.problem_id] if row.problem_id else None,
            position=row.position,
            capacity=row.capacity,
            attainment_at_start=row.attainment_at_start,
            attainment_now=row.attainment_now,
        )
        for row in goals
    }
    new_services = {row.pk: _again(row, new_goals[row.goal_id]) for row in services}
    seal(draft, by=by.actor, wishes=words[old.pk].wishes or "")
    pieces: dict[UUID, Problem | Goal | PlannedService] = {**new_problems, **new_goals, **new_services}
    seal_all([(piece, dict(words[key].plain or {})) for key, piece in pieces.items()], by=by.actor)
    save(draft)
    for made in (new_problems, new_goals, new_services):
        save_all(list(made.values()))


def _again(row: PlannedService, goal: Goal) -> PlannedService:
    """The same service in the next version: `origin` carries on, so what was delivered before still counts."""
    kept = ("help", "item", "owner_id", "facility_id", "frequency", "times", "starts_on", "ends_on", "origin", "person_id")
    return PlannedService(goal=goal, **{name: getattr(row, name) for name in kept})


def _move(programme: Programme, to: ProgrammeState) -> None:
    if to not in PROGRAMME_TRANSITIONS[ProgrammeState(programme.state)]:
        raise WrongState(NOT_FROM_HERE)
    programme.state = to


@action(undo=_("Programme agreed."))
def agree_programme(programme: Programme, *, by: User, agreed_on: dt.date, form: str, expected: int | None = None) -> Programme:
    """Records that the person agreed, when and how; the coordinator is asked to approve."""
    check_can(by, Permission.PROGRAMME_WRITE, programme.case)
    if agreed_on > today():
        raise Invalid(NOT_YET_AGREED, {"agreed_on": NOT_YET_AGREED})
    goals = programme.goals.count()
    if not goals:
        raise Invalid(NO_GOAL)
    if PlannedService.objects.filter(goal__programme=programme).values("goal").distinct().count() < goals:
        raise Invalid(NO_SERVICE)
    _move(programme, ProgrammeState.AGREED)
    programme.agreed_on, programme.agreement_form = agreed_on, AgreementForm(form)
    save(programme, expected)
    finish_tasks(programme.case, TaskKind.PLAN, by=by)
    due = today() + dt.timedelta(days=APPROVE_DAYS)
    open_task(programme.case, by=by, kind=TaskKind.APPROVE, due=due, role=Role.COORDINATOR, target=programme.id)
    record_about(CareEvent.PROGRAMME_AGREED, by=by.actor, about=[programme])
    return programme


@action(undo=_("Programme returned."))
def return_programme(programme: Programme, *, by: User, remark: str, expected: int | None = None) -> Programme:
    """Sends an agreed programme back to its author with a remark; it is a draft again."""
    check_can(by, Permission.PROGRAMME_APPROVE, programme.case)
    if not remark.strip():
        raise Invalid(NEEDS_REMARK, {"remark": NEEDS_REMARK})
    _move(programme, ProgrammeState.DRAFT)
    programme.agreed_on, programme.agreement_form = None, ""
    seal(programme, by=by.actor, remark=remark)
    save(programme, expected)
    finish_tasks(programme.case, TaskKind.APPROVE, by=by)
    due = today() + dt.timedelta(days=RETURN_DAYS)
    open_task(programme.case, by=by, kind=TaskKind.PLAN, due=due, owner=programme.made_by, target=programme.id)
    record_about(CareEvent.PROGRAMME_RETURNED, by=by.actor, about=[programme])
    return programme


@action(undo=_("Programme approved."))
def approve_programme(programme: Programme, *, by: User, review_on: dt.date | None = None, expected: int | None = None) -> Programme:
    """The coordinator approves what somebody else wrote: the older version is replaced, the case is under way, the review has its day."""
    case = programme.case
    check_can_approve(by, case, author=programme.made_by_id)
    if not case.is_open:
        raise WrongState(CLOSED)
    day = review_on or today() + dt.timedelta(days=REVIEW_DAYS)
    if day <= today():
        raise Invalid(REVIEW_AHEAD, {"review_on": REVIEW_AHEAD})
    _move(programme, ProgrammeState.APPROVED)
    for older in case.programmes.filter(state=ProgrammeState.APPROVED):
        _move(older, ProgrammeState.REPLACED)
        save(older)
    programme.approved_by, programme.approved_at, programme.review_on = by, now(), day
    seal(programme, by=by.actor, remark="")
    save(programme, expected)
    case.review_due = day
    if case.state == CaseState.ASSESSMENT:
        change_state(case, CaseState.ACTIVE, by=by)
    else:
        save(case)
    finish_tasks(case, [TaskKind.PLAN, TaskKind.APPROVE, TaskKind.REVIEW], by=by)
    open_task(case, by=by, kind=TaskKind.REVIEW, due=day, owner=case.lead or programme.made_by, target=programme.id)
    record_about(CareEvent.PROGRAMME_APPROVED, by=by.actor, about=[programme])
    return programme
