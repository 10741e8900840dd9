"""Taking back one act within ten minutes: every row it touched goes back to what it was, or nothing does."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, IntegrityError
from django.db.models import DO_NOTHING, Exists, ManyToOneRel, Model, OuterRef, ProtectedError, QuerySet, RestrictedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.audit.duress_guard import check_may_write
from panoh.audit.events import Event
from panoh.audit.guard import writes_allowed
from panoh.audit.idempotency import forget_sent_by
from panoh.audit.models import Undo
from panoh.audit.rows import Change, revived
from panoh.audit.signals import rows_going, rows_taken_back
from panoh.audit.trail import PART, action, record, save
from panoh.core.actor import Actor
from panoh.core.clock import now
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Conflict, WrongState

WINDOW = dt.timedelta(minutes=10)
MOST = 20  # acts of ten minutes that are looked through
TOO_LATE = _("Ten minutes have passed, so this can no longer be undone. Correct it and give a reason.")
NOT_HERE = _("This cannot be undone here.")
# (model, key, version before an act that was taken back) → version after: what the act before it will find.
type Restored = dict[tuple[str, str, int], int]
type Act = Undo  # as the page that offers it knows it
CHANGED_SINCE = _("This was changed again later, so it cannot be undone. Correct it and give a reason.")


def latest(actor: Actor) -> Undo | None:
    """What this account may take back right now: its last act, if it is young and whole and was not taken back yet."""
    last = last_act(actor)
    return last if last is not None and last.verb else None


def last_act(actor: Actor) -> Undo | None:
    """The same, or an act of which its sentence says why it cannot be taken back."""
    acts = Undo.objects.filter(actor_ref=actor.ref, at__gt=now() - WINDOW)
    last = acts.defer("changes", "refs").order_by("-at").first()  # every page asks, and after an import they are long
    return None if last is None or last.used_at or last.sentence == PART else last


def codes_of(key: UUID) -> list[str] | None:
    """The records that an act is about, None where it cannot be taken back. One query."""
    codes = Undo.objects.filter(pk=key).exclude(verb="").values_list("code", flat=True).first()
    return None if codes is None else codes.split()


def rows_of(key: UUID, model: type[Model]) -> list[str]:
    """The rows of one table that an act made or changed. One query."""
    found = Undo.objects.filter(pk=key).values_list("changes", flat=True).first() or []
    changes = [Change.unpacked(item) for item in found]
    return [change.key for change in changes if change.model == model._meta.label_lower]


def acts_of_ten_minutes(actor: Actor) -> list[Undo]:
    """The acts of this account, newest first, also those that were or cannot be taken back. After one that left the house or is one of
    many nothing older about its records is offered, nothing at all where it names none; `is_followed`: something was written since. One
    query."""
    found: list[Undo] = []
    left: set[str] = set()  # the records of what left the house since
    since = Undo.objects.filter(at__gte=OuterRef("at")).exclude(actor_ref=actor.ref)
    followed: dict[str, Any] = {"is_followed": Exists(since)}
    own = Undo.objects.filter(actor_ref=actor.ref, at__gt=now() - WINDOW).annotate(**followed)
    for place, act in enumerate(own.defer("changes", "refs").order_by("-at")[:MOST]):
        if act.verb == Event.UNDONE:
            continue
        if act.sentence == PART and not act.code:
            break
        if act.sentence == PART:
            left.update(act.code.split())
        elif left.isdisjoint(act.code.split()):
            act.is_followed = act.is_followed or place > 0
            found.append(act)
    return found


def touching(acts: Sequence[Undo], key: UUID) -> list[Undo]:
    """Those that touched the row of this id. One query, none without acts."""
    changes = dict(Undo.objects.filter(pk__in=[act.pk for act in acts]).values_list("pk", "changes")) if acts else {}
    return [act for act in acts if any(change[2] == str(key) for change in changes.get(act.pk, []))]


def untouched(wanted: Sequence[Undo], acts: Sequence[Undo]) -> list[Undo]:
    """Those of `wanted`, which are among `acts`, of which no later act touched a row. One query; none where the last alone is wanted."""
    if list(wanted) == list(acts[:1]):
        return list(wanted)
    seen = acts[: 1 + max((acts.index(act) for act in wanted), default=-1)]
    changes = dict(Undo.objects.filter(pk__in=[act.pk for act in seen]).values_list("pk", "changes")) if seen else {}
    touched: set[tuple[str, str]] = set()
    found = []
    for act in seen:
        rows = {(change[1], change[2]) for change in changes.get(act.pk, [])}
        if act in wanted and not rows & touched:
            found.append(act)
        touched |= rows
    return found


@bypass_rls()
def intact(acts: Sequence[Undo]) -> list[Undo]:
    """Those of which no row was changed since, nor anything written that hangs on one that they made. No query where nothing was written
    since, else one, and two for each kind of row."""
    followed = [act.pk for act in acts if act.is_followed and act.verb]
    changes = dict(Undo.objects.filter(pk__in=followed).values_list("pk", "changes")) if followed else {}
    return [act for act in acts if _is_intact(changes.get(act.pk, []))]


def _is_intact(items: Sequence[list[Any]]) -> bool:
    rows: dict[str, dict[str, int]] = {}  # of each model the ids, with the version in which the act left each
    made: dict[str, list[str]] = {}
    for change in map(Change.unpacked, items):
        rows.setdefault(change.model, {})[change.key] = change.version
        if change.kind == "removed":
            del rows[change.model][change.key]
        elif change.kind == "created":
            made.setdefault(change.model, []).append(change.key)
    return all(_are_in(model, versions) for model, versions in rows.items()) and not any(
        _is_leant_on(model, keys, rows) for model, keys in made.items()
    )


def _are_in(model: str, versions: dict[str, int]) -> bool:
    rows = apps.get_model(model)._base_manager.filter(pk__in=list(versions))
    return {str(key): version for key, version in rows.values_list("pk", "version")} == versions


def _is_leant_on(model: str, keys: Sequence[str], own: dict[str, dict[str, int]]) -> bool:
    """Whether a row hangs on one of these that the act itself did not write, as `collect_alone` finds it. GOES_ALONG: a room takes it away
    with what it hangs on."""
    real = apps.get_model(model)
    relations = [each for each in real._meta.get_fields(include_hidden=True) if isinstance(each, ManyToOneRel)]
    hanging = [
        Exists(other._base_manager.filter(**{f"{each.field.name}__in": keys}).exclude(pk__in=list(own.get(other._meta.label_lower, {}))))
        for each in relations
        if each.on_delete is not DO_NOTHING and not getattr(each.field.model, "GOES_ALONG", False)
        for other in [each.field.model]
    ]
    return bool(hanging) and real._base_manager.filter(reduce(or_, hanging), pk__in=keys[:1]).exists()


@dataclass(frozen=True, slots=True)
class Part:
    """One of many acts that are taken back together. `made` are the ids of the rows it made of the model asked for."""

    key: UUID
    made: frozenset[str]


def parts(model: str, *, by: Actor, since: dt.datetime) -> list[Part]:
    """The acts of this account recorded as parts since then that can still be taken back, newest first. One query."""
    young = Undo.objects.filter(actor_ref=by.ref, sentence=PART, at__gt=max(since, now() - WINDOW), used_at=None).order_by("-at")
    changes = young.values_list("pk", "changes").iterator(chunk_size=50)
    return [Part(key, frozenset(change[2] for change in made if change[:2] == ["created", model])) for key, made in changes]


@contextmanager
def refused_by_what_came_after() -> Iterator[None]:
    """Around the whole transaction: a rule that holds two rows apart, at once or on commit, is broken only by what was written since."""
    try:
        yield
    except IntegrityError:
        raise Conflict(CHANGED_SINCE) from None


@refused_by_what_came_after()
@action
def take_back(key: UUID, *, by: Actor, was_offered: bool = False) -> Undo:
    """Undoes an act of one's own. Raises WrongState when it is too late, Conflict when a row was changed since or something hangs on it,
    or a room forbids it. `was_offered`: it was their own; after ten minutes nothing is kept that would say so."""
    undo = Undo.objects.filter(pk=key, actor_ref=by.ref).first()
    if undo is None:
        raise WrongState(TOO_LATE if was_offered else NOT_HERE)
    if undo.at <= now() - WINDOW:
        raise WrongState(TOO_LATE)
    if undo.used_at:
        raise WrongState(NOT_HERE)
    if not undo.verb:
        raise WrongState(gettext(undo.sentence) if undo.sentence else TOO_LATE)
    forget_sent_by(by.ref)
    changes = [Change.unpacked(item) for item in undo.changes]
    restored: Restored = {}
    rows_going.send(sender=None, made={(change.model, change.key) for change in changes if change.before is None}, by=by)
    for (model, is_new), alike in groupby(reversed(changes), key=lambda change: (change.model, change.before is None)):
        if is_new:
            _remove(model, list(alike), restored)
        else:
            for change in alike:
                _restore(change, restored)
    undo.used_at = now()
    save(undo)
    refs = bytes(undo.refs)
    record(Event.UNDONE, by=by, refs=[refs[i : i + 8] for i in range(0, len(refs), 8)], purpose=undo.verb[:40])
    rows_taken_back.send(sender=None, touched={(change.model, change.key) for change in changes}, by=by)
    return undo


def _remove(model: str, changes: Sequence[Change], restored: Restored) -> None:
    """Deletes rows an act made, all of one model, unless one was changed or somebody has written something that hangs on it."""
    wanted = {change.key: restored.get((model, change.key, change.version), change.version) for change in changes}
    rows = list(apps.get_model(model)._base_manager.filter(pk__in=list(wanted)))
    if {str(row.pk): row.version for row in rows} != wanted:
        raise Conflict(CHANGED_SINCE)
    for row in rows:
        check_may_write(row)
    collector = collect_alone(rows)
    if collector is None:
        raise Conflict(CHANGED_SINCE)
    collector.delete()


def collect_alone(rows: Sequence[Any]) -> Collector | None:
    """What deletes these rows, all of one model; None when something else hangs on one of them."""
    collector = Collector(using=rows[0]._state.db or DEFAULT_DB_ALIAS, origin=rows[0])
    try:
        collector.collect(rows)
    except (ProtectedError, RestrictedError):
        return None
    others: list[Any] = [*collector.fast_deletes, *(objects for updates in collector.field_updates.values() for objects in updates)]
    if sum(map(len, collector.data.values())) > len(rows) or any(_holds_any(objects) for objects in others):
        return None
    return collector


def _holds_any(objects: QuerySet[Any] | Sequence[Any]) -> bool:
    return objects.exists() if isinstance(objects, QuerySet) else bool(objects)


def _restore(change: Change, restored: Restored) -> None:
    """Gives a changed or removed row what it held before."""
    assert change.before is not None
    row = revived(change.model, change.before)
    if change.kind != "removed":
        row._state.adding = False
        row.version = restored.get((change.model, change.key, change.version), change.version)
    try:
        save(row)
    except Conflict:
        raise Conflict(CHANGED_SINCE) from None
    restored[change.model, change.key, change.before["version"]] = row.version


def forget_old() -> int:
    """Drops what can no longer be undone. The worker calls it all the time."""
    return _forget(Undo.objects.filter(at__lte=now() - WINDOW))


def forget_all() -> int:
    """Drops whatever could be undone, also what a clock that went ahead has dated: a snapshot may hold a key or a word that is taken away
    now."""
    return _forget(Undo.objects.all())


def _forget(rows: QuerySet[Undo]) -> int:
    with writes_allowed():  # about nobody: the acts themselves are in the record
        count, _rows = rows.delete()
    return count
