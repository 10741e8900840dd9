"""Rows that the tests of a module share: made once, looked at by each, and taken back after the last."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from panoh.audit.models import AuditCheckpoint
from tests.factories import record


@contextmanager
def shared[T](blocker: DjangoDbBlocker, make: Callable[[], T]) -> Iterator[T]:
    """For a fixture of a module: what `make` writes and answers stays until the module is done. What a test writes beside it is rolled
    back after that test as ever: rows to these, and what the agent remembers of the record to the last checkpoint among them."""
    before = record.last_kept()
    with blocker.unblock(), transaction.atomic():
        with translation.override("en"):
            made = make()
        last = AuditCheckpoint.objects.order_by("-size").first()
        with record.going_on_from(*(last.note, bytes(last.frontier)) if last else ("", b"")):
            yield made
        transaction.set_rollback(True)
    if record.last_kept() != before:
        record.begin_anew()
