"""What came from a telephone is recorded where it belongs, by the rights its sender has then; what cannot be waits for its sender."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import holders, powers
from panoh.accounts.queries import secretariat
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, record, save
from panoh.cases.actions.dangers import report_danger
from panoh.cases.actions.sessions import record_session, record_unplanned
from panoh.cases.danger import DangerSign
from panoh.cases.enums import Attendance, Discipline, Level, SessionKind, Source, TaskKind
from panoh.cases.guest_policy import check_works_in
from panoh.cases.models import Case, Session
from panoh.cases.policy import cases_in_reach
from panoh.cases.queries.cases import get_case
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import Invalid, Locked, NotFound, PanohError, Sealed, WrongState
from panoh.core.ids import tidy_code
from panoh.hotline.actions.alerts import raise_alert, settle_alerts
from panoh.hotline.actions.callbacks import acknowledge_dispatch, arrive, back_safely, cannot_go, end_dispatch
from panoh.hotline.actions.calls import CallBack
from panoh.hotline.actions.capture import believed, take_capture
from panoh.hotline.actions.sent_dangers import SOON_OF, report_from_there
from panoh.hotline.enums import OWN_LIFE, UNDER_WAY, AlertKind, Caller, DispatchState, EntryKind, RoadAnswer, Soon, Way, is_pressing
from panoh.hotline.events import Event
from panoh.hotline.models import Call, Dispatch, PhoneEntry
from panoh.hotline.policy import check_open_account, check_waits_for, reads_words
from panoh.hotline.queries.callbacks import still_tells, visit_now
from panoh.hotline.queries.calls import TWELVE_MONTHS
from panoh.hotline.queries.phone_entries import on_a_line
from panoh.vault.actions import drop_keys, new_keys, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

AT_ONCE = 50
_ENDS = (RoadAnswer.DONE, RoadAnswer.NOBODY)
LEVEL_OF = {soon: level for level, soon in SOON_OF.items()}

CODE_TYPED = _("Code of the case or the dispatch")
FITS_NONE = _("No case with this code is open to its sender; the region is the sender's.")
WHICH_DISPATCH = _("You have no dispatch with this code that is not over.")
CONFIRMED = _("Someone has already confirmed this.")
WHICH_WORK = _("You work in several disciplines on this case. Choose in which the session was.")


def keep_entry(
    kind: EntryKind,
    *,
    number: bytes,
    taken_by: User,
    taken_at: dt.datetime | None,
    received_at: dt.datetime,
    given: Mapping[str, Any],
    is_after_end: bool = False,
) -> PhoneEntry | None:
    """Inside the action that takes a message in: what was recorded, until `place_entries` has it where it belongs; None where it is there
    already. `given`: code, answer, minutes, dangers, urgency, said; of a call that of `as_entry`.

    `is_after_end`: from a telephone that was disconnected. It waits until its sender says that it is theirs.
    """
    if PhoneEntry.objects.filter(number=number).exists() or Call.objects.filter(capture=number).exists():
        return None
    by = _house()
    moment = believed(taken_at, received_at)
    row = PhoneEntry(number=number, kind=kind, user=taken_by, written_at=moment, came_at=received_at, is_after_end=is_after_end)
    row.tells_danger = is_after_end and _tells_danger(kind, given)
    new_keys([row.sealing_subject()], owners=[taken_by.organisation_id])
    seal(row, by=by, facts=json.dumps(dict(given)))
    save(row)
    record_about(Event.CAPTURE_TAKEN_IN, by=by, about=[row])
    if is_after_end:
        _tell_of_ended_phone(row)
    return row


def _tells_danger(kind: EntryKind, given: Mapping[str, Any]) -> bool:
    return kind == EntryKind.DANGER or is_pressing(given["dangers"], given["urgency"] if kind == EntryKind.CALL else "")


def _tell_of_ended_phone(row: PhoneEntry) -> None:
    """Once of each telephone, however much it sends, until somebody asked whose it is: its owner, the coordinator, of a danger also whoever
    is on a line."""
    whom: list[dict[str, Any]] = [{"role": Role.COORDINATOR}, *([{"owner": row.user}] if row.user.is_active else [])]
    kind = AlertKind.PHONE_ENDED
    if row.tells_danger:
        kind, known = AlertKind.PHONE_DANGER, {row.user, *holders(Role.COORDINATOR)}
        whom += [{"owner": user} for user in on_a_line() if user not in known]
    for each in whom:
        raise_alert(kind, organisation=row.user.organisation_id, target=row.user_id, **each)


def as_entry(heard: Mapping[str, Any]) -> dict[str, Any]:
    """A call as `take_capture` takes it, as it may be kept until it is confirmed."""
    call_back = heard["call_back"]
    hours = {name: each.isoformat() if each else None for name, each in (("start", call_back.start), ("end", call_back.end))}
    return {**heard, "code": "", "call_back": {**asdict(call_back), **hours}}


def _as_heard(given: Mapping[str, Any]) -> dict[str, Any]:
    call_back = dict(given["call_back"])
    hours = {name: dt.time.fromisoformat(call_back[name]) if call_back[name] else None for name in ("start", "end")}
    return {**{name: value for name, value in given.items() if name != "code"}, "call_back": CallBack(**{**call_back, **hours})}


def place_entries() -> int:
    """Records what has come where it belongs, in the order in which it was written; answers how many. For the worker.

    One that a defect hinders keeps no other back: it is tried again the next time, and the first error is raised once all were tried.
    """
    unconfirmed = Q(is_after_end=True, confirmed_at=None)
    rows = PhoneEntry.objects.filter(~unconfirmed, done_at=None, asked_at=None).select_related("user")[:AT_ONCE]
    hindered: list[Exception] = []
    for row in rows:
        try:
            with translation.override(row.user.language):
                _place_or_ask(row, _given(row, _house()))
        except Locked:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, behind it may stand a danger
            hindered.append(error)
    if hindered:
        raise hindered[0]
    return len(rows)


def _place_or_ask(row: PhoneEntry, given: dict[str, Any]) -> None:
    if row.kind == EntryKind.CALL:
        _place_call(row, given)
        return
    try:
        _place(row, given, by=row.user)
    except Locked:
        raise
    except PanohError:
        if row.kind != EntryKind.DANGER and not given["dangers"]:
            _ask(row)
        else:
            _tell_danger(row, given)


def _tell_danger(row: PhoneEntry, given: dict[str, Any]) -> None:
    """A danger waits for nobody: of what could not be recorded it rings by itself, about the case if its sender sees it, else as one that
    was told at a call."""
    try:
        _place_danger(row, given, by=row.user)
    except Locked:
        raise
    except PanohError:
        _ring(row, given)


@action
def _place(row: PhoneEntry, given: dict[str, Any], *, by: User) -> None:
    """Does what its sender says they did, by their rights of this moment. Raises PanohError where one act of it is not possible."""
    check_open_account(by)
    record(Event.ENTRY_PLACED, by=by.actor)
    if _KINDS[EntryKind(row.kind)](row, given, by):
        _settle(row)
    else:
        _wait(row)


@action
def _place_call(row: PhoneEntry, given: dict[str, Any]) -> None:
    """Of a closed account too: what was heard is nobody's alone."""
    record(Event.ENTRY_PLACED, by=_house())
    sent: dict[str, Any] = {"taken_by": row.user, "taken_at": row.written_at, "received_at": row.came_at}
    take_capture(number=bytes(row.number), **sent, is_after_end=row.is_after_end, **_as_heard(given))
    _settle(row)


