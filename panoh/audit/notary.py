"""What the audit asks of the key agent: to vouch for an event, to take that back, to sign a checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from panoh.core.agent import call


@dataclass(frozen=True, slots=True)
class Receipt:
    """The agent's word for one event. It opens keys once, within a minute."""

    leaf: bytes
    token: bytes
    session: bytes
    index: int
    mac: bytes
    event: dict[str, Any] = field(default_factory=dict)  # what the leaf covers (audit.content)


def notarise(leaf: bytes) -> Receipt:
    """Vouches for an event before it is committed. Raises core.errors.Locked when there is no agent."""
    got = call("notarise", leaf=leaf)
    return Receipt(leaf, got["receipt"], got["session"], got["index"], got["mac"])


def abandon(receipt: Receipt) -> bool:
    """The event was rolled back. False where its receipt had opened keys by then: such an event must come."""
    return not call("abandon", leaf=receipt.leaf, receipt=receipt.token)["used"]


def sign_checkpoint(size: int, leaves: Sequence[bytes], note: bytes) -> tuple[bytes, bytes, int]:
    """Of a tree of this size grown by these leaves: signature, public key, and how many events that opened something are in no table though
    they should be. Raises AgentError where that does not go on from the last checkpoint."""
    got = call("checkpoint", size=size, leaves=list(leaves), note=note)
    return got["signature"], got["public"], got["missing"]


def missing_told(told: Receipt) -> None:
    """So many missing events are in the record, by this event. Raises AgentError where no checkpoint has it."""
    call("missing_told", receipt=told.token, event=told.event)


@dataclass(frozen=True, slots=True)
class Awaited:
    """Events that opened something and that no checkpoint has yet, the oldest first: their leaves, how many seconds the oldest has been
    awaited, how many are overdue."""

    leaves: list[bytes]
    seconds: int
    overdue: int


def awaited() -> Awaited:
    """Raises core.errors.Locked."""
    return Awaited(**call("awaited"))


def has_ended_open() -> bool:
    """Whether the agent before this one ended without being locked, and the record does not have it yet. Raises core.errors.Locked."""
    return "ended_open" in call("alarm")


def begin_from(note: str, peaks: bytes) -> None:
    """The record goes on from this checkpoint, or from nothing. Raises AgentError where the agent knows better."""
    call("begin_from", note=note, peaks=peaks)


@dataclass(frozen=True, slots=True)
class Last:
    """What the agent knows of its last checkpoint: its key, the checkpoint, what that went on from and which leaves it added; the chain of
    all checkpoints from size `first` on (`tree.chained`), and the same without the last one."""

    public: bytes
    state: str  # known, new, lost
    size: int
    root: bytes
    before: int
    added: list[bytes]
    first: int
    chain: bytes
    chain_before: bytes


def last_checkpoint() -> Last:
    """Raises core.errors.Locked."""
    return Last(**call("last_checkpoint"))


def verify_macs(events: Sequence[tuple[bytes, int, bytes, bytes]]) -> list[bool]:
    """Whether each (session, index, leaf, mac) is the agent's own."""
    named = [{"session": session, "index": index, "leaf": leaf, "mac": mac} for session, index, leaf, mac in events]
    return list(call("verify_macs", events=named)["good"])
