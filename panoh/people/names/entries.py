"""An entry of the name index, as it is sealed in the database and as it travels to the key agent. No Django here."""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from panoh.vault import envelope

TABLE = "people_nameindexentry"
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


def pack(entries: Iterable[tuple[bytes, bytes, bool, int, bytes, bytes, bytes]]) -> bytes:
    """Many entries (as SealedEntry) as one piece: a message each would cost more than opening them."""
    head = _HEAD.pack
    return b"".join(
        [
            head(person, row, practice, epoch, len(wrap), len(names), len(numbers)) + wrap + names + numbers
            for person, row, practice, epoch, wrap, names, numbers in entries
        ]
    )


def split(packed: bytes, share: float) -> tuple[bytes, bytes]:
    """Packed entries as two pieces, the first about so much of them. Raises struct.error."""
    at, size, wanted = 0, _HEAD.size, len(packed) * share
    while at < wanted:
        at += size + sum(_HEAD.unpack_from(packed, at)[-3:])
    return packed[:at], packed[at:]


def join(year: str, paper: str, names: Iterable[str]) -> str:
    """The `names` text: year of birth or nothing, paper, names as typed."""
    return BETWEEN.join([year, paper, *names])


def known(packed: bytes, unwrapper: Callable[[int], Callable[[bytes, bytes], bytes]]) -> Iterator[Known]:
    """The people of packed entries, opened: the unwrapper of an epoch makes a person's key of id and wrap. Raises struct.error.

    A broken row or wrap (envelope.BrokenSeal) is left out: the page that opens it says so, all others are still found.
    """
    head, size, end = _HEAD.unpack_from, _HEAD.size, len(packed)
    open_names = envelope.field_opener(TABLE, "names", "identity")
    open_numbers = envelope.field_opener(TABLE, "numbers", "contact")
    of_epoch: dict[int, Callable[[bytes, bytes], bytes]] = {}
    at = 0
    while at < end:
        person, row, practice, epoch, wrap, names, numbers = head(packed, at)
        names_at = at + size + wrap
        numbers_at = names_at + names
        wrapped, at = packed[at + size : names_at], numbers_at + numbers
        try:
            if epoch not in of_epoch:
                of_epoch[epoch] = unwrapper(epoch)
            key = of_epoch[epoch](person, wrapped)
            year, paper, *written = open_names(key, row, packed[names_at:numbers_at]).decode().split(BETWEEN) if names else ("", "")
            phones = open_numbers(key, row, packed[numbers_at:at]).decode().split(BETWEEN) if numbers else []
        except envelope.BrokenSeal:
            continue
        keys = [*phones, paper] if phones or paper else ()
        yield Known(person, [name for name in written if name], int(year) if year.isdecimal() else 0, keys, practice)
