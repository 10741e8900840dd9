"""Sessions in one act: of a group, of a whole series, of several that took place; and who else reads notes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.contact import follow_meeting
from panoh.cases.actions.sessions import LONGEST, NOT_AHEAD, check_outcome, new_session, plan_session, record_session, record_unplanned
from panoh.cases.actions.tasks import add_own_task
from panoh.cases.enums import Attendance, Discipline, SessionKind, Venue
from panoh.cases.events import GroupEvent
from panoh.cases.models import Case, NotesReader, Session, SessionGroup
from panoh.cases.policy import check_can, visible_cases
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault.actions import has_key, new_keys, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose
from panoh.vault.subject import Subject

SMALLEST_GROUP = 2
LONGEST_SERIES = 26

TOO_FEW = _("Tick at least two people. Record a session with one person separately.")
HOW_LONG = _("Enter how many minutes it took.")
HOW_OFTEN = _("Enter how many sessions: from 1 to 26.")
NONE_CHOSEN = _("Tick at least one session.")
NOT_A_PSYCHOLOGIST = _("Only psychologists read process notes. Choose another person.")
CANNOT_SEE = _("This person has no access to the case. Assign them first.")
NO_NOTES = _("You have no process notes on this case.")
READS_ALREADY = _("This person already reads your notes on this case.")
ENDED_ALREADY = _("This person no longer reads your notes.")
AUTHOR_ALONE = _("The author decides who reads process notes.")


@action(undo=_("Group session recorded."))
def record_group(
    *,
    by: User,
    discipline: str,
    at: dt.datetime,
    minutes: int | None,
    came: Mapping[Case, str],
    venue: str = "",
    note: str = "",
) -> SessionGroup:
    """Records one meeting of a group: `came` says of each case's person "" for attended, or the reason why not.

    Each gets a session of their own case with no word about the others; the note of the whole group holds no names.
    """
    if len(came) < SMALLEST_GROUP:
        raise Invalid(TOO_FEW, {"came": TOO_FEW})
    if at > now():
        raise Invalid(NOT_AHEAD, {"day": NOT_AHEAD})
    if not 0 < (minutes or 0) <= LONGEST:
        raise Invalid(HOW_LONG, {"minutes": HOW_LONG})
    group = SessionGroup(
        organisation_id=by.organisation_id,
        discipline=Discipline(discipline),
        at=at,
        minutes=minutes or 0,
        venue=Venue(venue) if venue else "",
        author=by,
        is_practice=by.is_practising,
    )
    subject = Subject("organisation", by.organisation_id)
    if not has_key(subject, by.organisation_id):
        new_keys([subject], owners=[by.organisation_id])
    seal(group, by=by.actor, note=note.strip())
    save(group)
    rows = [_part(group, case, reason, by=by) for case, reason in came.items()]
    save_all(rows)
    for row in rows:
        follow_meeting(row, by=by)
    record_about(GroupEvent.GROUP_RECORDED, by=by.actor, about=rows)
    return group


def _part(group: SessionGroup, case: Case, reason: str, *, by: User) -> Session:
    session = new_session(case, by=by, discipline=group.discipline, kind=SessionKind.GROUP, at=group.at, service=None)
    attended = not reason
    session.attendance = Attendance.ATTENDED if attended else Attendance.NOT_ATTENDED
    session.minutes, session.reason = (group.minutes, "") if attended else (None, reason)
    check_outcome(group.at, session.attendance, session.minutes, reason)
    session.group, session.venue = group, group.venue
    return session


def read_group_note(group: SessionGroup, *, by: User) -> str | None:
    """What was done together, for whose organisation held the group; None for others."""
    (opened,) = open_sealed([group], by=by.actor, purpose=Purpose.CARE, fields=["note"])
    return None if opened.is_unreadable else opened.note


@action(undo=_("Sessions planned."))
def plan_series(case: Case, *, by: User, at: dt.datetime, times: int = 1, every: int = 7, **facts: Any) -> list[Session]:
    """Plans so many sessions at the same hour, every so many days; one is a series of one."""
    if not 1 <= times <= LONGEST_SERIES:
        raise Invalid(HOW_OFTEN, {"times": HOW_OFTEN})
    return [plan_session(case, by=by, at=at + dt.timedelta(days=every * number), **facts) for number in range(times)]


@action(undo=_("Sessions recorded."))
def record_several(sessions: Sequence[Session], *, by: User, minutes: int) -> int:
    """Records several planned sessions as attended, each so long; words follow later. All or none."""
    if not sessions:
        raise Invalid(NONE_CHOSEN, {"sessions": NONE_CHOSEN})
    for session in sessions:
        record_session(session, by=by, attendance=Attendance.ATTENDED, minutes=minutes)
    return len(sessions)


@action(undo=_("Quick note recorded."))
def record_quick_note(case: Case, *, by: User, next_words: str = "", next_on: dt.date | None = None, **facts: Any) -> Session:
    """A visit, an accompaniment or a call that has just taken place, and the next step as an own task."""
    session = record_unplanned(case, by=by, attendance=Attendance.ATTENDED, **facts)
    if next_words.strip():
        add_own_task(by=by, words=next_words, due=next_on or today() + dt.timedelta(days=7), case=case)
    return session


@action(undo=_("Reader of the notes added."))
def let_read_notes(case: Case, *, by: User, reader: User) -> NotesReader:
    """The author of process notes names one more psychologist who reads theirs on this case."""
    check_can(by, Permission.CASE_VIEW, case)
    if not case.sessions.filter(author=by).exclude(notes=b"").exists():
        raise Denied(NO_NOTES)
    if not reader.is_active or not has(reader, Permission.PSYCHOLOGICAL):
        raise Invalid(NOT_A_PSYCHOLOGIST, {"reader": NOT_A_PSYCHOLOGIST})
    if not visible_cases(reader).filter(pk=case.pk).exists():
        raise Invalid(CANNOT_SEE, {"reader": CANNOT_SEE})
    if case.notes_readers.filter(author=by, reader=reader, ended_at=None).exists():
        raise Invalid(READS_ALREADY, {"reader": READS_ALREADY})
    row = NotesReader(case=case, person_id=case.person_id, author=by, reader=reader, since=today())
    save(row)
    record_about(GroupEvent.NOTES_READER_NAMED, by=by.actor, about=[case])
    return row


@action(undo=_("Ended."))
def stop_reading_notes(row: NotesReader, *, by: User) -> NotesReader:
    """The author ends it."""
    if row.author_id != by.pk:
        raise Denied(AUTHOR_ALONE)
    if row.ended_at is not None:
        raise WrongState(ENDED_ALREADY)
    row.ended_at = now()
    save(row)
    record_about(GroupEvent.NOTES_READER_ENDED, by=by.actor, about=[row.case])
    return row
