"""`panoh unlock`, `lock`, `status`, `code`."""

import argparse
import getpass
import sys
from pathlib import Path

from panoh.agent import ring
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


def unlock(chosen: argparse.Namespace, data: Path) -> int:
    """Opens the ring in the running agent, or starts one; then brings the database up to date."""
    need_instance(data)
    start(data)
    setup()
    from panoh.audit.trail import record  # noqa: PLC0415
    from panoh.cli.database import migrate  # noqa: PLC0415
    from panoh.core.actor import SYSTEM  # noqa: PLC0415
    from panoh.vault import client  # noqa: PLC0415
    from panoh.vault.events import Event  # noqa: PLC0415

    if client.status().locked:
        passphrase = None if ring.unlocks_itself(data) else read_passphrase(chosen.passphrase_file)
        if not client.unlock(passphrase):
            raise Fail("That passphrase does not open the key ring.")
    need_whole_database()
    migrate()
    record(Event.UNLOCKED, by=SYSTEM)
    say("Unlocked.")
    return 0


def lock(_chosen: argparse.Namespace, data: Path) -> int:
    """Every key out of memory. No running agent is locked too."""
    need_instance(data)
    setup()
    from panoh.audit.trail import record  # noqa: PLC0415
    from panoh.core.actor import SYSTEM  # noqa: PLC0415
    from panoh.vault import client  # noqa: PLC0415
    from panoh.vault.events import Event  # noqa: PLC0415

    status = client.status()
    try:
        if not status.locked:
            record(Event.LOCKED, by=SYSTEM)
    finally:  # whatever hinders the record must not hinder the lock
        if status.running:
            client.lock()
    say("Locked.")
    return 0


def status(chosen: argparse.Namespace, data: Path) -> int:
    """Says whether the agent runs and is locked; exit 3 when locked."""
    need_instance(data)
    setup()
    from panoh.vault import client  # noqa: PLC0415

    now = client.status()
    if chosen.json:
        answer_json({"running": now.running, "locked": now.locked, "unlocks_itself": ring.unlocks_itself(data)})
    else:
        answer("locked" if now.locked else "unlocked")
    return 3 if now.locked else 0


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
