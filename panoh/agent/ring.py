"""The key ring: every key that opens others, in one age file beside the database.

`keyring.age` is encrypted to the root identity. `root.age` holds that identity under a passphrase; an instance that unlocks
itself keeps it in clear as `root.key` and says so on every page. `root.keys.age` holds it for keys on sticks and for shares
(`agent.unlocking`). All open with the plain `age` tool.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from panoh.agent import stretching
from panoh.vault import intake

RING = "keyring.age"
ROOT_SEALED = "root.age"
ROOT_CLEAR = "root.key"
ROOT_FOR_KEYS = "root.keys.age"
CONFIRM_HOURS = 24
ASIDE_SECONDS = 3 * 86_400


class WrongSecret(Exception):
    """The passphrase does not open the root identity, or the ring is not for it."""


@dataclass
class Ring:
    """The opened ring. `organisations` maps an id to {"active": epoch, "epochs": {epoch: hex key}}."""

    database_key: str
    audit_seed: str
    audit_signing: str
    token_key: str
    root_recipient: str
    former_root: str = ""  # while a new root is being put in: then the ring opens with either
    sets: dict[str, dict[str, Any]] = field(default_factory=dict)  # shares: kind → {"recipient", "needed", "of", "made_on"}
    sticks: list[str] = field(default_factory=list)  # age recipients of keys on sticks
    confirm_hours: int = CONFIRM_HOURS  # nobody confirmed for so long: it locks itself; 0: never
    aside_seconds: int = ASIDE_SECONDS  # so long after it was asked for last what is set aside is kept; less in tests alone
    secretariat: str = ""
    keeps_last: bool = False  # the last checkpoint lies beside the ring (agent.checkpoints); rings of before there were any begin once
    owed: list[str] = field(default_factory=list)  # leaves, in hex, of events that opened something and were in no checkpoint at the lock
    alarm: dict[str, int] = field(default_factory=dict)  # it locked itself: {"people", "at"}, until that is in the record
    recent: dict[str, Any] = field(default_factory=dict)  # whom the hour before the last lock has seen, and where (agent.keys)
    many_opened: int = 0  # so many people were opened faster than work does, until that is in the record
    is_open: bool = False  # an agent has it open; where the next one finds it so, that one ended without being locked
    ended_open: bool = False  # that happened, until it is in the record
    intake: dict[str, Any] = field(default_factory=dict)  # {"active": key id, "keys": {key id: private key}}, in hex
    organisations: dict[str, dict[str, Any]] = field(default_factory=dict)

    def active(self, organisation: str) -> tuple[int, bytes]:
        """The epoch in force for this recipient and its key."""
        entry = self.organisations[organisation]
        return entry["active"], bytes.fromhex(entry["epochs"][str(entry["active"])])

    def epoch(self, organisation: str, number: int) -> bytes | None:
        """The key of one epoch, None when it was destroyed or never was."""
        text = self.epochs(organisation).get(str(number))
        return bytes.fromhex(text) if text else None

    def epochs(self, organisation: str) -> dict[str, str]:
        """The keys of every epoch of this recipient, in hex."""
        epochs: dict[str, str] = self.organisations.get(organisation, {}).get("epochs", {})
        return epochs

    def new_intake_key(self) -> None:
        """A new pair for what comes in without an account. The older ones stay: what was sealed to them may still be on its way."""
        private = intake.new_private()
        name = intake.public_of(private).id.hex()
        self.intake = {"active": name, "keys": {**self.intake.get("keys", {}), name: private.hex()}}

    def intake_private(self, key: bytes) -> bytes | None:
        """The private key of this id, None where there is none."""
        text = self.intake.get("keys", {}).get(key.hex())
        return bytes.fromhex(text) if text else None


def publish_intake_key(data: Path, ring: Ring) -> None:
    """Lays the public key beside the ring, where it can be read while everything is locked. A ring of before there were any gets a pair."""
    if not ring.intake:
        ring.new_intake_key()
        store(data, ring)
    public = intake.public_of(bytes.fromhex(ring.intake["keys"][ring.intake["active"]]))
    if intake.public_key(data) != public:
        write(data / intake.PUBLIC_FILE, public.text().encode("ascii"))


def exists(data: Path) -> bool:
    return (data / RING).exists()


def unlocks_itself(data: Path) -> bool:
    return (data / ROOT_CLEAR).exists()


def create(data: Path, passphrase: str | None) -> None:
    """A new ring and root identity in `data`; with no passphrase the root lies in clear (demo only)."""
    identity = pyrage.x25519.Identity.generate()
    if passphrase is not None:  # one in clear is of a call that broke off before it had a ring
        (data / ROOT_CLEAR).unlink(missing_ok=True)
    write_root(data, identity, passphrase)
    signing = Ed25519PrivateKey.generate()
    ring = Ring(
        database_key=secrets.token_hex(32),
        audit_seed=secrets.token_hex(32),
        audit_signing=signing.private_bytes_raw().hex(),
        token_key=secrets.token_hex(32),
        root_recipient=str(identity.to_public()),
    )
    ring.new_intake_key()
    store(data, ring)


def root_file(identity: pyrage.x25519.Identity, passphrase: str | None) -> tuple[str, bytes]:
    """What is to lie beside the ring, and under which name: the root identity under the passphrase, or in clear without one."""
    clear = str(identity).encode("ascii")
    return (ROOT_CLEAR, clear) if passphrase is None else (ROOT_SEALED, stretching.sealed(clear, passphrase))


def write_root(data: Path, identity: pyrage.x25519.Identity, passphrase: str | None) -> None:
    """Lays the root identity beside the ring."""
    name, content = root_file(identity, passphrase)
    write(data / name, content)


def store(data: Path, ring: Ring) -> None:
    """Writes the ring, encrypted to its root, in one durable step."""
    recipients = [pyrage.x25519.Recipient.from_str(one) for one in (ring.root_recipient, ring.former_root) if one]
    write(data / RING, pyrage.encrypt(json.dumps(ring.__dict__).encode(), recipients))


def root(data: Path, passphrase: str | None) -> pyrage.x25519.Identity:
    """The root identity, by the passphrase or from where it lies in clear. Raises WrongSecret."""
    try:
        if passphrase is None:
            return pyrage.x25519.Identity.from_str((data / ROOT_CLEAR).read_text(encoding="ascii").strip())
        clear = stretching.opened((data / ROOT_SEALED).read_bytes(), passphrase)
        return pyrage.x25519.Identity.from_str(clear.decode("ascii"))
    except (stretching.WrongPassphrase, pyrage.IdentityError, OSError, ValueError) as error:
        raise WrongSecret from error


def opened_by(data: Path, identity: pyrage.x25519.Identity) -> Ring:
    """Opens the ring with the root identity. Raises WrongSecret."""
    try:
        return Ring(**json.loads(pyrage.decrypt((data / RING).read_bytes(), [identity])))
    except (pyrage.DecryptError, OSError, ValueError) as error:
        raise WrongSecret from error


def load(data: Path, passphrase: str | None) -> Ring:
    """Opens the ring with the passphrase, or with the root in clear. Raises WrongSecret."""
    return opened_by(data, root(data, passphrase))


def write(path: Path, content: bytes) -> None:
    """Replaces a file whole: 0600, flushed to the disk, then renamed over the old one."""
    fresh = path.with_suffix(path.suffix + ".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
