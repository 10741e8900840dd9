"""What nobody has taken up is told to those who can help: the second on the line, the coordinator, of a dispatch the director as well.
For the worker.
"""

import datetime as dt
from dataclasses import replace

from django.db.models import Q

from panoh.accounts.models import User
from panoh.accounts.queries import secretariat
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, save
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.hotline.actions.alerts import raise_alert
from panoh.hotline.actions.callbacks import VISIT_STEPS
from panoh.hotline.enums import AlertKind, DispatchState, Post
from panoh.hotline.events import Event
from panoh.hotline.models import Alert, Dispatch, PhoneLine, Shift, Visit
from panoh.hotline.queries.callbacks import goes_on_out
from panoh.hotline.queries.cover import goes_to
from panoh.vault import client

STEPS = (dt.timedelta(minutes=10), dt.timedelta(minutes=20))  # after its beginning: to the second on the line, to the coordinator
NOTE_AFTER = dt.timedelta(hours=1)  # after its end a shift without a note is told to whoever was on it
CLOSED_STEP = dt.timedelta(hours=1)  # after the account of who is out was closed, which those two were told at once: the director
NOTE_ASKED = 9  # beyond every step of an open shift
SENT_STEPS = (0.25, 0.5, 1.0)  # of the time of a dispatch: whoever sent and a colleague, the coordinator, the director

type Told = tuple[User | None, str]  # somebody, or whoever holds a role


def raise_open_shifts() -> int:
    """Tells of every shift that began and was not taken up, and of every one that ended without a note. Answers how many."""
    moment = now()
    open_ones = Shift.objects.filter(acknowledged_at=None, starts_at__lte=moment - STEPS[0], ends_at__gt=moment, raised__lt=len(STEPS))
    count = 0
    for shift in open_ones.select_related("line", "user"):
        wanted = sum(moment - shift.starts_at >= step for step in STEPS)
        if wanted > shift.raised:
            _raise(shift, wanted)
            count += 1
    silent = Shift.objects.filter(acknowledged_at__isnull=False, ended_at=None, ends_at__lte=moment - NOTE_AFTER, raised__lt=NOTE_ASKED)
    for shift in silent.select_related("line", "user"):
        _ask_note(shift)
        count += 1
    return count


@action
def _raise(shift: Shift, wanted: int) -> None:
    """One shift an action, so that one that cannot be raised keeps no other back."""
    record(Event.ALERT_RAISED, by=replace(SYSTEM, organisation=shift.organisation_id))
    backup = None
    if shift.post == Post.PRIMARY:
        rows = Shift.objects.filter(post=Post.BACKUP, line=shift.line, is_practice=shift.is_practice)
        backup = rows.filter(starts_at__lte=now(), ends_at__gt=now()).select_related("user").first()
    told = [backup.user if backup else None, None][shift.raised : wanted]
    for owner in told:
        raise_alert(
            AlertKind.SHIFT_OPEN,
            organisation=shift.organisation_id,
            owner=owner,
            role="" if owner else Role.COORDINATOR,
            target=shift.pk,
            line=shift.line,
            is_practice=shift.is_practice,
        )
    shift.raised = wanted
    save(shift)


@action
def _ask_note(shift: Shift) -> None:
    record(Event.ALERT_RAISED, by=replace(SYSTEM, organisation=shift.organisation_id))
    raise_alert(
        AlertKind.NO_NOTE,
        organisation=shift.organisation_id,
        owner=shift.user,
        target=shift.pk,
        line=shift.line,
        is_practice=shift.is_practice,
    )
    shift.raised = NOTE_ASKED
    save(shift)


def raise_late_dispatches() -> int:
    """Tells of whoever was sent and did not answer, or is not there in time: whoever sent them and a colleague of the region, then the
    coordinator, then the director. Answers of how many."""
    rows = Dispatch.objects.filter(raised__lt=len(SENT_STEPS)).select_related("worker", "sent_by")
    silent = rows.filter(state=DispatchState.SENT, acknowledge_by__lte=now())
    late = rows.filter(state=DispatchState.ACKNOWLEDGED, arrive_by__lte=now())
    wanted = [(row, _steps_of(row)) for row in [*silent, *late]]
    return len([_raise_dispatch(row, steps) for row, steps in wanted if steps > row.raised])


def _steps_of(row: Dispatch) -> int:
    """How many of the steps are due: by its time, and the first once the answer is."""
    share = (now() - row.sent_at) / (row.arrive_by - row.sent_at)
    return max(1, sum(share >= step for step in SENT_STEPS))


@action
def _raise_dispatch(row: Dispatch, wanted: int) -> None:
    record(Event.ALERT_RAISED, by=replace(SYSTEM, organisation=row.organisation_id))
    others = [user for user in goes_to(row.place or row.region, row.region) if user.pk != row.worker_id]
    sent_by: list[Told] = [(user, "") for user in (row.sent_by, *others[:1])]
    told: list[list[Told]] = [sent_by, [(None, Role.COORDINATOR)], [(None, Role.DIRECTOR)]]
    for owner, role in [each for step in told[row.raised : wanted] for each in step]:
        raise_alert(
            AlertKind.DISPATCH_LATE,
            organisation=row.organisation_id,
            owner=owner,
            role=role,
            target=row.pk,
            is_practice=row.is_practice,
        )
    row.raised = wanted
    save(row)


def raise_overdue_visits() -> int:
    """Tells of whoever did not say in time that they are back: whoever is on a line, then the coordinator; of who cannot say it, since
    their account is closed, the director too."""
    moment = now()
    out = goes_on_out(Visit.objects.all()).select_related("user")
    rows = out.filter(closed_at=None, expected_at__lte=moment - VISIT_STEPS[0], raised__lt=len(VISIT_STEPS))
    wanted = [(row, sum(moment - row.expected_at >= step for step in VISIT_STEPS)) for row in rows]
    closed = out.filter(closed_at__lte=moment - CLOSED_STEP, raised=len(VISIT_STEPS))
    wanted += [(row, len(VISIT_STEPS) + 1) for row in closed]
    return len([_raise_visit(row, steps) for row, steps in wanted if steps > row.raised])


@action
def _raise_visit(row: Visit, wanted: int) -> None:
    record(Event.ALERT_RAISED, by=replace(SYSTEM, organisation=row.organisation_id))
    for role in (Role.DUTY_OFFICER, Role.COORDINATOR, Role.DIRECTOR)[row.raised : wanted]:
        raise_alert(AlertKind.VISIT_OVERDUE, organisation=row.organisation_id, role=role, target=row.pk, is_practice=row.is_practice)
    row.raised = wanted
    save(row)


UNSURE_AFTER = dt.timedelta(days=23)  # a week before a number leaves the public pages


def raise_unconfirmed_numbers() -> int:
    """Tells the coordinator of every line that was not rung for long, once a week. Answers how many."""
    moment = now()
    told = Alert.objects.filter(kind=AlertKind.NUMBER_UNSURE, at__gte=moment - dt.timedelta(days=7)).values("target")
    fresh = Q(rang_at__gt=moment - UNSURE_AFTER)
    rows = [] if client.status().unlocks_itself else list(PhoneLine.objects.exclude(fresh).exclude(pk__in=told))
    for line in rows:
        _ask_to_ring(line)
    return len(rows)


@action
def _ask_to_ring(line: PhoneLine) -> None:
    home = secretariat()
    record(Event.ALERT_RAISED, by=replace(SYSTEM, organisation=home.pk))
    raise_alert(AlertKind.NUMBER_UNSURE, organisation=home.pk, role=Role.COORDINATOR, target=line.pk, line=line)
