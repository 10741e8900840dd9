"""Who acts. Rooms below `accounts` know no user model; they know an Actor."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ActorKind = Literal["user", "outsider", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who reads or writes: `ref` is the account's id (all zeros for the system itself).

    `organisation` decides which wraps of a key are tried, so an actor without one opens nothing.
    """

    kind: ActorKind
    ref: UUID
    organisation: UUID | None = None


SYSTEM = Actor("system", UUID(int=0))