@action
def _place_danger(row: PhoneEntry, given: dict[str, Any], *, by: User) -> None:
    check_open_account(by)
    record(Event.ENTRY_PLACED, by=by.actor)
    if _danger(row, given, by) and row.kind == EntryKind.DANGER:
        _settle(row)
    else:
        _wait(row)


@action
def _ring(row: PhoneEntry, given: dict[str, Any]) -> None:
    fits_none = _fits_none(row, given)
    code = f"{CODE_TYPED}: {given['code']}" if given["code"] else ""
    take_capture(
        number=bytes(row.number),
        taken_by=row.user,
        taken_at=row.written_at,
        received_at=row.came_at,
        is_after_end=row.is_after_end,
        way=Way.VISIT,
        said="\n\n".join(filter(None, (code, str(FITS_NONE) if fits_none else "", given["said"]))),
        call_back=CallBack(),
        urgency=SOON_OF[_level(given)],
        dangers=given["dangers"] or [DangerSign.LIFE.value],
        caller=Caller.NOT_SAID,
        needs=[],
        given=[],
        region="",
        place="",
    )
    if row.kind == EntryKind.DANGER and not fits_none:
        _settle(row)
    else:
        _wait(row)


def _fits_none(row: PhoneEntry, given: Mapping[str, Any]) -> bool:
    """Whether a code was typed under which its sender, whose account is open, sees nothing. The same of a case of others and of none: who
    tries codes from a telephone learns nothing by it."""
    if not given["code"] or not row.user.is_active or row.kind not in (EntryKind.SESSION, EntryKind.DANGER):
        return False
    return not cases_in_reach(row.user, Permission.CASE_VIEW).filter(code=tidy_code(given["code"]) or "").exists()


@action
def _ask(row: PhoneEntry) -> None:
    _wait(row)


