"""How the ring is opened: with the passphrase, a key on a stick or cards. What is imported here needs no model."""

import getpass
import sys
from pathlib import Path

from panoh.agent import ring
from panoh.cli.output import Fail, say
from panoh.vault import client


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


def open_ring(
    data: Path, passphrase: str | None, file: Path | None, *, identity: Path | None = None, shares: bool = False, put_back: bool = False
) -> None:
    """Opens the ring: with cards, a key on a stick, or the passphrase, which is asked for where it is not known. Raises Fail.

    `put_back`: with cards or the passphrase, for a backup that is being put back.
    """
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


def confirm_unlock(why: str, *, yes: bool) -> None:
    """Says why it locked itself, and asks whether it is to be opened; where nobody sits at a terminal, only --yes goes on. Raises Fail."""
    say(why)
    if yes:
        return
    if not sys.stdin.isatty():
        raise Fail("It stays locked. Once you know why: panoh unlock --yes")
    say("Unlock it? Type yes:")
    if sys.stdin.readline().strip() != "yes":
        raise Fail("It stays locked.")


def _give_shares(*, put_back: bool) -> None:
    """One share a line, until they are enough; a slip costs one line, not the others."""
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
            say("This card is from an earlier set. Take the newer cards.")
        else:
            if missing:
                say(f"{missing} more.")
