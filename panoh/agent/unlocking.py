"""What opens the ring besides the passphrase: keys on sticks and shares; how they are made; and when it locks by itself.

`root.keys.age` is the root identity for each stick and each set of shares. A set is an age identity of its own, sealed in
`shares.KIND.age` under a secret that only the shares together give: with `shamir recover` and `age` it opens without this house.
Whoever makes shares gives the passphrase, and the root becomes another one: earlier shares of that kind open nothing any more.
"""

import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import Any

import pyrage

from panoh.agent import ring as rings
from panoh.agent import shares, stretching

KINDS = ("paper", "phones")
NUMBERS = "shares.json"  # which sets there are: a number that stands on the cards, nothing that opens
WITHIN_SECONDS = 600.0  # shares that are given further apart do not meet
FEWEST, MOST_NEEDED = 2, 5
MOST_HOURS = 24 * 14
MARK = "AGE-SECRET-KEY-"
WHY = "locked.json"  # why it is locked, for whoever opens it: nothing that opens, and nobody
BOOT = Path("/proc/sys/kernel/random/boot_id")


def set_file(kind: str) -> str:
    """Where the identity of a set lies, under the secret of its shares."""
    return f"shares.{kind}.age"


FILES = (rings.ROOT_FOR_KEYS, NUMBERS, *(set_file(kind) for kind in KINDS))


