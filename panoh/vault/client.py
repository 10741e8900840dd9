"""What the house asks of the key agent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.audit.notary import Receipt
from panoh.core.agent import AgentError, call
from panoh.core.errors import Locked, PanohError
from panoh.vault.intake import Message, Unreadable, unpacked

type Wire = dict[str, Any]

NOT_TRIED = _("Someone else is trying now, or the server is too busy. Wait a few seconds, then try again. This attempt was not counted.")

TOO_MANY_TOKENS = _("More numbers were searched for within this hour than work needs. Wait an hour, then continue. Tell the data guardian.")

# What names the session to the agent, while a page of it is made, if its account gave the password of its own key in it.
_session: ContextVar[bytes] = ContextVar("session", default=b"")


@dataclass(frozen=True, slots=True)
class Status:
    """How the agent stands. `running` is False when nobody answers; that counts as locked. `why`: "many" where it locked itself, because
    more people were opened than work needs, at `locked_itself_at` (seconds since 1970; 0: not noted). `opening`: what no other opening
    has, "" while it is locked."""

    running: bool
    locked: bool
    unlocks_itself: bool
    why: str = ""
    opening: str = ""
    locked_itself_at: int = 0


def status() -> Status:
    """The agent's state; never raises."""
    try:
        got = call("status")
    except (Locked, AgentError):
        return Status(running=False, locked=True, unlocks_itself=False)
    said = {"opening": "", "locked_itself_at": 0, **got}  # an agent that was started before an upgrade does not say them
    told = {name: said[name] for name in ("locked", "unlocks_itself", "why", "opening", "locked_itself_at")}
    return Status(running=True, **told)


class OtherTry(PanohError):
    """It was not tried: somebody else's try is under way and takes a second, or the machine has no room for one."""

    status = 429


class TooManyTokens(PanohError):
    """More exact things were asked about within an hour than work needs."""

    status = 429


def _raise_if_not_tried(refused: AgentError) -> None:
    if refused.code == "busy":
        raise OtherTry(NOT_TRIED) from None


def unlock(passphrase: str | None, *, put_back: bool = False, patient: bool = False) -> bool:
    """Opens the ring. False when the passphrase is wrong. `put_back`: for a backup that is put back (audit.notary.begin_from).

    Raises OtherTry; at once, but where somebody is `patient`: no page is.
    """
    try:
        call("unlock", passphrase=passphrase, put_back=put_back, patient=patient)
    except AgentError as refused:
        _raise_if_not_tried(refused)
        return False
    return True


class BadShare(Exception):
    """These words are no share: one is wrong or missing."""


class DeadShare(Exception):
    """A share of a set that is no longer in force."""


def give_share(words: str, *, put_back: bool = False, patient: bool = False) -> int:
    """Gives one share; how many are still missing, 0 when it is open now. Raises BadShare, DeadShare, OtherTry as `unlock`; Locked when
    nobody answers."""
    try:
        return int(call("unlock_by", share=words, put_back=put_back, patient=patient)["missing"])
    except AgentError as refused:
        _raise_if_not_tried(refused)
        raise (BadShare if refused.code == "bad_share" else DeadShare) from None


def unlock_by_identity(text: str) -> bool:
    """Opens the ring with the text of an age identity file. False when it is none of this ring."""
    try:
        call("unlock_by", identity=text or " ", patient=True)
    except AgentError:
        return False
    return True


def missing_shares() -> int:
    """How many shares are missing of those begun to be given; 0 where none was, or nobody answers."""
    try:
        return int(call("missing")["missing"])
    except (Locked, AgentError):
        return 0


def confirm(said: Receipt) -> None:
    """The hours until it locks itself begin anew, for the event that somebody said that all is well. Raises Locked."""
    call("confirm", receipt=said.token, event=said.event)


def ways() -> Wire:
    """How it opens besides the passphrase: {sets: {kind: {needed, of, made_on}}, sticks, confirm_hours, seconds_left}. Raises Locked."""
    return call("ways")


