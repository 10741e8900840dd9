"""Contact that was lost sight of: tries on different days, then a talk, then a look whether to close. Nothing closes by itself."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, save
from panoh.cases.actions.tasks import add_tasks, due_on, finish_tasks, new_task
from panoh.cases.enums import SEEKING, UNEXPLAINED, Attendance, CaseState, Reached, TaskKind
from panoh.cases.events import EndingEvent
from panoh.cases.models import Assistance, Case, ContactAttempt, Session, Task
from panoh.cases.policy import check_can
from panoh.cases.queries.contact import last_contact
from panoh.core.actor import SYSTEM
from panoh.core.clock import DUSHANBE, add_working_days, now, today
from panoh.core.errors import Invalid
from panoh.people.enums import Channel
from panoh.vault.actions import record_about, seal

TRY_AFTER = (2, 7, 21)  # days after the missed meeting
TALK_DAYS = 3  # working days
LOST_AFTER, LOST_BY = 60, 90  # days without contact: when to look, and by when
LOOK_AGAIN = 30  # days after somebody looked and left the case open

NOT_YET = _("This time is in the future. Enter when you tried.")
NEVER = _("This is not a way of contact. Choose how you tried.")


def follow_meeting(session: Session, *, by: User) -> None:
    """Inside the action that records a meeting: who was missed is sought, who came is not sought any longer."""
    case = session.case
    if session.attendance == Attendance.ATTENDED:
        finish_tasks(case, SEEKING, by=by)
        return
    missed = session.attendance == Attendance.NOT_ATTENDED and session.reason in UNEXPLAINED
    if missed and not case.tasks.filter(kind__in=SEEKING, done_at=None).exists():
        due = max(session.at.astimezone(DUSHANBE).date() + dt.timedelta(days=TRY_AFTER[0]), today())
        add_tasks([new_task(case, TaskKind.CONTACT, due=due, owner=by, target=session.id)])


@action(undo=_("Attempt recorded."))
def record_attempt(case: Case, *, by: User, at: dt.datetime, way: str, outcome: str, words: str = "") -> ContactAttempt:
    """Records a try to reach the person. After three days of trying in vain the coordinator is asked to talk it over."""
    check_can(by, Permission.CASE_WORK, case)
    if at > now():
        raise Invalid(NOT_YET, {"day": NOT_YET})
    if way == Channel.NEVER:
        raise Invalid(NEVER, {"way": NEVER})
    row = ContactAttempt(case=case, person_id=case.person_id, at=at, way=Channel(way), outcome=Reached(outcome), by=by)
    seal(row, by=by.actor, words=words.strip())
    save(row)
    record_about(EndingEvent.CONTACT_TRIED, by=by.actor, about=[row])
    if row.outcome == Reached.REACHED:
        finish_tasks(case, SEEKING, by=by)
    elif case.is_open:
        _go_on(case, by=by)
    return row


def tried_days(case: Case) -> list[dt.date]:
    """The days on which somebody tried in vain since the person was last in contact: two tries on one day count once."""
    found = case.contact_attempts.exclude(outcome=Reached.REACHED)
    last = last_contact(case)
    if last is not None:
        found = found.filter(at__gt=last)
    return sorted({at.astimezone(DUSHANBE).date() for at in found.values_list("at", flat=True)})


def _go_on(case: Case, *, by: User) -> None:
    """The next try on another day, or, after the third, a talk about it."""
    days = tried_days(case)
    if not days:  # written down late: the person was in contact since
        return
    open_try = case.tasks.filter(kind=TaskKind.CONTACT, done_at=None).first()
    finish_tasks(case, TaskKind.CONTACT, by=by)
    if len(days) < len(TRY_AFTER):
        gap = TRY_AFTER[len(days)] - TRY_AFTER[len(days) - 1]
        owner = open_try.owner if open_try and open_try.owner else by
        add_tasks([new_task(case, TaskKind.CONTACT, due=days[-1] + dt.timedelta(days=gap), owner=owner)])
    elif not case.tasks.filter(kind__in=(TaskKind.CONFERENCE, TaskKind.LOST), done_at=None).exists():
        add_tasks([new_task(case, TaskKind.CONFERENCE, due=add_working_days(today(), TALK_DAYS), role=Role.COORDINATOR)])


def look_for_lost_contact() -> int:
    """Asks the coordinator to look at open cases with no contact for sixty days. Closes nothing. Answers how many. For the worker."""
    edge = now() - dt.timedelta(days=LOST_AFTER)
    day = edge.astimezone(DUSHANBE).date()
    asked = Q(done_at=None) | Q(done_at__gte=now() - dt.timedelta(days=LOOK_AGAIN))
    met = Q(attendance=Attendance.ATTENDED, at__gte=edge) | Q(attendance=Attendance.PLANNED, at__gte=now())
    in_contact: tuple[Any, ...] = (
        Task.objects.filter(asked, kind=TaskKind.LOST, case__isnull=False).values("case"),
        Session.objects.filter(met).values("case"),
        ContactAttempt.objects.filter(outcome=Reached.REACHED, at__gte=edge).values("case"),
        Assistance.objects.filter(given_on__gte=day).values("case"),
    )
    quiet = Case.objects.filter(state__in=(CaseState.ASSESSMENT, CaseState.ACTIVE), admitted_on__lt=day)
    for known in in_contact:
        quiet = quiet.exclude(pk__in=known)
    return len([_ask_to_look(case) for case in quiet])


@action
def _ask_to_look(case: Case) -> None:
    since = last_contact(case)
    day = since.astimezone(DUSHANBE).date() if since else case.admitted_on
    due = max(day + dt.timedelta(days=LOST_BY), today() + dt.timedelta(days=1))
    add_tasks([new_task(case, TaskKind.LOST, due=due_on(due), role=Role.COORDINATOR)])
    record_about(EndingEvent.CONTACT_QUIET, by=replace(SYSTEM, organisation=case.organisation_id), about=[case])
