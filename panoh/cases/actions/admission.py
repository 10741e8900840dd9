"""Admission: a request becomes a person with a case; a register row does; a closed case begins again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.audit.trail import CHANGED_MEANWHILE, action, save, save_all
from panoh.cases import policy
from panoh.cases.actions.questions import carry_answers, seal_answers_anew
from panoh.cases.actions.raising import carry_danger
from panoh.cases.actions.requests import tell_who_hears
from panoh.cases.actions.steps import begin_guidance
from panoh.cases.actions.tasks import DISCIPLINE_ROLES, add_tasks, drop_tasks, finish_tasks, new_task
from panoh.cases.actions.urgency import assess_due, begin_clock, carry_hour, take_over_changes
from panoh.cases.actions.work import NEEDS_REASON, change_state, new_assignment
from panoh.cases.complaints import checked_complaints
from panoh.cases.danger import is_milder
from panoh.cases.enums import (
    REOPENABLE_STATES,
    REQUEST_TRANSITIONS,
    CaseState,
    CloseReason,
    DecisionReason,
    Discipline,
    Door,
    Kind,
    RequestState,
    TaskKind,
    Treatment,
    Urgency,
)
from panoh.cases.events import Event
from panoh.cases.models import Case, Request, StateChange, Task
from panoh.cases.queries.danger import told_of
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import Conflict, Invalid, WrongState
from panoh.people.actions import register_person
from panoh.people.births import age_from
from panoh.people.data import PersonData
from panoh.people.distinct import take_over_distinct
from panoh.people.models import Person
from panoh.vault.actions import Opened, drop_keys, open_sealed, record_about, seal, seal_all
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose

NOT_TRIAGED = _("You cannot admit the person from this request yet. Triage it first.")
LESS_THAN_TRIAGED = _(
    "The request is more urgent than this. First say on the request why it is less urgent and what was done about the danger, then admit."
)
BEFORE_BIRTH = _("The date of admission is before the date of birth. Check both dates.")
IN_FUTURE = _("The date of admission is in the future.")
NOT_CLOSED = _("Only a closed case can be reopened.")
REOPENED_BEFORE = _("This case has already been reopened. The new episode has its own code.")

PLAN_DAYS, REVIEW_DAYS = 14, 90
PROVISIONAL_FOR = dt.timedelta(hours=72)  # by when the coordinator looks at what somebody else admitted
DISCIPLINES = (Discipline.SOCIAL, Discipline.PSYCHOLOGICAL, Discipline.MEDICAL)


def _checked_age(birth: str, admitted_on: dt.date) -> int | None:
    if admitted_on > today():
        raise Invalid(IN_FUTURE, {"admitted_on": IN_FUTURE})
    age = age_from(birth, admitted_on)
    if age is not None and age < 0:
        raise Invalid(BEFORE_BIRTH, {"admitted_on": BEFORE_BIRTH, "birth": BEFORE_BIRTH})
    return age


@action(undo=_("Person admitted."))
def admit(
    request: Request | None,
    person: PersonData,
    *,
    by: User,
    organisation: Organisation,
    kind: Kind,
    admitted_on: dt.date | None = None,
    door: Door | None = None,
    referred_by: Organisation | None = None,
    urgency: Urgency | None = None,
    complaints: Sequence[str] = (),
    complaint_words: str = "",
    note: str = "",
    treatment: str = "",
    reason: DecisionReason = DecisionReason.SURVIVOR_OF_TORTURE,
    decision_words: str = "",
    disciplines: Sequence[Discipline] = DISCIPLINES,
    workers: Sequence[tuple[User, Discipline]] = (),
    expected: int | None = None,
) -> Case:
    """Admits a person, from a triaged request or without one: person, keys, case, first tasks, assignments; the first worker leads.

    Provisionally, where help is needed at once, whoever works on cases does; then the coordinator is told to look at it.

    Where no region is said of the person, the request's holds; its urgency is no less than that of the request. Who asked in danger need
    not have a name: the code of the request stands for it.
    The request's words are sealed anew under the person's key and the enquiry's key is dropped.
    """
    policy.check_can_admit(by, request, reason)
    if request is not None and RequestState.ADMITTED not in REQUEST_TRANSITIONS[RequestState(request.state)]:
        raise WrongState(NOT_TRIAGED)
    if request is not None and expected not in (None, request.version):
        raise Conflict(CHANGED_MEANWHILE)
    if request is not None and urgency is not None and is_milder(urgency, request.urgency):
        raise Invalid(LESS_THAN_TRIAGED, {"urgency": LESS_THAN_TRIAGED})
    day = admitted_on or today()
    age = _checked_age(person.birth_date, day)
    if not person.region and request is not None:
        person = replace(person, region=request.region, place=request.place)
    if request is not None and request.urgency == Urgency.RED and not (person.family_name.strip() or person.given_name.strip()):
        person = replace(person, given_name=request.code)  # it is asked for later; the code resembles no other's name
    practice = request.is_practice if request else by.is_practising
    row = register_person(replace(person, is_practice=practice, met_on=day), by=by, owner=organisation.id)
    case = Case(
        person=row,
        organisation=organisation,
        admitted_to=organisation,
        request=request,
        kind=kind,
        door=door or (request.door if request else Door.WALK_IN),
        referred_by=referred_by or (request.referred_by if request else None),
        region=row.region,
        place=row.place,
        urgency=urgency or (request.urgency if request else Urgency.GREEN),
        admitted_on=day,
        age_at_admission=age,
        complaints=checked_complaints(complaints),
        treatment=treatment,
        review_due=day + dt.timedelta(days=REVIEW_DAYS),
        is_practice=practice,
        lead=workers[0][0] if workers else None,
    )
    record_about(Event.CASE_ADMITTED, by=by.actor, about=[row])
    if request is not None:
        request.state, request.decision_reason = RequestState.ADMITTED, reason
        request.decided_by, request.decided_at = by, now()
        take_over_words(request, row, by=by, decision_words=decision_words, expected=expected)
        take_over_distinct(request.id, row)
        finish_tasks(request, [TaskKind.TRIAGE, TaskKind.DECIDE, TaskKind.SAME], by=by)
        tell_who_hears(request, by=by)
    seal(case, by=by.actor, complaint_words=complaint_words, note=note)
    begin_guidance(case)
    save(case)
    begin_episode(case, by=by, disciplines=disciplines, workers=workers, request=request)
    if request is not None:
        carry_answers(request, case)
    if not has(by, Permission.REQUEST_DECIDE):
        add_tasks([new_task(case, TaskKind.ADMISSION, due=now() + PROVISIONAL_FOR)])
    return case


def take_over_words(request: Request, person: Person, *, by: User, decision_words: str = "", expected: int | None = None) -> Opened:
    """Seals the words of a request anew under the person's key and drops the enquiry's own, where it had one. Saves the request, and
    gives what its words were."""
    former = request.sealing_subject()
    (opened,) = open_sealed([request], by=by.actor, purpose=Purpose.DECISION)
    texts = {name: opened.file(name) or b"" for name in sealed_fields(Request)}
    texts["decision_words"] = decision_words.encode("utf-8") or texts["decision_words"]
    request.person = person
    seal(request, by=by.actor, **texts)
    save(request, expected)
    take_over_changes(request, person, by=by)
    seal_answers_anew(request, person, by=by)
    if former.kind == "enquiry":  # a request that was joined to a person's file before has no key of its own
        drop_keys(former)
    return opened


def begin_episode(
    case: Case,
    *,
    by: User,
    disciplines: Sequence[Discipline],
    workers: Sequence[tuple[User, Discipline]],
    request: Request | None = None,
) -> None:
    """Inside an action: the first state of a new episode, who works on it, what there is to do; danger has its clock. The dangers of its
    `request` go along as they are, with what was written of them."""
    first = StateChange(case=case, person_id=case.person_id, to_state=case.state, at=_moment(case.admitted_on), by=by.id)
    save(first)
    start = max(case.admitted_on, today())
    save_all([new_assignment(case, user, discipline, starts_on=today()) for user, discipline in workers])
    add_tasks(_first_tasks(case, start, disciplines, {discipline: user for user, discipline in workers}))
    if request is not None:
        for danger in (TaskKind.DANGER, TaskKind.RISK):
            carry_danger(request, case, danger, by=by)
    # Three days without a sign are a wish: the guidance has its visit, and nobody noticed a danger.
    if case.urgency == Urgency.RED or (case.urgency == Urgency.AMBER and request is not None and told_of(request)):
        begin_clock(case, by=by)
    if request is not None:
        carry_hour(request, case, by=by)


def _first_tasks(case: Case, start: dt.date, disciplines: Sequence[Discipline], named: dict[Discipline, User]) -> list[Task]:
    assess = assess_due(case, start)
    wanted = list(dict.fromkeys([*disciplines, *named]))
    tasks = [
        new_task(case, TaskKind.ASSESS, due=assess, owner=named.get(each), role=DISCIPLINE_ROLES[each], discipline=each) for each in wanted
    ]
    review = case.review_due or start + dt.timedelta(days=REVIEW_DAYS)
    tasks.append(new_task(case, TaskKind.PLAN, due=start + dt.timedelta(days=PLAN_DAYS), owner=case.lead))
    tasks.append(new_task(case, TaskKind.REVIEW, due=review, owner=case.lead))
    return tasks


def _moment(day: dt.date) -> dt.datetime:
    """When something of that day happened: now when it is today, otherwise noon in Dushanbe."""
    return now() if day == today() else dt.datetime.combine(day, dt.time(12), DUSHANBE)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """What a register says of one admission. `closed_on` makes it a closed case."""

    person: Person
    organisation: Organisation
    kind: Kind
    admitted_on: dt.date
    age: int | None = None
    region: str = ""
    place: str = ""
    door: Door = Door.REGISTER
    referred_by: Organisation | None = None
    complaints: tuple[str, ...] = ()
    complaint_words: str = ""
    treatment: Treatment | str = ""
    closed_on: dt.date | None = None
    note: str = ""
    admitted_to: Organisation | None = None  # in whose figures it counts, where that organisation has left; none: the owner's


@action
def admit_rows(rows: Sequence[RegisterRow], *, by: User) -> list[Case]:
    """Admits many persons from a register at once, without tasks or assignments; one event names them all. In the order of `rows`."""
    check_has(by, Permission.REGISTER_IMPORT)
    cases = [_register_case(row) for row in rows]
    seal_all(
        [(case, {"complaint_words": row.complaint_words, "note": row.note}) for case, row in zip(cases, rows, strict=True)], by=by.actor
    )
    save_all(cases)
    save_all([change for case in cases for change in _register_changes(case, by.id)])
    record_about(Event.REGISTER_ADMITTED, by=by.actor, about=[row.person for row in rows], purpose=Purpose.IMPORT)
    return cases


def admit_from_register(row: RegisterRow, *, by: User) -> Case:
    """Admits one person from a register."""
    (case,) = admit_rows([row], by=by)
    return case


def _register_case(row: RegisterRow) -> Case:
    return Case(
        person=row.person,
        organisation=row.organisation,
        admitted_to=row.admitted_to or row.organisation,
        kind=row.kind,
        door=row.door,
        referred_by=row.referred_by,
        region=row.region,
        place=row.place,
        state=CaseState.CLOSED if row.closed_on else CaseState.ACTIVE,
        admitted_on=row.admitted_on,
        age_at_admission=row.age,
        complaints=list(row.complaints),
        treatment=row.treatment,
        closed_on=row.closed_on,
        close_reason=CloseReason.REGISTER if row.closed_on else "",
        is_practice=row.person.is_practice,
    )


def _register_changes(case: Case, by: UUID) -> list[StateChange]:
    changes = [StateChange(case=case, person_id=case.person_id, to_state=CaseState.ACTIVE, at=_moment(case.admitted_on), by=by)]
    if case.closed_on:
        closed = _moment(case.closed_on)
        changes.append(
            StateChange(case=case, person_id=case.person_id, from_state=CaseState.ACTIVE, to_state=CaseState.CLOSED, at=closed, by=by)
        )
    return changes


@action(undo=_("Case reopened."))
def reopen_case(
    case: Case, *, by: User, reason: str, urgency: Urgency = Urgency.GREEN, disciplines: Sequence[Discipline] = DISCIPLINES
) -> Case:
    """Opens a new episode of help to the same person, with a code of its own; the old one is ended. The reason stays with the new one."""
    policy.check_can(by, Permission.CASE_CLOSE, case)
    if not reason.strip():
        raise Invalid(NEEDS_REASON, {"reason": NEEDS_REASON})
    if case.state not in REOPENABLE_STATES:
        raise WrongState(NOT_CLOSED)
    if Case.objects.filter(previous=case).exists():
        raise WrongState(REOPENED_BEFORE)
    record_about(Event.CASE_REOPENED, by=by.actor, about=[case])
    (opened,) = open_sealed([case.person], by=by.actor, purpose=Purpose.CARE, fields=["birth_date"])
    if case.state != CaseState.ENDED:
        change_state(case, CaseState.ENDED, by=by)
    drop_tasks(case.tasks.filter(kind=TaskKind.FOLLOW_UP, done_at=None))
    episode = Case(
        person=case.person,
        organisation=case.organisation,
        admitted_to=case.organisation,
        referred_by=case.referred_by,
        previous=case,
        episode=case.episode + 1,
        kind=case.kind,
        door=case.door,
        region=case.region,
        place=case.place,
        urgency=urgency,
        admitted_on=today(),
        age_at_admission=age_from(opened.birth_date or "", today()),
        review_due=today() + dt.timedelta(days=REVIEW_DAYS),
        is_practice=case.is_practice,
    )
    seal(episode, by=by.actor, note=reason.strip())
    begin_guidance(episode)
    save(episode)
    begin_episode(episode, by=by, disciplines=disciplines, workers=[])
    return episode
