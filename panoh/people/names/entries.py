"""An entry of the name index, as it is sealed in the database and as it travels to the key agent. No Django here."""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from panoh.vault import envelope

TABLE = "people_entry"
BETWEEN = "\x1f"
_HEAD = struct.Struct(">16s16s?IHII")


class Known(NamedTuple):
    """What is known of one person: `names` as typed, `numbers` of telephones and papers, the year of birth or 0."""

    person: bytes  # 16
    names: Sequence[str]
    year: int = 0
    numbers: Sequence[str] = ()
    practice: bool = False


class SealedEntry(NamedTuple):
    """One row with the wrap that opens it: `names` and `numbers` are ciphertexts, b"" for nothing."""

    person: bytes
    row: bytes
    practice: bool
    epoch: int
    wrap: bytes
    names: bytes
    numbers: bytes


def pack(entries: Iterable[SealedEntry]) -> bytes:
    """Many entries as one piece: a message each would cost more than opening them."""
    head = _HEAD.pack
    return b"".join(
        part
        for person, row, practice, epoch, wrap, names, numbers in entries
        for part in (head(person, row, practice, epoch, len(wrap), len(names), len(numbers)), wrap, names, numbers)
    )


def unpack(packed: bytes) -> Iterator[SealedEntry]:
    """The entries again. Raises struct.error for anything else."""
    at, end, head = 0, len(packed), _HEAD.unpack_from
    while at < end:
        person, row, practice, epoch, wrap, names, numbers = head(packed, at)
        wrap_at = at + _HEAD.size
        names_at = wrap_at + wrap
        numbers_at = names_at + names
        at = numbers_at + numbers
        yield SealedEntry(person, row, practice, epoch, packed[wrap_at:names_at], packed[names_at:numbers_at], packed[numbers_at:at])


def join(year: str, paper: str, names: Iterable[str]) -> str:
    """The `names` text: year of birth or nothing, paper, names as typed."""
    return BETWEEN.join([year, paper, *names])


def known(packed: bytes, unwrap: Callable[[int, bytes, bytes], bytes]) -> Iterator[Known]:
    """The people of packed entries, opened: `unwrap` makes a person's key of epoch, person and wrap.

    A broken row or wrap (envelope.BrokenSeal) is left out: the page that opens it says so, all others are still found.
    """
    open_names = envelope.field_opener(TABLE, "names", "identity")
    open_numbers = envelope.field_opener(TABLE, "numbers", "contact")
    for person, row, practice, epoch, wrap, names, numbers in unpack(packed):
        try:
            key = unwrap(epoch, person, wrap)
            year, paper, *written = open_names(key, row, names).decode().split(BETWEEN) if names else ("", "")
            phones = open_numbers(key, row, numbers).decode().split(BETWEEN) if numbers else []
        except envelope.BrokenSeal:
            continue
        keys = [*phones, paper] if phones or paper else ()
        yield Known(person, [name for name in written if name], int(year) if year.isdecimal() else 0, keys, practice)
