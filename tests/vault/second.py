"""A second reading of docs/sealing.md, which shares nothing with `panoh.vault` but the page: it opens what Panoh sealed.

AES-256-GCM-SIV is written out from RFC 8452 here; of `cryptography` only the bare AES block is taken.
"""

import hashlib
import hmac
import uuid

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_POLYNOMIAL = 1 << 128 | 1 << 127 | 1 << 126 | 1 << 121 | 1  # x^128 + x^127 + x^126 + x^121 + 1
_INVERSE = 1 << 127 | 1 << 124 | 1 << 121 | 1 << 114 | 1  # x^-128


def _times(one: int, other: int) -> int:
    """A product in the field of RFC 8452, section 3."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one >> 128:
            one ^= _POLYNOMIAL
        other >>= 1
    return product


def _polyval(key: bytes, data: bytes) -> bytes:
    step = _times(int.from_bytes(key, "little"), _INVERSE)
    total = 0
    for start in range(0, len(data), 16):
        total = _times(total ^ int.from_bytes(data[start : start + 16], "little"), step)
    return total.to_bytes(16, "little")


def _aes(key: bytes, blocks: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(blocks)


def _filled(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


def gcm_siv_opened(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes | None:
    """The plaintext, or None where the tag does not fit."""
    derived = b"".join(_aes(key, count.to_bytes(4, "little") + nonce)[:8] for count in range(6))
    mac_key, enc_key = derived[:16], derived[16:]
    body, tag = sealed[:-16], sealed[-16:]
    start = int.from_bytes(tag[:4], "little")
    rest = tag[4:15] + bytes([tag[15] | 0x80])
    blocks = b"".join(((start + count) % 2**32).to_bytes(4, "little") + rest for count in range(-(-len(body) // 16)))
    plain = bytes(one ^ other for one, other in zip(body, _aes(enc_key, blocks), strict=False))
    lengths = (len(bound) * 8).to_bytes(8, "little") + (len(plain) * 8).to_bytes(8, "little")
    digest = bytearray(_polyval(mac_key, _filled(bound) + _filled(plain) + lengths))
    for place in range(12):
        digest[place] ^= nonce[place]
    digest[15] &= 0x7F
    return plain if hmac.compare_digest(_aes(enc_key, bytes(digest)), tag) else None


def parts(*values: bytes) -> bytes:
    """A tuple as bytes: each part behind its length in four bytes, the first of them the name of the format."""
    return b"".join(len(value).to_bytes(4, "big") + value for value in (b"panoh/1", *values))


def key_of(epoch_key: bytes, blob: bytes, *, kind: str, subject: str, recipient: str, epoch: int) -> bytes | None:
    """The key of a subject out of its wrap."""
    bound = parts(b"dek", kind.encode(), uuid.UUID(subject).bytes, uuid.UUID(recipient).bytes, epoch.to_bytes(4, "big"))
    return gcm_siv_opened(epoch_key, blob[:12], blob[12:], bound)


def text_of(key: bytes, sealed: bytes, *, table: str, row: str, field: str, data_class: str) -> bytes | None:
    """The words of a sealed field."""
    class_key = hmac.new(key, parts(b"class", data_class.encode()) + b"\x01", hashlib.sha256).digest()
    head, nonce, body = sealed[:4], sealed[4:16], sealed[16:]
    if head != bytes([1, 1, 0, 1]):
        return None
    bound = head + parts(b"field", table.encode(), uuid.UUID(row).bytes, field.encode(), data_class.encode())
    padded = gcm_siv_opened(class_key, nonce, body, bound)
    return None if padded is None else padded[4 : 4 + int.from_bytes(padded[:4], "big")]