def set_confirm_hours(recorded: Receipt) -> None:
    """After how many hours without a confirmation it locks itself, as the recorded event says; 0: never."""
    call("set_confirm_hours", receipt=recorded.token, event=recorded.event)


def make_shares(
    passphrase: str | None, *, kind: str, needed: int, of: int, made_on: str, patient: bool = False
) -> tuple[int, list[str]] | None:
    """New shares, the earlier ones of this kind are dead: the number of the set and the words of each. None for a wrong passphrase.

    Raises OtherTry as `unlock`.
    """
    try:
        made = call("make_shares", passphrase=passphrase, kind=kind, needed=needed, of=of, made_on=made_on, patient=patient)
    except AgentError as refused:
        _raise_if_not_tried(refused)
        if refused.code == "wrong_secret":
            return None
        raise
    return made["number"], made["cards"]


def add_stick(passphrase: str | None) -> str | None:
    """A new identity for a stick; it waits its turn. None for a wrong passphrase. Raises OtherTry where the machine has no room."""
    try:
        return str(call("add_stick", passphrase=passphrase, patient=True)["identity"])
    except AgentError as refused:
        _raise_if_not_tried(refused)
        return None


def lock() -> None:
    """Every key out of memory, at once."""
    call("lock")


def secretariat() -> UUID | None:
    """The secretariat as the key ring knows it, None before it is founded. Raises Locked."""
    known = call("secretariat")["id"]
    return UUID(known) if known else None


def add_organisation(organisation: UUID, *, secretariat: bool = False) -> None:
    """Gives the organisation an epoch key of its own."""
    call("add_organisation", organisation=str(organisation), secretariat=secretariat)


def retire_organisation(receipt: bytes, organisation: UUID, passphrase: str | None) -> bool:
    """Destroys the epoch keys of an organisation that has left, against an audit receipt. False for a wrong passphrase."""
    return _with_passphrase("retire_organisation", passphrase, receipt=receipt, organisation=str(organisation)) is not None


def _with_passphrase(operation: str, passphrase: str | None, **arguments: object) -> Wire | None:
    try:
        return call(operation, passphrase=passphrase, **arguments)
    except AgentError as refused:
        _raise_if_not_tried(refused)
        if refused.code == "wrong_secret":
            return None
        raise


@dataclass(frozen=True, slots=True)
class Epoch:
    """The epoch of an organisation that is in force: its number, for how many seconds, how many open. Of those that a turn was asked
    after: how many still open, how many are set aside, and for how many seconds these stay so."""

    active: int
    seconds: int
    held: int
    left: int
    aside: int
    wait: int


def turn_epoch(organisation: UUID, *, after: int = 0) -> Epoch:
    """A new epoch of the organisation, unless one later than `after` is in force; with 0 it is only looked at."""
    return Epoch(**call("turn_epoch", organisation=str(organisation), after=after))


def has_left(organisation: UUID) -> bool:
    """Whether the organisation's epochs are all destroyed, or it never had any."""
    try:
        turn_epoch(organisation)
    except AgentError as refused:
        if refused.code == "unknown_recipient":
            return True
        raise
    return False


def set_aside(receipt: bytes, organisation: UUID) -> int:
    """All epochs of the organisation but the one in force open nothing more, against an audit receipt; how many those are."""
    return int(call("set_aside", receipt=receipt, organisation=str(organisation))["aside"])


def end_epochs(receipt: bytes, organisation: UUID) -> int:
    """Destroys what of the organisation was set aside long enough ago, against an audit receipt; how many epochs."""
    return int(call("end_epochs", receipt=receipt, organisation=str(organisation))["ended"])


def bring_back(passphrase: str | None) -> int | None:
    """What is set aside opens again; how many epochs. None for a wrong passphrase."""
    got = _with_passphrase("bring_back", passphrase)
    return None if got is None else int(got["back"])


def sign(recorded: Receipt, text: bytes) -> tuple[bytes, bytes]:
    """A certificate's Ed25519 signature against the receipt of what it certifies, and the public key (32 bytes)."""
    got = call("sign", receipt=recorded.token, event=recorded.event, text=text)
    return got["signature"], got["public"]


