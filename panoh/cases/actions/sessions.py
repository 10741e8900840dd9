"""Sessions, their notes, and help given."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.contact import follow_meeting
from panoh.cases.actions.corrections import amend
from panoh.cases.actions.questions import Own, keep_own_answers
from panoh.cases.actions.tasks import IN_THE_PAST, finish_tasks, open_task
from panoh.cases.enums import Attendance, Discipline, Help, HelpItem, NotAttended, SessionKind, TaskKind, Treatment, Venue
from panoh.cases.events import CareEvent
from panoh.cases.models import Assistance, Case, PlannedService, Session
from panoh.cases.policy import NOT_THIS_CASE, check_can, check_discipline, visible_cases
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.network.models import Facility
from panoh.vault.actions import record_about, seal, seal_all

CLOSED = _("This case is closed. Reopen it before recording more help.")
NOT_YET = _("Help cannot be recorded for the future. Enter the date it was given.")
AT_LEAST_ONE = _("Enter how many: one or more.")
OTHER_CASE = _("This service belongs to another programme. Choose one from this case.")
NOT_AHEAD = _("This session is in the future. Record it after it has taken place, or cancel it.")
WHY_NOT = _("Say why the session did not take place.")
NOT_ONESELF = _("You hold the session yourself. Choose someone else, or nobody.")
HOW_LONG = _("Enter how many minutes it took.")
ALREADY = _("This session has already been recorded. Correct it and give a reason.")
AUTHOR_ONLY = _("Only its author can correct the record of a session.")
LONGEST = 1_440


@dataclass(frozen=True, slots=True)
class AssistanceInput:
    """One line of help given, as an import brings it."""

    case: Case
    help: str
    item: str
    given_on: dt.date
    quantity: int = 1
    facility: Facility | None = None
    treatment: str = ""
    words: str = ""
    service: PlannedService | None = None


@action(undo=_("Session planned."))
def plan_session(
    case: Case,
    *,
    by: User,
    discipline: str,
    kind: str,
    at: dt.datetime,
    minutes: int | None = None,
    service: PlannedService | None = None,
    **around: Any,
) -> Session:
    """Plans a session of one's own discipline, and puts it on one's day. `around`: venue, co_worker, others."""
    session = new_session(case, by=by, discipline=discipline, kind=kind, at=at, service=service)
    session.minutes = minutes
    seal(session, by=by.actor, **_around(session, by=by, **around))
    save(session)
    open_task(case, kind=TaskKind.SESSION, by=by, owner=by, due=at, target=session.id)
    record_about(CareEvent.SESSION_PLANNED, by=by.actor, about=[case])
    return session


@action(undo=_("Session recorded."))
def record_session(
    session: Session,
    *,
    by: User,
    attendance: str,
    minutes: int | None = None,
    reason: str = "",
    summary: str = "",
    notes: str = "",
    expected: int | None = None,
    own: Own | None = None,
    **around: Any,
) -> Session:
    """Records how a planned session went: whether the person came, how long it took, the shared summary and the process notes.

    `around`: venue, late_minutes, co_worker, others, approach; what is not given stays as it was planned. `own`: answers to own questions.
    Whoever of the discipline held it records it and becomes its author, also where a colleague had planned it.
    An attended session is one service of its discipline: reports count it beside the help given. It gets no Assistance row of its own.
    """
    check_discipline(by, session.case, session.discipline)
    if session.attendance != Attendance.PLANNED:
        raise WrongState(ALREADY)
    _take_place(session, by=by, attendance=attendance, minutes=minutes, reason=reason, summary=summary, notes=notes, around=around)
    save(session, expected)
    finish_tasks(session.case, TaskKind.SESSION, by=by, target=session.id)
    follow_meeting(session, by=by)
    record_about(CareEvent.SESSION_RECORDED, by=by.actor, about=[session])
    keep_own_answers(session.case, own or {}, by=by, discipline=session.discipline, target=session.id)
    return session


@action(undo=_("Session cancelled."))
def cancel_session(session: Session, *, by: User, reason: str, expected: int | None = None) -> Session:
    """Calls a planned session off, also before its hour, with a reason from the list."""
    return record_session(session, by=by, attendance=Attendance.CALLED_OFF, reason=reason, expected=expected)


@action(undo=_("Session moved."))
def move_session(session: Session, *, by: User, at: dt.datetime, expected: int | None = None) -> Session:
    """Gives a planned session another day and hour, and with it the task of whoever holds it."""
    check_discipline(by, session.case, session.discipline)
    if session.attendance != Attendance.PLANNED:
        raise WrongState(ALREADY)
    if at <= now():
        raise Invalid(IN_THE_PAST, {"day": IN_THE_PAST})
    session.at = at
    save(session, expected)
    for task in session.case.tasks.filter(kind=TaskKind.SESSION, target=session.pk, done_at=None):
        task.due_at = at
        save(task)
    record_about(CareEvent.SESSION_MOVED, by=by.actor, about=[session])
    return session


@action(undo=_("Session recorded."))
def record_unplanned(
    case: Case,
    *,
    by: User,
    discipline: str,
    kind: str,
    at: dt.datetime,
    attendance: str,
    minutes: int | None = None,
    reason: str = "",
    summary: str = "",
    notes: str = "",
    service: PlannedService | None = None,
    own: Own | None = None,
    **around: Any,
) -> Session:
    """Records a session that nobody had planned in the system. `around` and `own` as for `record_session`."""
    session = new_session(case, by=by, discipline=discipline, kind=kind, at=at, service=service)
    _take_place(session, by=by, attendance=attendance, minutes=minutes, reason=reason, summary=summary, notes=notes, around=around)
    save(session)
    follow_meeting(session, by=by)
    record_about(CareEvent.SESSION_RECORDED, by=by.actor, about=[session])
    keep_own_answers(case, own or {}, by=by, discipline=session.discipline, target=session.id)
    return session


@action(undo=_("Session corrected."))
def correct_session(
    session: Session,
    *,
    by: User,
    why: str,
    attendance: str,
    minutes: int | None,
    reason: str,
    summary: str,
    notes: str,
    venue: str = "",
    late_minutes: int | None = None,
    others: str = "",
    approach: str = "",
    expected: int | None = None,
) -> Session:
    """Corrects a recorded session; only its author does, and what stood there before is kept with the reason."""
    check_discipline(by, session.case, session.discipline)
    if session.author_id != by.id:
        raise Denied(AUTHOR_ONLY)
    check_outcome(session.at, attendance, minutes, reason)
    came = attendance == Attendance.ATTENDED
    values = {
        "attendance": Attendance(attendance),
        "minutes": minutes if came else None,
        "reason": "" if came else reason,
        "venue": Venue(venue) if venue else "",
        "late_minutes": late_minutes if came else None,
    }
    texts = {"summary": summary, "notes": notes, "others": others, "approach": approach}
    amend(session, by=by, why=why, values=values, texts=texts, expected=expected)
    return session


@action(undo=_("Help recorded."))
def give_assistance(
    case: Case,
    *,
    by: User,
    help: str,
    item: str,
    given_on: dt.date,
    quantity: int = 1,
    facility: Facility | None = None,
    treatment: str = "",
    source: str = "desk",
    words: str = "",
    service: PlannedService | None = None,
) -> Assistance:
    """Records help given: what, on which day, how many services, through which facility, for which planned service."""
    check_can(by, Permission.CASE_WORK, case)
    return keep_assistance(AssistanceInput(case, help, item, given_on, quantity, facility, treatment, words, service), by=by, source=source)


def keep_assistance(line: AssistanceInput, *, by: User, source: str) -> Assistance:
    """Inside an action that said who may: help given is counted in a case that is open."""
    _check_open(line.case)
    check_service(line.case, line.service)
    row = _given(line, by=by, source=source)
    seal(row, by=by.actor, words=line.words)
    save(row)
    record_about(CareEvent.HELP_GIVEN, by=by.actor, about=[row])
    return row


@action
def give_many(rows: Sequence[AssistanceInput], *, by: User, source: str = "register") -> list[Assistance]:
    """Records many lines of help at once, as the register tells them: of cases open or closed, one event for all."""
    check_has(by, Permission.CASE_WORK)
    cases = {line.case.pk for line in rows}
    if visible_cases(by, Permission.CASE_WORK).filter(pk__in=cases).count() != len(cases):
        raise Denied(NOT_THIS_CASE)
    made = [_given(line, by=by, source=source) for line in rows]
    seal_all([(row, {"words": line.words}) for row, line in zip(made, rows, strict=True) if line.words], by=by.actor)
    save_all(made)
    record_about(CareEvent.HELP_GIVEN, by=by.actor, about=made)
    return made


@action(undo=_("Help corrected."))
def correct_assistance(
    row: Assistance, *, by: User, why: str, help: str, item: str, given_on: dt.date, quantity: int, words: str, expected: int | None = None
) -> Assistance:
    """Corrects help recorded; what stood there before is kept with the reason."""
    check_can(by, Permission.CASE_WORK, row.case)
    _check_given(given_on, quantity)
    values = {"help": Help(help), "item": HelpItem(item), "given_on": given_on, "quantity": quantity}
    amend(row, by=by, why=why, values=values, texts={"words": words}, expected=expected)
    return row


def new_session(case: Case, *, by: User, discipline: str, kind: str, at: dt.datetime, service: PlannedService | None) -> Session:
    check_discipline(by, case, discipline)
    _check_open(case)
    check_service(case, service)
    held, meeting = Discipline(discipline), SessionKind(kind)
    return Session(case=case, person_id=case.person_id, service=service, discipline=held, kind=meeting, at=at, author=by)


def _take_place(
    session: Session,
    *,
    by: User,
    attendance: str,
    minutes: int | None,
    reason: str,
    summary: str,
    notes: str,
    around: dict[str, Any],
) -> None:
    check_outcome(session.at, attendance, minutes, reason)
    came = attendance == Attendance.ATTENDED
    session.author, session.attendance = by, Attendance(attendance)
    session.minutes, session.reason = (minutes, "") if came else (None, reason)
    seal(session, by=by.actor, summary=summary, notes=notes, **_around(session, by=by, **around))
    if not came:
        session.late_minutes = None


def _around(session: Session, *, by: User, **around: Any) -> dict[str, str]:
    """Sets where, how late and with whom of the staff, as far as it is said; gives what is to be sealed."""
    if around.get("venue"):
        session.venue = Venue(around["venue"])
    if "late_minutes" in around:
        session.late_minutes = around["late_minutes"]
    if "co_worker" in around:
        session.co_worker = around["co_worker"]
        if session.co_worker == by:
            raise Invalid(NOT_ONESELF, {"co_worker": NOT_ONESELF})
    return {name: around[name] for name in ("others", "approach") if name in around}


def _given(line: AssistanceInput, *, by: User, source: str) -> Assistance:
    _check_given(line.given_on, line.quantity)
    return Assistance(
        case=line.case,
        person_id=line.case.person_id,
        service=line.service,
        facility=line.facility,
        help=Help(line.help),
        item=HelpItem(line.item),
        given_on=line.given_on,
        quantity=line.quantity,
        treatment=Treatment(line.treatment) if line.treatment else "",
        source=source,
        by=by,
    )


def _check_given(given_on: dt.date, quantity: int) -> None:
    if given_on > today():
        raise Invalid(NOT_YET, {"given_on": NOT_YET})
    if quantity < 1:
        raise Invalid(AT_LEAST_ONE, {"quantity": AT_LEAST_ONE})


def _check_open(case: Case) -> None:
    if not case.is_open:
        raise WrongState(CLOSED)


def check_service(case: Case, service: PlannedService | None) -> None:
    """Raises Invalid where it is planned in the programme of another case."""
    if service is not None and service.goal.programme.case_id != case.pk:
        raise Invalid(OTHER_CASE, {"service": OTHER_CASE})


def check_outcome(at: dt.datetime, attendance: str, minutes: int | None, reason: str) -> None:
    """Attended: minutes and no reason. Not attended or called off: a reason from the list. Only calling off may come before the day."""
    if attendance == Attendance.PLANNED or (at > now() and attendance != Attendance.CALLED_OFF):
        raise Invalid(NOT_AHEAD, {"attendance": NOT_AHEAD})
    if attendance == Attendance.ATTENDED and not 0 < (minutes or 0) <= LONGEST:
        raise Invalid(HOW_LONG, {"minutes": HOW_LONG})
    if attendance != Attendance.ATTENDED and reason not in NotAttended.values:
        raise Invalid(WHY_NOT, {"reason": WHY_NOT})
