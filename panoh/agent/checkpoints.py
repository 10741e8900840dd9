"""The last checkpoint that was signed: nothing is signed but what goes on from it. It lies beside the ring, under a key of the ring's.

Signing and storing are two steps, and the power may go off between them. So the one before is kept as well, with the leaves that came
after it: going on from there is allowed where none of these is left out.

What was signed is chained too: whoever holds the table of the checkpoints can show that it has every one of them.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from panoh.agent import ring as rings
from panoh.audit.tree import Frontier, chained, note_text

FILE = "checkpoint.last"


@dataclass(frozen=True, slots=True)
class Last:
    """The tree before the last checkpoint (size, and its peaks as `Frontier.packed`), and the leaves that the last one added.

    `chain` is that of every checkpoint from size `first` on, `chain_before` the same without the last one.
    """

    size: int = 0
    peaks: bytes = b""
    added: tuple[bytes, ...] = ()
    first: int = 0
    chain: bytes = b""
    chain_before: bytes = b""

    def before(self) -> Frontier:
        """The tree that the last one extended."""
        return Frontier.unpacked(self.size, self.peaks)

    def tree(self) -> Frontier:
        """The tree of the last checkpoint."""
        return _grown(self.before(), self.added)

    def extended(self, size: int, leaves: Sequence[bytes]) -> "Last | None":
        """What follows when these leaves are added to a tree of this size; None where it does not go on from the last one."""
        last = self.tree()
        if size == last.size:
            return Last(last.size, last.packed(), tuple(leaves), self.first)._chained(self.chain) if leaves else self
        if size == self.size and set(self.added) <= set(leaves):
            return Last(self.size, self.peaks, tuple(leaves), self.first)._chained(self.chain_before)
        return None

    def _chained(self, before: bytes) -> "Last":
        tree = self.tree()
        return replace(self, chain=chained(before, note_text(tree.size, tree.root())), chain_before=before)


def begun_from(size: int, peaks: bytes) -> Last:
    """Where the record goes on from a checkpoint of this tree, or from nothing."""
    if not size:
        return Last()
    chain = chained(b"", note_text(size, Frontier.unpacked(size, peaks).root()))
    return Last(size, peaks, (), size, chain, chain)


def _grown(tree: Frontier, leaves: Sequence[bytes]) -> Frontier:
    for leaf in leaves:
        tree.append(leaf)
    return tree


def _mac(ring: rings.Ring, said: str) -> str:
    key = hmac.digest(bytes.fromhex(ring.audit_seed), b"panoh last checkpoint", "sha256")
    return hmac.digest(key, said.encode(), "sha256").hex()


def load(data: Path, ring: rings.Ring) -> Last | None:
    """What was kept; None where there is nothing, or it was not written with this ring."""
    try:
        kept = json.loads((data / FILE).read_bytes())
        if not hmac.compare_digest(_mac(ring, kept["said"]), kept["mac"]):
            return None
        said = json.loads(kept["said"])
        last = Last(said["size"], bytes.fromhex(said["peaks"]), tuple(map(bytes.fromhex, said["added"])))
        if "first" not in said:  # kept before there was a chain: it begins with the next one
            return replace(last, first=last.tree().size + 1)
        return replace(last, first=said["first"], chain=bytes.fromhex(said["chain"]), chain_before=bytes.fromhex(said["chain_before"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def store(data: Path, ring: rings.Ring, last: Last) -> None:
    """Durable before this returns. From now on the ring expects to find it."""
    kept = {"size": last.size, "peaks": last.peaks.hex(), "added": [leaf.hex() for leaf in last.added], "first": last.first}
    said = json.dumps(kept | {"chain": last.chain.hex(), "chain_before": last.chain_before.hex()})
    rings.write(data / FILE, json.dumps({"said": said, "mac": _mac(ring, said)}).encode("ascii"))
    if not ring.keeps_last:
        ring.keeps_last = True
        rings.store(data, ring)
