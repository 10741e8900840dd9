"""Calls: written down, counted by a press, turned into a request. What they can be compared by is forgotten after a month, what could name
somebody after twelve.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, rule_out_undo, save
from panoh.cases.actions import Answers, receive_compared
from panoh.cases.actions.dangers import FORGOTTEN, NOT_UNDONE, URGENT_NOT_UNDONE
from panoh.cases.actions.risk import raise_risk
from panoh.cases.actions.urgency import keep_change
from panoh.cases.danger import DangerSign, Signs
from panoh.cases.enums import Asker, Door, Need, RiskLevel, Source, TaskKind, Urgency
from panoh.cases.models import Request, UrgencyChange
from panoh.cases.queries.danger import open_danger
from panoh.cases.queries.urgency import written_at
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now
from panoh.core.errors import Invalid, WrongState
from panoh.hotline.actions.alerts import raise_alert, settle_alerts
from panoh.hotline.actions.call_dangers import notice_at_call
from panoh.hotline.enums import (
    ASKERS,
    OWN_LIFE,
    SHORT_KINDS,
    URGENCIES,
    AlertKind,
    AnswerGiven,
    Caller,
    CallKind,
    Soon,
    is_pressing,
)
from panoh.hotline.events import Event
from panoh.hotline.models import Attempt, Call, Dispatch, PhoneLine
from panoh.hotline.policy import check_can_take
from panoh.hotline.queries.calls import MONTH, TWELVE_MONTHS, clock_of, is_forgotten, is_untold, mark_of, region_of, untold_calls
from panoh.hotline.windows import next_window
from panoh.vault.actions import drop_keys, new_keys, open_sealed, record_about, seal
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose

LATE = dt.timedelta(minutes=30)  # entered so long after it began, it says so
SILENT_SPAN, SILENT_COUNT = dt.timedelta(hours=24), 3  # FIELD 6: three of the same pattern

NO_CHOICE = _("This is not on the list. Choose from the list.")
AHEAD = _("This time is in the future. Enter when the call began.")
NO_NUMBER = _("You cannot call back without a number. Enter it, or choose that they call again.")
BOTH_HOURS = _("Enter a start time and an end time, or leave both empty.")
IS_REQUEST = _("This call is already a request.")
DANGER_OPEN = _("The danger of this call is still open. Its text stays until someone records how the danger ended, or requests help.")
NO_WORDS_HERE = _("This call was only counted. Record it as a conversation first.")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CallBack:
    """What the caller agreed to: None where it was not asked. The number is kept only where they may be called."""

    allowed: bool | None = None
    number: str = ""
    start: dt.time | None = None
    end: dt.time | None = None
    who_may_answer: str = ""
    what_to_say: str = ""

    def check(self) -> None:
        """Raises Invalid for what would leave an officer at a loss."""
        if self.allowed and not self.number:
            raise Invalid(NO_NUMBER, {"number": NO_NUMBER})
        if (self.start is None) != (self.end is None):
            raise Invalid(BOTH_HOURS, {"call_to": BOTH_HOURS})

    def usable(self) -> "CallBack":
        """As far as an officer can call back by it: no half of the hours. Without a number it stays agreed, and the list says so."""
        is_half = self.allowed and (self.start is None) != (self.end is None)
        return replace(self, start=None, end=None) if is_half else self


NOT_ASKED = CallBack()


@action(undo=_("Call recorded."))
def record_call(
    line: PhoneLine,
    *,
    by: User,
    urgency: Soon | str,
    caller: Caller | str = Caller.NOT_SAID,
    needs: Sequence[str] = (),
    dangers: Sequence[str] = (),
    given: Sequence[str] = (),
    region: str = "",
    place: str = "",
    begun_at: dt.datetime | None = None,
    called_from: str = "",
    call_back: CallBack = NOT_ASKED,
    sending: Answers | None = None,
    kind: CallKind = CallKind.TALK,
    **words: str,
) -> Call:
    """Writes a conversation down, also one that broke off (`kind`). `words`: said, family_name, given_name. `called_from` is hashed and
    not kept.

    With `sending` (who it may be, see `cases.before_create`) it becomes a request in the same act. Where there is danger, or help is needed
    within the hour, terms by which nobody can be called back keep nothing from being written down.
    """
    check_can_take(by)
    if is_pressing(dangers, urgency):
        call_back = call_back.usable()
    else:
        call_back.check()
    _check_lists(urgency=([urgency], Soon), caller=([caller], Caller), needs=(needs, Need), given=(given, AnswerGiven))
    if set(dangers) - {*DangerSign.values, OWN_LIFE}:
        raise Invalid(NO_CHOICE, {"dangers": NO_CHOICE})
    call = begun(line, kind, by, begun_at)
    codes = {"needs": list(needs), "dangers": list(dangers), "given": list(given), "region": region, "place": place}
    heard = write_down(
        call, {"urgency": urgency, "caller": caller, **codes}, by=by.actor, called_from=called_from, call_back=call_back, words=words
    )
    record_about(Event.CALL_RECORDED, by=by.actor, about=[call])
    if URGENCIES[clock_of(call)] == Urgency.RED:
        rule_out_undo(NOT_UNDONE if call.dangers else URGENT_NOT_UNDONE)
    if sending is not None:
        _send_on(call, by=by, answers=sending, words=heard)
    _tell_of_silence(call, by=by)
    notice_at_call(call, by=by)
    return call


def write_down(
    call: Call, codes: dict[str, Any], *, by: Actor, call_back: CallBack, words: dict[str, str], called_from: str = ""
) -> dict[str, str]:
    """Inside an action: the row of a conversation with what was heard, under a key of its own. Answers every word that is kept.

    `codes`: urgency, caller, needs, dangers, given, region and place.
    """
    for name, value in codes.items():
        setattr(call, name, value)
    call.may_call_back = call_back.allowed
    call.call_from, call.call_to = call_back.start, call_back.end
    if call_back.allowed:
        call.call_back_due_at = next_window(call, call.begun_at)
    call.is_anonymous = not (words.get("family_name") or words.get("given_name"))
    call.caller_mark = mark_of(called_from or (call_back.number if call_back.allowed else ""))
    new_keys([call.sealing_subject()], owners=[call.organisation_id])
    kept = {"number": call_back.number, "who_may_answer": call_back.who_may_answer, "what_to_say": call_back.what_to_say}
    heard = {**words, **(kept if call_back.allowed else {})}
    seal(call, by=by, **{name: text.strip() for name, text in heard.items()})
    save(call)
    return heard


def _check_lists(**lists: tuple[Sequence[str], Any]) -> None:
    for field, (values, known) in lists.items():
        if set(values) - set(known.values):
            raise Invalid(NO_CHOICE, {field: NO_CHOICE})


def begun(line: PhoneLine, kind: CallKind, by: User, begun_at: dt.datetime | None) -> Call:
    """A row for something that began now or earlier, not saved. Raises Invalid for what lies ahead."""
    moment = begun_at or now()
    if moment > now():
        raise Invalid(AHEAD, {"begun": AHEAD})
    return Call(
        line=line,
        organisation_id=by.organisation_id,
        taken_by=by,
        kind=kind,
        begun_at=moment,
        recorded_at=now(),
        is_late=now() - moment > LATE,
        is_practice=by.is_practising,
    )


@action(undo=_("Call counted."))
def count_short_call(line: PhoneLine, *, by: User, kind: CallKind | str) -> Call:
    """Counts a call without words by one press. Several silent ones on a line within a day are told to the coordinator."""
    check_can_take(by)
    if kind not in SHORT_KINDS:
        raise Invalid(NO_CHOICE, {"kind": NO_CHOICE})
    call = begun(line, CallKind(kind), by, None)
    record(Event.CALL_COUNTED, by=by.actor)
    save(call)
    _tell_of_silence(call, by=by)
    return call


def _tell_of_silence(call: Call, *, by: User) -> None:
    if call.kind != CallKind.SILENT:
        return
    silent = Call.objects.filter(line=call.line, kind=call.kind, is_practice=call.is_practice, begun_at__gte=now() - SILENT_SPAN)
    if silent.count() >= SILENT_COUNT:
        raise_alert(
            AlertKind.SILENT_CALLS,
            organisation=by.organisation_id,
            role=Role.COORDINATOR,
            target=call.line_id,
            line=call.line,
            is_practice=call.is_practice,
        )


@action(undo=_("Request recorded."))
def send_call_on(call: Call, *, by: User, answers: Answers, needs: Sequence[str] = ()) -> Request:
    """The call becomes a request with what was said at it; nothing is asked twice. `needs` where none were said at the call."""
    check_can_take(by)
    if not call.is_heard:
        raise WrongState(NO_WORDS_HERE)
    if call.request_id is not None:
        raise WrongState(IS_REQUEST)
    if is_forgotten(call):
        raise WrongState(FORGOTTEN)
    call.needs = list(needs or call.needs)
    (opened,) = open_sealed([call], by=by.actor, purpose=Purpose.OWN_WORK)
    words = {name: getattr(opened, name) or "" for name in ("said", "family_name", "given_name", "number", "who_may_answer", "what_to_say")}
    sent = [row for row in call.dispatches.all() if row.told]
    from_there = open_sealed(sent, by=by.actor, purpose=Purpose.OWN_WORK, fields=["told"]) if sent else []
    words["said"] = "\n\n".join(filter(None, (words["said"], *(row.told for row in from_there))))
    return _send_on(call, by=by, answers=answers, words=words)


def _send_on(call: Call, *, by: User, answers: Answers, words: dict[str, str]) -> Request:
    """The request of a call. What was seen of danger stands on it, and it waits no longer than that or the caller said; who thinks of
    ending their own life is acted on within the hour. The open dangers of the call are those of the request."""
    seen = _seen(call)
    soon = clock_of(call)
    if is_untold(call):
        rule_out_undo(NOT_UNDONE)
    request = receive_compared(
        by=by,
        answers=answers,
        door=Door.HOTLINE,
        asker=ASKERS.get(Caller(call.caller), Asker.OTHER),
        needs=[Need(each) for each in call.needs],
        urgency=URGENCIES[soon],
        within_hour=soon == Soon.HOUR,
        needs_wait=is_pressing(call.dangers, call.urgency),
        region=region_of(call),
        place=call.place,
        received_at=call.begun_at,
        need_words=words.get("said", ""),
        family_name=words.get("family_name", ""),
        given_name=words.get("given_name", ""),
        number=words.get("number", ""),
        contact_terms=_terms(call, words),
        danger=TaskKind.RISK if call.dangers == [OWN_LIFE] else TaskKind.DANGER,
        call=call.pk,
    )
    if seen:
        due, had_hour = request.due_at, request.within_hour
        keep_change(request, request.urgency, by=by, had_hour=had_hour, signs=seen, due_before=due, due_after=due, source=Source.CALL)
    if OWN_LIFE in call.dangers and open_danger(request, TaskKind.RISK) is None:
        raise_risk(request, level=RiskLevel.HIGH, source=Source.CALL, by=by)
    call.request = request
    save(call)
    settle_alerts(call.pk, AlertKind.CAPTURED, by=by)
    record_about(Event.CALL_SENT_ON, by=by.actor, about=[call, request])
    return request


def _seen(call: Call) -> Signs:
    return Signs(dangers=tuple(each for each in call.dangers if each in DangerSign.values))


def _terms(call: Call, words: dict[str, str]) -> str:
    """The terms of calling back in one text, as a request keeps them."""
    hours = f"{call.call_from:%H:%M}–{call.call_to:%H:%M}" if call.call_from and call.call_to else ""
    named = {_("who may answer"): "who_may_answer", _("what to say if someone else answers"): "what_to_say"}
    said = (f"{label}: {text}" for label, name in named.items() if (text := words.get(name, "").strip()))
    return "; ".join(filter(None, (hours, *said)))


def forget_old_marks() -> int:
    """Deletes what calls older than a month were compared by, as the system. Answers how many. For the worker."""
    old = list(Call.objects.exclude(caller_mark=b"").filter(begun_at__lt=now() - MONTH)[:500])
    return _forget(old) if old else 0


@action
def _forget(rows: list[Call]) -> int:
    record(Event.CALLS_FORGOTTEN, by=SYSTEM)
    for row in rows:
        row.caller_mark = b""
        save(row)
    return len(rows)


AT_ONCE = 100


def forget_old_words() -> int:
    """Deletes, as the system, what calls and errands of twelve months ago hold of words, names, numbers and terms; answers how many rows.

    What is counted stays: line, kind, hour, district, needs, danger, how it ended. A request that came of it is kept as requests are, and
    of a call whose danger is open everything is.
    """
    until = now() - TWELVE_MONTHS
    untold = untold_calls().values("pk")
    calls = list(Call.objects.filter(_holds_words(Call), begun_at__lt=until).exclude(pk__in=untold)[:AT_ONCE])
    of_untold = Q(call__in=untold, call__isnull=False)
    sent = list(Dispatch.objects.filter(_holds_words(Dispatch), sent_at__lt=until).exclude(of_untold)[:AT_ONCE])
    return forget_words(calls, sent) if calls or sent else 0


def _holds_words(model: type[Call] | type[Dispatch]) -> Q:
    none = Q()
    for name in sealed_fields(model):
        none |= ~Q(**{name: b""})
    return none


@action
def forget_words(calls: list[Call], sent: list[Dispatch], *, by: Actor = SYSTEM) -> int:
    """Deletes what these calls and errands hold of words, names, numbers and terms, with their keys; answers how many rows. Raises
    WrongState while a danger of one of the calls is open."""
    if untold_calls().filter(pk__in=[call.pk for call in calls]).exists():
        raise WrongState(DANGER_OPEN)
    record(Event.WORDS_FORGOTTEN, by=by)
    tries = list(Attempt.objects.filter(call__in=calls).exclude(reason=b""))
    of_dangers = list(written_at(*(call.pk for call in calls)))
    emptied: list[Call | Dispatch | Attempt | UrgencyChange] = [*calls, *sent, *tries, *of_dangers]
    for row in emptied:
        for name in sealed_fields(type(row)):
            setattr(row, name, b"")
    for call in calls:
        settle_alerts(call.pk, AlertKind.CAPTURED, by=None)  # nobody can act on it any more
        call.call_from = call.call_to = call.call_back_due_at = None
        call.caller_mark = b""
    for row in emptied:
        save(row)
    held: list[Call | Dispatch] = [*calls, *sent]
    for row in held:
        drop_keys(row.sealing_subject())
    return len(calls) + len(sent)
