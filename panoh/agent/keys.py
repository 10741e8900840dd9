"""What the key agent answers: it holds the opened ring in memory, wraps, unwraps, seals, and vouches for audit events.

Key-encryption keys never leave this process, but for one of its own (`agent.opening`) while names are taken in. Web workers
get single subjects' keys, only against the receipt of an audit event, and to write they get none at all: the agent seals for them.
"""

import contextlib
import hmac
import json
import os
import secrets
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from panoh.agent import recent_openings, shares, stretching, unlocking
from panoh.agent import ring as rings
from panoh.agent.epochs import Epochs
from panoh.agent.names import Names
from panoh.agent.opening import Piece, opened
from panoh.agent.recent_openings import RecentOpenings, RecentTokens
from panoh.agent.wraps import Refused
from panoh.people.names.entries import Known, split
from panoh.vault import envelope, intake

OWN_SHARE = 0.1  # of a piece of entries, where a second process opens the rest meanwhile
UNWRAPS_A_MINUTE = 200_000  # far above a day's work, far below a copied country
MANY_ANNOUNCED, LOCKED_ITSELF, ENDED_OPEN = "vault.many_announced", "vault.locked_itself", "vault.ended_open"  # vault.events
MANY_OPENED = "vault.many_opened"
CERTIFIED = ("vault.backed_up", "data_protection.copies_closed")  # what a certificate is signed for
CONFIRMED, CONFIRM_HOURS_SET = "vault.confirmed", "vault.confirm_hours_set"