def _wait(row: PhoneEntry) -> None:
    """Its sender is asked to enter it; where their account is closed the coordinator."""
    record(Event.ENTRY_WAITS, by=_house())
    row.asked_at = now()
    save(row)
    whom: dict[str, Any] = {"owner": row.user} if row.user.is_active else {"role": Role.COORDINATOR}
    raise_alert(AlertKind.CAPTURED, organisation=row.user.organisation_id, target=row.pk, **whom)


def _settle(row: PhoneEntry) -> None:
    row.done_at, row.facts = now(), b""
    save(row)
    drop_keys(row.sealing_subject())


# -- each kind: whether all of it is recorded where it belongs ---------------------------------------------------------------------


def _session(row: PhoneEntry, given: dict[str, Any], by: User) -> bool:
    """The session of that day that was planned, else one that nobody planned."""
    case = get_case(by, given["code"])
    own = check_works_in(by, case)
    begun = row.written_at - dt.timedelta(minutes=given["minutes"] or 0)
    planned = _planned(case, own, begun, by)
    how: dict[str, Any] = {"attendance": Attendance.ATTENDED, "minutes": given["minutes"], "summary": given["said"]}
    if planned is not None:
        record_session(planned, by=by, **how)
    elif len(own) > 1:
        raise Invalid(WHICH_WORK)
    else:
        record_unplanned(case, by=by, discipline=next(iter(own)), kind=SessionKind.INDIVIDUAL, at=begun, **how)
    for kind, dangers in _dangers(given):
        report_danger(case, by=by, kind=kind, level=_level(given), source=Source.SESSION, dangers=dangers)
    return True


def _planned(case: Case, own: Collection[Discipline], begun: dt.datetime, by: User) -> Session | None:
    """The only session that they had planned for that day, if it has begun."""
    rows = Session.objects.filter(case=case, author=by, discipline__in=own, attendance=Attendance.PLANNED, at__lte=now())
    found = [each for each in rows if each.at.astimezone(DUSHANBE).date() == begun.astimezone(DUSHANBE).date()]
    return found[0] if len(found) == 1 else None


def _danger(row: PhoneEntry, given: dict[str, Any], by: User) -> bool:
    """Under the code of a dispatch of its sender it is one of that. Of a sealed case whose member has not opened it the danger rings
    without words: those wait for the member."""
    words, sent = given["said"], _sent_with(given["code"], by)
    told = _dangers(given) or [(TaskKind.DANGER, [])]
    if sent is not None:
        for kind, dangers in told:
            report_from_there(sent, by=by, kind=kind, level=_level(given), dangers=dangers, words=words)
        return True
    try:
        case = get_case(by, given["code"])
    except Sealed as sealed:
        if not sealed.for_member:
            raise
        case, words = cases_in_reach(by, Permission.CASE_VIEW).get(code=tidy_code(given["code"])), ""
    for kind, dangers in told:
        report_danger(case, by=by, kind=kind, level=_level(given), source=Source.VISIT, dangers=dangers, words=words)
    return bool(words == given["said"])


def _sent_with(code: str, by: User) -> Dispatch | None:
    """The dispatch of this code on which they are or were sent, while it takes a danger."""
    found = Dispatch.objects.filter(worker__in=powers(by).stands_for, is_practice=False, code=tidy_code(code) or "").first()
    return found if found is not None and still_tells(found) else None


def _road(row: PhoneEntry, given: dict[str, Any], by: User) -> bool:
    """Their dispatch of this code, or the only one: moved to where they say it stands, over the steps before."""
    found = Dispatch.objects.filter(worker__in=powers(by).stands_for, state__in=UNDER_WAY, is_practice=False)
    rows = list(found.filter(code=tidy_code(given["code"]) or "") if given["code"] else found)
    if len(rows) != 1:
        raise NotFound(WHICH_DISPATCH)
    (sent,) = rows
    words, to = given["said"], given["answer"]
    dangers = _dangers(given)
    for kind, signs in dangers:
        report_from_there(sent, by=by, kind=kind, level=_level(given), dangers=signs, words=words)
    if to == RoadAnswer.CANNOT:
        cannot_go(sent, by=by, words=words)
        return True
    if to and sent.state == DispatchState.SENT:
        acknowledge_dispatch(sent, by=by, at=row.written_at)
    if to in (RoadAnswer.THERE, *_ENDS) and sent.state == DispatchState.ACKNOWLEDGED:
        arrive(sent, by=by, at=row.written_at)
    if to in _ENDS:
        end_dispatch(sent, by=by, outcome=words, found=to == RoadAnswer.DONE, at=row.written_at)
    return to in _ENDS or bool(dangers) or not words


