"""How a wrapped key is opened: by the epoch of an organisation, and of what is sealed by the key of a member besides.

What only members open (docs/adr/0023-sealed-cases.md) is opened in the session in which the member gave the password, and in no other.
"""

import hmac
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from panoh.agent import ring as rings
from panoh.agent.members import Members
from panoh.vault import envelope, pairs


class Refused(Exception):
    """The answer is no; the code says why, in one word and with nothing personal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _uuid(value: str | bytes) -> UUID:
    return UUID(bytes=value) if isinstance(value, bytes) else UUID(value)


def _kind(wrap: dict[str, Any]) -> str:
    """What the epoch's layer of a wrap is bound to: the subject's kind, and the member where one alone opens it."""
    return pairs.label(wrap["kind"], UUID(wrap["member"])) if wrap.get("member") else str(wrap["kind"])


def _place(text: dict[str, Any]) -> envelope.Place:
    return envelope.Place(text["table"], UUID(text["row"]), text["field"], text["data_class"])


def _unsealed(key: bytes, place: envelope.Place, sealed: bytes) -> bytes | None:
    try:
        return envelope.unseal(key, place, sealed)
    except envelope.BrokenSeal:
        return None


class Wraps:
    """The opened ring, and the keys of members who are there."""

    def __init__(self) -> None:
        self._ring: rings.Ring | None = None
        self._members = Members()

    def _open(self) -> rings.Ring:
        if self._ring is None:
            raise Refused("locked")
        return self._ring

    def _wrapped(self, ring: rings.Ring, subject: dict[str, Any], recipient: str, key: bytes) -> dict[str, Any]:
        if not ring.epochs(recipient):
            raise Refused("unknown_recipient")
        epoch, epoch_key = ring.active(recipient)
        blob = envelope.wrap(epoch_key, key, kind=_kind(subject), subject=UUID(subject["id"]), recipient=UUID(recipient), epoch=epoch)
        return {"recipient": recipient, "epoch": epoch, "blob": blob}

    def _key(self, ring: rings.Ring, wrap: dict[str, Any], session: bytes = b"") -> bytes:
        """The subject's key. A member's wrap opens with the key that this session holds, and with nothing else."""
        if wrap["kind"] == pairs.PAIR:
            raise Refused("sealed")
        inner = self._inner(ring, wrap)
        if not wrap.get("member"):
            return inner
        member = UUID(wrap["member"])
        private = self._members.private(session, member)
        if private is None:
            raise Refused("sealed")
        try:
            return pairs.unwrapped(private, inner, kind=wrap["kind"], subject=_uuid(wrap["id"]), member=member)
        except envelope.BrokenSeal:
            raise Refused("broken_wrap") from None

    def _inner(self, ring: rings.Ring, wrap: dict[str, Any]) -> bytes:
        """What lies under the epoch: a subject's key, or what a member alone opens."""
        epoch_key = ring.epoch(wrap["recipient"], wrap["epoch"])
        if epoch_key is None:
            raise Refused("epoch_gone")
        return self._inner_of(epoch_key, wrap)

    def _inner_of(self, epoch_key: bytes, wrap: dict[str, Any]) -> bytes:
        try:
            subject, recipient, kind = _uuid(wrap["id"]), UUID(wrap["recipient"]), _kind(wrap)
            return envelope.unwrap(epoch_key, wrap["blob"], kind=kind, subject=subject, recipient=recipient, epoch=wrap["epoch"])
        except envelope.BrokenSeal:
            raise Refused("broken_wrap") from None

    def _key_if_open(self, ring: rings.Ring, wrap: dict[str, Any], session: bytes) -> bytes | None:
        """The subject's key, None where it is sealed and this session does not open it."""
        try:
            return self._key(ring, wrap, session)
        except Refused as refused:
            if refused.code != "sealed":
                raise
        self._inner(ring, wrap)
        return None

    # -- members of sealed cases --------------------------------------------------------------------------------------

    def reseal(
        self, wraps: list[dict[str, Any]], members: list[dict[str, Any]], organisations: list[str], session: bytes
    ) -> dict[str, Any]:
        """The same subjects' keys for these members ({member, public, vouch}), nested in the secretariat's epoch, and for these
        organisations: a list for each wrap. What only a member opens is opened by this session's key, or refused."""
        ring = self._open()
        for one in members:
            if not hmac.compare_digest(self._vouch(ring, UUID(one["member"]), one["public"]), one["vouch"]):
                raise Refused("unknown_member")
        return {"made": [self._resealed(ring, wrap, self._key(ring, wrap, session), members, organisations) for wrap in wraps]}

    def _resealed(
        self, ring: rings.Ring, wrap: dict[str, Any], key: bytes, members: list[dict[str, Any]], organisations: list[str]
    ) -> list[dict[str, Any]]:
        about: dict[str, Any] = {"kind": wrap["kind"], "id": wrap["id"]}
        made = [self._wrapped(ring, about, organisation, key) for organisation in organisations]
        for one in members:
            member = UUID(one["member"])
            inner = pairs.wrapped_to(one["public"], key, kind=wrap["kind"], subject=_uuid(wrap["id"]), member=member)
            made.append({**self._wrapped(ring, {**about, "member": str(member)}, ring.secretariat, inner), "member": str(member)})
        return made

    def _vouch(self, ring: rings.Ring, member: UUID, public: bytes) -> bytes:
        """The agent's word that this public half is this member's: one put into the table by another hand is wrapped to by nobody."""
        return hmac.digest(bytes.fromhex(ring.token_key), envelope.joined(b"member's key", member.bytes, public), "sha256")

    def member_make(self, member: str, key: bytes) -> dict[str, Any]:
        """A new pair for a member, its private half under the key of their password and under the secretariat's epoch."""
        ring, private, who = self._open(), X25519PrivateKey.generate(), UUID(member)
        public = private.public_key().public_bytes_raw()
        about = {"kind": pairs.PAIR, "id": member}
        wrap = self._wrapped(ring, about, ring.secretariat, pairs.locked_in(private, key, member=who))
        return {**wrap, "public": public, "vouch": self._vouch(ring, who, public)}

    def _private(self, wrap: dict[str, Any], key: bytes) -> X25519PrivateKey:
        ring = self._open()
        if wrap["kind"] != pairs.PAIR:
            raise Refused("bad_arguments")
        try:
            return pairs.taken_out(self._inner(ring, wrap), key, member=_uuid(wrap["id"]))
        except envelope.BrokenSeal:
            raise Refused("wrong_secret") from None

    def member_open(self, wrap: dict[str, Any], key: bytes, session: bytes, mark: str, idle: float, longest: float) -> dict[str, Any]:
        """Opens a member's private key with the key of their password, for this session, for so many seconds."""
        private = self._private(wrap, key)
        self._members.hold(session, mark, _uuid(wrap["id"]), private, idle=idle, longest=longest)
        return {}

    def member_rekey(self, wrap: dict[str, Any], key: bytes, new_key: bytes) -> dict[str, Any]:
        """The same private key under the key of a new password."""
        private = self._private(wrap, key)
        inner = pairs.locked_in(private, new_key, member=_uuid(wrap["id"]))
        return self._wrapped(self._open(), {"kind": pairs.PAIR, "id": wrap["id"]}, wrap["recipient"], inner)

    def member_seal(self, session: bytes, member: str, texts: list[dict[str, Any]]) -> dict[str, Any]:
        """What a member keeps for themselves alone, under a key made of their private one: {table, row, field, data_class, plain} each."""
        key = self._own_words_key(session, member)
        return {"texts": [envelope.seal(key, _place(text), text["plain"]) for text in texts]}

    def member_unseal(self, session: bytes, member: str, texts: list[dict[str, Any]]) -> dict[str, Any]:
        """The words again; None for what was sealed under an earlier pair, or for another place."""
        key = self._own_words_key(session, member)
        return {"texts": [_unsealed(key, _place(text), text["sealed"]) for text in texts]}

    def _own_words_key(self, session: bytes, member: str) -> bytes:
        self._open()
        private = self._members.private(session, UUID(member))
        if private is None:
            raise Refused("sealed")
        return pairs.own_words_key(private)

    def session_seen(self, session: bytes, member: str = "") -> dict[str, Any]:
        """A page was asked for in this session; whether it holds a key still, that of this member where one is named."""
        self._open()
        is_open = self._members.seen(session)
        return {"open": is_open and (not member or self._members.private(session, UUID(member)) is not None)}

    def member_move(self, session: bytes, to: bytes, mark: str) -> dict[str, Any]:
        """A session goes on under a fresh name, and what it holds with it."""
        self._open()
        return {"moved": self._members.move(session, to, mark)}

    def member_close(self, marks: list[str], member: str = "", but: str = "") -> dict[str, Any]:
        """Forgets the keys of these sessions, or of all of a member's but one."""
        dropped = self._members.drop(marks=marks, member=UUID(member) if member else None, but=but)
        if dropped:
            envelope.forget()
        return {"dropped": dropped}

    def sweep(self) -> None:
        """Forgets the keys of members whose sessions are over. Called by the clock of the process."""
        if self._members.sweep():
            envelope.forget()
