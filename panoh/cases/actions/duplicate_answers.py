"""Somebody about to be written down may be here already: what was answered, and what the coordinator is to look at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save
from panoh.cases import policy
from panoh.cases.actions.admission import reopen_case, take_over_words
from panoh.cases.actions.questions import Own, carry_answers, keep_own_answers
from panoh.cases.actions.raising import carry_danger
from panoh.cases.actions.requests import receive_request, tell_who_hears
from panoh.cases.actions.tasks import add_tasks, finish_tasks, new_task
from panoh.cases.actions.urgency import carry_hour, change_urgency
from panoh.cases.danger import is_milder
from panoh.cases.enums import REQUEST_TRANSITIONS, Asker, DecisionReason, Discipline, RequestState, TaskKind, Urgency
from panoh.cases.events import Event
from panoh.cases.models import Case, Request
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Denied, WrongState
from panoh.people.actions import set_safe_contact
from panoh.people.distinct import write_distinct
from panoh.people.models import Person
from panoh.vault.actions import record_about

LOOK_DAYS = 3  # working days
NOT_SEEN = _("You cannot see this person's file. The coordinator checks whether it is the same person.")
NOT_FROM_HERE = _("The status of the request does not allow this. Open it again to see the status.")
MORE_URGENT = _("A new request is more urgent.")
JOINED_ALREADY = _("This request is already joined to a person's file.")


@dataclass(frozen=True, slots=True)
class DistinctAnswer:
    """Somebody who is not the one, and why."""

    person: Person
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said about those it may be: the same person (their case), other people, and whom the coordinator is to look at."""

    same: Case | None = None
    distinct: Sequence[DistinctAnswer] = ()
    to_look_at: Collection[UUID] = ()


NOTHING_ASKED = Answers()


def keep_answers(about: Request | Case, answers: Answers, *, by: User, relationship: UUID | None = None) -> None:
    """Inside the action that writes somebody down: keeps who it is not, and opens a task of the coordinator's for each it may be.

    Who that is: the person of a case or whoever a request is about; with `relationship`, the relative that it names.
    """
    person = about.person if isinstance(about, Case) and relationship is None else None
    kind = TaskKind.RELATIVE if relationship else TaskKind.SAME
    for each in answers.distinct:
        write_distinct(
            each.person, by=by, reason=each.reason, words=each.words, other=person, about=None if person else relationship or about.id
        )
        finish_tasks(about, kind, by=by, target=each.person.id)
    asked = set(about.tasks.filter(kind=kind, done_at=None).values_list("target", flat=True))
    due = add_working_days(today(), LOOK_DAYS)
    add_tasks([new_task(about, kind, due=due, target=key) for key in dict.fromkeys(answers.to_look_at) if key not in asked])


@action(undo=_("Request recorded."))
def receive_compared(*, by: User, answers: Answers, own: Own | None = None, **facts: object) -> Request:
    """Writes a request down after a look at who it may be about; joined to a person's file where it is the same person.

    `own`: what was answered to the Unit's own questions.
    """
    if answers.same is not None:
        _check_sees(by, answers.same)
    request = receive_request(by=by, person=answers.same.person if answers.same else None, **facts)  # type: ignore[arg-type]
    keep_answers(request, answers, by=by)
    keep_own_answers(request, own or {}, by=by)
    return request


@action(undo=_("Request joined to the file."))
def join_request(request: Request, case: Case, *, by: User, answers: Answers = NOTHING_ASKED, expected: int | None = None) -> Request:
    """The request is about somebody who is here: its words come under the person's key. What is decided on it is decided later."""
    policy.check_can_triage(by, request)
    _check_sees(by, case)
    if request.person_id is not None:
        raise WrongState(JOINED_ALREADY)
    record_about(Event.REQUEST_JOINED, by=by.actor, about=[request, case])
    take_over_words(request, case.person, by=by, expected=expected)
    finish_tasks(request, TaskKind.SAME, by=by)
    keep_answers(request, answers, by=by)
    return request


@action(undo=_("Recorded: two different people."))
def answer_request(request: Request, *, by: User, answers: Answers) -> None:
    """Who the request is not about; whoever was asked about and not answered stays to be looked at."""
    policy.check_can_triage(by, request)
    keep_answers(request, answers, by=by)


@action(undo=_("Request joined to the case."))
def go_on_with(
    request: Request,
    case: Case,
    *,
    by: User,
    answers: Answers = NOTHING_ASKED,
    reason: DecisionReason = DecisionReason.SURVIVOR_OF_TORTURE,
    decision_words: str = "",
    disciplines: Sequence[Discipline] = (),
    expected: int | None = None,
    own: Own | None = None,
) -> Case:
    """A triaged request of somebody who is here goes on in their case; one that is closed begins again as a new episode.

    An open case is from then on as urgent as the request, where that is more. The number that the person asks from becomes their safe
    contact where none is written down.
    """
    policy.check_can_decide(by, request)
    _check_sees(by, case)
    if RequestState.ADMITTED not in REQUEST_TRANSITIONS[RequestState(request.state)]:
        raise WrongState(NOT_FROM_HERE)
    keep_answers(request, answers, by=by)
    if not case.is_open:
        why = decision_words.strip() or str(DecisionReason(reason).label)
        case = reopen_case(case, by=by, reason=why, urgency=Urgency(request.urgency), disciplines=disciplines)
        case.request = request
        save(case)
    elif is_milder(case.urgency, request.urgency):
        urgency = Urgency(request.urgency)
        change_urgency(case, by=by, urgency=urgency, within_hour=request.within_hour, reason=str(MORE_URGENT))
    record_about(Event.REQUEST_JOINED, by=by.actor, about=[request, case])
    keep_own_answers(case, own or {}, by=by)
    request.state, request.decision_reason = RequestState.ADMITTED, reason
    request.decided_by, request.decided_at = by, now()
    words = take_over_words(request, case.person, by=by, decision_words=decision_words, expected=expected)
    if request.asker == Asker.PERSON and words.number and not case.person.contacts.filter(is_current=True).exists():
        set_safe_contact(case.person, by=by, number=words.number, hours=words.contact_terms or "")
    finish_tasks(request, [TaskKind.TRIAGE, TaskKind.DECIDE, TaskKind.SAME], by=by)
    tell_who_hears(request, by=by)
    carry_hour(request, case, by=by)
    for kind in (TaskKind.DANGER, TaskKind.RISK):
        carry_danger(request, case, kind, by=by)
    carry_answers(request, case)
    return case


def _check_sees(by: User, case: Case) -> None:
    if not policy.can(by, Permission.NAME_OPEN, case):
        raise Denied(NOT_SEEN)
