"""Whose act this is, where an account practises on invented persons: then nothing else is written (audit/duress_guard.py)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

_who: ContextVar[UUID | None] = ContextVar("practises", default=None)


@contextmanager
def practising(who: Any) -> Iterator[None]:
    """For as long as a page is made or an act goes on. `who`: whatever acts; only an account that practises changes anything."""
    if not getattr(who, "is_practising", False):
        yield
        return
    token = _who.set(who.pk)
    try:
        yield
    finally:
        _who.reset(token)


def who_practises() -> UUID | None:
    """The account, None where nobody practises just now."""
    return _who.get()