def boot_seconds() -> float:
    """Seconds since the machine was started, those in which it slept too; nobody can put them back."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def boot() -> str:
    """Which start of the machine this is: the seconds of one say nothing about another."""
    return BOOT.read_text(encoding="ascii").strip()


def why_locked(data: Path) -> dict[str, Any]:
    """Why it locked itself and when, by the clock that people go by (0: it was not noted)."""
    try:
        noted = json.loads((data / WHY).read_bytes())
        return {"why": str(noted["why"]), "locked_itself_at": int(noted.get("at", 0))}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {"why": "", "locked_itself_at": 0}


class Dead(Exception):
    """A share that is whole and not of a set in force."""


def _numbers(data: Path) -> dict[str, int]:
    """The number of each set in force."""
    try:
        found: dict[str, int] = json.loads((data / NUMBERS).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return found


def _seal_root(data: Path, ring: rings.Ring, root: pyrage.x25519.Identity) -> None:
    """The root for every stick and set in force; no file where there are none."""
    recipients = [*ring.sticks, *(one["recipient"] for one in ring.sets.values())]
    if recipients:
        known = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
        rings.write(data / rings.ROOT_FOR_KEYS, pyrage.encrypt(str(root).encode("ascii"), known))


def _by_key(data: Path, key: pyrage.x25519.Identity) -> rings.Ring:
    """The ring by a key to the root. Raises WrongSecret."""
    try:
        clear = pyrage.decrypt((data / rings.ROOT_FOR_KEYS).read_bytes(), [key])
        return rings.opened_by(data, pyrage.x25519.Identity.from_str(clear.decode("ascii")))
    except (pyrage.DecryptError, pyrage.IdentityError, OSError, ValueError) as error:
        raise rings.WrongSecret from error


def opened_by_identity(data: Path, text: str) -> rings.Ring:
    """The ring by an age identity file: of a stick, or the root itself. Raises WrongSecret."""
    for line in text.split():
        if line.startswith(MARK):
            try:
                key = pyrage.x25519.Identity.from_str(line)
            except pyrage.IdentityError:
                continue
            try:
                return rings.opened_by(data, key)
            except rings.WrongSecret:
                return _by_key(data, key)
    raise rings.WrongSecret


def add_stick(data: Path, ring: rings.Ring, root: pyrage.x25519.Identity) -> str:
    """A new key for a stick, answered once."""
    key = pyrage.x25519.Identity.generate()
    ring.sticks = [*ring.sticks, str(key.to_public())]
    rings.store(data, ring)
    _seal_root(data, ring, root)
    return str(key)


@dataclass(frozen=True, slots=True, repr=False)
class NewShares:
    """A new set of shares under a new root, that nobody knows of yet."""

    made: list[shares.Share]
    root: pyrage.x25519.Identity
    recipient: str
    files: tuple[tuple[str, bytes], tuple[str, bytes]]  # the set under what its shares give, the root under the passphrase


def new_shares(data: Path, passphrase: str | None, *, kind: str, needed: int, of: int) -> NewShares:
    """A new set, not in force yet; it takes three stretched passphrases. Raises WrongSecret, or ValueError for other numbers."""
    if kind not in KINDS or not FEWEST <= needed <= min(of, MOST_NEEDED) or of > shares.MOST:
        raise ValueError(kind)
    rings.root(data, passphrase)
    root, key, secret = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate(), token_bytes(shares.SECRET_BYTES)
    made = shares.split(secret, needed=needed, of=of)
    under_shares = set_file(kind), stretching.sealed(str(key).encode("ascii"), secret.hex())
    return NewShares(made, root, str(key.to_public()), (under_shares, rings.root_file(root, passphrase)))


def put_in_force(data: Path, ring: rings.Ring, new: NewShares, *, kind: str, made_on: str) -> None:
    """The new set and root are those that open; the earlier set of this kind is dead.

    While the root changes the ring opens with the former one too, so that a machine that goes off in between still opens.
    """
    (of_set, under_shares), (of_root, under_passphrase) = new.files
    ring.root_recipient, ring.former_root = str(new.root.to_public()), ring.root_recipient
    about = {"recipient": new.recipient, "needed": new.made[0].needed, "of": len(new.made), "made_on": made_on}
    ring.sets = {**ring.sets, kind: about}
    rings.store(data, ring)
    rings.write(data / of_set, under_shares)
    rings.write(data / NUMBERS, json.dumps({**_numbers(data), kind: new.made[0].identifier}).encode("ascii"))
    _seal_root(data, ring, new.root)
    rings.write(data / of_root, under_passphrase)
    ring.former_root = ""
    rings.store(data, ring)


class GivenShares:
    """Shares that were given while everything is locked: in memory alone, and forgotten after ten minutes."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._guard = threading.Lock()
        self._given: dict[str, dict[shares.Share, float]] = {}

    def forget(self) -> None:
        """None were given."""
        with self._guard:
            self._given.clear()

    def _living(self, kind: str) -> dict[shares.Share, float]:
        since = boot_seconds() - WITHIN_SECONDS
        self._given[kind] = {share: at for share, at in self._given.get(kind, {}).items() if at > since}
        return self._given[kind]

    def missing(self) -> int:
        """How many more are missing of the set that is nearest; 0 when none was given."""
        with self._guard:
            given = [list(living) for kind in KINDS if (living := self._living(kind))]
        return min((max(some[0].needed - len({share.index for share in some}), 1) for some in given), default=0)

    def give(self, text: str) -> rings.Ring | None:
        """Takes a share in; the ring, once they are enough. Raises BadShare, Dead, NoAnswer."""
        share = shares.from_words(text)
        kind = next((kind for kind, number in _numbers(self._data).items() if number == share.identifier), None)
        if kind is None:
            raise Dead
        with self._guard:
            living = self._living(kind)
            living[share] = boot_seconds()
            while len(living) > shares.MOST:  # the oldest goes: nobody fills the room with wrong ones
                del living[min(living, key=living.__getitem__)]
            secret = shares.joined(list(living))
        if secret is None:
            return None
        try:
            clear = stretching.opened((self._data / set_file(kind)).read_bytes(), secret.hex())
            return _by_key(self._data, pyrage.x25519.Identity.from_str(clear.decode("ascii")))
        except (stretching.WrongPassphrase, pyrage.IdentityError, OSError, ValueError, rings.WrongSecret):
            self.forget()
            raise Dead from None


def facts(ring: rings.Ring) -> dict[str, Any]:
    """What the data guardian's page says: sets by kind, how many sticks, after how many hours it locks itself."""
    sets = {kind: {name: one[name] for name in ("needed", "of", "made_on")} for kind, one in ring.sets.items()}
    return {"sets": sets, "sticks": len(ring.sticks), "confirm_hours": ring.confirm_hours}
