"""What was: one line of everything that happened to a case, newest first, its words opened all at once."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases import queries
from panoh.cases.enums import Attendance, CaseState
from panoh.core.clock import DUSHANBE, now
from panoh.core.templatetags.panoh import day, moment
from panoh.referrals.queries import case_referrals
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Closed:
    """What is sealed, and who reads it."""

    title: str
    readers: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of `core/components/timeline.html`."""

    at: dt.datetime
    when: str
    text: str
    who: str = ""
    state: str = ""
    code: str = ""
    sealed: Closed | None = None
    badges: tuple[Any, ...] = ()


def _noon(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(12), DUSHANBE)


def _joined(fact: str, words: str | None) -> str:
    return _("%(fact)s. %(words)s") % {"fact": fact, "words": words} if words else fact


def timeline(user: queries.UserRow, case: queries.CaseRow, *, whole: bool = False) -> list[Moment]:
    """What is ahead, then everything that happened, newest first. One event in the record, however many words there are."""
    past = queries.past(case)
    opened = {
        id(one.row): one
        for one in open_sealed([case, *past.rows], by=user.actor, purpose=Purpose.CARE, fields=["reason", "summary", "words"])
    }
    roles = queries.staff(change.by for change in past.changes)
    lines = [_change(row, opened[id(row)], roles) for row in past.changes]
    lines += [_assessment(row, opened[id(row)]) for row in past.assessments]
    lines += [_session(row, opened[id(row)]) for row in past.sessions]
    lines += [_review(row, opened[id(row)]) for row in past.reviews]
    if has(user, Permission.REFERRAL_VIEW):
        lines += [_referral(row) for row in case_referrals(user, case)]
    lines.sort(key=lambda line: (line.state == "todo", line.at), reverse=True)
    latest = next((place for place, line in enumerate(lines) if line.state != "todo"), None)
    if latest is not None:
        lines[latest] = replace(lines[latest], state="now")
    return lines if whole else lines[:SHOWN]


def _change(row: Any, opened: Opened, roles: dict[Any, queries.Staff]) -> Moment:
    if not row.from_state:
        fact = _("Admitted")
    elif row.to_state == CaseState.CLOSED:
        fact = _("Closed")
    else:
        fact = _("State: %(state)s") % {"state": CaseState(row.to_state).label}
    who = roles.get(row.by)
    return Moment(row.at, day(row.at), _joined(fact, opened.reason), ", ".join(str(role.label) for role in who.roles) if who else "")


def _assessment(row: Any, opened: Opened) -> Moment:
    fact = _("Assessment: %(discipline)s") % {"discipline": row.get_discipline_display()}
    return Moment(_noon(row.done_on), day(row.done_on), _joined(fact, opened.summary))


def _session(row: Any, opened: Opened) -> Moment:
    fact = str(row.get_kind_display())
    if row.minutes:
        fact = _("%(fact)s, %(count)s minutes") % {"fact": fact, "count": row.minutes}
    if row.attendance in (Attendance.NOT_ATTENDED, Attendance.CALLED_OFF):
        fact = _("%(fact)s: %(how)s") % {"fact": fact, "how": row.get_attendance_display()}
    closed = (
        Closed(_("The note of this session is sealed"), _("Read by its author and the psychologists of this case.")) if row.notes else None
    )
    state = "todo" if row.attendance == Attendance.PLANNED and row.at > now() else ""
    return Moment(row.at, moment(row.at), _joined(fact, opened.summary), str(row.get_discipline_display()), state, sealed=closed)


def _review(row: Any, opened: Opened) -> Moment:
    fact = _("Review: %(outcome)s") % {"outcome": row.get_outcome_display()}
    return Moment(_noon(row.held_on), day(row.held_on), _joined(fact, opened.words))


def _referral(row: Any) -> Moment:
    """Code, service and state: no facility and no word."""
    fact = _("Referral, %(service)s: %(state)s") % {"service": row.get_service_display(), "state": row.get_state_display()}
    at = row.sent_at or _noon(row.made_on)
    return Moment(at, day(at), fact, code=row.code)


def whole_url(case: queries.CaseRow) -> str:
    """Where all of it stands."""
    return f"{reverse('desk:case_file', args=[case.code])}?all=1"
