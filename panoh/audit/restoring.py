"""Taking an act back long after it was done: what it changed goes back where nobody has changed it since, and what came later stays.

The room that offers this keeps the changes beside its own row. Undo (`audit/undo.py`) is for the first ten minutes: all or nothing.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.apps import apps

from panoh.audit.rows import Change, revived, snapshot
from panoh.audit.trail import changes_so_far, remove, save
from panoh.audit.undo import collect_alone

# [model, key, the row before (None: the act made it), the row after (None: the act removed it)]
type Kept = list[Any]


def kept_changes(*, without: Collection[str]) -> list[Kept]:
    """What the action under way has changed so far, as it stood and as it stands, but for models `without`. Sealed fields stay ciphertext.

    Leave out keys: what is kept outlives a key that is taken away.
    """
    first: dict[tuple[str, str], Change] = {}
    for change in changes_so_far():
        if change.model not in without:
            first.setdefault((change.model, change.key), change)
    kept = [[model, key, change.before, _as_it_is(model, key)] for (model, key), change in first.items()]
    return [item for item in kept if item[2] is not None or item[3] is not None]


def restore(kept: Sequence[Kept]) -> None:
    """Inside an action, the last change first."""
    for model, key, before, after in reversed(kept):
        row = apps.get_model(model)._base_manager.filter(pk=key).first()
        if before is None:
            if row is not None and _facts(snapshot(row)) == _facts(after) and collect_alone([row]) is not None:
                remove(row)
        elif row is not None and after is not None:
            _put_back(model, row, before, after)
        elif row is None and after is None:
            save(revived(model, before))


def _put_back(model: str, row: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    """The fields that the act changed and that still stand as it left them."""
    now = snapshot(row)
    former = {name: value for name, value in _facts(before).items() if value != after[name] and now[name] == after[name]}
    if former:
        restored = revived(model, {**now, **former})
        restored._state.adding = False
        save(restored)


def _as_it_is(model: str, key: str) -> dict[str, Any] | None:
    row = apps.get_model(model)._base_manager.filter(pk=key).first()
    return None if row is None else snapshot(row)


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in ("id", "version")}
