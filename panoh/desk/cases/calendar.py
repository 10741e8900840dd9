"""What the calendar shows: a week or a month, and what stands on its days."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases import workload
from panoh.cases.enums import Attendance
from panoh.cases.queries.care import SessionRow
from panoh.cases.queries.cases import UserRow
from panoh.core.clock import DUSHANBE, today
from panoh.core.formats import written_within
from panoh.core.templatetags.panoh import hour
from panoh.desk.referrals.way import has_hour
from panoh.legal.queries import received
from panoh.legal.queries.proceedings import CourtDay, court_days
from panoh.referrals.queries.referrals import ReferralRecord, appointments

STATES = {Attendance.ATTENDED: "done", Attendance.NOT_ATTENDED: "late", Attendance.CALLED_OFF: "done"}


@dataclass(frozen=True, slots=True)
class Span:
    """The seven days from today, a week from Monday, or a month. Addresses carry it as a date: ?week=2026-11-23, ?month=2026-11."""

    begins: dt.date
    ends: dt.date
    is_month: bool

    @classmethod
    def read(cls, week: str, month: str) -> "Span":
        """From the parts of an address; what is no date is the seven days from today."""
        first = day_in_address(f"{month}-01") if month else None
        if first:
            return cls(first, _next_month(first) - dt.timedelta(days=1), True)
        day = day_in_address(week)
        if day is None:
            return cls(today(), today() + dt.timedelta(days=6), False)
        monday = day - dt.timedelta(days=day.weekday())
        return cls(monday, monday + dt.timedelta(days=6), False)

    @property
    def before(self) -> str:
        """The address of the span before."""
        return self._address(self.begins - dt.timedelta(days=1))

    @property
    def after(self) -> str:
        """The address of the span after."""
        return self._address(self.ends + dt.timedelta(days=1))

    @property
    def other(self) -> str:
        """The address of the month instead of the week, and back: where today stands in it, today's."""
        inside = today() if self.begins <= today() <= self.ends else self.begins
        return f"?week={inside:%Y-%m-%d}" if self.is_month else f"?month={inside:%Y-%m}"

    def _address(self, day: dt.date) -> str:
        return f"?month={day:%Y-%m}" if self.is_month else f"?week={day:%Y-%m-%d}"

    @property
    def title(self) -> str:
        """November 2026; or from day to day."""
        if self.is_month:
            return str(formats.date_format(self.begins, "YEAR_MONTH_FORMAT"))
        first, last = (written_within(formats.date_format(day, "MONTH_DAY_FORMAT")) for day in (self.begins, self.ends))
        return _("%(first)s – %(last)s %(year)d") % {"first": first, "last": last, "year": self.ends.year}


def day_in_address(text: str) -> dt.date | None:
    """The day of an address; None for what is none, or so far off that no week or month can be laid around it."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _next_month(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=32)).replace(day=1)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One line of a day: when, what, of which case, who holds it."""

    at: dt.datetime
    when: str
    title: str
    code: str
    url: str
    state: str
    note: str
    who: str


def days_of(user: UserRow, span: Span, *, team: bool) -> list[tuple[dt.date, list[CalendarEntry]]]:
    """The days on which something stands, earliest first."""
    meetings = [_meeting(row) for row in workload.meetings(user, span.begins, span.ends, team=team)]
    courts = [_court(row) for row in court_days(user, span.begins, span.ends, team=team)]
    booked = (
        [_appointment(row, row.appointment_at) for row in appointments(user, span.begins, span.ends, team=team) if row.appointment_at]
        if has(user, Permission.REFERRAL_VIEW)
        else []
    )
    midnight = [dt.datetime.combine(day, dt.time(0), DUSHANBE) for day in (span.begins, span.ends + dt.timedelta(days=1))]
    legal = [_of_lawyer(row, row.appointment_at, user) for row in received.booked(user, *midnight) if row.appointment_at]
    entries = sorted([*courts, *meetings, *booked, *legal], key=lambda entry: entry.at)
    return [(day, list(found)) for day, found in groupby(entries, key=lambda entry: entry.at.astimezone(DUSHANBE).date())]


def _meeting(session: SessionRow) -> CalendarEntry:
    planned = session.attendance == Attendance.PLANNED
    return CalendarEntry(
        at=session.at,
        when=hour(session.at),
        title=_("%(kind)s, %(discipline)s") % {"kind": session.get_kind_display(), "discipline": session.get_discipline_display()},
        code=session.case.code,
        url=reverse("desk:case_session", args=[session.case.code, session.pk]),
        state=STATES.get(Attendance(session.attendance), ""),
        note="" if planned else session.get_attendance_display(),
        who=session.author.username,
    )


def _court(found: CourtDay) -> CalendarEntry:
    """Only the day is known, so that it stands first on it."""
    return CalendarEntry(
        at=dt.datetime.combine(found.day, dt.time(0), DUSHANBE),
        when=_("all day"),
        title=_("Court date"),
        code=found.code,
        url=reverse("desk:case_legal" if found.is_kept else "desk:case_file", args=[found.code]),
        state="",
        note="",
        who=found.who,
    )


def _of_lawyer(row: ReferralRecord, at: dt.datetime, user: UserRow) -> CalendarEntry:
    """A meeting that the lawyer agreed on with the person who was referred to them."""
    there = reverse("desk:legal_referral", args=[row.code])
    when = hour(at) if has_hour(row) else ""
    return CalendarEntry(at, when, _("Meet the person: legal help"), row.case.code, there, "", "", user.username)


def _appointment(row: ReferralRecord, at: dt.datetime) -> CalendarEntry:
    """Where no hour was said, it stands first on its day."""
    return CalendarEntry(
        at=at,
        when=hour(at) if has_hour(row) else "",
        title=_("Appointment at a facility: %(service)s") % {"service": row.get_service_display()},
        code=row.case.code,
        url=reverse("desk:referral", args=[row.code]),
        state="",
        note="",
        who=row.made_by.username,
    )
