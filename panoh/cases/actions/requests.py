"""Requests for help: written down, looked at, decided, taken back, taken up again. Admission is `admission.admit`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, rule_out_undo, save
from panoh.cases import policy
from panoh.cases.actions.dangers import NOT_UNDONE, check_seen_to
from panoh.cases.actions.raising import carry_from_call, level_of, raise_danger
from panoh.cases.actions.tasks import add_tasks, finish_tasks, new_task
from panoh.cases.actions.urgency import (
    check_less_than_red,
    choice_of,
    clock_of,
    keep_change,
    keep_danger,
    request_due,
    set_urgency,
    speaks_for,
)
from panoh.cases.danger import NOTHING_SAID, Signs
from panoh.cases.enums import (
    LEVEL_CLOCKS,
    OPEN_STATES,
    REQUEST_TRANSITIONS,
    Asker,
    DecisionReason,
    Door,
    Kind,
    Level,
    Need,
    RequestState,
    Source,
    TaskKind,
    Urgency,
)
from panoh.cases.events import Event
from panoh.cases.models import Case, Request
from panoh.cases.queries.danger import WAITS
from panoh.core.actor import Actor
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.people.models import Person
from panoh.vault.actions import new_keys, record_about, seal

NOT_FROM_HERE = _("The status of the request does not allow this. Open it again to see the status.")
NO_NEED = _("Choose what the request is for: at least one.")
HEARD_WITHIN = 2  # working days
NEEDS_WORDS = _("Give the reason in one sentence.")

_TASKS = (TaskKind.TRIAGE, TaskKind.DECIDE, TaskKind.SAME)


def _move(request: Request, to: RequestState) -> None:
    """Raises WrongState, with nothing changed, when the table of transitions does not allow it."""
    if to not in REQUEST_TRANSITIONS[RequestState(request.state)]:
        raise WrongState(NOT_FROM_HERE)
    request.state = to


@action(undo=_("Request recorded."))
def receive_request(
    *,
    by: User,
    door: Door,
    asker: Asker,
    needs: Sequence[Need],
    urgency: Urgency = Urgency.GREEN,
    within_hour: bool = False,
    needs_wait: bool = False,
    kind: Kind | str = "",
    sex: str = "",
    region: str = "",
    place: str = "",
    referred_by: Organisation | None = None,
    hears: bool = False,
    received_at: dt.datetime | None = None,
    person: Person | None = None,
    danger: TaskKind = TaskKind.DANGER,
    call: UUID | None = None,
    **words: str,
) -> Request:
    """Writes down that somebody asks for help; the clock of its urgency starts and the coordinator is to look at it.

    `words` are the request's sealed fields: names, birth_date, number, contact_terms, need_words. They get a key of their own, or
    come under that of the `person` whom the request is known to be about. `hears`: the person agreed that whoever writes it down hears
    what is decided. `within_hour`: help is needed within the hour, where that is red. `needs_wait`: there is danger, and what is needed
    is found out at triage. `danger`: of which kind it is, where the request is red. `call`: after which help is requested: its dangers
    are those of the request.
    """
    check_has(by, Permission.REQUEST_CREATE)
    if not needs and urgency != Urgency.RED and not needs_wait:  # danger does not wait for it
        raise Invalid(NO_NEED, {"needs": NO_NEED})
    received = received_at or now()
    request = Request(
        organisation_id=by.organisation_id,
        referred_by=referred_by,
        person=person,
        door=door,
        asker=asker,
        needs=list(needs),
        urgency=urgency,
        within_hour=within_hour and urgency == Urgency.RED,
        kind=kind,
        sex=sex,
        region=region,
        place=place,
        received_at=received,
        due_at=received,
        taken_by=by,
        hears=by if hears else None,
        is_practice=by.is_practising,
    )
    source = Source.CALL if door == Door.HOTLINE else Source.REQUEST
    return _write_down(request, by=by.actor, words=words, danger=danger, source=source, user=by, call=call)


@action
def receive_from_outside(
    *,
    by: Actor,
    door: Door,
    asker: Asker,
    urgency: Urgency,
    received_at: dt.datetime,
    within_hour: bool = False,
    region: str = "",
    place: str = "",
    **words: str,
) -> Request:
    """Writes down, as the system, that somebody asks for help whom nobody of the Unit has spoken with. What is needed, triage finds out.

    `by` is the system acting for the organisation that takes it, the secretariat. Words as of `receive_request`.
    """
    assert by.organisation is not None
    request = Request(
        organisation_id=by.organisation,
        door=door,
        asker=asker,
        needs=[],
        urgency=urgency,
        within_hour=within_hour and urgency == Urgency.RED,
        region=region,
        place=place,
        received_at=received_at,
        due_at=received_at,
    )
    return _write_down(request, by=by, words=words, danger=TaskKind.DANGER, source=Source.MESSAGE, user=None)


@action
def hasten_from_outside(request: Request, *, by: Actor, at: dt.datetime) -> None:
    """As the system: who wrote says now that somebody is in danger. While the request waits, it is due within the hour; once it was
    decided, the danger is that of the case it goes on in, where one is open."""
    hour = at + LEVEL_CLOCKS[Level.HOUR]
    about: Request | Case = request
    if request.state not in (RequestState.NEW, RequestState.TRIAGED):
        goes_on = Case.objects.filter(person=request.person_id, state__in=OPEN_STATES) if request.person_id else Case.objects.none()
        about = goes_on.order_by("admitted_on").last() or request
    elif not request.within_hour:
        request.urgency, request.within_hour = Urgency.RED, True
        request.due_at = min(request.due_at, hour)
        record_about(Event.URGENCY_CHANGED, by=by, about=[request])
        save(request)
        for task in request.tasks.filter(kind__in=WAITS, done_at=None):
            task.due_at = min(task.due_at, request.due_at)
            save(task)
    record_about(Event.RISK_RAISED, by=by, about=[about])
    raise_danger(about, TaskKind.DANGER, level=Level.HOUR, source=Source.MESSAGE, by=None, due=hour)


def place_from_outside(request: Request, *, region: str, place: str = "") -> None:
    """Inside an action: who wrote says now where the person is. What was said or found of it before stays."""
    if region and not request.region and request.state in (RequestState.NEW, RequestState.TRIAGED):
        request.region, request.place = region, place
        save(request)


def _write_down(
    request: Request,
    *,
    by: Actor,
    words: Mapping[str, str],
    danger: TaskKind,
    source: Source,
    user: User | None,
    call: UUID | None = None,
) -> Request:
    """A new request with its key, its clock and the task to look at it; of a red one with its danger."""
    request.due_at = request_due(request)
    if request.person_id is None:
        new_keys([request.sealing_subject()], owners=[request.organisation_id])
    seal(request, by=by, **words)
    save(request)
    add_tasks([new_task(request, TaskKind.TRIAGE, due=request.due_at)])
    record_about(Event.REQUEST_RECEIVED, by=by, about=[request])
    carried = carry_from_call(call, request, by=user) if call is not None and user is not None else frozenset()
    if request.urgency == Urgency.RED and danger not in carried:
        raise_danger(request, danger, level=level_of(request), source=source, by=user, due=request.due_at)
    return request


@action(undo=_("Request triaged."))
def triage_request(
    request: Request,
    *,
    by: User,
    urgency: Urgency,
    needs: Sequence[Need] | None = None,
    kind: Kind | str = "",
    sex: str = "",
    region: str = "",
    place: str = "",
    words: str = "",
    signs: Signs = NOTHING_SAID,
    within_hour: bool = False,
    expected: int | None = None,
) -> Request:
    """Says how urgent a new request is, by which signs, and what it is about; its clock follows. Then it waits for the decision.

    Less urgent than the danger of which it was told, it keeps that as an open danger, by its own time.
    """
    policy.check_can_triage(by, request)
    urgency = choice_of(request, urgency, signs, words, field="words")
    check_less_than_red(request.urgency, urgency, words, field="words")
    _move(request, RequestState.TRIAGED)
    record_about(Event.REQUEST_TRIAGED, by=by.actor, about=[request])
    before, had_hour, due_before = request.urgency, request.within_hour, request.due_at
    told = speaks_for(request, signs)
    set_urgency(request, urgency, level=signs.level, within_hour=within_hour)
    request.needs = list(needs) if needs else request.needs
    for name, value in {"kind": kind, "sex": sex}.items():
        setattr(request, name, value or getattr(request, name))
    if region:
        request.region, request.place = region, place
    seal(request, by=by.actor, triage_words=words)
    save(request, expected)
    finish_tasks(request, TaskKind.TRIAGE, by=by)
    add_tasks([new_task(request, TaskKind.DECIDE, due=request.due_at)])
    keep_change(
        request, before, by=by, had_hour=had_hour, signs=signs, due_before=due_before, due_after=request.due_at, source=Source.REQUEST
    )
    keep_danger(request, told, signs=signs, before=before, due=due_before, by=by, source=Source.REQUEST)
    return request


def _decide(
    request: Request,
    to: RequestState,
    event: Event,
    *,
    by: User,
    reason: DecisionReason,
    words: str,
    expected: int | None,
) -> Request:
    policy.check_can_decide(by, request)
    if not words.strip():
        raise Invalid(NEEDS_WORDS, {"words": NEEDS_WORDS})
    check_seen_to(request)
    _move(request, to)
    record_about(event, by=by.actor, about=[request])
    request.decision_reason = reason
    request.decided_by, request.decided_at = by, now()
    seal(request, by=by.actor, decision_words=words.strip())
    save(request, expected)
    finish_tasks(request, _TASKS, by=by)
    tell_who_hears(request, by=by)
    return request


def tell_who_hears(request: Request, *, by: User) -> None:
    """Inside the action that decided: whoever referred the person finds it in their day, where the person agreed that they hear it."""
    if request.hears is not None and request.hears_id != by.pk:
        add_tasks([new_task(request, TaskKind.DECIDED, due=add_working_days(today(), HEARD_WITHIN), owner=request.hears)])


@action(undo=_("Request declined."))
def decline_request(
    request: Request,
    *,
    by: User,
    reason: DecisionReason,
    words: str,
    expected: int | None = None,
) -> Request:
    """Declines a triaged request, with the reason as a code and in words. A danger that nobody has taken on is seen to first."""
    return _decide(
        request,
        RequestState.DECLINED,
        Event.REQUEST_DECLINED,
        by=by,
        reason=reason,
        words=words,
        expected=expected,
    )


@action(undo=_("Request passed to another service."))
def send_request_elsewhere(
    request: Request,
    *,
    by: User,
    words: str,
    reason: DecisionReason = DecisionReason.OTHER_SERVICE_FITS,
    expected: int | None = None,
) -> Request:
    """Passes a triaged request to a service that fits better: the words say which and why. Of a danger, see `decline_request`."""
    return _decide(
        request,
        RequestState.ELSEWHERE,
        Event.REQUEST_SENT_ELSEWHERE,
        by=by,
        reason=reason,
        words=words,
        expected=expected,
    )


@action(undo=_("Request withdrawn."))
def take_request_back(
    request: Request,
    *,
    by: User,
    words: str = "",
    expected: int | None = None,
) -> Request:
    """The person decided otherwise before anything was decided. Of a danger, see `decline_request`."""
    policy.check_can_triage(by, request)
    check_seen_to(request)
    _move(request, RequestState.WITHDRAWN)
    record_about(Event.REQUEST_TAKEN_BACK, by=by.actor, about=[request])
    request.decision_reason = DecisionReason.PERSON_DECIDED
    request.decided_by, request.decided_at = by, now()
    seal(request, by=by.actor, decision_words=words)
    save(request, expected)
    finish_tasks(request, _TASKS, by=by)
    return request


@action(undo=_("Request reopened."))
def reopen_request(request: Request, *, by: User, urgency: Urgency | None = None, expected: int | None = None) -> Request:
    """Takes up again what was declined, passed on or taken back; the clock of its urgency starts anew."""
    policy.check_can_decide(by, request)
    if request.state == RequestState.NEW:
        raise WrongState(NOT_FROM_HERE)
    _move(request, RequestState.TRIAGED)
    record_about(Event.REQUEST_REOPENED, by=by.actor, about=[request])
    set_urgency(request, urgency or request.urgency)
    request.due_at = now() + clock_of(request)
    request.decision_reason, request.decided_by, request.decided_at = "", None, None
    save(request, expected)
    add_tasks([new_task(request, TaskKind.DECIDE, due=request.due_at)])
    if request.urgency == Urgency.RED:
        raise_danger(request, TaskKind.DANGER, level=level_of(request), source=Source.REQUEST, by=by, due=request.due_at)
        rule_out_undo(NOT_UNDONE)
    return request
