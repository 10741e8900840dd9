"""Codes of the second factor: six figures that change every half minute (RFC 6238), and ten for the day the phone is lost."""

import base64
import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlencode
from uuid import UUID

import segno
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from panoh.accounts.server_keys import digest, lock_in, take_out
from panoh.accounts.turns import slowly, turn
from panoh.core.clock import now
from panoh.core.ids import ALPHABET

SEED_BYTES = 20
STEP_SECONDS = 30
FIGURES = 6
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
# Argon2id with the least that OWASP names: ten codes are hashed at once.
PASSES, KIBIBYTES, LANES = 2, 19 * 1024, 1
ISSUER = "Panoh"


def new_seed() -> bytes:
    """A fresh seed."""
    return secrets.token_bytes(SEED_BYTES)


def seal_seed(seed: bytes, device: UUID) -> bytes:
    """The seed as it is kept: under the server key, bound to its row."""
    return lock_in("code seed", seed, device.bytes)


def open_seed(sealed: bytes, device: UUID) -> bytes:
    """The reverse of `seal_seed`."""
    return take_out("code seed", sealed, device.bytes)


def step_now() -> int:
    """The half minute it is."""
    return int(now().timestamp()) // STEP_SECONDS


def code_at(seed: bytes, step: int) -> str:
    """The code of one half minute."""
    # Apps for codes know SHA-1 alone; as an HMAC it is sound.
    return TOTP(seed, FIGURES, SHA1(), STEP_SECONDS).generate(step * STEP_SECONDS).decode("ascii")  # noqa: S303


def step_of(seed: bytes, code: str, *, after: int) -> int | None:
    """The half minute whose code this is: now, the one before or the one after, and later than the last one taken. None otherwise."""
    current, found = step_now(), None
    for step in (current - 1, current, current + 1):
        if bytes_eq(code_at(seed, step).encode(), code.encode()) and step > after:
            found = step
    return found


@dataclass(frozen=True, slots=True)
class Setup:
    """What a new app for codes needs: a picture to hold the phone against, and the same in letters."""

    picture: str
    letters: str


def setup(seed: bytes, username: str) -> Setup:
    """The picture is an SVG as a data address: no inline style, nothing fetched."""
    letters = base64.b32encode(seed).decode("ascii")
    address = f"otpauth://totp/{quote(f'{ISSUER}:{username}')}?{urlencode({'secret': letters, 'issuer': ISSUER})}"
    picture: str = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    return Setup(picture, " ".join(letters[i : i + 4] for i in range(0, len(letters), 4)))


def new_recovery_codes(user: UUID) -> dict[str, bytes]:
    """Ten codes as they are shown, once, each with how it is kept. Slow: not within a transaction."""
    with turn():
        return {code: recovery_digest(user, code) for code in (_recovery_code() for _place in range(RECOVERY_CODES))}


def _recovery_code() -> str:
    body = "".join(secrets.choice(ALPHABET) for _place in range(RECOVERY_LENGTH))
    return f"{body[:5]}-{body[5:]}"


def recovery_digest(user: UUID, code: str) -> bytes:
    """The code as it is kept, 32 bytes: hashed slowly, since it is short, and under the server key.

    Typing is forgiven: blanks, dashes and small letters.
    """
    typed = "".join(character for character in code.upper() if character.isalnum())
    salt = digest("recovery salt", user.bytes)
    return digest("recovery code", user.bytes, slowly(hash_secret_raw, typed.encode(), salt, PASSES, KIBIBYTES, LANES, 32, Type.ID))
