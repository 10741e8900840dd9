"""What the audit asks of the key agent: to vouch for an event, to take that back, to sign a checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

from panoh.core.agent import call


@dataclass(frozen=True, slots=True)
class Receipt:
    """The agent's word for one event. It opens keys once, within a minute."""

    leaf: bytes
    token: bytes
    session: bytes
    index: int
    mac: bytes


def notarise(leaf: bytes) -> Receipt:
    """Vouches for an event before it is committed. Raises core.errors.Locked when there is no agent."""
    got = call("notarise", leaf=leaf)
    return Receipt(leaf, got["receipt"], got["session"], got["index"], got["mac"])


def abandon(receipt: Receipt) -> None:
    """The event was rolled back."""
    call("abandon", leaf=receipt.leaf, receipt=receipt.token)


def sign_checkpoint(leaves: Sequence[bytes], note: bytes) -> tuple[bytes, bytes, int]:
    """Signature, public key, and how many vouched events are in no table though they should be."""
    got = call("checkpoint", leaves=list(leaves), note=note)
    return got["signature"], got["public"], got["missing"]


def verify_macs(events: Sequence[tuple[bytes, int, bytes, bytes]]) -> list[bool]:
    """Whether each (session, index, leaf, mac) is the agent's own."""
    named = [{"session": session, "index": index, "leaf": leaf, "mac": mac} for session, index, leaf, mac in events]
    return list(call("verify_macs", events=named)["good"])
