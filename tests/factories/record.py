"""The record of a test's own database: the agent lives longer, and remembers what it signed."""

from collections.abc import Iterator
from contextlib import contextmanager

from panoh.agent import checkpoints
from panoh.audit import notary
from panoh.vault import client
from tests.environment import DATA

_begins: list[tuple[str, bytes]] = [("", b"")]  # from which checkpoint: that of what the tests of a module share, else from nothing


def last_kept() -> bytes:
    """What the agent keeps of its last checkpoint."""
    kept = DATA / checkpoints.FILE
    return kept.read_bytes() if kept.exists() else b""


def begin_anew() -> None:
    """The agent forgets events and checkpoints of tests before this one, which were rolled back with their database."""
    client.lock()
    client.unlock(None, put_back=True)
    notary.begin_from(*_begins[-1])


@contextmanager
def going_on_from(note: str, frontier: bytes) -> Iterator[None]:
    """Within it the record begins with this checkpoint, which stays while tests are rolled back."""
    _begins.append((note, frontier))
    yield
    _begins.pop()
