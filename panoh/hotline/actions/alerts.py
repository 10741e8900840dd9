"""Somebody is asked to look, and looks."""

import datetime as dt
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, rule_out_undo, save
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.core.errors import Conflict, WrongState
from panoh.hotline.enums import ALERT_TRANSITIONS, FOR_SOMEBODYS_SAFETY, OF_ENDED_PHONES, WANTS_ANOTHER, AlertKind, AlertState
from panoh.hotline.events import Event
from panoh.hotline.models import Alert, Drill
from panoh.hotline.policy import check_can_see_to, visible_alerts
from panoh.hotline.queries.callbacks import visit_of
from panoh.hotline.queries.calls import danger_behind, is_danger_open

SEEN_ALREADY = _("Someone has already dealt with this.")
NOBODY_HAS_IT = _("Open the danger: take it on, or write what came of it. It stays here until someone takes it on.")
NO_UNDO = _("A drill cannot be undone.")
SAY_WHAT_BECAME = _("Nobody knows yet that they are back. Open it, and record what became of them once you know.")
ASK_WHOSE = _("Open what the phone sent: record whether its owner confirms it.")
NOBODY_GOES = _("Nobody is going there now. Open it: send someone else, or say why nobody has to go.")


def raise_alert(
    kind: AlertKind,
    *,
    organisation: UUID,
    owner: User | None = None,
    role: Role | str = "",
    target: UUID | None = None,
    due: dt.datetime | None = None,
    **facts: Any,
) -> Alert | None:
    """Inside an action: asks one person, or whoever holds a role, to look; once, until somebody has. None where that waits already."""
    same = Alert.objects.filter(kind=kind, state=AlertState.OPEN, owner=owner, role=role, target=target)
    if same.exists():
        return None
    row = Alert(kind=kind, organisation_id=organisation, owner=owner, role=role, target=target, at=now(), due_at=due or now(), **facts)
    save(row)
    return row


@action(undo=_("Recorded: you answered the alert."))
def see_to(alert: Alert, *, by: User) -> Alert:
    """Whoever was asked has looked, and done what there was to do."""
    check_can_see_to(by, alert)
    if AlertState.SEEN not in ALERT_TRANSITIONS[AlertState(alert.state)]:
        raise WrongState(SEEN_ALREADY)
    if alert.kind == AlertKind.DANGER and danger_behind(by, alert) is not None:
        raise WrongState(NOBODY_HAS_IT)
    if alert.kind in WANTS_ANOTHER.values():
        raise WrongState(NOBODY_GOES)
    if alert.kind in OF_ENDED_PHONES:
        raise WrongState(ASK_WHOSE)
    if visit_of(alert) is not None:
        raise WrongState(SAY_WHAT_BECAME)
    record(Event.ALERT_SEEN, by=by.actor)
    if alert.kind == AlertKind.DRILL:
        _answer_drill(alert, by)
        alert.refresh_from_db()
        return alert
    if alert.kind == AlertKind.DANGER and is_danger_open(alert.target):  # whoever sees it was reached; it stays until somebody answers it
        alert.seen_at, alert.seen_by = now(), by
        save(alert)
        return alert
    _seen(alert, by)
    return alert


def _answer_drill(alert: Alert, by: User) -> None:
    """Whoever has it first ends it for all."""
    assert alert.target is not None  # the drill
    drill = Drill.objects.get(pk=alert.target)
    if drill.ended_at is None:
        drill.answered_by, drill.answered_at = by, now()
        drill.ended_at = drill.answered_at
        save(drill)
    settle_alerts(drill.pk, by=by)
    rule_out_undo(NO_UNDO)


def mark_shown(*targets: UUID, by: User) -> None:
    """What rings about these rows was on a screen of this account, of those asked the first. One query where that is known already."""
    found = visible_alerts(by).filter(target__in=targets, state=AlertState.OPEN, kind__in=FOR_SOMEBODYS_SAFETY, shown_at=None)
    if keys := list(found.values_list("pk", flat=True)):
        with suppress(Conflict):  # another screen, or the worker, was faster
            _shown(keys, by)


@action
def _shown(keys: list[UUID], by: User) -> None:
    """No act of the account: nothing of theirs that could be undone lies behind it."""
    record(Event.ALERT_SHOWN, by=replace(SYSTEM, organisation=by.organisation_id))
    for alert in Alert.objects.filter(pk__in=keys, shown_at=None):
        alert.shown_at, alert.shown_to = now(), by
        save(alert)


def settle_alerts(target: UUID, *kinds: AlertKind, by: User | None, until: dt.datetime | None = None) -> None:
    """Inside the action whose work it was: what was raised about a row is seen to, whoever it was for. `kinds`: only these; `until`: only
    what was raised by then."""
    rows = Alert.objects.filter(target=target, state=AlertState.OPEN)
    rows = rows.filter(at__lte=until) if until else rows
    for alert in rows.filter(kind__in=kinds) if kinds else rows:
        _seen(alert, by)


def _seen(alert: Alert, by: User | None) -> None:
    alert.state = AlertState.SEEN
    if by is not None or alert.seen_by is None:  # who reached somebody before stays written
        alert.seen_at, alert.seen_by = now(), by
    save(alert)
