"""`panoh unlock` and `code`: what is opened and made with the keys, and what the record says of it."""

import argparse
import os
import re
from contextlib import suppress
from pathlib import Path

from panoh.accounts.queries import secretariat
from panoh.accounts.sample import SAMPLE_ACCOUNTS, current_code
from panoh.agent import ring
from panoh.audit.trail import record
from panoh.cli.closing import why_it_locked
from panoh.cli.database import migrate
from panoh.cli.django_ready import need_whole_database
from panoh.cli.locking import confirm_unlock, open_ring, read_passphrase
from panoh.cli.output import Fail, answer, say
from panoh.core.actor import SYSTEM
from panoh.core.clock import today
from panoh.core.db import copies
from panoh.core.errors import Locked
from panoh.vault import client
from panoh.vault.actions import note_unlocked
from panoh.vault.events import Event

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
    """Opens the ring in the running agent, or starts one; then brings the database up to date, and makes cards or a key where asked.

    Where it had locked itself, it says so before a secret is asked for."""
    status, passphrase = client.status(), None
    was_open = not status.locked
    if status.why:
        confirm_unlock(why_it_locked(status.locked_itself_at), yes=chosen.yes)
    if (chosen.make_shares or chosen.make_identity or chosen.bring_back) and not ring.unlocks_itself(data):
        passphrase = read_passphrase(chosen.passphrase_file)
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


def _make_shares(wanted: str, kind: str, passphrase: str | None) -> None:
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
    count = client.bring_back(passphrase)
    if count is None:
        raise Fail("That is not the passphrase. Nothing was brought back.")
    if count:
        record(Event.KEYS_BROUGHT_BACK, by=SYSTEM)
    say(f"Keys that open again: {count}.")


def record_lock(data: Path) -> None:
    """The record says when it was locked."""
    if copies.is_sqlite() and not (data / "panoh.db").exists():  # a shell without the settings of the service makes none
        say("The activity log does not note it: without PANOH_DATABASE there is no database here.")
        return
    with suppress(Locked):  # somebody else was quicker
        record(Event.LOCKED, by=SYSTEM)


def code(chosen: argparse.Namespace, data: Path) -> int:
    """Prints the current code of a sample account."""
    if not ring.unlocks_itself(data):
        raise Fail("Codes are shown only where the instance unlocks itself.", 2)
    if chosen.account not in SAMPLE_ACCOUNTS:
        raise Fail(f"There is no sample account {chosen.account!r}.", 2)
    answer(current_code(chosen.account))
    return 0