def make(subjects: Sequence[Wire], owners: Sequence[UUID]) -> list[Wire]:
    """New keys, wrapped to the owners and the secretariat: [{ref, wraps}]."""
    return list(call("make", subjects=list(subjects), owners=[str(owner) for owner in owners])["made"])


@contextmanager
def in_session(session: bytes) -> Iterator[None]:
    """Within it questions are asked in this session's name: what the account it belongs to is a member of opens."""
    before = _session.set(session)
    try:
        yield
    finally:
        _session.reset(before)


def session_in_hand() -> bytes:
    """What names the session to the agent; empty for whoever gave no password for a key of their own."""
    return _session.get()


def _with_session(wraps: Sequence[Wire]) -> dict[str, bytes]:
    """The session is named where something asks for it, and nowhere else."""
    return {"session": _session.get()} if any(wrap.get("member") for wrap in wraps) else {}


def refs(wraps: Sequence[Wire]) -> list[bytes | None]:
    """How the audit names each wrap's subject; None where it is sealed and not open here."""
    return list(call("refs", wraps=list(wraps), **_with_session(wraps))["refs"]) if wraps else []


def seal(items: Sequence[Wire]) -> list[Wire]:
    """Seals texts under their subjects' keys: [{ref, texts}]."""
    return list(call("seal", items=list(items), **_with_session([item["wrap"] for item in items]))["sealed"]) if items else []


def unwrap(receipt: bytes, wraps: Sequence[Wire]) -> list[bytes | None]:
    """Subjects' keys against an audit receipt; None where it is sealed and not open here."""
    return list(call("unwrap", receipt=receipt, wraps=list(wraps), **_with_session(wraps))["keys"]) if wraps else []


def expect_many(recorded: Receipt) -> None:
    """So many more people are about to be opened as the recorded event announces."""
    call("expect_many", receipt=recorded.token, event=recorded.event)


def alarm() -> Wire:
    """{people, at} where it locked itself, `ended_open` where it ended without being locked, `many_opened` where so many people were opened
    faster than work does: what is in no record yet. Raises Locked."""
    return call("alarm")


def alarm_told(recorded: Receipt) -> None:
    """It is in the record, by this event."""
    call("alarm_told", receipt=recorded.token, event=recorded.event)


def reseal(wraps: Sequence[Wire], *, members: Sequence[Wire] = (), organisations: Sequence[UUID] = ()) -> list[list[Wire]]:
    """The same keys for members ({member, public, vouch}) and for organisations: a list for each wrap. Raises AgentError."""
    to = [str(organisation) for organisation in organisations]
    return list(call("reseal", wraps=list(wraps), members=list(members), organisations=to, session=_session.get())["made"])


def member_make(member: UUID, key: bytes) -> Wire:
    """A new pair: {recipient, epoch, blob, public, vouch}."""
    return call("member_make", member=str(member), key=key)


def member_open(wrap: Wire, key: bytes, *, session: bytes, mark: str, idle: float, longest: float) -> bool:
    """Opens a member's key for a session, for so many seconds; False when the password is another."""
    try:
        call("member_open", wrap=wrap, key=key, session=session, mark=mark, idle=idle, longest=longest)
    except AgentError as refused:
        if refused.code != "wrong_secret":
            raise
        return False
    return True


def member_rekey(wrap: Wire, key: bytes, new_key: bytes) -> Wire | None:
    """The same private key under another password's key; None when the former one does not open it."""
    try:
        return call("member_rekey", wrap=wrap, key=key, new_key=new_key)
    except AgentError as refused:
        if refused.code != "wrong_secret":
            raise
        return None


def member_seal(member: UUID, texts: Sequence[Wire]) -> list[bytes] | None:
    """Seals what a member keeps for themselves alone; None where this session holds no key of theirs."""
    return _with_own_key("member_seal", member, texts)


