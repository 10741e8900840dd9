"""Whether what runs now was asked for under duress: by a session that somebody was made to open (docs/adr/0031-under-duress.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_on: ContextVar[bool] = ContextVar("under_duress", default=False)


@contextmanager
def under_duress(is_so: bool) -> Iterator[None]:
    """For as long as a page is made."""
    token = _on.set(is_so)
    try:
        yield
    finally:
        _on.reset(token)


def is_under_duress() -> bool:
    """Whether that is so just now."""
    return _on.get()
