"""Recipients and their epochs: given, turned, and destroyed. What destroys asks for more than any process of the same user can make
by itself (docs/adr/0033-what-destroys-keys.md)."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from panoh.agent import ring as rings
from panoh.agent import stretching
from panoh.agent.notary import Notary
from panoh.agent.opening import Second
from panoh.agent.wraps import Refused
from panoh.vault import envelope

NOTED_SECONDS = 3_600  # what is aside and asked for again and again is noted no more often


class Epochs(Notary):
    """What the ring holds for each organisation."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self._second = Second()
        self._one_try = threading.Lock()  # a try of a passphrase takes a second and half a gigabyte

    @contextlib.contextmanager
    def _alone(self, patient: bool) -> Iterator[None]:
        """One try at a time. Who is not patient is told at once that another is under way: a page that waited would hold up others.

        Nothing else is held meanwhile: a process of its own stretches the passphrase (`agent.stretching`), and the agent answers.
        """
        if not self._one_try.acquire(blocking=patient):
            raise Refused("busy")
        try:
            yield
        except rings.WrongSecret:
            raise Refused("wrong_secret") from None
        except stretching.NoAnswer:
            raise Refused("busy") from None
        finally:
            self._one_try.release()

    def secretariat(self) -> dict[str, Any]:
        """The id of the secretariat, empty before it is founded."""
        return {"id": self._open().secretariat}

    def add_organisation(self, organisation: str, secretariat: bool = False) -> dict[str, Any]:
        """Gives an organisation its first epoch, if it has none; durable in the ring before this returns."""
        with self._guard:
            ring = self._open()
            if secretariat and ring.secretariat not in ("", organisation):
                raise Refused("second_secretariat")
            if organisation not in ring.organisations or (secretariat and not ring.secretariat):
                ring.organisations.setdefault(organisation, {"active": 1, "epochs": {"1": envelope.new_key().hex()}})
                ring.secretariat = organisation if secretariat else ring.secretariat
                rings.store(self.data, ring)
        return {}

    def _check_passphrase(self, passphrase: str | None) -> None:
        """It opens the ring; where the ring unlocks itself there is none to ask for."""
        self._open()
        with self._alone(patient=True):
            rings.root(self.data, passphrase)

    def retire_organisation(self, receipt: bytes, organisation: str, passphrase: str | None = None) -> dict[str, Any]:
        """Destroys every epoch of an organisation that has left, durable before this returns: no copy of its wraps opens again, and
        nothing is wrapped to it any more. Against the passphrase, and the receipt of the event that records it. Asked twice, no more."""
        self._check_passphrase(passphrase)
        with self._guard:
            ring = self._open()
            self._take(receipt)
            if organisation == ring.secretariat:
                raise Refused("secretariat_stays")
            if ring.epochs(organisation):
                ring.organisations[organisation] |= {"epochs": {}, "aside": {}}
                rings.store(self.data, ring)
        return {}

    def turn_epoch(self, organisation: str, after: int) -> dict[str, Any]:
        """Begins a new epoch of a recipient unless one after `after` is in force already; durable in the ring before anything is wrapped
        under it. The former ones open until `set_aside`.

        Answers the one in force, how many seconds it has been, and how many open (`held`); of those up to `after` how many still open
        (`left`), how many are set aside, and in how many seconds the last of these may be destroyed (`wait`)."""
        with self._guard:
            ring = self._open()
            if not ring.epochs(organisation):
                raise Refused("unknown_recipient")
            entry = ring.organisations[organisation]
            if entry["active"] <= after:
                entry["epochs"][str(entry["active"] + 1)] = envelope.new_key().hex()
                entry["active"], entry["since"] = entry["active"] + 1, int(time.time())
                rings.store(self.data, ring)
            aside = [self._seconds_aside(ring, kept) for number, kept in entry.get("aside", {}).items() if int(number) <= after]
            return {
                "active": entry["active"],
                # A clock that was put back says nothing of how long it has been.
                "seconds": max(int(time.time()) - entry.get("since", 0), 0),
                "held": len(entry["epochs"]),
                "left": sum(int(number) <= after for number in entry["epochs"]),
                "aside": len(aside),
                "wait": max(aside, default=0),
            }

    def _seconds_aside(self, ring: rings.Ring, kept: dict[str, Any]) -> int:
        """How long what is set aside stays so, unless somebody asks for it."""
        return max(int(kept["at"]) + ring.aside_seconds - int(time.time()), 0)

    def _inner(self, ring: rings.Ring, wrap: dict[str, Any]) -> bytes:
        try:
            return super()._inner(ring, wrap)
        except Refused as refused:
            if refused.code == "epoch_gone":
                self._asked_for(ring, wrap)
            raise

    def _asked_for(self, ring: rings.Ring, wrap: dict[str, Any]) -> None:
        """What lies under an epoch that is aside is asked for, so somebody lives by it: its time begins anew. It opens nothing."""
        with self._guard:
            kept = ring.organisations.get(wrap["recipient"], {}).get("aside", {}).get(str(wrap["epoch"]))
            if kept is None or time.time() - kept["at"] < NOTED_SECONDS:
                return
            with contextlib.suppress(Refused, OSError):
                self._inner_of(bytes.fromhex(kept["key"]), wrap)
                kept["at"] = int(time.time())
                if self._ring is ring:
                    rings.store(self.data, ring)

    def set_aside(self, receipt: bytes, organisation: str) -> dict[str, Any]:
        """Every epoch of a recipient but the one in force opens nothing from now on, durable before this returns. Whoever asks has wrapped
        the living anew. Against the receipt of the event that records it."""
        with self._guard:
            ring = self._open()
            self._take(receipt)
            entry = ring.organisations.get(organisation, {"active": 0, "epochs": {}})
            former = [number for number in entry["epochs"] if number != str(entry["active"])]
            kept = {number: {"key": entry["epochs"].pop(number), "at": int(time.time())} for number in former}
            if kept:
                entry["aside"] = entry.get("aside", {}) | kept
                rings.store(self.data, ring)
                self._second.end()
        return {"aside": len(kept)}

    def end_epochs(self, receipt: bytes, organisation: str) -> dict[str, Any]:
        """Destroys what of a recipient was set aside, and asked for last, long enough ago, durable before this returns: what is wrapped
        under it, in whatever copy, opens never again. Against the receipt of the event that records it."""
        with self._guard:
            ring = self._open()
            self._take(receipt)
            aside = ring.organisations.get(organisation, {}).get("aside", {})
            over = [number for number, kept in aside.items() if not self._seconds_aside(ring, kept)]
            for number in over:
                del aside[number]
            if over:
                rings.store(self.data, ring)
        return {"ended": len(over)}

    def bring_back(self, passphrase: str | None = None) -> dict[str, Any]:
        """Whatever is set aside opens again, of every organisation; how many epochs. Against the passphrase."""
        self._check_passphrase(passphrase)
        with self._guard:
            ring = self._open()
            count = 0
            for entry in ring.organisations.values():
                aside = entry.pop("aside", {})
                entry["epochs"] |= {number: kept["key"] for number, kept in aside.items()}
                count += len(aside)
            if count:
                rings.store(self.data, ring)
        return {"back": count}
