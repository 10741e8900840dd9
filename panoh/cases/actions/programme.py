"""The individual programme: drafted with the person, agreed, approved, replaced by a newer version."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.drafting import check_attainment
from panoh.cases.actions.tasks import finish_tasks, open_task
from panoh.cases.actions.work import change_state
from panoh.cases.enums import PROGRAMME_TRANSITIONS, AgreementForm, Assent, CaseState, CopyGiven, GoalOutcome, ProgrammeState, TaskKind
from panoh.cases.events import CareEvent, ProgrammeEvent
from panoh.cases.models import Case, Conference, Goal, GoalRating, PlannedService, Problem, Programme
from panoh.cases.policy import check_can, check_can_approve
from panoh.cases.queries.cases import age_now
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.vault.actions import open_sealed, record_about, seal, seal_all
from panoh.vault.purpose import Purpose

ADULT = 18
REVIEW_DAYS = 90
APPROVE_DAYS = 3
RETURN_DAYS = 7

GOAL_FACTS = ("position", "capacity", "priority", "target_on", "attainment_at_start", "attainment_now")
SERVICE_FACTS = (
    *("help", "item", "owner_id", "facility_id", "frequency", "times", "starts_on", "ends_on"),
    *("payer", "budget_code", "unit_cost", "currency"),
)

CLOSED = _("This case is closed. Reopen it before planning.")
IN_HAND = _("There is a version that has not been approved yet. Continue with it.")
NOT_FROM_HERE = _("The programme has changed in the meantime. Open it again to see its status.")
NO_GOAL = _("Record at least one goal before the programme is agreed.")
NO_SERVICE = _("Each goal needs at least one service. Add a service, or remove the goal.")
NOT_YET_AGREED = _("This date is in the future. Enter the date it was agreed.")
NEEDS_REMARK = _("Say what should be changed.")
NEEDS_WITNESS = _("If the agreement was spoken, someone must have been present. Enter who heard it.")
NEEDS_GUARDIAN = _("Enter the legal representative.")
FOR_A_CHILD = _("This person is under 18: the legal representative agrees, and the child is asked too.")
NEEDS_ASSENT = _("Ask the child too, in words the child understands. Without the child's assent the programme is changed, not agreed.")
NOT_THIS_GOAL = _("This goal belongs to another version. Open the page again.")
NOTHING_ENDED = _("Choose for at least one goal how it ended.")
NOT_IN_FORCE = _("Only goals of an approved programme can end. You can remove a goal from a draft.")
REVIEW_AHEAD = _("The review must be later. Choose a later date.")


@action(undo=_("Draft started."))
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
    for conference in Conference.objects.filter(case=case, programme=None):
        conference.programme = draft  # what was decided there leads to this version
        save(conference)
    record_about(CareEvent.PROGRAMME_DRAFTED, by=by.actor, about=[draft])
    return draft


def _copy(old: Programme, draft: Programme, *, by: User) -> None:
    """Copies problems, goals that have not ended and their services; words are opened and sealed anew: a seal holds for one row alone."""
    problems, goals = list(old.problems.all()), list(old.goals.filter(outcome=""))
    services = list(PlannedService.objects.filter(goal__in=goals))
    words = {item.row.pk: item for item in open_sealed([old, *problems, *goals, *services], by=by.actor, purpose=Purpose.CARE)}
    new_problems = {row.pk: _again(row, "position", programme=draft) for row in problems}
    new_goals = {
        row.pk: _again(row, *GOAL_FACTS, programme=draft, problem=new_problems[row.problem_id] if row.problem_id else None) for row in goals
    }
    new_services = {row.pk: _again(row, *SERVICE_FACTS, goal=new_goals[row.goal_id]) for row in services}
    seal(draft, by=by.actor, wishes=words[old.pk].wishes or "")
    pieces: dict[UUID, Problem | Goal | PlannedService] = {**new_problems, **new_goals, **new_services}
    seal_all([(piece, dict(words[key].plain or {})) for key, piece in pieces.items()], by=by.actor)
    save(draft)
    for made in (new_problems, new_goals, new_services):
        save_all(list(made.values()))


def _again[R: (Problem, Goal, PlannedService)](row: R, *kept: str, **new: Any) -> R:
    """The same in the next version: `origin` carries on, so what was delivered and rated before still counts."""
    return type(row)(person_id=row.person_id, origin=row.origin, **{name: getattr(row, name) for name in kept}, **new)


def _move(programme: Programme, to: ProgrammeState) -> None:
    if to not in PROGRAMME_TRANSITIONS[ProgrammeState(programme.state)]:
        raise WrongState(NOT_FROM_HERE)
    programme.state = to


@dataclass(frozen=True, slots=True)
class Agreement:
    """When and how the person agreed. Coded but for who heard it and who the guardian is."""

    agreed_on: dt.date
    form: str
    witness: str = ""
    guardian: str = ""
    assent: str = ""
    language: str = ""
    copy_given: str = ""


@action(undo=_("Programme agreed."))
def agree_programme(programme: Programme, *, by: User, given: Agreement, expected: int | None = None) -> Programme:
    """Records that the person agreed, when and how; the coordinator is asked to approve."""
    check_can(by, Permission.PROGRAMME_WRITE, programme.case)
    _check_agreement(programme.case, given)
    goals = programme.goals.count()
    if not goals:
        raise Invalid(NO_GOAL)
    if PlannedService.objects.filter(goal__programme=programme).values("goal").distinct().count() < goals:
        raise Invalid(NO_SERVICE)
    _move(programme, ProgrammeState.AGREED)
    _set_agreement(programme, given, by=by)
    save(programme, expected)
    finish_tasks(programme.case, TaskKind.PLAN, by=by)
    due = today() + dt.timedelta(days=APPROVE_DAYS)
    open_task(programme.case, by=by, kind=TaskKind.APPROVE, due=due, role=Role.COORDINATOR, target=programme.id)
    record_about(CareEvent.PROGRAMME_AGREED, by=by.actor, about=[programme])
    return programme


def _check_agreement(case: Case, given: Agreement) -> None:
    """Raises Invalid where a witness, the guardian or the child's own assent is missing."""
    form, is_child = AgreementForm(given.form), (age_now(case) or ADULT) < ADULT
    if given.agreed_on > today():
        raise Invalid(NOT_YET_AGREED, {"agreed_on": NOT_YET_AGREED})
    wrong: dict[str, Any] = {}
    if is_child and form != AgreementForm.GUARDIAN:
        wrong["form"] = FOR_A_CHILD
    elif form == AgreementForm.SPOKEN and not given.witness.strip():
        wrong["witness"] = NEEDS_WITNESS
    if (is_child or form == AgreementForm.GUARDIAN) and not given.guardian.strip():
        wrong["guardian"] = NEEDS_GUARDIAN
    if is_child and not given.assent:
        wrong["assent"] = NEEDS_ASSENT
    if wrong:  # all that is missing at once
        raise Invalid(next(iter(wrong.values())), wrong)


