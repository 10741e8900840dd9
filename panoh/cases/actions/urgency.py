"""Triage: how urgent a request or a case is, by which signs; what is due is reckoned anew, and old and new are kept."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, rule_out_undo, save
from panoh.cases import policy
from panoh.cases.actions.dangers import NOT_UNDONE
from panoh.cases.actions.raising import LEVELS, close_danger, come_nearer, from_now, level_of, raise_danger, set_clock
from panoh.cases.actions.risk import raise_risk
from panoh.cases.actions.tasks import due_on, finish
from panoh.cases.actions.triggers import bring_forward_under_way
from panoh.cases.danger import NOTHING_SAID, Signs, check_signs, is_milder, packed, says_something
from panoh.cases.enums import (
    ASSESS_DAYS,
    URGENCY_HOURS,
    DangerOutcome,
    RequestState,
    ReviewCause,
    RiskLevel,
    Source,
    TaskKind,
    Urgency,
)
from panoh.cases.events import Event
from panoh.cases.models import Case, Request, Task, UrgencyChange
from panoh.cases.queries.danger import (
    danger_of,
    is_due_within_hour,
    is_pressing_open,
    next_hour,
    open_danger,
    told_of,
)
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.people.models import Person
from panoh.vault.actions import Text, open_sealed, record_about, seal, seal_all
from panoh.vault.purpose import Purpose

NOTHING_CHANGED = _("Nothing was changed.")
OVER_IN_WORDS = _("Write what was done and why there is no more danger: a few words, at least ten letters.")
LESS_IN_WORDS = _(
    "This request was red. Write why it is less urgent: a few words, at least ten letters. The danger stays open until someone "
    "writes what came of it."
)
CLOSED_CASE = _("This case is closed. Reopen it first.")
NOT_OPEN = _("This request has already been decided. Open the case, or reopen the request.")
SPEAKS_FOR_MORE = _("The signs show more urgency than you chose. Choose more, or write why less is right.")


def request_due(request: Request) -> dt.datetime:
    """When the clock of a request runs out."""
    return request.received_at + clock_of(request)


def clock_of(about: Request | Case) -> dt.timedelta:
    """How long its urgency leaves; of red that was said to be needed within the hour, the hour."""
    return dt.timedelta(hours=1 if about.within_hour else URGENCY_HOURS[Urgency(about.urgency)])


def set_urgency(about: Request | Case, urgency: str, *, level: str = "", within_hour: bool = False) -> None:
    """Says how urgent it is, inside an action that saves it, and by when a request is due.

    Red has an hour where it was said (`within_hour`), where the danger of suicide is high, or where a danger is open that is due within it.
    That hour holds until it is less than red.
    """
    had_hour, rises = about.within_hour, urgency != about.urgency
    about.urgency = urgency
    about.within_hour = urgency == Urgency.RED and (
        had_hour or within_hour or level == RiskLevel.HIGH or (rises and is_due_within_hour(about))
    )
    if isinstance(about, Request) and not (had_hour and about.within_hour):
        usual = about.received_at + dt.timedelta(hours=URGENCY_HOURS[Urgency(urgency)])
        about.due_at = min(usual, next_hour(about)) if about.within_hour else usual


def choice_of(about: Request | Case, urgency: Urgency, signs: Signs, words: str, *, field: str) -> Urgency:
    """The signs propose and the worker decides; less than they speak for is chosen with a reason. What was left as it stood was not chosen:
    without a reason the signs raise it."""
    check_signs(signs)
    if not signs or words.strip() or not is_milder(urgency, signs.proposed):
        return urgency
    if urgency != about.urgency:
        raise Invalid(SPEAKS_FOR_MORE, {field: SPEAKS_FOR_MORE})
    return signs.proposed


def check_less_than_red(before: str, urgency: str, words: str, *, field: str) -> None:
    """Raises Invalid where what was red becomes less and nothing is said: it may have been a danger to life."""
    if before == Urgency.RED != urgency and not says_something(words):
        raise Invalid(LESS_IN_WORDS, {field: LESS_IN_WORDS})


def speaks_for(request: Request, signs: Signs) -> Urgency:
    """How urgent a request is by all that was told of it before and by these signs; asked before it changes. Of a red one as its danger
    is, until what came of that was written."""
    named = Signs(dangers=(*told_of(request), *signs.kept_dangers))
    return Urgency.RED if request.urgency == Urgency.RED and danger_of(request) is not None else named.proposed


def keep_danger(request: Request, told: Urgency, *, signs: Signs, before: str, due: dt.datetime, by: User, source: Source) -> None:
    """Inside the action that says how urgent a request is: red has a danger, by the time of the request; one that was `told` of and speaks
    for more stays open, by the time it had. `before`, `due`: how urgent the request was, and by when."""
    if request.urgency == Urgency.RED:
        _redden(request, signs, before=before, by=by, source=source)
    if not is_milder(request.urgency, told):
        return
    if is_milder(before, told):  # it is named for the first time: nothing else would say so after an undo
        due = now() + dt.timedelta(hours=URGENCY_HOURS[told])
        rule_out_undo(NOT_UNDONE)
    raise_danger(request, TaskKind.DANGER, level=LEVELS[told], source=source, by=by, due=due)


def _redden(request: Request, signs: Signs, *, before: str, by: User, source: Source) -> None:
    """The open danger of a red request comes nearer. Where none is open, one is from now on if signs were seen, or if it was not red
    before and nothing else says so."""
    level = level_of(request)
    due = from_now(request.due_at, level)
    if (running := danger_of(request)) is not None:
        come_nearer(running, level=level, sources=[source], due=due)
    elif signs.kept_dangers or (before != Urgency.RED and not is_pressing_open(request)):
        raise_danger(request, TaskKind.DANGER, level=level, source=source, by=by, due=due)


def keep_change(
    about: Request | Case,
    before: str,
    *,
    by: User,
    had_hour: bool = False,
    signs: Signs = NOTHING_SAID,
    due_before: dt.datetime | None = None,
    due_after: dt.datetime | None = None,
    reason: str = "",
    source: Source = Source.URGENCY,
) -> UrgencyChange:
    """Keeps one look at the danger inside an action; `about` has its new urgency already. `had_hour`: it was red within the hour before."""
    row = UrgencyChange(
        request=about if isinstance(about, Request) else None,
        case=about if isinstance(about, Case) else None,
        person_id=about.person_id,
        at=now(),
        by=by,
        before=before,
        after=about.urgency,
        hour_before=had_hour,
        hour_after=about.within_hour,
        proposed=signs.proposed if signs else "",
        dangers=list(signs.kept_dangers),
        suicide=signs.level,
        due_before=due_before,
        due_after=due_after,
    )
    seal(row, by=by.actor, reason=reason.strip(), answers=packed(signs))
    save(row)
    if signs.level:
        raise_risk(about, level=signs.level, is_partial=signs.is_partial, source=source, by=by)
    return row


@action(undo=_("Urgency changed."))
def change_request_urgency(
    request: Request,
    *,
    by: User,
    urgency: Urgency,
    signs: Signs = NOTHING_SAID,
    within_hour: bool = False,
    reason: str = "",
    expected: int | None = None,
) -> Request:
    """Says anew how urgent a request is that waits; its clock and what is to be done on it move. What was red stays an open danger, as at
    triage, until somebody writes what came of it."""
    policy.check_can_triage(by, request)
    if request.state not in (RequestState.NEW, RequestState.TRIAGED):
        raise WrongState(NOT_OPEN)
    urgency = choice_of(request, urgency, signs, reason, field="reason")
    if urgency == request.urgency and not signs and (request.within_hour or not within_hour):
        raise Invalid(NOTHING_CHANGED)
    check_less_than_red(request.urgency, urgency, reason, field="reason")
    told = speaks_for(request, signs)
    record_about(Event.URGENCY_CHANGED, by=by.actor, about=[request])
    before, had_hour, due_before = request.urgency, request.within_hour, request.due_at
    set_urgency(request, urgency, level=signs.level, within_hour=within_hour)
    save(request, expected)
    for task in request.tasks.filter(kind__in=(TaskKind.TRIAGE, TaskKind.DECIDE), done_at=None):
        _move(task, request.due_at)
    keep_change(request, before, by=by, had_hour=had_hour, signs=signs, reason=reason, due_before=due_before, due_after=request.due_at)
    keep_danger(request, told, signs=signs, before=before, due=due_before, by=by, source=Source.URGENCY)
    return request


@action(undo=_("Urgency changed."))
def change_urgency(
    case: Case,
    *,
    by: User,
    urgency: Urgency,
    signs: Signs = NOTHING_SAID,
    within_hour: bool = False,
    reason: str = "",
    expected: int | None = None,
) -> Case:
    """Says anew how soon this person needs help, by which signs. Assessments move, and danger has a clock of its own."""
    policy.check_can(by, Permission.CASE_WORK, case)
    if not case.is_open:
        raise WrongState(CLOSED_CASE)
    urgency = choice_of(case, urgency, signs, reason, field="reason")
    if urgency == case.urgency and not signs and (case.within_hour or not within_hour):
        raise Invalid(NOTHING_CHANGED)
    if is_milder(urgency, case.urgency) and not says_something(reason):
        raise Invalid(OVER_IN_WORDS, {"reason": OVER_IN_WORDS})
    record_about(Event.URGENCY_CHANGED, by=by.actor, about=[case])
    before, had_hour, due_before = case.urgency, case.within_hour, _first_due(case)
    set_urgency(case, urgency, level=signs.level, within_hour=within_hour)
    save(case, expected)
    if urgency != before:
        _reckon_anew(case, by=by, eases=is_milder(urgency, before))
        if urgency == Urgency.RED:
            bring_forward_under_way(case, by=by, cause=ReviewCause.URGENCY)
    elif case.within_hour and not had_hour:
        begin_clock(case, by=by)
    keep_change(case, before, by=by, had_hour=had_hour, signs=signs, reason=reason, due_before=due_before, due_after=_first_due(case))
    return case


def begin_clock(case: Case, *, by: User, due: dt.datetime | None = None, eases: bool = False, source: Source = Source.URGENCY) -> None:
    """Where there is danger, seeing to it is due within the hours of its urgency, or by `due`; where it is over, that is done.

    An earlier time that was set stays, unless somebody said that it is less urgent (`eases`).
    """
    running = open_danger(case, TaskKind.DANGER)
    if case.urgency == Urgency.GREEN:
        if running is not None:
            close_danger(running, DangerOutcome.WORDS, by=by)
            finish(running, by)
        return
    due = due or (next_hour(case) if case.within_hour else now() + clock_of(case))
    if eases:  # what ended with its outcome does not begin anew by less urgency
        if running is not None:
            set_clock(running, level=level_of(case), due=due)
    else:
        raise_danger(case, TaskKind.DANGER, level=level_of(case), source=source, by=by, due=due)


def carry_hour(request: Request, case: Case, *, by: User) -> None:
    """Inside the action by which a request goes on in a case: what was said to be needed within the hour is due by the same hour."""
    if request.within_hour and case.urgency == Urgency.RED:
        case.within_hour = True
        save(case)
        begin_clock(case, by=by, due=request.due_at, source=Source.REQUEST)


def assess_due(case: Case, start: dt.date) -> dt.datetime:
    """By when the assessments are done, counted from a day."""
    return due_on(add_working_days(start, ASSESS_DAYS[Urgency(case.urgency)]))


def _reckon_anew(case: Case, *, by: User, eases: bool) -> None:
    """More urgent counts from today and puts nothing off; less urgent counts from the admission, as if it had always been so."""
    is_red = case.urgency == Urgency.RED
    due = assess_due(case, today() if is_red else case.admitted_on)
    for task in case.tasks.filter(kind=TaskKind.ASSESS, done_at=None):
        _move(task, min(task.due_at, due) if is_red else due)
    begin_clock(case, by=by, eases=eases)


def _first_due(case: Case) -> dt.datetime | None:
    moved = case.tasks.filter(kind__in=(TaskKind.ASSESS, TaskKind.DANGER), done_at=None).order_by("due_at")
    return moved.values_list("due_at", flat=True).first()


def _move(task: Task, due: dt.datetime) -> None:
    if task.due_at != due:
        task.due_at = due
        save(task)


def take_over_changes(request: Request, person: Person, *, by: User) -> None:
    """Brings what was said at triage under the person's key, before the enquiry's own is dropped."""
    rows = list(request.urgency_changes.filter(person=None))
    if not rows:
        return
    opened = open_sealed(rows, by=by.actor, purpose=Purpose.DECISION)
    for row in rows:
        row.person = person
    texts: list[dict[str, Text]] = [{name: one.file(name) or b"" for name in ("answers", "reason")} for one in opened]
    seal_all(list(zip(rows, texts, strict=True)), by=by.actor)
    for row in rows:
        save(row)
