"""Supervision written down, talks after hard events opened and held."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, save
from panoh.cases.enums import TaskKind, Urgency
from panoh.cases.models import Assignment, Task, UrgencyChange
from panoh.cases.policy import in_force
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.core.ids import tidy_code
from panoh.team import workload
from panoh.team.enums import Incident, SupervisionKind, SupervisionTopic
from panoh.team.events import StaffEvent
from panoh.team.models import Attendee, Debrief, Supervision, UnitStep
from panoh.team.policy import care as policy
from panoh.vault.actions import has_key, new_keys, open_sealed, seal
from panoh.vault.purpose import Purpose
from panoh.vault.subject import Subject

NOT_YET = _("This date is in the future. Check it.")
HOW_LONG = _("Enter how many minutes it took.")
NO_CODES = _("Write it without the code of a case: supervision is about the work. Do not name anyone we help.")
HELD_ALREADY = _("This talk has already taken place.")
LONGEST = 600
_CODE = re.compile(r"[0-9A-Za-z]{4}[-– ]?[0-9A-Za-z]{5}")


@action(undo=_("Supervision recorded."))
def record_supervision(
    *,
    by: User,
    kind: str,
    held_on: dt.date,
    minutes: int,
    topics: Sequence[str] = (),
    supervisor: str = "",
    words: str = "",
    attendees: Sequence[User] = (),
) -> Supervision:
    """Writes down a supervision: one's own, or for the coordinator that of others. Without any identity of a person who is helped."""
    there = list(attendees) or [by]
    policy.check_can_record(by, there)
    _check(held_on, minutes, supervisor, words)
    row = Supervision(
        organisation_id=by.organisation_id,
        kind=SupervisionKind(kind),
        held_on=held_on,
        minutes=minutes,
        topics=[SupervisionTopic(topic).value for topic in topics],
        recorded_by=by,
        is_practice=by.is_practising,
    )
    seal_words(row, by, supervisor=supervisor.strip(), words=words.strip())
    save(row)
    for user in there:
        save(Attendee(supervision=row, user=user))
    record(StaffEvent.SUPERVISION_RECORDED, by=by.actor)
    return row


def _check(held_on: dt.date, minutes: int, *texts: str) -> None:
    if held_on > today():
        raise Invalid(NOT_YET, {"held_on": NOT_YET})
    if not 0 < minutes <= LONGEST:
        raise Invalid(HOW_LONG, {"minutes": HOW_LONG})
    check_no_code(*texts)


def check_no_code(*texts: str) -> None:
    """Raises Invalid for the code of a case: it is known by its check character, so that no other word is taken for one."""
    if any(tidy_code(found) for text in texts for found in _CODE.findall(text)):
        raise Invalid(NO_CODES, {"words": NO_CODES})


def seal_words(row: Supervision | Debrief | UnitStep, by: User, **texts: str) -> None:
    """Seals under the organisation's key, which is made where there is none yet."""
    subject = Subject("organisation", row.organisation_id)
    if not has_key(subject, row.organisation_id):
        new_keys([subject], owners=[row.organisation_id])
    seal(row, by=by.actor, **texts)


@action(undo=_("Supervision corrected."))
def correct_supervision(
    row: Supervision,
    *,
    by: User,
    kind: str,
    held_on: dt.date,
    minutes: int,
    topics: Sequence[str] = (),
    supervisor: str = "",
    words: str = "",
    expected: int | None = None,
) -> Supervision:
    """Corrects what one wrote down of a supervision one attended."""
    policy.check_reads_words(by, row)
    _check(held_on, minutes, supervisor, words)
    row.kind, row.held_on, row.minutes = SupervisionKind(kind), held_on, minutes
    row.topics = [SupervisionTopic(topic).value for topic in topics]
    seal_words(row, by, supervisor=supervisor.strip(), words=words.strip())
    save(row, expected)
    record(StaffEvent.SUPERVISION_CORRECTED, by=by.actor)
    return row


def read_supervision(row: Supervision, *, by: User) -> dict[str, str]:
    """The words of a supervision, for those who were there. Recorded."""
    policy.check_reads_words(by, row)
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.OWN_WORK)
    return {"supervisor": opened.supervisor or "", "words": opened.words or ""}


@action(undo=_("Talk set."))
def open_debrief(user: User, *, by: User, incident: str) -> Debrief:
    """Sets a talk for a worker after a hard event, due within 72 hours. Anybody asks for one for themselves."""
    if user.pk != by.pk:
        check_has(by, Permission.STAFF_CARE)
    return _open(user, by=by.actor, opened_by=by, incident=Incident(incident), at=now(), is_practice=by.is_practising)


def _open(
    user: User,
    *,
    by: Actor,
    opened_by: User | None,
    incident: Incident,
    at: dt.datetime,
    source: UUID | None = None,
    is_practice: bool = False,
) -> Debrief:
    row = Debrief(
        organisation_id=user.organisation_id,
        user=user,
        incident=incident,
        opened_at=at,
        opened_by=opened_by,
        due_at=at + dt.timedelta(hours=workload.debrief_hours()),
        source=source,
        is_practice=is_practice,
    )
    save(row)
    record(StaffEvent.DEBRIEF_OPENED, by=by)
    return row


@action(undo=_("Talk held."))
def hold_debrief(row: Debrief, *, by: User, held_on: dt.date, minutes: int, words: str = "", expected: int | None = None) -> Debrief:
    """Writes down that the talk took place. Words are the worker's own and are kept only where they write them."""
    policy.check_can_hold(by, row)
    if row.held_on is not None:
        raise WrongState(HELD_ALREADY)
    _check(held_on, minutes, words)
    row.held_on, row.minutes = held_on, minutes
    if words.strip() and row.user_id == by.pk:
        seal_words(row, by, words=words.strip())
    save(row, expected)
    record(StaffEvent.DEBRIEF_HELD, by=by.actor)
    return row


def open_due_debriefs() -> int:
    """Sets a talk for everybody who works on a case that raised an alarm or became red within the last 72 hours. For the worker."""
    since = now() - dt.timedelta(hours=workload.debrief_hours())
    alarms = Task.objects.filter(kind=TaskKind.ALARM, due_at__gte=since, case__isnull=False).values_list("pk", "case", "due_at")
    turned = UrgencyChange.objects.filter(at__gte=since, after=Urgency.RED, case__isnull=False).exclude(before=Urgency.RED)
    sources = {key: (case, at, Incident.ALARM) for key, case, at in alarms}
    sources |= {key: (case, at, Incident.RED) for key, case, at in turned.values_list("pk", "case", "at")}
    if not sources:
        return 0
    known = set(Debrief.objects.filter(source__in=list(sources)).values_list("user", "source"))
    on_case: dict[UUID, dict[UUID, Assignment]] = {}
    rows = Assignment.objects.filter(in_force(), case__in={case for case, _at, _why in sources.values()})
    for row in rows.select_related("user", "case"):
        on_case.setdefault(row.case_id, {})[row.user_id] = row
    made = 0
    for key, (case, at, incident) in sources.items():
        for user, row in on_case.get(case, {}).items():
            if (user, key) not in known:
                _open_for(row, incident, at, key, by=SYSTEM)
                made += 1
    return made


@action
def _open_for(row: Assignment, incident: Incident, at: dt.datetime, source: UUID, *, by: Actor) -> Debrief:
    actor = replace(by, organisation=row.user.organisation_id)
    return _open(row.user, by=actor, opened_by=None, incident=incident, at=at, source=source, is_practice=row.case.is_practice)
