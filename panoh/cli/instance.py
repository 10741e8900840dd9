"""`panoh init` and `panoh demo`."""

import argparse
import os
import sys
from pathlib import Path

from panoh.agent import ring
from panoh.agent.start import start
from panoh.agent.stop import answer_of, stop
from panoh.cli import serving
from panoh.cli.django_ready import setup
from panoh.cli.locking import read_passphrase
from panoh.cli.output import Fail, say
from panoh.core.errors import is_database_away
from panoh.vault import client

SHORTEST_PASSPHRASE = 12
BEGUN = "init.begun"  # lies in the data folder until init has done all it does
NOT_FINISHED = (
    "The database does not answer, or the disk is full. The keys are made and lie in the data folder; the rest is not there yet. Then "
    "call panoh init again: it goes on where it stopped."
)


def init(chosen: argparse.Namespace, data: Path) -> int:
    """A new instance in `data`. Where there is one its keys stay, what an earlier call did not come to is made, and --sample loads what is
    missing of the sample."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if ring.exists(data):
        return _again(chosen, data)
    if chosen.sample and not chosen.insecure_auto_unlock:
        raise Fail("--sample wants --insecure-auto-unlock: invented persons do not belong beside real ones.", 2)
    passphrase = None if chosen.insecure_auto_unlock else _new_passphrase(chosen.passphrase_file)
    stop(data)  # an agent left over from an instance that stood here before would hold other keys
    ring.write(data / BEGUN, b"")
    ring.create(data, passphrase)
    _go_on(data, passphrase, sample=chosen.sample)
    if chosen.insecure_auto_unlock:
        say("This instance unlocks itself: whoever takes the disk reads everything. For trying out only.")
    return 0


def _again(chosen: argparse.Namespace, data: Path) -> int:
    """Where there is a key ring. What is missing beside it is known once it is open: asked for where an earlier call broke off."""
    say("There is an instance here already; its keys stay as they are.")
    if chosen.sample:
        _need_auto(data)
    passphrase = None
    if not ring.unlocks_itself(data) and answer_of(data, "status")[1].get("locked") is not False:
        if not (data / BEGUN).exists():
            say("If nobody could ever sign in because the first links are lost: panoh unlock, then panoh init again.")
            return 0
        say("It was not finished: this goes on where it stopped.")
        passphrase = read_passphrase(chosen.passphrase_file)
    _go_on(data, passphrase, sample=chosen.sample)
    return 0


def _go_on(data: Path, passphrase: str | None, *, sample: bool) -> None:
    """All that comes after the ring, as far as it is not there. Nothing stays open behind what fails."""
    try:
        _open(data, passphrase)
        from panoh.cli import founding  # noqa: PLC0415 -- its models need Django ready

        founding.found(is_begun=(data / BEGUN).exists())
        if sample:
            founding.sample()
        elif ring.unlocks_itself(data):
            founding.sample_accounts()
        else:
            founding.first_accounts()
        (data / BEGUN).unlink(missing_ok=True)
    except BaseException as error:
        if passphrase is not None:
            stop(data)
        if is_database_away(error) and (data / BEGUN).exists():
            raise Fail(NOT_FINISHED) from None
        raise


def demo(chosen: argparse.Namespace, data: Path) -> int:
    """The demo: made on the first call, found on the next, served in the foreground."""
    if not ring.exists(data):
        say("Making the demo: a minute, once.")
    made = argparse.Namespace(insecure_auto_unlock=True, sample=True, passphrase_file=None)
    init(made, data)
    return serving.serve(chosen, data, greet=True)


def _need_auto(data: Path) -> None:
    if not ring.unlocks_itself(data):
        raise Fail("The sample is only for an instance that unlocks itself.", 2)


def _new_passphrase(file: Path | None) -> str:
    passphrase = read_passphrase(file, "New passphrase: ")
    if file is None and sys.stdin.isatty() and read_passphrase(None, "Once more: ") != passphrase:
        raise Fail("The two passphrases differ; nothing was made.", 2)
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Fail(f"A passphrase has at least {SHORTEST_PASSPHRASE} characters; nothing was made.", 2)
    return passphrase


def _open(data: Path, passphrase: str | None = None) -> None:
    os.environ["PANOH_DATA"] = str(data)
    start(data)
    setup()
    if client.status().locked and not client.unlock(passphrase):
        raise Fail("That passphrase does not open the key ring.")
    from panoh.cli.database import migrate  # noqa: PLC0415 -- what it calls needs Django ready

    migrate()
