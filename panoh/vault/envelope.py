"""How words and keys are wrapped. No Django here: web and agent share it.

A sealed field is `version | algorithm | key version | nonce | AES-256-GCM-SIV`, the plaintext padded to a bucket so that its
length says little, bound to its table, row, field and class. GCM-SIV because snapshots and restored copies make a repeated
nonce realistic (RFC 8452).
"""

import hmac
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

KEY_BYTES = 32
NONCE_BYTES = 12
ID_LENGTH = struct.pack(">I", 16)  # in front of an id, as `joined` writes it
PREFIX = struct.pack(">BBH", 1, 1, 1)  # format, algorithm, version of the subject's key
HEAD_BYTES = len(PREFIX) + NONCE_BYTES
CERTIFICATE = b"panoh certificate\n"  # how a certificate begins, so that none passes for a checkpoint
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
        before, after = _around_row(self.table, self.field, self.data_class)
        return before + self.row.bytes + after


def _around_row(table: str, field: str, data_class: str) -> tuple[bytes, bytes]:
    return joined(b"field", table.encode()) + ID_LENGTH, _parts(field.encode(), data_class.encode())


def joined(*parts: bytes) -> bytes:
    """A tuple as bytes, each part behind its length: no two tuples give the same bytes."""
    return _parts(b"panoh/1", *parts)


def _parts(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def _class_info(data_class: str) -> bytes:
    # HKDF-Expand (RFC 5869) of one block, which is one HMAC of this.
    return joined(b"class", data_class.encode()) + b"\x01"


@lru_cache(maxsize=4096)
def _field_cipher(key: bytes, data_class: str) -> AESGCMSIV:
    return AESGCMSIV(hmac.digest(key, _class_info(data_class), "sha256"))


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
    return _opened(_field_cipher(key, place.data_class), sealed, PREFIX + place.bound())


def _opened(cipher: AESGCMSIV, sealed: bytes, bound: bytes) -> bytes:
    if len(sealed) <= HEAD_BYTES or not sealed.startswith(PREFIX):
        raise BrokenSeal
    try:
        body = cipher.decrypt(sealed[len(PREFIX) : HEAD_BYTES], sealed[HEAD_BYTES:], bound)
    except InvalidTag:
        raise BrokenSeal from None
    return body[4 : 4 + int.from_bytes(body[:4])]


def field_opener(table: str, field: str, data_class: str) -> Callable[[bytes, bytes, bytes], bytes]:
    """`unseal` for one field of very many rows, each under a key of its own: takes key, row id and ciphertext, keeps nothing."""
    before, after = _around_row(table, field, data_class)
    before, info, digest = PREFIX + before, _class_info(data_class), hmac.digest

    def opened(key: bytes, row: bytes, sealed: bytes) -> bytes:
        return _opened(AESGCMSIV(digest(key, info, "sha256")), sealed, before + row + after)

    return opened


def _around_subject(kind: str, recipient: UUID, epoch: int) -> tuple[bytes, bytes]:
    return joined(b"dek", kind.encode()) + ID_LENGTH, _parts(recipient.bytes, struct.pack(">I", epoch))


def wrap(epoch_key: bytes, key: bytes, *, kind: str, subject: UUID, recipient: UUID, epoch: int) -> bytes:
    """A subject's key under a recipient's epoch key, bound to both."""
    nonce = os.urandom(NONCE_BYTES)
    before, after = _around_subject(kind, recipient, epoch)
    return nonce + AESGCMSIV(epoch_key).encrypt(nonce, key, before + subject.bytes + after)


def unwrap(epoch_key: bytes, blob: bytes, *, kind: str, subject: UUID, recipient: UUID, epoch: int) -> bytes:
    """The subject's key again, or BrokenSeal."""
    return unwrapper(epoch_key, kind=kind, recipient=recipient, epoch=epoch)(subject.bytes, blob)


def unwrapper(epoch_key: bytes, *, kind: str, recipient: UUID, epoch: int) -> Callable[[bytes, bytes], bytes]:
    """`unwrap` for many subjects of one recipient: takes the subject's id and the wrap."""
    decrypt = AESGCMSIV(epoch_key).decrypt
    before, after = _around_subject(kind, recipient, epoch)

    def unwrapped(subject: bytes, blob: bytes) -> bytes:
        try:
            return decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], before + subject + after)
        except (InvalidTag, ValueError):
            raise BrokenSeal from None

    return unwrapped


def reference(key: bytes) -> bytes:
    """How the audit names a subject: eight bytes that only the key can link to the person, so they die with it."""
    mac = HMAC(key, SHA256())
    mac.update(joined(b"ref"))
    return mac.finalize()[:8]
