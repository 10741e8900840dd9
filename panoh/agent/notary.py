"""The agent as notary: it vouches for audit events, gives a receipt for each, and signs checkpoints that go on from its last one."""

import contextlib
import hmac
import os
import struct
import threading
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from panoh.agent import checkpoints
from panoh.agent import ring as rings
from panoh.agent.wraps import Refused, Wraps
from panoh.audit.content import content_of
from panoh.audit.tree import Frontier, Note, leaf_hash, note_text

RECEIPT_SECONDS = 60.0  # a receipt opens keys once, and soon
MISSING_SECONDS = 10.0  # an event that opened something and is in no table after this is an alarm
OVERDUE_SECONDS = 600.0  # one that opened something and is in no checkpoint after this is on no way any more
LEAVES_MISSING = "audit.leaves_missing"  # audit.events


class Notary(Wraps):
    """Receipts that are out, events that are on their way, and the last checkpoint."""

    def __init__(self, data: Path) -> None:
        super().__init__()
        self.data = data
        self._guard = threading.Lock()
        self._session = b""
        self._index = 0
        self._receipts: dict[bytes, tuple[float, bytes]] = {}  # when each was given, and for which leaf
        self._vouched: dict[bytes, float] = {}  # leaves that no checkpoint has, as long as their receipts are good
        self._used: dict[bytes, float] = {}  # leaves whose receipts opened something, until a checkpoint has them
        self._spent: dict[bytes, bytes] = {}  # receipts that opened something, by which leaf, as long as that is in `_used`
        self._sealed: set[bytes] = set()  # leaves that a checkpoint has and whose receipt is out still
        self._last: checkpoints.Last | None = None
        self._puts_back = False  # the secret was given to put a backup back: the record may begin at another place, once

    def _begin_to_vouch(self, ring: rings.Ring, *, put_back: bool) -> None:
        self._session, self._index = os.urandom(8), 0
        self._last, self._puts_back = checkpoints.load(self.data, ring), put_back
        if not put_back:
            self._used.update(dict.fromkeys(map(bytes.fromhex, ring.owed), time.monotonic()))
        ring.owed, ring.ended_open, ring.is_open = [], (ring.ended_open or ring.is_open) and not put_back, True
        with contextlib.suppress(OSError):  # a full disk must not keep everything locked
            rings.store(self.data, ring)

    def _forget_receipts(self) -> list[str]:
        """Receipts die; answers which events must come still, since they opened something: a lock is no way to be rid of one."""
        owed = [leaf.hex() for leaf in self._used]
        for each in (self._receipts, self._vouched, self._used, self._spent, self._sealed):
            each.clear()
        self._last, self._puts_back = None, False
        return owed

    def notarise(self, leaf: bytes) -> dict[str, Any]:
        """Vouches for one audit event: its place in this session, a MAC only the agent can make, and a receipt. Once: for two receipts one
        event would do in the record."""
        with self._guard:
            ring = self._open()
            if leaf in self._vouched or leaf in self._used or leaf in self._sealed:
                raise Refused("known_leaf")
            self._index += 1
            receipt, now = os.urandom(16), time.monotonic()
            self._receipts[receipt] = now, leaf
            self._vouched[leaf] = now
            if len(self._receipts) > 10_000:
                self._receipts = {key: kept for key, kept in self._receipts.items() if now - kept[0] < RECEIPT_SECONDS}
            return {
                "receipt": receipt,
                "session": self._session,
                "index": self._index,
                "mac": self._mac(ring, self._session, self._index, leaf),
            }

    def _mac(self, ring: rings.Ring, session: bytes, index: int, leaf: bytes) -> bytes:
        return hmac.digest(bytes.fromhex(ring.audit_seed), session + struct.pack(">Q", index) + leaf, "sha256")

    def _take(self, receipt: bytes) -> None:
        given_at, leaf = self._receipts.pop(receipt, (-RECEIPT_SECONDS, b""))
        if time.monotonic() - given_at >= RECEIPT_SECONDS:
            raise Refused("no_receipt")
        if leaf not in self._sealed:
            self._used[leaf] = given_at
            self._spent[receipt] = leaf

    def _take_of(self, receipt: bytes, event: dict[str, Any], verb: str) -> None:
        """Takes the receipt of an event of this verb, by its content (audit.content): no everyday event does for another."""
        _given_at, leaf = self._receipts.get(receipt, (0.0, b""))
        if leaf and (event["verb"] != verb or leaf_hash(content_of(**event)) != leaf):
            raise Refused("not_recorded")
        self._take(receipt)

    def _take_recorded(self, receipt: bytes, event: dict[str, Any], verb: str) -> int:
        """Takes the receipt of an event of this verb that a checkpoint has, once; answers the number that its purpose ends with, or 0."""
        _given_at, leaf = self._receipts.get(receipt, (0.0, b""))
        if leaf and leaf not in self._sealed:
            raise Refused("not_recorded")
        self._take_of(receipt, event, verb)
        self._sealed.discard(leaf)
        return int(event["purpose"].rpartition(" ")[2] or 0)

    def abandon(self, leaf: bytes, receipt: bytes) -> dict[str, Any]:
        """The transaction was rolled back: the event will not come. Not so where its receipt, or another for it, has opened something
        (`used`): then it must come. `abandoned` is said of what was out and is no more."""
        with self._guard:
            is_out = receipt in self._receipts and self._receipts[receipt][1] == leaf
            if is_out:
                del self._receipts[receipt]
                self._vouched.pop(leaf, None)
            return {"abandoned": is_out, "used": leaf in self._used or receipt in self._spent}

    def checkpoint(self, size: int, leaves: list[bytes], note: bytes) -> dict[str, Any]:
        """Signs a checkpoint's text: that of the last one it signed, grown from `size` by these leaves, and no other. Answers how many
        events that opened something are in no table by now: until that is in a checkpoint (`missing_told`)."""
        with self._guard:
            ring = self._open()
            if self._last is None:
                raise Refused("no_last_checkpoint")
            fresh = self._last.extended(size, leaves)
            if fresh is None:
                raise Refused("not_extending")
            tree = fresh.tree()
            if note != note_text(tree.size, tree.root()):
                raise Refused("not_extending")
            checkpoints.store(self.data, ring, fresh)
            self._last = fresh
            out = {leaf for _given_at, leaf in self._receipts.values()}
            sealed = set(leaves)
            self._sealed = (self._sealed | sealed) & out
            good = time.monotonic() - RECEIPT_SECONDS
            self._vouched = {leaf: at for leaf, at in self._vouched.items() if at > good and leaf not in sealed}
            for leaf in leaves:
                self._used.pop(leaf, None)
            self._spent = {receipt: leaf for receipt, leaf in self._spent.items() if leaf in self._used}
            missing = len(self._late())
        signing = self._signing(ring)
        return {"signature": signing.sign(note), "public": signing.public_key().public_bytes_raw(), "missing": missing}

    def _late(self) -> list[bytes]:
        """Events that opened something and should be in a table by now, the oldest first. One that opened nothing was rolled back with
        what it was to tell: a worker was killed."""
        old = time.monotonic() - MISSING_SECONDS
        return [leaf for leaf, at in sorted(self._used.items(), key=lambda each: each[1]) if at < old]

    def awaited(self) -> dict[str, Any]:
        """Events whose receipts opened something and that no checkpoint has, the oldest first; how many seconds the oldest has been
        awaited, and how many are overdue."""
        with self._guard:
            self._open()
            used, now = sorted(self._used.items(), key=lambda each: each[1]), time.monotonic()
        ages = [now - at for _leaf, at in used]
        overdue = sum(age > OVERDUE_SECONDS for age in ages)
        return {"leaves": [leaf for leaf, _at in used], "seconds": int(max(ages, default=0)), "overdue": overdue}

    def missing_told(self, receipt: bytes, event: dict[str, Any]) -> dict[str, Any]:
        """So many missing events are in the record as missing, by the event of this receipt: they are awaited no more."""
        with self._guard:
            self._open()
            late = self._late()
            for leaf in late[: max(0, self._take_recorded(receipt, event, LEAVES_MISSING))]:
                del self._used[leaf]
        return {}

    def begin_from(self, note: str, peaks: bytes) -> dict[str, Any]:
        """The record goes on from this checkpoint, which this ring signed, or from nothing: once after a backup was put back, for which
        the secret was given, and where a ring of before has kept none yet."""
        with self._guard:
            ring = self._open()
            if not self._puts_back and (self._last is not None or ring.keeps_last):
                raise Refused("no_last_checkpoint")
            size = 0
            if note:
                signed = Note.parse(note)
                size = signed.size
                public = self._signing(ring).public_key().public_bytes_raw()
                if signed.public != public or not signed.is_genuine() or Frontier.unpacked(size, peaks).root() != signed.root:
                    raise Refused("not_extending")
            self._last, self._puts_back = checkpoints.begun_from(size, peaks), False
            checkpoints.store(self.data, ring, self._last)
        return {}

    def last_checkpoint(self) -> dict[str, Any]:
        """The key that signs, and the last checkpoint: what it went on from, which leaves it added, the chain of all from size `first` on
        and the chain without it. `state`: known, new (none was kept
        yet, or a backup is being put back) or lost."""
        with self._guard:
            ring = self._open()
            last, is_new = self._last or checkpoints.Last(), self._puts_back or not ring.keeps_last
            tree = last.tree()
            return {
                "public": self._signing(ring).public_key().public_bytes_raw(),
                "state": "new" if is_new else "lost" if self._last is None else "known",
                "size": tree.size,
                "root": tree.root(),
                "before": last.size,
                "added": list(last.added),
                "first": last.first,
                "chain": last.chain,
                "chain_before": last.chain_before,
            }

    def _signing(self, ring: rings.Ring) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(ring.audit_signing))

    def verify_macs(self, events: list[dict[str, Any]]) -> dict[str, Any]:
        """Whether each event {session, index, leaf, mac} was vouched for by an agent with this ring."""
        ring = self._open()
        return {"good": [hmac.compare_digest(self._mac(ring, e["session"], e["index"], e["leaf"]), e["mac"]) for e in events]}
