"""Shares of a secret as words on paper: SLIP-39, one group, so that other tools put them together too.

Written here since twenty libraries are in use (docs/adr/0026-unlocking.md); the tests hold it to the reference implementation. A share
is of a secret of 16 bytes and has 20 words out of 1024, each known by its first four letters; three words are a checksum.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

SECRET_BYTES = 16
WORDS_A_SHARE = 20
MOST = 16
DIGEST_AT, SECRET_AT = 254, 255
DIGEST_BYTES = 4
ROUNDS, ITERATIONS = 4, 2_500  # the secret is random and whole: stretching it adds nothing, so the least that the standard has
CHECKSUM = 3
EXTENDABLE, PLAIN = b"shamir_extendable", b"shamir"
GENERATOR = (0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009, 0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120)


class BadShare(ValueError):
    """These words are no share: a word that is none, one missing, or a slip that the checksum shows."""


@dataclass(frozen=True, slots=True, repr=False)
class Share:
    """One share: of which set, with how many it opens, which one it is, and its bytes."""

    identifier: int  # 15 bits, the same on every share of a set
    needed: int
    index: int
    value: bytes
    exponent: int = 0
    extendable: bool = True


@cache
def words() -> list[str]:
    """The 1024 words of the standard, in its order."""
    return (files("panoh.agent") / "shares.txt").read_text(encoding="ascii").split()


@cache
def _numbers() -> dict[str, int]:
    return {word[:4]: number for number, word in enumerate(words())}


@cache
def _tables() -> tuple[list[int], list[int]]:
    """Powers and logarithms of 3 in GF(256) with the polynomial of AES."""
    powers, logs, value = [0] * 255, [0] * 256, 1
    for exponent in range(255):
        powers[exponent], logs[value] = value, exponent
        value = (value << 1) ^ value
        value ^= 0x11B if value & 0x100 else 0
    return powers, logs


def _at(points: Sequence[tuple[int, bytes]], x: int) -> bytes:
    """The value at `x` of the polynomial through these points, byte by byte (Lagrange)."""
    for index, value in points:
        if index == x:
            return value
    powers, logs = _tables()
    whole = sum(logs[index ^ x] for index, _value in points)
    result = bytes(len(points[0][1]))
    for index, value in points:
        basis = (whole - logs[index ^ x] - sum(logs[index ^ other] for other, _value in points if other != index)) % 255
        result = bytes(sofar ^ (powers[(logs[byte] + basis) % 255] if byte else 0) for byte, sofar in zip(value, result, strict=True))
    return result


def _stirred(value: bytes, share: Share, rounds: Sequence[int]) -> bytes:
    """The standard's four Feistel rounds; backwards it is its own reverse."""
    salt = b"" if share.extendable else PLAIN + share.identifier.to_bytes(2, "big")
    half = len(value) // 2
    left, right = value[:half], value[half:]
    for number in rounds:
        pad = hashlib.pbkdf2_hmac("sha256", bytes([number]), salt + right, ITERATIONS << share.exponent, half)
        left, right = right, bytes(a ^ b for a, b in zip(left, pad, strict=True))
    return right + left


def split(secret: bytes, *, needed: int, of: int) -> list[Share]:
    """`of` shares of a secret of 16 bytes, any `needed` of which give it back and fewer tell nothing. 2 ≤ needed ≤ of ≤ 16."""
    if len(secret) != SECRET_BYTES or not 2 <= needed <= of <= MOST:
        raise ValueError("two to sixteen shares of sixteen bytes")
    identifier = secrets.randbits(15)
    mixed = _stirred(secret, Share(identifier, needed, 0, b""), range(ROUNDS))
    pad = secrets.token_bytes(SECRET_BYTES - DIGEST_BYTES)
    points = [(index, secrets.token_bytes(SECRET_BYTES)) for index in range(needed - 2)]
    base = [*points, (DIGEST_AT, _digest(pad, mixed) + pad), (SECRET_AT, mixed)]
    points += [(index, _at(base, index)) for index in range(needed - 2, of)]
    return [Share(identifier, needed, index, value) for index, value in points]


def _digest(pad: bytes, secret: bytes) -> bytes:
    return hmac.digest(pad, secret, "sha256")[:DIGEST_BYTES]


def joined(shares: Sequence[Share]) -> bytes | None:
    """The secret that some of these shares of one set give; None while they are too few, or do not belong together.

    A wrong one among them does no harm: every choice of as many as are needed is tried, and a digest tells the right one.
    """
    different = list(dict.fromkeys(shares))
    for some in combinations(different, different[0].needed if different else 1):
        points = [(share.index, share.value) for share in some]
        if len({index for index, _value in points}) < len(points):
            continue
        mixed, check = _at(points, SECRET_AT), _at(points, DIGEST_AT)
        if hmac.compare_digest(check[:DIGEST_BYTES], _digest(check[DIGEST_BYTES:], mixed)):
            return _stirred(mixed, some[0], range(ROUNDS - 1, -1, -1))
    return None


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top = check >> 20
        check = (check & 0xFFFFF) << 10 ^ value
        for bit, part in enumerate(GENERATOR):
            check ^= part if (top >> bit) & 1 else 0
    return check


def in_words(share: Share) -> str:
    """The share as its words, with a space between them."""
    bits = len(share.value) * 8
    padded = -(-bits // 10) * 10
    head = share.identifier << 25 | int(share.extendable) << 24 | share.exponent << 20  # 20 bits, then 20 of which group: the only one
    head |= share.index << 4 | (share.needed - 1)
    number, length = head << padded | int.from_bytes(share.value, "big"), 40 + padded
    digits = [(number >> shift) & 1023 for shift in range(length - 10, -1, -10)]
    custom = list(EXTENDABLE if share.extendable else PLAIN)
    check = _polymod([*custom, *digits, *[0] * CHECKSUM]) ^ 1
    digits += [(check >> 10 * place) & 1023 for place in range(CHECKSUM - 1, -1, -1)]
    return " ".join(words()[digit] for digit in digits)


def from_words(text: str) -> Share:
    """The share that these words are; of each word the first four letters are enough, in whatever case. Raises BadShare."""
    try:
        digits = [_numbers()[word[:4]] for word in text.lower().split()]
    except KeyError:
        raise BadShare from None
    if len(digits) != WORDS_A_SHARE:
        raise BadShare
    number = 0
    for digit in digits[:-CHECKSUM]:
        number = number << 10 | digit
    padded = 10 * (len(digits) - 4 - CHECKSUM)
    head, value = number >> padded, number & ((1 << padded) - 1)
    extendable = bool(head >> 24 & 1)
    # Group threshold and count of one: what this house writes. Anything else is not ours to open.
    if _polymod([*(EXTENDABLE if extendable else PLAIN), *digits]) != 1 or head >> 8 & 0xFFF or value >> SECRET_BYTES * 8:
        raise BadShare
    return Share(head >> 25, (head & 15) + 1, head >> 4 & 15, value.to_bytes(SECRET_BYTES, "big"), head >> 20 & 15, extendable)