def _set_agreement(programme: Programme, given: Agreement | None, *, by: User, **words: str) -> None:
    """What stands in the programme of the agreement; None takes it out."""
    programme.agreed_on, programme.agreement_form = (given.agreed_on, AgreementForm(given.form)) if given else (None, "")
    programme.assent = Assent(given.assent) if given and given.assent else ""
    programme.agreement_language = Language(given.language) if given and given.language else ""
    programme.copy_given = CopyGiven(given.copy_given) if given and given.copy_given else ""
    heard, guardian = (given.witness.strip(), given.guardian.strip()) if given else ("", "")
    seal(programme, by=by.actor, witness=heard, guardian=guardian, **words)


@action(undo=_("Programme returned."))
def return_programme(programme: Programme, *, by: User, remark: str, expected: int | None = None) -> Programme:
    """Sends an agreed programme back to its author with a remark; it is a draft again."""
    check_can(by, Permission.PROGRAMME_APPROVE, programme.case)
    if not remark.strip():
        raise Invalid(NEEDS_REMARK, {"remark": NEEDS_REMARK})
    _move(programme, ProgrammeState.DRAFT)
    _set_agreement(programme, None, by=by, remark=remark)
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


@dataclass(frozen=True, slots=True)
class Ending:
    """How a goal ended: its outcome, where it stood in the end, and words."""

    outcome: str
    attainment: int
    words: str = ""


@action(undo=_("Outcome of the goals recorded."))
def conclude_goals(programme: Programme, *, by: User, endings: Mapping[UUID, Ending], expected: int | None = None) -> Programme:
    """Writes down how goals of the programme in force ended. They are not carried into the next version."""
    check_can(by, Permission.CASE_WORK, programme.case)
    if programme.state != ProgrammeState.APPROVED:
        raise WrongState(NOT_IN_FORCE)
    if not endings:
        raise Invalid(NOTHING_ENDED)
    goals = {goal.pk: goal for goal in programme.goals.all()}
    if set(endings) - set(goals):
        raise Invalid(NOT_THIS_GOAL)
    for key, ending in endings.items():
        _end(goals[key], ending, by=by)
    save(programme, expected)
    record_about(ProgrammeEvent.GOALS_CONCLUDED, by=by.actor, about=[programme])
    return programme


def _end(goal: Goal, ending: Ending, *, by: User) -> None:
    check_attainment(ending.attainment)
    goal.outcome, goal.ended_on, goal.attainment_now = GoalOutcome(ending.outcome), today(), ending.attainment
    seal(goal, by=by.actor, ending=ending.words.strip())
    save(goal)
    save(GoalRating(goal=goal, rated_on=today(), value=ending.attainment, by=by.id))


@action(undo=_("Copy of the programme recorded."))
def note_copy(programme: Programme, *, by: User, copy_given: str) -> Programme:
    """Writes down whether the person took a copy; it may be told again whenever that changes."""
    check_can(by, Permission.CASE_WORK, programme.case)
    if programme.state not in (ProgrammeState.AGREED, ProgrammeState.APPROVED):
        raise WrongState(NOT_FROM_HERE)
    programme.copy_given = CopyGiven(copy_given)
    save(programme)
    record_about(ProgrammeEvent.COPY_NOTED, by=by.actor, about=[programme])
    return programme
