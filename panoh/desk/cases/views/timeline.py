"""What was: one line of everything that happened to a case, newest first, its words opened all at once."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.enums import Attendance, CaseState, TaskKind
from panoh.cases.policy import can, shows_care
from panoh.cases.queries import cases as queries
from panoh.cases.queries.care import AssessmentRecord, ReviewRow, SessionRow
from panoh.cases.queries.cases import StateChangeRow
from panoh.cases.queries.danger import dangers_told
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.templatetags.panoh import day, moment
from panoh.desk.questionnaires.results import language_now, result_of
from panoh.hotline.queries.calls import sent_after_call
from panoh.instruments.definitions import said
from panoh.instruments.policy import reads
from panoh.instruments.queries import ResponseRecord, scores_of
from panoh.instruments.reading import definition
from panoh.legal.enums import MilestoneState
from panoh.legal.forms.milestones import known_day
from panoh.legal.queries.proceedings import MilestoneRow, milestones
from panoh.people.enums import Precision
from panoh.referrals.queries.referrals import ReferralRecord, case_referrals
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

SHOWN, AHEAD = 6, 2  # of what was, of what is ahead; the whole line has no end
WORDS = ("reason", "summary", "words", "outcome")


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


@dataclass(frozen=True, slots=True)
class Happened:
    """A row, when it was, and how its line is made once its words are open."""

    at: dt.datetime
    row: Any
    make: Callable[[Any, Any], Moment]
    is_ahead: bool = False
    opens: bool = True  # whether it has words that this reader opens


def _noon(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(12), DUSHANBE)


def _joined(fact: str, words: str | None) -> str:
    return _("%(fact)s. %(words)s") % {"fact": fact, "words": words} if words else fact


def timeline(user: queries.UserRow, case: queries.CaseRow, *, whole: bool = False) -> list[Moment]:
    """What is ahead, then everything that happened, newest first. Only what is shown is opened: one event in the record for all of it."""
    past = queries.past(case)
    roles = queries.staff(change.by for change in past.changes)
    tells = shows_care(case)
    dropped = any(row.to_state == CaseState.CLOSED for row in past.changes) and queries.was_dropped(case)
    happened = [Happened(row.at, row, lambda row, opened: _change(row, opened, roles, dropped), opens=tells) for row in past.changes]
    happened += [Happened(_noon(row.done_on), row, _assessment) for row in past.assessments]
    happened += [Happened(row.at, row, _session, _is_ahead(row)) for row in past.sessions]
    happened += [Happened(_noon(row.held_on), row, _review) for row in past.reviews]
    if has(user, Permission.REFERRAL_VIEW):
        happened += [
            Happened(row.sent_at or _noon(row.made_on), row, _referral, opens=False)
            for row in case_referrals(user, case).select_related(None)
        ]
    happened += [Happened(_noon(row.held_on), row, _milestone, _is_to_come(row), opens=False) for row in milestones(user, case)]
    asked = _questionnaire if whole else _asked_once
    happened += [Happened(_noon(row.done_on), row, asked, opens=whole and reads(user, row)) for row in _asked(user, case)]
    if can(user, Permission.CASE_WORK, case):
        happened += _dangers(user, case)
        happened += [Happened(row.sent_at, row, _sent, opens=False) for row in sent_after_call(case.request_id)]
    happened.sort(key=lambda one: (one.is_ahead, one.at), reverse=True)
    if not whole:
        ahead = [one for one in happened if one.is_ahead]
        happened = [*ahead[-AHEAD:], *happened[len(ahead) :][:SHOWN]]
    sealed = [one.row for one in happened if one.opens]
    opened = {id(one.row): one for one in open_sealed([case, *sealed], by=user.actor, purpose=Purpose.CARE, fields=WORDS)}
    lines = [one.make(one.row, opened.get(id(one.row))) for one in happened]
    latest = next((place for place, line in enumerate(lines) if line.state != "todo"), None)
    if latest is not None:
        lines[latest] = replace(lines[latest], state="now")
    return lines


def _dangers(user: queries.UserRow, case: queries.CaseRow) -> list[Happened]:
    """Each danger twice: when it was noticed, and when somebody wrote that it is over; and that a case goes on after long silence."""
    told = dangers_told(user, case, most=queries.PAST_LIMIT)
    opened = [Happened(row.opened_at, row, _noticed, opens=False) for row in told if row.opened_at]
    return opened + [Happened(row.done_at, row, _over, opens=False) for row in told if row.done_at and row.done_by]


def _noticed(row: queries.TaskRecord, _opened: None) -> Moment:
    at = row.opened_at
    assert at is not None  # those without are left out
    fact = _("A danger to life was noticed") if row.kind == TaskKind.RISK else _("A danger was noticed")
    return Moment(at, moment(at), fact)


def _over(row: queries.TaskRecord, _opened: None) -> Moment:
    at = row.done_at
    assert at is not None  # those without are left out
    over = {
        TaskKind.RISK: _("The danger to life has ended"),
        TaskKind.DANGER: _("The danger has ended"),
        TaskKind.LOST: _("No contact for a long time: the case continues"),
    }
    return Moment(at, moment(at), over[TaskKind(row.kind)])


def _sent(row: Any, _opened: None) -> Moment:
    """Who goes and what was found is read at the hotline alone."""
    fact = _("A worker was sent after the call: %(state)s") % {"state": row.get_state_display()}
    return Moment(row.sent_at, moment(row.sent_at), fact)


def _change(row: StateChangeRow, opened: Opened | None, roles: dict[UUID, queries.Staff], dropped: bool) -> Moment:
    if not row.from_state:
        fact = _("The person was admitted")
    elif row.to_state == CaseState.CLOSED:
        fact = _("Closed; open tasks were cancelled") if dropped else _("Closed")
    else:
        fact = _("Status: %(state)s") % {"state": CaseState(row.to_state).label}
    who = roles.get(row.by)
    return Moment(
        row.at, day(row.at), _joined(fact, opened.reason if opened else ""), ", ".join(str(role.label) for role in who.roles) if who else ""
    )


def _assessment(row: AssessmentRecord, opened: Opened) -> Moment:
    fact = _("Assessment: %(discipline)s") % {"discipline": row.get_discipline_display()}
    return Moment(_noon(row.done_on), day(row.done_on), _joined(fact, opened.summary))


def _is_ahead(row: SessionRow) -> bool:
    return bool(row.attendance == Attendance.PLANNED and row.at > now())


def _session(row: SessionRow, opened: Opened) -> Moment:
    fact = str(row.get_kind_display())
    if row.minutes:
        fact = _("%(fact)s, %(count)s minutes") % {"fact": fact, "count": row.minutes}
    if row.attendance in (Attendance.NOT_ATTENDED, Attendance.CALLED_OFF):
        fact = _("%(fact)s: %(how)s") % {"fact": fact, "how": row.get_attendance_display()}
    closed = (
        Closed(_("The note of this session is sealed"), _("Only the author and the psychologists on this case can read it."))
        if row.notes
        else None
    )
    state = "todo" if _is_ahead(row) else ""
    return Moment(row.at, moment(row.at), _joined(fact, opened.summary), str(row.get_discipline_display()), state, sealed=closed)


def _review(row: ReviewRow, opened: Opened) -> Moment:
    fact = _("Review: %(outcome)s") % {"outcome": row.get_outcome_display()}
    return Moment(_noon(row.held_on), day(row.held_on), _joined(fact, opened.words))


def _referral(row: ReferralRecord, _opened: None) -> Moment:
    """Code, service and state: no facility and no word."""
    fact = _("Referral, %(service)s: %(state)s") % {"service": row.get_service_display(), "state": row.get_state_display()}
    at = row.sent_at or _noon(row.made_on)
    return Moment(at, day(at), fact, code=row.code)


def _is_to_come(row: MilestoneRow) -> bool:
    return bool(row.state == MilestoneState.PLANNED and row.held_on >= today())


def _milestone(row: MilestoneRow, _opened: None) -> Moment:
    """A step of the proceedings: what, in which form, where it stands. Its words are for lawyers, on their page."""
    fact = str(row.get_kind_display()).capitalize()
    if row.reparation:
        fact = _("%(fact)s: %(how)s") % {"fact": fact, "how": row.get_reparation_display()}
    if row.state != MilestoneState.DONE and not _is_to_come(row):  # what is ahead is called upcoming already
        fact = _("%(fact)s: %(how)s") % {"fact": fact, "how": row.get_state_display()}
    when = day(row.held_on) if row.precision == Precision.DAY else str(known_day(row))
    return Moment(_noon(row.held_on), when, fact, state="todo" if _is_to_come(row) else "")


def _asked(user: queries.UserRow, case: queries.CaseRow) -> list[Any]:
    """What was asked on this case, for whom the page of questionnaires is open."""
    if not can(user, Permission.QUESTIONNAIRES, case):
        return []
    return list(scores_of(case.person).filter(case=case.pk).select_related(None)[: queries.PAST_LIMIT])


def _asked_once(row: ResponseRecord, _opened: Opened | None) -> Moment:
    """That one was asked: on the first page of a case neither its name nor its result is read over a shoulder."""
    return Moment(_noon(row.done_on), day(row.done_on), _("Questionnaire completed"))


def _questionnaire(row: ResponseRecord, opened: Opened | None) -> Moment:
    """Which one, and what its screening result is called; never a score. Whoever may not read it sees that it was asked."""
    form = definition(row.instrument)
    fact = _("Questionnaire: %(name)s") % {"name": said(form.title, language_now())}
    if opened is None:
        readers = _("Only the person who asked and the specialists who use this questionnaire on this case can read them.")
        return Moment(_noon(row.done_on), day(row.done_on), fact, sealed=Closed(_("The results are sealed"), readers))
    result = result_of(row, json.loads(opened.outcome)) if opened.outcome else ""
    return Moment(_noon(row.done_on), day(row.done_on), _joined(fact, result and _("Screening result: %(result)s") % {"result": result}))


def whole_url(case: queries.CaseRow) -> str:
    """Where all of it stands."""
    return f"{reverse('desk:case_file', args=[case.code])}?all=1"
