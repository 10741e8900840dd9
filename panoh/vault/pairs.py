"""Key pairs of members of sealed cases (docs/adr/0023-sealed-cases.md). No Django here: web and agent share it.

A member's private key lies under a key that only their password gives, and that again under an epoch of the secretariat. A subject's key
lies under the member's public half (HPKE, RFC 9180), and that again under an epoch: so an older copy opens for nobody, password or not.
"""

import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from panoh.vault.envelope import KEY_BYTES, NONCE_BYTES, BrokenSeal, joined

SALT_BYTES = 16
VOUCH_BYTES = 32
PAIR = "pair"  # the kind of a wrap that holds a private key
MEMORY_KIB, ITERATIONS = 64 * 1024, 3  # RFC 9106, second choice; about 0.2 s

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def new_salt() -> bytes:
    """A fresh salt, 16 bytes; never that of the password's own hash."""
    return os.urandom(SALT_BYTES)


def password_key(password: str, salt: bytes) -> bytes:
    """The key that a password gives: 32 bytes. It takes its time, and 64 MiB of memory."""
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=ITERATIONS, lanes=1, memory_cost=MEMORY_KIB).derive(password.encode())


def locked_in(private: X25519PrivateKey, key: bytes, *, member: UUID) -> bytes:
    """A private key under the key of a password, bound to its member."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCMSIV(key).encrypt(nonce, private.private_bytes_raw(), joined(b"pair", member.bytes))


def taken_out(locked: bytes, key: bytes, *, member: UUID) -> X25519PrivateKey:
    """The private key again. Raises BrokenSeal where the password is another."""
    try:
        raw = AESGCMSIV(key).decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], joined(b"pair", member.bytes))
        return X25519PrivateKey.from_private_bytes(raw)
    except (InvalidTag, ValueError):
        raise BrokenSeal from None


def own_words_key(private: X25519PrivateKey) -> bytes:
    """The key of what an account keeps for itself alone: HKDF-Expand (RFC 5869) of one block."""
    return hmac.digest(private.private_bytes_raw(), joined(b"own words") + b"\x01", "sha256")


def label(kind: str, member: UUID) -> str:
    """What the outer layer of a member's wrap is bound to in place of the subject's kind."""
    return f"{kind} of {member}"


def wrapped_to(public: bytes, key: bytes, *, kind: str, subject: UUID, member: UUID) -> bytes:
    """A subject's key under a member's public half, bound to both."""
    return _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(public), _bound(kind, subject, member))


def unwrapped(private: X25519PrivateKey, wrapped: bytes, *, kind: str, subject: UUID, member: UUID) -> bytes:
    """The subject's key again. Raises BrokenSeal for another member's wrap, or another subject's."""
    try:
        return bytes(_SUITE.decrypt(wrapped, private, _bound(kind, subject, member)))
    except (InvalidTag, ValueError):
        raise BrokenSeal from None


def _bound(kind: str, subject: UUID, member: UUID) -> bytes:
    return joined(b"member", kind.encode(), subject.bytes, member.bytes)
