"""An entry of the name index, as it is sealed in the database and as it travels to the key agent. No Django here."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from panoh.vault import envelope

TABLE = "people_entry"
BETWEEN = "\x1f"
_HEAD = struct.Struct(">16s16s?IHII")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person: `names` as typed, `numbers` of telephones and papers, the year of birth or 0."""

    person: bytes  # 16
    names: Sequence[str]
    year: int = 0
    numbers: Sequence[str] = ()
    practice: bool = False


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """One row with the wrap that opens it: `names` and `numbers` are ciphertexts, b"" for nothing."""

    person: bytes
    row: bytes
    practice: bool
    epoch: int
    wrap: bytes
    names: bytes
    numbers: bytes


def pack(entries: Iterable[SealedEntry]) -> bytes:
    """Many entries as one piece: the wire is the slow part when a country is loaded."""
    return b"".join(
        _HEAD.pack(e.person, e.row, e.practice, e.epoch, len(e.wrap), len(e.names), len(e.numbers)) + e.wrap + e.names + e.numbers
        for e in entries
    )


def unpack(packed: bytes) -> Iterator[SealedEntry]:
    """The entries again. Raises struct.error for anything else."""
    at = 0
    while at < len(packed):
        person, row, practice, epoch, wrap, names, numbers = _HEAD.unpack_from(packed, at)
        at += _HEAD.size
        parts = []
        for length in (wrap, names, numbers):
            parts.append(packed[at : at + length])
            at += length
        yield SealedEntry(person, row, practice, epoch, *parts)


def join(year: str, paper: str, names: Iterable[str]) -> str:
    """The `names` text: year of birth or nothing, paper, names as typed."""
    return BETWEEN.join([year, paper, *names])


def known(entry: SealedEntry, key: bytes) -> Known:
    """What the index takes in, opened with the person's key. Raises envelope.BrokenSeal."""
    row = UUID(bytes=entry.row)
    names = _open(key, row, "names", "identity", entry.names)
    numbers = _open(key, row, "numbers", "contact", entry.numbers)
    year, paper, *written = names.split(BETWEEN)
    keys = [*numbers.split(BETWEEN), paper] if numbers or paper else ()
    return Known(entry.person, [name for name in written if name], int(year) if year.isdecimal() else 0, keys, entry.practice)


def _open(key: bytes, row: UUID, field: str, data_class: str, sealed: bytes) -> str:
    return envelope.unseal(key, envelope.Place(TABLE, row, field, data_class), sealed).decode() if sealed else ""
