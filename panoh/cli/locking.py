"""`panoh unlock`, `lock`, `status`, `code`."""

import argparse
import getpass
import os
import re
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from panoh.agent import memory, ring
from panoh.agent import stop as stopping
from panoh.agent.start import start
from panoh.cli.django_ready import need_instance, need_keys, need_whole_database, setup
from panoh.cli.output import Fail, answer, answer_json, say


def read_passphrase(file: Path | None, prompt: str = "Passphrase: ") -> str:
    """From the file, the terminal or standard input; a trailing line end is not part of it."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except OSError:
            raise Fail(f"The passphrase file {file.name} cannot be read.", 2) from None
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\r\n")


STATUS_SECONDS = 10.0
K_OF_N = re.compile(r"([2-5])(?:of|/|-)(\d{1,2})")
CARD = """
--------------------------------------------------------------
{house}
Card {number} of {of} · set {set} · {kind} · {day}
Any {needed} of these {of} cards open everything together.

{words}

Kept apart from the others. Who finds it: it opens nothing alone.
--------------------------------------------------------------"""


def unlock(chosen: argparse.Namespace, data: Path) -> int:
    """Opens the ring in the running agent, or starts one; then brings the database up to date, and makes cards or a key where asked."""
    need_instance(data)
    start(data)
    setup()
    from panoh.cli.database import migrate  # noqa: PLC0415
    from panoh.vault import client  # noqa: PLC0415
    from panoh.vault.actions import note_unlocked  # noqa: PLC0415

    passphrase = None
    if (chosen.make_shares or chosen.make_identity or chosen.bring_back) and not ring.unlocks_itself(data):
        passphrase = read_passphrase(chosen.passphrase_file)
    was_open = not client.status().locked
    if not was_open:
        open_ring(data, passphrase, chosen.passphrase_file, identity=chosen.identity, shares=chosen.shares)
    need_whole_database()
    migrate()
    note_unlocked()
    if chosen.make_shares:
        _make_shares(chosen.make_shares, "phones" if chosen.phones else "paper", passphrase)
    elif chosen.make_identity:
        _make_identity(chosen.make_identity, passphrase)
    elif chosen.bring_back:
        _bring_back(passphrase)
    tried = "" if passphrase else " No passphrase was tried."
    say(f"It was open already.{tried}" if was_open else "Unlocked.")
    return 0


def open_ring(
    data: Path, passphrase: str | None, file: Path | None, *, identity: Path | None = None, shares: bool = False, put_back: bool = False
) -> None:
    """Opens the ring: with cards, a key on a stick, or the passphrase, which is asked for where it is not known. Raises Fail.

    `put_back`: with cards or the passphrase, for a backup that is being put back.
    """
    from panoh.vault import client  # noqa: PLC0415 -- after Django is ready

    if shares:
        _give_shares(put_back=put_back)
    elif identity:
        try:
            text = identity.read_text(encoding="ascii")
        except (OSError, ValueError):
            raise Fail(f"The file {identity.name} cannot be read.", 2) from None
        if not client.unlock_by_identity(text):
            raise Fail("That key does not open the key ring.")
    elif not client.unlock(passphrase or (None if ring.unlocks_itself(data) else read_passphrase(file)), put_back=put_back, patient=True):
        raise Fail("That passphrase does not open the key ring.")


def _give_shares(*, put_back: bool) -> None:
    """One share a line, until they are enough; a slip costs one line, not the others."""
    from panoh.vault import client  # noqa: PLC0415 -- after Django is ready

    missing = 1
    while missing:
        words = read_passphrase(None, "Words of a card: ")
        if not words:
            raise Fail("Those cards are not enough.")
        try:
            missing = client.give_share(words, put_back=put_back, patient=True)
        except client.BadShare:
            say("These are not the words of a card: one is wrong or missing. Type this card once more.")
        except client.DeadShare:
            say("This card is of an earlier set. Take the newer cards.")
        else:
            if missing:
                say(f"{missing} more.")


def _make_shares(wanted: str, kind: str, passphrase: str | None) -> None:
    from panoh.accounts.queries import secretariat  # noqa: PLC0415 -- after Django is ready
    from panoh.audit.trail import record  # noqa: PLC0415
    from panoh.core.actor import SYSTEM  # noqa: PLC0415
    from panoh.core.clock import today  # noqa: PLC0415
    from panoh.vault import client  # noqa: PLC0415
    from panoh.vault.events import Event  # noqa: PLC0415

    asked = K_OF_N.fullmatch(wanted)
    if asked is None or not int(asked[1]) <= int(asked[2]) <= 16:
        raise Fail("Say how many of how many: 3of5. Two to five of at most sixteen.", 2)
    needed, of = int(asked[1]), int(asked[2])
    made = client.make_shares(passphrase, kind=kind, needed=needed, of=of, made_on=today().isoformat(), patient=True)
    if made is None:
        raise Fail("That is not the passphrase. No card was made; the earlier ones still open.")
    record(Event.SHARES_MADE, by=SYSTEM)
    for number, words in enumerate(made[1], 1):
        facts = {"house": secretariat().name_en, "day": today().isoformat(), "set": made[0]}
        answer(CARD.format(number=number, of=of, needed=needed, kind=kind, words=_in_lines(words), **facts))
    say("The earlier cards of this kind open nothing any more. No file was written.")


def _in_lines(words: str) -> str:
    numbered = [f"{number:>2} {word:<10}" for number, word in enumerate(words.split(), 1)]
    return "\n".join(" ".join(numbered[start : start + 4]).rstrip() for start in range(0, len(numbered), 4))


def _make_identity(file: Path, passphrase: str | None) -> None:
    from panoh.audit.trail import record  # noqa: PLC0415 -- after Django is ready
    from panoh.core.actor import SYSTEM  # noqa: PLC0415
    from panoh.vault import client  # noqa: PLC0415
    from panoh.vault.events import Event  # noqa: PLC0415

    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        raise Fail(f"The file {file.name} cannot be written, or there is one already.", 2) from None
    identity = None
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            identity = client.add_stick(passphrase)
            out.write(f"{identity}\n" if identity else "")
    finally:
        if identity is None:
            file.unlink()
    if identity is None:
        raise Fail("That is not the passphrase. No key was made.")
    record(Event.STICK_MADE, by=SYSTEM)


def _bring_back(passphrase: str | None) -> None:
    from panoh.audit.trail import record  # noqa: PLC0415 -- after Django is ready
    from panoh.core.actor import SYSTEM  # noqa: PLC0415
    from panoh.vault import client  # noqa: PLC0415
    from panoh.vault.events import Event  # noqa: PLC0415

    count = client.bring_back(passphrase)
    if count is None:
        raise Fail("That is not the passphrase. Nothing was brought back.")
    if count:
        record(Event.KEYS_BROUGHT_BACK, by=SYSTEM)
    say(f"Keys that open again: {count}.")


def lock(_chosen: argparse.Namespace, data: Path) -> int:
    """Every key out of memory, in every agent of the folder, whoever started it: proven, or exit 1. No running agent is locked too."""
    need_instance(data)
    is_open = stopping.answer_of(data, "status")[1].get("locked") is False
    try:
        if is_open:
            _record_lock(data)
    finally:  # whatever hinders the record must not hinder the lock
        if not stopping.lock(data):
            raise Fail("NOT locked for certain: a process holds this data folder and could not be ended. Take the power away.")
        say("Locked.")
    return 0


def _record_lock(data: Path) -> None:
    setup()
    from panoh.audit.trail import record  # noqa: PLC0415
    from panoh.core.actor import SYSTEM  # noqa: PLC0415
    from panoh.core.db import copies  # noqa: PLC0415
    from panoh.core.errors import Locked  # noqa: PLC0415
    from panoh.vault.events import Event  # noqa: PLC0415

    if copies.is_sqlite() and not (data / "panoh.db").exists():  # a shell without the settings of the service makes none
        say("The record does not note it: without PANOH_DATABASE there is no database here.")
        return
    with suppress(Locked):  # somebody else was quicker
        record(Event.LOCKED, by=SYSTEM)


def status(chosen: argparse.Namespace, data: Path) -> int:
    """Says whether the agent runs and is locked; exit 3 when locked, 1 when it cannot be known."""
    need_instance(data)
    said, swap = _said_of_itself(data), memory.swap()
    is_locked, why = said.get("locked", True), said.get("why", "")
    if chosen.json:
        itself = ring.unlocks_itself(data)
        answer_json({"running": bool(said), "locked": is_locked, "why": why, "unlocks_itself": itself, "swap": swap})
    else:
        answer("locked" if is_locked else "unlocked")
    if why:
        say("It locked itself: more people were opened within an hour than work needs. Find out why before you unlock it.")
    if swap == "in clear":
        say("Warning: this machine may write memory to a disk in clear. Switch the swap off, or encrypt it.")
    return 3 if is_locked else 0


def _said_of_itself(data: Path) -> dict[str, Any]:
    """What the agent says of itself, nothing where none runs; asked again while one begins. Raises Fail where it keeps silent."""
    end = time.monotonic() + STATUS_SECONDS
    while True:
        pid, said = stopping.answer_of(data, "status", max(end - time.monotonic(), 0.1))
        if pid or not stopping.is_taken(data):
            return said
        if time.monotonic() > end:
            raise Fail("Not known: an agent has this data folder and does not answer. panoh lock locks or ends it.")
        time.sleep(0.05)


def code(chosen: argparse.Namespace, data: Path) -> int:
    """Prints the current code of a sample account."""
    need_keys(data)
    if not ring.unlocks_itself(data):
        raise Fail("Codes are shown only where the instance unlocks itself.", 2)
    from panoh.accounts.sample import SAMPLE_ACCOUNTS, current_code  # noqa: PLC0415

    if chosen.account not in SAMPLE_ACCOUNTS:
        raise Fail(f"There is no sample account {chosen.account!r}.", 2)
    answer(current_code(chosen.account))
    return 0
