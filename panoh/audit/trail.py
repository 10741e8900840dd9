"""How the house writes: an action is rows and an event in one transaction, and nothing is written outside one."""

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, overload
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.audit import notary
from panoh.audit.content import content_of
from panoh.audit.duress_guard import check_may_write
from panoh.audit.guard import writes_allowed
from panoh.audit.idempotency import claim_key, rolled_back
from panoh.audit.models import AuditEvent, AuditRef, Undo
from panoh.audit.rows import Change, snapshot
from panoh.audit.signals import rows_written
from panoh.audit.tree import leaf_hash
from panoh.core.actor import Actor
from panoh.core.clock import now
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.duress import is_under_duress
from panoh.core.errors import Conflict
from panoh.core.models import Base
from panoh.core.practice import practising, who_practises

REF = 8  # bytes, see vault.envelope.reference
PART = ""  # the undo sentence of an act that is one of many: never offered alone, its room takes all of them back together
MOST_CODES = 30  # of records that an offer of undo names: more than are done at once by hand
CHANGED_MEANWHILE = _("Someone else changed this in the meantime. Compare both versions and save again.")


class Unrecorded(Exception):
    """An action ended without an event: a defect, rolled back."""


@dataclass
class _Doing:
    """The action under way."""

    receipts: list[tuple[notary.Receipt, AuditEvent]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    actor: Actor | None = None
    verb: str = ""
    refs: set[bytes] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    notes: dict[str, Any] = field(default_factory=dict)  # what the vault remembers within one action
    rows: list[Base] = field(default_factory=list)  # what it wrote, for whoever must follow
    held_to_once: bool = False  # the key of the form that was sent is among what it wrote
    stays: Promise | str = ""  # why it cannot be undone, where that shows only in what was written


_doing: ContextVar[_Doing | None] = ContextVar("action", default=None)
_offers: ContextVar[list[UUID] | None] = ContextVar("offers", default=None)


def current_action() -> dict[str, Any]:
    """A place for lower rooms to remember things within one action. Raises outside of one."""
    current = _doing.get()
    if current is None:
        raise Unrecorded("outside an action")
    return current.notes


def changes_so_far() -> list[Change]:
    """What the action under way has done to rows, in order."""
    current = _doing.get()
    if current is None:
        raise Unrecorded("outside an action")
    return list(current.changes)


def name_record(code: str) -> None:
    """The action under way is about the record of this code: where what it writes does not say so by itself, its undo is offered there."""
    current = _doing.get()
    if current is None:
        raise Unrecorded("outside an action")
    current.codes.add(code)


def names_record() -> bool:
    """Whether the action under way has said of what record it is."""
    current = _doing.get()
    return current is not None and bool(current.codes)


def rule_out_undo(why: Promise | str) -> None:
    """The action under way cannot be undone; `why` is shown in place of the button."""
    current = _doing.get()
    if current is None:
        raise Unrecorded("outside an action")
    current.stays = why


def is_acting() -> bool:
    """Whether an action is under way."""
    return _doing.get() is not None


@overload
def action[**P, R](function: Callable[P, R], /) -> Callable[P, R]: ...
@overload
def action[**P, R](*, undo: Promise | str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def action(function: Callable[..., Any] | None = None, /, *, undo: Promise | str | None = None) -> Any:
    """Marks a function that writes: one transaction, at least one event, and on request an undo for ten minutes.

    `undo` is the past-tense sentence shown beside the undo button ("Visit recorded."). Leave it out for what leaves the house:
    then nothing older about its records is offered either. PART makes it one of many acts that are taken back together.
    An action called within an action joins it.
    """
    if function is None:
        return lambda real: _wrapped(real, undo)
    return _wrapped(function, undo)


def _wrapped(function: Callable[..., Any], undo: Promise | str | None) -> Callable[..., Any]:
    @functools.wraps(function)
    def acted(*args: Any, **kwargs: Any) -> Any:
        if _doing.get() is not None:
            return function(*args, **kwargs)
        current = _Doing()
        token = _doing.set(current)
        try:
            # What was read to come here was read under row-level security; what follows of an act is no look at anybody.
            with bypass_rls(), practising(kwargs.get("by")), transaction.atomic(), writes_allowed():
                result = function(*args, **kwargs)
                if not current.receipts:
                    raise Unrecorded(function.__qualname__)
                if current.rows and current.actor is not None:
                    rows_written.send(sender=None, rows=list(current.rows), by=current.actor)
                _offer_undo(current, undo)
        except BaseException:
            for receipt, event in current.receipts:
                if not notary.abandon(receipt):
                    _write_again(event)
            if current.held_to_once:
                rolled_back()
            raise
        finally:
            _doing.reset(token)
        return result

    acted.is_action = True  # type: ignore[attr-defined]
    return acted


def record(
    event: StrEnum, *, by: Actor, refs: Iterable[bytes] = (), codes: Iterable[str] = (), purpose: str = "", detail: bytes = b""
) -> notary.Receipt:
    """Writes one event. Inside an action it joins the transaction; outside it commits on its own before this returns.

    `refs` name subjects as the key agent does; `codes` name the records for the offer of undo alone; `detail` is ciphertext.
    Raises core.errors.Locked when nobody vouches for it.
    """
    current = _doing.get()
    if current is None:
        with transaction.atomic(), writes_allowed():
            receipt, _row = _insert(event, by, refs, purpose, detail)
        return receipt
    receipt, row = _insert(event, by, refs, purpose, detail)
    current.receipts.append((receipt, row))
    current.refs.update(refs)
    current.codes.update(codes)
    current.actor, current.verb = current.actor or by, current.verb or str(event)
    return receipt


def _insert(event: StrEnum, by: Actor, refs: Iterable[bytes], purpose: str, detail: bytes) -> tuple[notary.Receipt, AuditEvent]:
    named = sorted(set(refs))
    row = AuditEvent(
        at=now(),
        actor_kind=by.kind,
        actor_ref=by.ref,
        organisation=by.organisation,
        verb=str(event),
        purpose=str(purpose),
        refs=b"".join(named),
        detail=detail,
        salt=os.urandom(16),
    )
    covered = row.covered()
    row.leaf = leaf_hash(content_of(**covered))
    receipt = replace(notary.notarise(row.leaf), event=covered)
    row.session, row.index, row.mac = receipt.session, receipt.index, receipt.mac
    _write(row)
    return receipt, row


def _write(row: AuditEvent) -> None:
    row.save(force_insert=True)
    if row.refs:
        refs = [row.refs[at : at + REF] for at in range(0, len(row.refs), REF)]
        AuditRef.objects.bulk_create([AuditRef(ref=ref, event_seq=row.seq) for ref in refs])


def _write_again(row: AuditEvent) -> None:
    """What was read within an act that was rolled back was read: its event stays, in a transaction of its own."""
    row.seq, row._state.adding = None, True
    with transaction.atomic(), writes_allowed():
        _write(row)


def save(row: Base, expected: int | None = None) -> None:
    """Writes one row inside an action: a new one, or a change of the version it was read in.

    `expected` is the version the form was built from, where that may be older than the row read now. Raises Conflict.
    """
    current = _doing.get()
    if current is None:
        raise Unrecorded(f"{row._meta.label} saved outside an action")
    check_may_write(row, is_change=not row._state.adding)
    current.held_to_once |= claim_key()
    if row._state.adding:
        row.save(force_insert=True)
        current.rows.append(row)
        current.changes.append(Change.created(row))
        return
    known = row.version if expected is None else expected
    model = type(row)
    manager = model._base_manager
    before = manager.filter(pk=row.pk, version=known).first()
    values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields if not f.primary_key and f.name != "version"}
    if before is None or not manager.filter(pk=row.pk, version=known).update(**values, version=known + 1):
        raise Conflict(CHANGED_MEANWHILE)
    row.version = known + 1
    current.rows.append(row)
    current.changes.append(Change.changed(row, snapshot(before)))


def save_all(rows: Sequence[Base], *, stays: bool = False) -> None:
    """Inserts new rows of one model at once. `stays`: others may lean on them before long, so undo leaves them."""
    current = _doing.get()
    if current is None:
        raise Unrecorded("rows saved outside an action")
    if rows:
        for row in rows:
            check_may_write(row)
        current.held_to_once |= claim_key()
        type(rows[0])._base_manager.bulk_create(rows)
        current.rows.extend(rows)
        if not stays:
            current.changes.extend(Change.created(row) for row in rows)


def remove(row: Base) -> None:
    """Deletes one row inside an action."""
    current = _doing.get()
    if current is None:
        raise Unrecorded(f"{row._meta.label} removed outside an action")
    check_may_write(row)
    current.held_to_once |= claim_key()
    before = snapshot(row)
    row.delete()
    current.rows.append(row)
    current.changes.append(Change.removed(row, before))


def blank(rows: QuerySet[Any], fields: Iterable[str]) -> int:
    """Inside an action: empties these columns of all these rows at once; how many rows. For words whose key goes in the same act.

    No undo keeps what stood there, and nothing follows it; each version grows, so a form that was open meets a conflict.
    """
    current = _doing.get()
    if current is None:
        raise Unrecorded(f"{rows.model._meta.label} emptied outside an action")
    for row in rows if is_under_duress() or who_practises() else ():
        check_may_write(row)
    current.held_to_once |= claim_key()
    return rows.update(**dict.fromkeys(fields, b""), version=F("version") + 1)


def _offer_undo(current: _Doing, sentence: Promise | str | None) -> None:
    """Keeps what an act changed. One that cannot be undone keeps which rows it touched and nothing they held: the offers of older acts on
    these go, and with what leaves the house those of its records, or all of them where it names none. What the account does with itself
    takes nothing away."""
    if not current.changes or current.actor is None or current.actor.kind == "system":
        return
    if sentence is None and all(getattr(row, "user_id", row.pk) == current.actor.ref for row in current.rows):
        return  # a setting, a language, a code to sign in: of nobody else
    code = " ".join(sorted(current.codes)) if len(current.codes) <= MOST_CODES else ""
    if sentence is None:
        Undo(actor_ref=current.actor.ref, sentence=PART, verb=current.verb, code=code, changes=[], refs=b"", at=now()).save(
            force_insert=True
        )
        return
    with translation.override(None):
        untranslated = str(sentence and (current.stays or sentence))  # kept as the message, shown in the language of whoever undoes
    if current.stays:
        touched = [replace(change, before=None).packed() for change in current.changes]
        _keep(Undo(actor_ref=current.actor.ref, sentence=untranslated, code=code, changes=touched, refs=b"", at=now()))
        return
    _keep(
        Undo(
            actor_ref=current.actor.ref,
            sentence=untranslated,
            verb=current.verb,
            code=code,
            changes=[change.packed() for change in current.changes],
            refs=b"".join(sorted(current.refs)),
            at=now(),
        )
    )


def _keep(offer: Undo) -> None:
    offer.save(force_insert=True)
    if (noted := _offers.get()) is not None:
        noted.append(offer.pk)


@contextmanager
def noting_offers() -> Iterator[list[UUID]]:
    """What acts within offer to undo, in their order: for whoever shows it where the act ended."""
    noted: list[UUID] = []
    token = _offers.set(noted)
    try:
        yield noted
    finally:
        _offers.reset(token)
