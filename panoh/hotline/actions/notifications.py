"""Whoever is asked to look at something is told by the way they chose that there is something for them."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db.models import Q

from panoh.accounts.models import RoleGrant, User
from panoh.accounts.notices import drivers, notify, want_notices
from panoh.accounts.policy import deputies, holders, in_force
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, save
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.hotline.actions.notice_links import link_for
from panoh.hotline.enums import FOR_SOMEBODYS_SAFETY, AlertState
from panoh.hotline.events import Event
from panoh.hotline.models import Alert
from panoh.hotline.policy import is_alerted
from panoh.hotline.queries.calls import code_of

# Who was told of an alert at a step where it did not leave to all: only the others are tried again. Of this worker, until it ends.
_reached: dict[tuple[UUID, int], set[UUID]] = {}
GIVE_UP = dt.timedelta(minutes=10)  # so long a notice that does not leave is tried again


def tell_alerts() -> int:
    """Sends a notice for every alert that none was sent for. Answers for how many. For the worker; nothing where no way is set up."""
    if not drivers():
        return 0
    waiting = list(Alert.objects.filter(state=AlertState.OPEN, told_at=None, is_practice=False).select_related("owner"))
    for seen in _reached.keys() - {(alert.pk, alert.step) for alert in waiting}:  # somebody looked meanwhile
        del _reached[seen]
    for alert in waiting:
        reached = _reached.setdefault((alert.pk, alert.step), set())
        urgent, ways = alert.kind in FOR_SOMEBODYS_SAFETY, {"code_for": partial(code_of, alert), "link_for": partial(link_for, alert)}
        all_left = notify(_who_sees(alert, asked_of(alert)), at_any_hour=urgent, reached=reached, **ways)
        if all_left or alert.rang_at < now() - GIVE_UP:
            _told(alert, has_left=bool(reached))
            del _reached[alert.pk, alert.step]
    return len(waiting)


def can_reach(alerts: Sequence[Alert]) -> bool:
    """Whether a notice of one of these may leave to somebody. Where no way is set up, and in practice, screens alone tell of them."""
    if not drivers() or any(alert.is_practice for alert in alerts):
        return True
    return any(want_notices(_who_sees(alert, asked_of(alert))) for alert in alerts)


def asked_of(alert: Alert) -> list[User]:
    """Whoever is named and who stands in for them, else everybody of the alert's organisation who holds the role today, else everybody who
    does."""
    if alert.owner is not None:
        return [alert.owner, *deputies(alert.owner)]
    grants = RoleGrant.objects.filter(in_force(), role=alert.role)
    holders = list(User.objects.filter(Q(pk__in=grants.values("user")), is_active=True))
    near = [user for user in holders if user.organisation_id == alert.organisation_id]
    return near or holders


def _who_sees(alert: Alert, asked: list[User]) -> list[User]:
    """Of those asked whoever finds it on their page; where none does, who is tied to the person being asked, the coordinators who do."""
    seen = [user for user in asked if is_alerted(user, alert)]
    return seen or [user for user in holders(Role.COORDINATOR) if is_alerted(user, alert)]


@action
def _told(alert: Alert, *, has_left: bool) -> None:
    record(Event.ALERT_TOLD, by=SYSTEM)
    alert.refresh_from_db()  # a screen may have shown it while the notice was on its way
    alert.told_at = now()
    if has_left:
        alert.notified_at = alert.told_at
    save(alert)