class Keys(Epochs):
    """The state of one agent. Every public method is an operation of the wire; arguments and results are plain."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self._budget = (0.0, 0)
        self._recent, self._tokens = RecentOpenings(), RecentTokens()
        self._boot = unlocking.boot()
        self.locked_itself = False
        self._opening = ""
        self._names = Names()
        self._given = unlocking.GivenShares(data)
        self._confirmed_at = unlocking.boot_seconds()
        self.operations: dict[str, Callable[..., dict[str, Any]]] = {
            "status": self.status,
            "unlock": self.unlock,
            "unlock_by": self.unlock_by,
            "missing": self.missing,
            "confirm": self.confirm,
            "ways": self.ways,
            "set_confirm_hours": self.set_confirm_hours,
            "make_shares": self.make_shares,
            "add_stick": self.add_stick,
            "lock": self.lock,
            "database_key": self.database_key,
            "secretariat": self.secretariat,
            "add_organisation": self.add_organisation,
            "retire_organisation": self.retire_organisation,
            "turn_epoch": self.turn_epoch,
            "set_aside": self.set_aside,
            "end_epochs": self.end_epochs,
            "bring_back": self.bring_back,
            "sign": self.sign,
            "make": self.make,
            "refs": self.refs,
            "seal": self.seal,
            "unwrap": self.unwrap,
            "expect_many": self.expect_many,
            "alarm": self.alarm,
            "alarm_told": self.alarm_told,
            "rewrap": self.rewrap,
            "reseal": self.reseal,
            "member_make": self.member_make,
            "member_open": self.member_open,
            "member_rekey": self.member_rekey,
            "member_seal": self.member_seal,
            "member_unseal": self.member_unseal,
            "session_seen": self.session_seen,
            "member_move": self.member_move,
            "member_close": self.member_close,
            "open_intake": self.open_intake,
            "renew_intake_key": self.renew_intake_key,
            "token": self.token,
            "notarise": self.notarise,
            "awaited": self.awaited,
            "missing_told": self.missing_told,
            "abandon": self.abandon,
            "checkpoint": self.checkpoint,
            "begin_from": self.begin_from,
            "last_checkpoint": self.last_checkpoint,
            "verify_macs": self.verify_macs,
            "names_state": self.names_state,
            "names_put": self.names_put,
            "names_search": self.names_search,
            "names_like": self.names_like,
            "names_clear": self.names_clear,
        }

    # -- lock ---------------------------------------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        about = {"unlocks_itself": rings.unlocks_itself(self.data), "pid": os.getpid()}
        if self._ring is None:
            return {"locked": True, "opening": "", **unlocking.why_locked(self.data), **about}
        return {"locked": False, "opening": self._opening, "why": "", "locked_itself_at": 0, **about}

    def unlock(self, passphrase: str | None = None, put_back: bool = False, patient: bool = False) -> dict[str, Any]:
        """Opens the ring; with no passphrase only where the root lies in clear. `put_back`: a backup is being put back, so the record
        may go on from the checkpoint that is in it."""
        if self._ring is None:
            if passphrase is None and not rings.unlocks_itself(self.data):
                raise Refused("wrong_secret")
            with self._alone(patient):
                found = rings.load(self.data, passphrase)
            self._take_up(found, put_back)
        return self.status()

    def unlock_by(self, identity: str = "", share: str = "", put_back: bool = False, patient: bool = False) -> dict[str, Any]:
        """Opens the ring with an age identity file, or takes one share in; answers how many shares are missing, 0 when it is open."""
        if self._ring is None:
            try:
                with self._alone(patient):
                    found = unlocking.opened_by_identity(self.data, identity) if identity else self._given.give(share)
            except shares.BadShare:
                raise Refused("bad_share") from None
            except unlocking.Dead:
                raise Refused("dead_share") from None
            if found is None:
                return self.missing()
            self._take_up(found, put_back)
        return {"missing": 0}

    def _take_up(self, found: rings.Ring, put_back: bool) -> None:
        with self._guard:
            rings.publish_intake_key(self.data, found)
            self._ring = found
            self._opening = secrets.token_hex(8)
            self._go_on_counting(found, put_back=put_back)
            self._begin_to_vouch(found, put_back=put_back)
            (self.data / unlocking.WHY).unlink(missing_ok=True)
            self._confirmed_at = unlocking.boot_seconds()
        self._given.forget()

    def _go_on_counting(self, ring: rings.Ring, *, put_back: bool) -> None:
        """The hour goes on where the last lock left it. Where an agent ended without one, as many more were opened as are kept at once.
        What another start of the machine has counted is over, and a copy that is put back has counted for another."""
        kept = ring.recent
        if kept.get("boot") == self._boot and not put_back:
            self._recent.take_back(kept, recent_openings.a_tenth(kept["known"]) if ring.is_open else 0)
            self._names.most = kept["known"] if self._recent.people else 0
        self._note_count(ring)

    def _note_count(self, ring: rings.Ring) -> None:
        ring.recent = self._recent.kept() | {"boot": self._boot, "known": self._names.most}

    def missing(self) -> dict[str, Any]:
        """How many shares are missing of those begun to be given; 0 where none was."""
        return {"missing": self._given.missing()}

    def confirm(self, receipt: bytes, event: dict[str, Any]) -> dict[str, Any]:
        """Somebody who may has said that all is well, by the event of this receipt: the hours until it locks itself begin anew."""
        with self._guard:
            self._open()
            self._take_of(receipt, event, CONFIRMED)
            self._confirmed_at = unlocking.boot_seconds()
        return {}

    def ways(self) -> dict[str, Any]:
        """How it can be opened besides the passphrase, and how many seconds are left until it locks itself (-1: it does not)."""
        ring = self._open()
        return unlocking.facts(ring) | {"seconds_left": self._seconds_left(ring)}

    def set_confirm_hours(self, receipt: bytes, event: dict[str, Any]) -> dict[str, Any]:
        """After how many hours without a confirmation it locks itself; 0: never. The number is that of the recorded event. Durable in the
        ring."""
        with self._guard:
            ring = self._open()
            hours = self._take_recorded(receipt, event, CONFIRM_HOURS_SET)
            if not 0 <= hours <= unlocking.MOST_HOURS:
                raise Refused("bad_arguments")
            ring.confirm_hours = hours
            rings.store(self.data, ring)
            self._confirmed_at = unlocking.boot_seconds()
        return {}

    def _seconds_left(self, ring: rings.Ring) -> int:
        if not ring.confirm_hours or rings.unlocks_itself(self.data):
            return -1
        return max(0, int(self._confirmed_at + ring.confirm_hours * 3600 - unlocking.boot_seconds()))

    def is_overdue(self) -> bool:
        """Whether nobody has confirmed for so long that it is to lock itself."""
        ring = self._ring
        return ring is not None and self._seconds_left(ring) == 0

    def make_shares(self, passphrase: str | None, kind: str, needed: int, of: int, made_on: str, patient: bool = False) -> dict[str, Any]:
        """New shares under a new root, answered once: {number, cards: words of each}. Earlier ones of this kind are dead."""
        self._open()
        with self._alone(patient):
            new = unlocking.new_shares(self.data, passphrase, kind=kind, needed=needed, of=of)
            with self._guard:
                unlocking.put_in_force(self.data, self._open(), new, kind=kind, made_on=made_on)
        return {"number": new.made[0].identifier, "cards": [shares.in_words(share) for share in new.made]}

    def add_stick(self, passphrase: str | None, patient: bool = False) -> dict[str, Any]:
        """A new identity that opens the ring, answered once: it belongs on a stick."""
        self._open()
        with self._alone(patient):
            root = rings.root(self.data, passphrase)
            with self._guard:
                return {"identity": unlocking.add_stick(self.data, self._open(), root)}

    def lock(self) -> dict[str, Any]:
        """Forgets every key. Receipts die with them."""
        with self._guard:
            ring, self._ring = self._ring, None
            if ring is not None:
                self._note_count(ring)
            owed = self._forget_receipts()
            self._recent.clear()
            envelope.forget()
        if ring is not None:
            ring.owed, ring.is_open = owed, False
            with contextlib.suppress(OSError):  # whatever hinders the ring must not hinder the lock
                rings.store(self.data, ring)
        self._members.clear()
        stretching.end()
        self._second.end()
        self._names.clear()
        self._names.most = 0
        self._given.forget()
        return self.status()

    def database_key(self) -> dict[str, Any]:
        return {"key": self._open().database_key}

    # -- recipients and subjects --------------------------------------------------------------------------------------

    def sign(self, receipt: bytes, event: dict[str, Any], text: bytes) -> dict[str, Any]:
        """Signs a certificate with the key that signs checkpoints, once, against the receipt of the event of a backup or an erasing; its
        first line says that it is no checkpoint."""
        ring = self._open()
        if not text.startswith(envelope.CERTIFICATE) or event["verb"] not in CERTIFIED:
            raise Refused("bad_arguments")
        with self._guard:
            self._take_of(receipt, event, event["verb"])
        signing = self._signing(ring)
        return {"signature": signing.sign(text), "public": signing.public_key().public_bytes_raw()}

    def make(self, subjects: list[dict[str, Any]], owners: list[str]) -> dict[str, Any]:
        """New keys for `subjects` ({kind, id}), wrapped to each owner and always to the secretariat."""
        ring = self._open()
        recipients = list(dict.fromkeys([ring.secretariat, *owners] if ring.secretariat else owners))
        made = []
        for subject in subjects:
            key = envelope.new_key()
            made.append(
                {"ref": envelope.reference(key), "wraps": [self._wrapped(ring, subject, recipient, key) for recipient in recipients]}
            )
        return {"made": made}

    def refs(self, wraps: list[dict[str, Any]], session: bytes = b"") -> dict[str, Any]:
        """How the audit names each subject; None where it is sealed and this session does not open it."""
        ring = self._open()
        keys = [self._key_if_open(ring, wrap, session) for wrap in wraps]
        return {"refs": [None if key is None else envelope.reference(key) for key in keys]}

    def seal(self, items: list[dict[str, Any]], session: bytes = b"") -> dict[str, Any]:
        """Seals texts: each item is {wrap, texts: [{table, row, field, data_class, plain}]}; answers the ciphertexts and the ref."""
        ring = self._open()
        sealed = []
        for item in items:
            key = self._key(ring, item["wrap"], session)
            texts = [
                envelope.seal(key, envelope.Place(text["table"], UUID(text["row"]), text["field"], text["data_class"]), text["plain"])
                for text in item["texts"]
            ]
            sealed.append({"ref": envelope.reference(key), "texts": texts})
        return {"sealed": sealed}

    def rewrap(self, wraps: list[dict[str, Any]], to: str) -> dict[str, Any]:
        """The same keys wrapped to another recipient's active epoch. What a member alone opens gets a new outer layer, unopened."""
        ring = self._open()
        return {"wraps": [self._wrapped(ring, wrap, to, self._inner(ring, wrap)) for wrap in wraps]}

    def unwrap(self, receipt: bytes, wraps: list[dict[str, Any]], session: bytes = b"") -> dict[str, Any]:
        """Subjects' keys, once, against the receipt of the event that records the reading; None where this session does not open them."""
        ring = self._open()
        with self._guard:
            self._take(receipt)
            self._spend(len(wraps))
            too_many = self._recent.too_many(wraps, self._names.most)
            self._tell_of_many(ring)
            self._keep_count(ring)
        self._lock_where(too_many, ring)
        return {"keys": [self._key_if_open(ring, wrap, session) for wrap in wraps]}

    def open_intake(self, receipt: bytes, sealed: bytes) -> dict[str, Any]:
        """A message from outside, once, against the receipt of the event that records its opening."""
        ring = self._open()
        with self._guard:
            self._take(receipt)
            self._spend(1)
        try:
            private = ring.intake_private(intake.key_id_of(sealed))
            if private is None:
                raise Refused("unknown_key")
            return {"plain": intake.opened(private, sealed)}
        except intake.Unreadable:
            raise Refused("broken_seal") from None

    def renew_intake_key(self) -> dict[str, Any]:
        """From now on messages are sealed to another key; durable in the ring before anybody can use it."""
        with self._guard:
            ring = self._open()
            ring.new_intake_key()
            rings.store(self.data, ring)
            rings.publish_intake_key(self.data, ring)
        return {}

    def _spend(self, count: int) -> None:
        since, spent = self._budget
        if time.monotonic() - since > 60:
            since, spent = time.monotonic(), 0
        if spent + count > UNWRAPS_A_MINUTE:
            raise Refused("too_many_keys")
        self._budget = (since, spent + count)

    def _tell_of_many(self, ring: rings.Ring) -> None:
        """Somebody is to be told, unless everything locks and that is told. Durable in the ring until it is in the record."""
        if many := self._recent.to_tell(self._names.most):
            ring.many_opened = many
            with contextlib.suppress(OSError):
                rings.store(self.data, ring)

    def _keep_count(self, ring: rings.Ring) -> None:
        """Who ends this process has the next one forget nobody. Before the keys go out; an instance that unlocks itself locks nothing."""
        if self._ring is ring and self._recent.is_to_keep(self._names.most) and not rings.unlocks_itself(self.data):
            self._note_count(ring)
            with contextlib.suppress(OSError):
                rings.store(self.data, ring)

    def _lock_where(self, too_many: int, ring: rings.Ring) -> None:
        """An instance that unlocks itself only counts."""
        if too_many and not rings.unlocks_itself(self.data):
            self._lock_itself(ring, too_many)
            raise Refused("locked")

    def _lock_itself(self, ring: rings.Ring, people: int) -> None:
        at = int(time.time())
        ring.alarm, ring.many_opened = {"people": people, "at": at}, 0
        self._recent.lock_itself()
        with contextlib.suppress(OSError):
            rings.store(self.data, ring)
            rings.write(self.data / unlocking.WHY, json.dumps({"why": "many", "at": at}).encode("ascii"))
        self.locked_itself = True
        self.lock()

    def expect_many(self, receipt: bytes, event: dict[str, Any]) -> dict[str, Any]:
        """So many more people as the recorded event announces are let through within the hour."""
        with self._guard:
            self._open()
            self._recent.expect(self._take_recorded(receipt, event, MANY_ANNOUNCED))
        return {}

    def alarm(self) -> dict[str, Any]:
        """When it locked itself and at how many people, whether it ended without being locked, and how many people were opened faster than
        work does (`many_opened`): until that is in the record."""
        ring = self._open()
        many: dict[str, Any] = {"many_opened": ring.many_opened} if ring.many_opened else {}
        return ring.alarm | ({"ended_open": True} if ring.ended_open else {}) | many

    def alarm_told(self, receipt: bytes, event: dict[str, Any]) -> dict[str, Any]:
        """It is in the record, by the event of this receipt: that it locked itself, with as many people, that it ended open, or that many
        were opened."""
        with self._guard:
            ring = self._open()
            if event["verb"] == ENDED_OPEN:
                self._take_recorded(receipt, event, ENDED_OPEN)
                ring.ended_open = False
            elif event["verb"] == MANY_OPENED:
                if self._take_recorded(receipt, event, MANY_OPENED) != ring.many_opened:
                    raise Refused("not_recorded")
                ring.many_opened = 0
            elif self._take_recorded(receipt, event, LOCKED_ITSELF) == ring.alarm.get("people"):
                ring.alarm = {}
            else:
                raise Refused("not_recorded")
            rings.store(self.data, ring)
        return {}

    def token(self, domain: str, texts: list[str]) -> dict[str, Any]:
        """Keyed hashes of exact things (a row's fingerprint, a number): equal texts, equal 16 bytes, useless without the ring. No more
        within an hour than a page or an import needs: whoever may try all numbers needs no ring."""
        key = bytes.fromhex(self._open().token_key)
        with self._guard:
            if self._tokens.are_too_many(domain, len(texts)):
                raise Refused("too_many_tokens")
        return {"tokens": [hmac.digest(key, envelope.joined(domain.encode(), text.encode()), "sha256")[:16] for text in texts]}

    # -- names --------------------------------------------------------------------------------------------------------

    def names_state(self) -> dict[str, Any]:
        """How many people the index holds, up to which change, and whether all of them were read."""
        self._open()
        return self._names.state()

    def names_put(
        self, load: bytes, recipient: str, entries: bytes, seqs: list[int], gone: list[bytes], mark: bytes = b""
    ) -> dict[str, Any]:
        """Opens entries of the name index (people.names.entries) and takes them in, forgets people who are gone, marks the changes read.

        While very many are taken in, the second process opens most of a piece, and these people are taken in with the next one.
        """
        ring = self._open()
        many = self._names.is_taking_in_many()
        mine, theirs = split(entries, OWN_SHARE) if many else (entries, b"")
        before = self._second.take()
        if theirs and self._second.give(Piece(load, recipient, theirs), ring.epochs(recipient)):
            theirs = b""
        if self._ring is not ring:  # locked meanwhile
            self._second.end()
        if before is not None:
            piece, known = before
            self._names.put(piece.load, self._opened(piece.recipient, piece.entries) if known is None else known)
        for rest in (mine, theirs):
            self._names.put(load, self._opened(recipient, rest))
        self._names.drop(load, gone)
        self._names.reached(load, seqs, mark)
        if seqs:
            self._second.end()
        return self._names.state()

    def names_search(
        self, receipt: bytes, text: str, allowed: bytes | None, practice: bool, limit: int, least: float = 0.0
    ) -> dict[str, Any]:
        """Asks the index, once, against the receipt of the event that records the search. Whoever is answered counts as opened; who scores
        less than `least` is not answered."""
        ring = self._open()
        with self._guard:
            self._take(receipt)
        found = self._names.search(text, allowed, practice, limit)
        found["matches"] = [match for match in found["matches"] if match["score"] >= least]
        with self._guard:
            too_many = self._recent.told_too_many((match["person"] for match in found["matches"]), self._names.most)
            self._tell_of_many(ring)
            self._keep_count(ring)
        self._lock_where(too_many, ring)
        return found

    def names_like(self, receipt: bytes, recipient: str, entries: bytes, limit: int) -> dict[str, Any]:
        """Who else may be each of these people, once, against the receipt of the event that records the comparison. Whoever is answered
        counts as opened; `whole` is False where the rest has to wait for another hour."""
        ring = self._open()
        with self._guard:
            self._take(receipt)
        alike: list[dict[str, Any]] = []
        for one in self._opened(recipient, entries):
            others = self._names.like(one, limit)
            with self._guard:
                may = self._recent.may_compare((other["person"] for other in others), self._names.most)
                self._keep_count(ring)
            if not may and not rings.unlocks_itself(self.data):
                return {"alike": alike, "whole": False}
            alike.append({"person": one.person, "others": others})
        return {"alike": alike, "whole": True}

    def _opened(self, recipient: str, entries: bytes) -> list[Known]:
        """The people of packed entries, those of broken rows left out."""
        return list(opened(recipient, self._open().epochs(recipient), entries))

    def names_clear(self, load: bytes | None = None) -> dict[str, Any]:
        """Empties the index, where it is still this filling: the database was put back to another state, and it is to be filled anew."""
        self._names.clear(load)
        return {}


def answer(keys: Keys, message: Any) -> dict[str, Any]:
    """The reply to one message: {"ok": …} or {"error": code}. Never an exception, never a word of the input."""
    try:
        arguments = dict(message)
        operation = keys.operations[arguments.pop("op")]
    except (KeyError, TypeError, ValueError):
        return {"error": "unknown_operation"}
    try:
        return {"ok": operation(**arguments)}
    except Refused as refused:
        return {"error": refused.code}
    except (TypeError, ValueError, KeyError, AttributeError, json.JSONDecodeError, struct.error):
        return {"error": "bad_arguments"}
