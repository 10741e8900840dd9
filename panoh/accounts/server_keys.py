"""Keys derived from the server's own secret: the session pepper, the key of sign-in seeds. They open no person and no text."""

import base64
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class Unreadable(Exception):
    """What was sealed under the server key was changed, moved, or made under another key."""


@cache
def _derived(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"panoh accounts {purpose}".encode()).derive(secret.encode())


def key_for(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose."""
    return _derived(settings.SECRET_KEY, purpose)


def digest(purpose: str, *parts: str | bytes) -> bytes:
    """A keyed hash of the parts: the same parts give the same 32 bytes, and without the server key nobody can test a guess."""
    message = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() if isinstance(part, str) else part for part in parts))
    return hmac.digest(key_for(purpose), message, "sha256")


def lock_in(purpose: str, plain: bytes, place: bytes) -> bytes:
    """Encrypts, bound to its place: moved to another row it cannot be read."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key_for(purpose)).encrypt(nonce, plain, place)


def take_out(purpose: str, sealed: bytes, place: bytes) -> bytes:
    """The reverse of `lock_in`. Raises Unreadable."""
    try:
        return AESGCM(key_for(purpose)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except (InvalidTag, ValueError):
        raise Unreadable from None


def as_text(raw: bytes) -> str:
    """Bytes for a text column."""
    return base64.b64encode(raw).decode("ascii")


def from_text(text: str) -> bytes:
    """Bytes of a text column. Raises Unreadable."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Unreadable from None