def _back(row: PhoneEntry, given: dict[str, Any], by: User) -> bool:
    """The visit they were on when they wrote it. Where that is over already nothing is left to do."""
    visit = visit_now(by)
    if visit is not None and visit.began_at <= row.written_at:
        back_safely(visit, by=by, at=row.written_at)
    return True


_KINDS = {EntryKind.SESSION: _session, EntryKind.DANGER: _danger, EntryKind.DISPATCH: _road, EntryKind.BACK: _back}


def _dangers(given: dict[str, Any]) -> list[tuple[TaskKind, list[str]]]:
    """Which dangers it tells of: to the own life, and any other."""
    others = [sign for sign in given["dangers"] if sign != OWN_LIFE]
    own: list[tuple[TaskKind, list[str]]] = [(TaskKind.RISK, [])] if OWN_LIFE in given["dangers"] else []
    return [*own, *([(TaskKind.DANGER, others)] if others else [])]


def _level(given: dict[str, Any]) -> Level:
    return LEVEL_OF[Soon(given["urgency"])]


# -- its sender -------------------------------------------------------------------------------------------------------------------


def open_entry(row: PhoneEntry, *, by: User) -> dict[str, Any]:
    """What waits for its sender, by the names of the form; without its words for who only asks whether it is theirs (`has_more`: some)."""
    check_waits_for(by, row)
    given = _given(row, replace(by.actor, organisation=secretariat().pk))
    if row.kind == EntryKind.CALL:
        kept = given.pop("call_back")
        safe = {True: "yes", False: "no"}.get(kept["allowed"], "")
        given |= {"place": given.pop("place") or given.pop("region"), "may_call_back": safe, "number": kept["number"]}
        given |= {"call_from": kept["start"], "call_to": kept["end"]}
        given |= {"who_may_answer": kept["who_may_answer"], "what_to_say": kept["what_to_say"]}
    return given if reads_words(by, row) else {**given, "said": "", "has_more": bool(given["said"])}


@action
def confirm_entry(row: PhoneEntry, *, by: User) -> None:
    """Its sender says that what a disconnected telephone sent is theirs, or said so to who asked them: it is recorded where it belongs, by
    their rights, within a minute."""
    check_waits_for(by, row)
    if not row.is_unconfirmed:
        raise WrongState(CONFIRMED)
    record(Event.ENTRY_CONFIRMED, by=by.actor)
    row.confirmed_at, row.confirmed_by = now(), by
    save(row)
    _settle_of_phone(row, by=by)


@action
def finish_entry(row: PhoneEntry, *, by: User) -> None:
    """They have entered it where it belongs, or it is not theirs: its text is deleted."""
    check_waits_for(by, row)
    record(Event.ENTRY_SETTLED, by=by.actor)
    _settle(row)
    settle_alerts(row.pk, by=by)
    _settle_of_phone(row, by=by)


def _settle_of_phone(row: PhoneEntry, *, by: User | None) -> None:
    """Once nothing of a disconnected telephone waits, it is told of no longer; of danger once none that does is one."""
    left = PhoneEntry.objects.filter(user=row.user_id, is_after_end=True, confirmed_at=None, done_at=None)
    ended = [] if left.filter(tells_danger=True).exists() else [AlertKind.PHONE_DANGER]
    ended += [] if left.exists() else [AlertKind.PHONE_ENDED]
    if ended and row.is_after_end:
        settle_alerts(row.user_id, *ended, by=by)


def forget_old_entries() -> int:
    """Deletes, as the system, what nobody entered in twelve months; answers how many."""
    rows = list(PhoneEntry.objects.filter(done_at=None, came_at__lt=now() - TWELVE_MONTHS)[:AT_ONCE])
    return _forget(rows) if rows else 0


@action
def _forget(rows: list[PhoneEntry]) -> int:
    record(Event.WORDS_FORGOTTEN, by=SYSTEM)
    _end(rows)
    return len(rows)


def forget_entries_about(codes: Collection[str]) -> None:
    """Inside the action that erases what these codes stand for: deletes what waits under one of them. The code is in the sealed answers,
    so each that waits is opened."""
    waiting = list(PhoneEntry.objects.filter(done_at=None))
    _end([row for row in waiting if tidy_code(_given(row, _house())["code"]) in codes])


def _end(rows: Iterable[PhoneEntry]) -> None:
    for row in rows:
        _settle(row)
        settle_alerts(row.pk, by=None)
        _settle_of_phone(row, by=None)


def _given(row: PhoneEntry, by: Actor) -> dict[str, Any]:
    (opened,) = open_sealed([row], by=by, purpose=Purpose.OWN_WORK)
    found: dict[str, Any] = json.loads(opened.facts or "{}")
    return found


def _house() -> Actor:
    return replace(SYSTEM, organisation=secretariat().pk)
