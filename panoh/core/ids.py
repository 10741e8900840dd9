"""Identifiers that say nothing: random UUIDs, and codes people can read out over a bad line."""

import secrets
from typing import Any
from uuid import UUID, uuid4

from django.db.models import BinaryField, Func

# No vowels and no look-alikes, so a code is never a word and never misread.
ALPHABET = "23456789CDFGHJKMNPQRTVWXYZ"
LENGTH = 8
LEAST = 3  # signs of the beginning of a code: fewer are many cases
LOOK_ALIKES = str.maketrans("СНКМРТХУ", "CHKMPTXY")  # of the Cyrillic keyboard
UNNOTICED = (ALPHABET[0] + ALPHABET[-1], ALPHABET[-1] + ALPHABET[0])  # neighbours whose swap the check character lets pass


def new_id() -> UUID:
    """A random UUIDv4. Version 7 would tell the millisecond of creation."""
    return uuid4()


class IdBytes(Func):
    """An id column as its 16 bytes: a million of them cost a fifth of as many UUID objects."""

    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="unhex", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="uuid_send", **extra)


def check_character(body: str) -> str:
    """The check character of a code's body: Luhn mod N over our alphabet.

    It catches every single wrong character, and every two neighbours swapped but one pair: the first and the last of the alphabet.
    """
    n = len(ALPHABET)
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += value // n + value % n
    return ALPHABET[-total % n]


def new_code() -> str:
    """A fresh code as stored and shown: four characters, a dash, four and the check character.

    One in which a swap would pass unnoticed is not given out (about one in forty); those that were given out before stay what they are.
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        whole = body + check_character(body)
        if not any(pair in whole for pair in UNNOTICED):
            return f"{whole[:4]}-{whole[4:]}"


def tidy_code(typed: str) -> str | None:
    """What a person typed as a stored code, or None when it cannot be one (length, letters, check character)."""
    body = _signs(typed)
    if len(body) != LENGTH + 1 or check_character(body[:LENGTH]) != body[LENGTH]:
        return None
    return f"{body[:4]}-{body[4:]}"


def codes_beginning(typed: str) -> tuple[str, str] | None:
    """The first and the last code that begin as a person typed, or None where none can (too short, whole, other letters)."""
    body = _signs(typed)
    if not LEAST <= len(body) <= LENGTH:
        return None
    first, last = (body.ljust(LENGTH + 1, sign) for sign in (ALPHABET[0], ALPHABET[-1]))
    return f"{first[:4]}-{first[4:]}", f"{last[:4]}-{last[4:]}"


def _signs(typed: str) -> str:
    """The signs of a code as we write them, blank where there is another letter among them."""
    body = "".join(character for character in typed.upper() if character.isalnum()).translate(LOOK_ALIKES)
    return body if all(character in ALPHABET for character in body) else ""


def id_or_none(typed: str) -> UUID | None:
    """An id as it stands in an address, None where it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None
