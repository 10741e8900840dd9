"""The Merkle tree of RFC 6962 over the events' leaves, and the checkpoint as a C2SP signed note."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ORIGIN = "panoh/audit"


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the perfect subtrees of what was appended so far: log2(n) hashes are enough to go on."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)  # the largest subtree first

    def append(self, leaf: bytes) -> None:
        """Adds one leaf hash."""
        size = self.size
        while size & 1:
            leaf = _node(self.peaks.pop(), leaf)
            size >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The tree's root, as RFC 6962 defines it for any size."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = _node(peak, root)
        return root

    def packed(self) -> bytes:
        return b"".join(self.peaks)

    @classmethod
    def unpacked(cls, size: int, packed: bytes) -> "Frontier":
        return cls(size, (packed[i : i + 32] for i in range(0, len(packed), 32)))


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint: so many leaves had this root, signed. `text` is what the signature covers."""

    size: int
    root: bytes
    public: bytes
    signature: bytes

    @property
    def text(self) -> bytes:
        return note_text(self.size, self.root)

    def is_genuine(self) -> bool:
        """Whether the signature is that of `public` over the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(self.signature, self.text)
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        """The signed note: origin, size, root, an empty line, then the signature behind the key's hash and the key itself."""
        signed = base64.b64encode(_key_hash(self.public) + self.signature).decode("ascii")
        return f"{self.text.decode()}\n— {ORIGIN} {signed} {base64.b64encode(self.public).decode('ascii')}\n"

    @classmethod
    def parse(cls, written: str) -> "Note":
        """The note again. Raises ValueError when it is not one."""
        lines = [line for line in written.strip().splitlines() if line]
        if len(lines) != 4 or lines[0] != ORIGIN or not lines[3].startswith(f"— {ORIGIN} "):
            raise ValueError("not a checkpoint")
        signed, public = (base64.b64decode(part) for part in lines[3].split()[2:4])
        return cls(int(lines[1]), base64.b64decode(lines[2]), public, signed[4:])


def note_text(size: int, root: bytes) -> bytes:
    """What a checkpoint's signature covers: origin, size and root, a line each."""
    return f"{ORIGIN}\n{size}\n{base64.b64encode(root).decode('ascii')}\n".encode()


def chained(before: bytes, text: bytes) -> bytes:
    """The chain of checkpoints with one more, of this text."""
    return hashlib.sha256(before + text).digest()


def _key_hash(public: bytes) -> bytes:
    return hashlib.sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
