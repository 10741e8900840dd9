"""What is stretched of passwords in tests: by the same functions, with as little work as these take."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

from panoh.hotline import pack
from panoh.vault import pairs
from tests.factories.accounts import lighter_hash

LEAST = 8  # KiB of memory for each lane


@contextmanager
def stretched_little() -> Iterator[None]:
    """Passwords and PINs of this process. What another process stretched by a key of its own opens to it alone."""
    with ExitStack() as stack:
        stack.enter_context(lighter_hash(LEAST, 1))
        stack.enter_context(mock.patch.multiple(pairs, MEMORY_KIB=LEAST, ITERATIONS=1))
        stack.enter_context(mock.patch.multiple(pack, KIBIBYTES=LEAST * pack.LANES, PASSES=1))
        yield
