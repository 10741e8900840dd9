"""How words and keys are wrapped. No Django here: web and agent share it.

A sealed field is `version | algorithm | key version | nonce | AES-256-GCM-SIV`, the plaintext padded to a bucket so that its
length says little, bound to its table, row, field and class. GCM-SIV because snapshots and restored copies make a repeated
nonce realistic (RFC 8452).
"""

import hmac
import os
import struct
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

KEY_BYTES = 32
NONCE_BYTES = 12
PREFIX = struct.pack(">BBH", 1, 1, 1)  # format, algorithm, version of the subject's key
BUCKETS = (64, 256, 1024, 4096)


class BrokenSeal(Exception):
    """The ciphertext was changed, or it does not belong to this row, field or key."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed text belongs. Anything that moves is refused when it is opened elsewhere."""

    table: str
    row: UUID
    field: str
    data_class: str

    def bound(self) -> bytes:
        return joined(b"field", self.table.encode(), self.row.bytes, self.field.encode(), self.data_class.encode())


def joined(*parts: bytes) -> bytes:
    """A tuple as bytes, each part behind its length: no two tuples give the same bytes."""
    return b"".join(struct.pack(">I", len(part)) + part for part in (b"panoh/1", *parts))


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


@lru_cache(maxsize=4096)
def _field_cipher(key: bytes, data_class: str) -> AESGCMSIV:
    # HKDF-Expand (RFC 5869) of one block, which is one HMAC.
    return AESGCMSIV(hmac.digest(key, joined(b"class", data_class.encode()) + b"\x01", "sha256"))


def forget() -> None:
    """Drops the ciphers kept for speed. Python cannot promise to wipe memory; this drops the references."""
    _field_cipher.cache_clear()


def _padded(plain: bytes) -> bytes:
    body = struct.pack(">I", len(plain)) + plain
    size = next((bucket for bucket in BUCKETS if len(body) <= bucket), 0)
    if not size:
        size = BUCKETS[-1]
        while size < len(body):
            size += size * 12 // 100
    return body.ljust(size, b"\x00")


def seal(key: bytes, place: Place, plain: bytes) -> bytes:
    """The ciphertext of `plain` under the subject's `key`, bound to `place`."""
    nonce = os.urandom(NONCE_BYTES)
    return PREFIX + nonce + _field_cipher(key, place.data_class).encrypt(nonce, _padded(plain), PREFIX + place.bound())


def unseal(key: bytes, place: Place, sealed: bytes) -> bytes:
    """The plaintext again. Raises BrokenSeal when anything about it is not as it was sealed."""
    head = len(PREFIX) + NONCE_BYTES
    if len(sealed) <= head or sealed[: len(PREFIX)] != PREFIX:
        raise BrokenSeal
    try:
        body = _field_cipher(key, place.data_class).decrypt(sealed[len(PREFIX) : head], sealed[head:], PREFIX + place.bound())
    except InvalidTag:
        raise BrokenSeal from None
    (length,) = struct.unpack(">I", body[:4])
    return body[4 : 4 + length]


def _wrap_place(kind: str, subject: UUID, recipient: UUID, epoch: int) -> bytes:
    return joined(b"dek", kind.encode(), subject.bytes, recipient.bytes, struct.pack(">I", epoch))


def wrap(epoch_key: bytes, key: bytes, *, kind: str, subject: UUID, recipient: UUID, epoch: int) -> bytes:
    """A subject's key under a recipient's epoch key, bound to both."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCMSIV(epoch_key).encrypt(nonce, key, _wrap_place(kind, subject, recipient, epoch))


def unwrap(epoch_key: bytes, blob: bytes, *, kind: str, subject: UUID, recipient: UUID, epoch: int) -> bytes:
    """The subject's key again, or BrokenSeal."""
    try:
        return AESGCMSIV(epoch_key).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], _wrap_place(kind, subject, recipient, epoch))
    except (InvalidTag, ValueError):
        raise BrokenSeal from None


def reference(key: bytes) -> bytes:
    """How the audit names a subject: eight bytes that only the key can link to the person, so they die with it."""
    mac = HMAC(key, SHA256())
    mac.update(joined(b"ref"))
    return mac.finalize()[:8]
