"""The same form sent twice is one act: a key of what was sent is written in the transaction of the first row that the act writes.

Either both are there or neither, whatever dies in between; who comes with the same key is turned away before anything is written. Kept
for a day. There is nothing in it but a hash, who sent it, and the address to which it led (docs/adr/0027-drills-and-faults.md).
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from panoh.audit.models import IdempotencyKey
from panoh.core.clock import now

KEPT = dt.timedelta(days=1)


class SentAlready(Exception):
    """The act of this form is done, or is being done by another worker at this moment. Nothing was written now."""


@dataclass
class FormSubmission:
    """A form under way. `is_written`: something was written for it, and its key with that."""

    key: bytes
    by: UUID
    is_written: bool = False


_sent: ContextVar[FormSubmission | None] = ContextVar("sent", default=None)


@contextmanager
def sending(key: bytes, by: UUID) -> Iterator[FormSubmission]:
    """Whatever is written within is written for this form. `key`: a hash of who sent what where, from which page."""
    sent = FormSubmission(key, by)
    token = _sent.set(sent)
    try:
        yield sent
    finally:
        _sent.reset(token)


def claim_key() -> bool:
    """Called before each row is written, in its transaction; whether this was the first for the form. Raises SentBefore."""
    sent = _sent.get()
    if sent is None or sent.is_written:
        return False
    try:
        IdempotencyKey(key=sent.key, actor_ref=sent.by, at=now()).save(force_insert=True)
    except IntegrityError:
        raise SentAlready from None
    sent.is_written = True
    return True


def rolled_back() -> None:
    """What was written is not there any more, and the key neither."""
    sent = _sent.get()
    if sent is not None:
        sent.is_written = False


def led_to(key: bytes) -> str | None:
    """Where the form led, "" when that is not known (yet); None when it never came. One query."""
    return IdempotencyKey.objects.filter(key=key).values_list("leads_to", flat=True).first()


def note_where(key: bytes, address: str) -> None:
    """Remembers where the form led. Addresses hold codes and ids alone."""
    with transaction.atomic():  # on SQLite, so that it waits in line like any other write
        IdempotencyKey.objects.filter(key=key).update(leads_to=address[: IdempotencyKey.LONGEST])


def note_page(key: bytes, by: UUID) -> None:
    """Remembers that a page has done what it was for: what it sends beside that from now on comes too late."""
    with transaction.atomic():
        IdempotencyKey.objects.bulk_create([IdempotencyKey(key=key, actor_ref=by, at=now())], ignore_conflicts=True)


def forget_sent(key: bytes) -> None:
    """The page stays as it is: pressed again, it is meant."""
    with transaction.atomic():
        IdempotencyKey.objects.filter(key=key).delete()


def forget_sent_by(actor: UUID) -> None:
    """This account took something back: what it sends again it means."""
    IdempotencyKey.objects.filter(actor_ref=actor).delete()


def forget_sent_forms() -> int:
    """Those of more than a day ago; how many."""
    return IdempotencyKey.objects.filter(at__lt=now() - KEPT).delete()[0]