def member_unseal(member: UUID, texts: Sequence[Wire]) -> list[bytes | None] | None:
    """Opens it again, None what is not theirs; None for all where this session holds no key of theirs."""
    return _with_own_key("member_unseal", member, texts)


def _with_own_key(operation: str, member: UUID, texts: Sequence[Wire]) -> list[Any] | None:
    try:
        return list(call(operation, session=_session.get(), member=str(member), texts=list(texts))["texts"])
    except AgentError as refused:
        if refused.code != "sealed":
            raise
        return None


def session_seen(member: UUID | None = None) -> bool:
    """A page of this session was asked for; whether it holds a key still, that of this member. False while locked."""
    session, of = _session.get(), {} if member is None else {"member": str(member)}
    with suppress(Locked):
        return bool(session) and bool(call("session_seen", session=session, **of)["open"])
    return False


def member_move(session: bytes, to: bytes, mark: str) -> bool:
    """A session goes on under a fresh name, and the key that it holds with it; whether it held one. False while locked."""
    with suppress(Locked):
        return bool(call("member_move", session=session, to=to, mark=mark)["moved"])
    return False


def member_close(marks: Sequence[str] = (), *, member: UUID | None = None, but: str = "") -> None:
    """Forgets the keys of these sessions, or all of a member's but that of one session. While locked there are none."""
    with suppress(Locked):
        call("member_close", marks=list(marks), member=str(member) if member else "", but=but)


def rewrap(wraps: Sequence[Wire], to: UUID) -> list[Wire]:
    """The same keys for another recipient."""
    return list(call("rewrap", wraps=list(wraps), to=str(to))["wraps"]) if wraps else []


def open_intake(receipt: bytes, sealed: bytes) -> Message:
    """A message from outside against an audit receipt. Raises intake.Unreadable for what is none, or for no key of ours."""
    try:
        return unpacked(call("open_intake", receipt=receipt, sealed=sealed)["plain"])
    except AgentError as refused:
        if refused.code in {"broken_seal", "unknown_key"}:
            raise Unreadable from None
        raise


def names_state() -> Wire:
    """The name index: {load, seq, mark, gaps, people}; `seq` -1 while it is not filled. Raises Locked."""
    return call("names_state")


def names_put(load: bytes, recipient: UUID, entries: bytes, seqs: Sequence[int], gone: Sequence[bytes] = (), mark: bytes = b"") -> Wire:
    """Feeds the name index with packed entries and says which changes are in, and the mark of the last; answers as `names_state`."""
    return call("names_put", load=load, recipient=str(recipient), entries=entries, seqs=list(seqs), gone=list(gone), mark=mark)


def names_search(receipt: bytes, text: str, allowed: bytes | None, *, practice: bool, limit: int, least: float) -> Wire:
    """Asks the name index against an audit receipt: {matches: [{person, score, why}], complete, too_short}. Whoever is answered counts as
    opened."""
    return call("names_search", receipt=receipt, text=text, allowed=allowed, practice=practice, limit=limit, least=least)


def names_like(receipt: bytes, recipient: UUID, entries: bytes, *, limit: int) -> tuple[list[Wire], bool]:
    """Who else may be each of the packed people, against an audit receipt: [{person, others: [{person, score, number}]}], and whether that
    is all of them: whoever is answered counts as opened, and the rest may have to wait for another hour."""
    got = call("names_like", receipt=receipt, recipient=str(recipient), entries=entries, limit=limit)
    return list(got["alike"]), bool(got["whole"])


def names_clear(load: bytes | None = None) -> None:
    """Empties the name index, so that it is filled anew; with `load` only where it is still that filling."""
    call("names_clear", load=load)


def tokens(domain: str, texts: Sequence[str]) -> list[bytes]:
    """Keyed hashes of exact things, 16 bytes each. Raises TooManyTokens."""
    try:
        return list(call("token", domain=domain, texts=list(texts))["tokens"]) if texts else []
    except AgentError as refused:
        if refused.code == "too_many_tokens":
            raise TooManyTokens(TOO_MANY_TOKENS) from None
        raise
