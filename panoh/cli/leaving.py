"""`panoh leave`: the last step of an organisation that leaves, which no page does."""

import argparse
from pathlib import Path

from panoh.agent import ring
from panoh.cli.acting import account
from panoh.cli.locking import read_passphrase
from panoh.cli.output import Fail, answer, say
from panoh.cli.record import seal_own_events
from panoh.coalition import actions
from panoh.coalition.enums import DepartureState
from panoh.coalition.queries import departures
from panoh.vault.actions import WrongPassphrase

TWO = "Prepared and asked by {first}, agreed to by {second} on {day:%d.%m.%Y}. Ask both of them before you go on: it cannot be taken back."


def leave(chosen: argparse.Namespace, data: Path) -> int:
    """Destroys the keys of an organisation of which nothing else is left here, with the passphrase."""
    user = account(data, chosen.account)
    row = departures.running(user, chosen.organisation)
    if row is None or row.asked_by is None or row.agreed_by is None:
        raise Fail(f"No leaving of {chosen.organisation!r} is under way. It is prepared, agreed to by two people and begun on its page.", 2)
    say(TWO.format(first=row.asked_by.username, second=row.agreed_by.username, day=row.agreed_at))
    passphrase = None if ring.unlocks_itself(data) else read_passphrase(chosen.passphrase_file)
    try:
        actions.go_on(row, by=user, seconds=None, passphrase=passphrase)
    except WrongPassphrase:
        raise Fail("That is not the passphrase. No key was destroyed.") from None
    finally:
        seal_own_events()
    if row.state != DepartureState.DONE:
        raise Fail("Cases are left. Look at its page, then give this command again.")
    answer(f"{row.organisation.short} has left. Its keys are destroyed.")
    return 0
