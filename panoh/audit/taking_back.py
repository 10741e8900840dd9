"""Taking acts back however long ago they were done, whole or not at all: while nothing was added to what they wrote.

The room that offers this keeps `what_was_written` beside its own row. A row is known by a mark of all it says: an act that was undone
meanwhile leaves no trace in it, a version would. Undo (`audit/undo.py`) is for the first ten minutes.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import batched, groupby
from typing import Any

from django.apps import apps

from panoh.audit.duress_guard import check_may_write
from panoh.audit.idempotency import forget_sent_by
from panoh.audit.rows import Change, revived, snapshot
from panoh.audit.signals import rows_going, rows_taken_back
from panoh.audit.trail import changes_so_far, save
from panoh.audit.undo import collect_alone
from panoh.core.actor import Actor

# ["created", model, [[key, mark], …]] or ["changed", model, key, {field: [before, after]}], in the order of writing
type Written = list[list[Any]]
ROWS = 400  # of one model that are looked for and deleted at once
type Row = tuple[str, str]  # model, key


def what_was_written(*, without: Collection[str]) -> Written:
    """The rows that the action under way has made, and the fields it has changed in others, but for models `without`. What it removed is
    not kept."""
    first: dict[Row, Change] = {}
    for change in changes_so_far():
        first.setdefault((change.model, change.key), change)
    written: Written = []
    for (kind, model), alike in groupby(first.values(), key=lambda change: (change.kind, change.model)):
        changes = list(alike)
        facts = _facts_of(model, [change.key for change in changes])
        if kind == "created":
            written.append([kind, model, [[change.key, _mark(facts[change.key])] for change in changes if change.key in facts]])
        elif kind == "changed" and model not in without:
            written += [[kind, model, one.key, _differing(one.before or {}, facts[one.key])] for one in changes if one.key in facts]
    return written


def keys_made(written: Written, model: str) -> list[str]:
    """The ids of the rows of one model that an act made."""
    return [key for kind, of, *rest in written if (kind, of) == ("created", model) for key, _mark in rest[0]]


def take_back_written(acts: Sequence[Written], *, by: Actor, regardless: Collection[str]) -> list[Row]:
    """Inside an action: takes these acts back, the last first. Answers the rows that stand in the way, because they were changed since or
    something hangs on them: the caller raises then, so that all stays. Of models `regardless` each row goes before the others, whatever
    it says by now."""
    forget_sent_by(by.ref)
    made = {(model, key) for act in acts for kind, model, *rest in act if kind == "created" for key, _mark in rest[0]}
    rows_going.send(sender=None, made=made, by=by)
    blocked: list[Row] = []
    touched = set(made)
    for kind, model, *rest in (group for act in acts for group in reversed(act)):
        if kind == "changed":
            key, fields = rest
            touched.add((model, key))
            blocked += _put_back(model, key, fields)
    marks: dict[str, dict[str, str]] = {}
    for kind, model, *rest in (group for act in acts for group in act):
        if kind == "created":
            marks.setdefault(model, {}).update(rest[0])
    for model in sorted(_leaning_first(marks), key=lambda model: model not in regardless):
        for some in batched(marks[model].items(), ROWS):
            blocked += _remove(model, dict(some), model in regardless)
    if not blocked:
        rows_taken_back.send(sender=None, touched=touched, by=by)
    return blocked


def _leaning_first(models: Iterable[str]) -> Iterator[str]:
    """Each before those that its rows may hang on."""
    waiting = list(models)
    while waiting:
        free = next(model for model in waiting if not any(_leans_on(other, model) for other in waiting if other != model))
        waiting.remove(free)
        yield free


def _leans_on(model: str, other: str) -> bool:
    target = apps.get_model(other)
    return any(field.related_model is target for field in apps.get_model(model)._meta.concrete_fields)


def _remove(model: str, marks: dict[str, str], is_regardless: bool) -> list[Row]:
    rows = {str(row.pk): row for row in apps.get_model(model)._base_manager.filter(pk__in=list(marks))}
    if is_regardless:
        blocked: set[str] = set()
    else:
        blocked = {key for key, mark in marks.items() if key not in rows or _mark(snapshot(rows[key])) != mark}
    going = [row for key, row in rows.items() if key not in blocked]
    for row in going:
        check_may_write(row)
    return [(model, key) for key in [*sorted(blocked), *_delete(going)]]


def _delete(rows: list[Any]) -> list[str]:
    """Deletes those on which nothing hangs; answers the others."""
    if not rows:
        return []
    if (collector := collect_alone(rows)) is not None:
        collector.delete()
        return []
    if len(rows) == 1:
        return [str(rows[0].pk)]
    half = len(rows) // 2
    return [*_delete(rows[:half]), *_delete(rows[half:])]


def _put_back(model: str, key: str, fields: dict[str, list[Any]]) -> list[Row]:
    row = apps.get_model(model)._base_manager.filter(pk=key).first()
    now = snapshot(row) if row is not None else {}
    if any(now.get(name, ...) != after for name, (_before, after) in fields.items()):
        return [(model, key)]
    restored = revived(model, now | {name: before for name, (before, _after) in fields.items()})
    restored._state.adding = False
    save(restored)
    return []


def _facts_of(model: str, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {str(row.pk): snapshot(row) for row in apps.get_model(model)._base_manager.filter(pk__in=list(keys))}


def _mark(facts: dict[str, Any]) -> str:
    said = json.dumps({name: value for name, value in facts.items() if name != "version"}, sort_keys=True)
    return blake2b(said.encode(), digest_size=8).hexdigest()


def _differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [value, after[name]] for name, value in before.items() if name != "version" and value != after[name]}
