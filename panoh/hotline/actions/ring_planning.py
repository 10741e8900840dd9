"""Who is told next of a danger is laid out while the addresses can be opened, and rings from there while everything is locked."""

import datetime as dt
from uuid import UUID

from panoh.accounts.models import User
from panoh.accounts.notices import addresses_at_any_hour, drivers, ways_when_locked
from panoh.core.clock import now
from panoh.hotline import ring_plan
from panoh.hotline.actions.notifications import asked_of
from panoh.hotline.actions.ringing import steps_ahead
from panoh.hotline.enums import AlertKind
from panoh.hotline.models import Alert
from panoh.hotline.ring_plan import NextRing

_laid_out: frozenset[tuple[dt.datetime, UUID]] | None = None  # by this worker: addresses are opened where something changed alone


def lay_out_rings() -> int:
    """Lays out the notices of the steps that are still to come; answers how many. For the worker, after the steps that are due."""
    global _laid_out
    asked = _asked() if drivers() else {}
    wanted = frozenset((at, user.pk) for at, users in asked.items() for user in users)
    if wanted != _laid_out:
        everybody = {user.pk: user for users in asked.values() for user in users}
        rings: list[NextRing] = []
        if everybody:
            ways = addresses_at_any_hour(list(everybody.values()))
            rings = [NextRing(at.isoformat(), way, to, text) for at, pk in wanted for whose, way, to, text in ways if whose == pk]
        ring_plan.keep(rings)
        _laid_out = wanted
    return len(wanted)


def _asked() -> dict[dt.datetime, list[User]]:
    found: dict[dt.datetime, list[User]] = {}
    for at, organisation, (owner, role) in steps_ahead():
        if at > now():
            found.setdefault(at, []).extend(asked_of(Alert(kind=AlertKind.DANGER, owner=owner, role=role, organisation_id=organisation)))
    return found


def ring_while_locked() -> int:
    """Tells whoever was laid out, at their hours; answers how many notices left. For the worker, with no database."""
    return ring_plan.ring_next(ways_when_locked()) if ring_plan.kept() else 0
