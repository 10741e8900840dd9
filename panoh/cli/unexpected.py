"""What a command says of a failure that it does not know."""

from pathlib import Path
from typing import Any

from django.db import DatabaseError

from panoh.cli.database import is_behind
from panoh.cli.output import LOCKED, say
from panoh.core.errors import Locked, PanohError, is_database_away


def explain(error: Exception) -> int:
    """Says it in one line, with no word of a row in it; the exit code."""
    if isinstance(error, Locked):
        say(LOCKED.line)
        return LOCKED.code
    if isinstance(error, PanohError):
        say(str(error.sentence))
        return 1
    if is_database_away(error):
        say("The database does not answer, or the disk is full. Nothing half-done was left. Make room or wait a minute, then try again.")
        return 1
    if _waits_for_update(error):
        say("The program is newer than this database. Run panoh unlock, which brings it up to date, then try again.")
        return 1
    place: Any = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    # The message of an exception may quote a row; its kind and place do not.
    say(f"Failed: {type(error).__name__} at {where}.")
    return 1


def _waits_for_update(error: Exception) -> bool:
    """Whether the database lacks what a newer program asks it for."""
    try:
        return isinstance(error, DatabaseError) and is_behind()
    except DatabaseError:
        return False
