"""Taking back one act within ten minutes: every row it touched goes back to what it was, or nothing does."""

import datetime as dt
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from panoh.audit.events import Event
from panoh.audit.models import Undo
from panoh.audit.rows import Change, revived
from panoh.audit.trail import action, record, remove, save
from panoh.core.actor import Actor
from panoh.core.clock import now
from panoh.core.errors import Conflict, WrongState
from panoh.core.models import Base

WINDOW = dt.timedelta(minutes=10)
TOO_LATE = _("Ten minutes have passed, so this can no longer be undone. Correct it with a reason instead.")
CHANGED_SINCE = _("This was changed again since, so it cannot be undone. Correct it with a reason instead.")


def latest(actor: Actor) -> Undo | None:
    """What this account may take back right now: its last act, if it is young and was not taken back yet."""
    last = Undo.objects.filter(actor_ref=actor.ref, at__gt=now() - WINDOW).order_by("-at").first()
    return None if last is None or last.used_at else last


@action
def take_back(key: UUID, *, by: Actor) -> Undo:
    """Undoes an act of one's own. Raises WrongState when it is too late, Conflict when a row was changed since."""
    undo = Undo.objects.filter(pk=key, actor_ref=by.ref).first()
    if undo is None or undo.used_at or undo.at <= now() - WINDOW:
        raise WrongState(TOO_LATE)
    for change in reversed([Change.unpacked(item) for item in undo.changes]):
        _revert(change)
    undo.used_at = now()
    save(undo)
    refs = bytes(undo.refs)
    record(Event.UNDONE, by=by, refs=[refs[i : i + 8] for i in range(0, len(refs), 8)], purpose=undo.verb[:40])
    return undo


def _revert(change: Change) -> None:
    if change.before is None:
        row = _current(change)
        remove(row)
    elif change.kind == "removed":
        save(revived(change.model, change.before))
    else:
        row = revived(change.model, change.before)
        row._state.adding = False
        row.version = _current(change).version
        save(row)


def _current(change: Change) -> Base:
    row: Base | None = apps.get_model(change.model)._base_manager.filter(pk=change.key, version=change.version).first()
    if row is None:
        raise Conflict(CHANGED_SINCE)
    return row
