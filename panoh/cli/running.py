"""From the chosen command to its function, with the environment it needs."""

import argparse
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from panoh.agent.start import NotStarted
from panoh.cli.output import LOCKED, Fail, say
from panoh.cli.owner import act_as_owner

# Command → module and function. Modules are imported when they run: some need Django, some must not touch it.
COMMANDS = {
    "demo": ("instance", "demo"),
    "init": ("instance", "init"),
    "serve": ("serving", "serve"),
    "stop": ("serving", "stop"),
    "worker": ("serving", "worker"),
    "unlock": ("locking", "unlock"),
    "lock": ("locking", "lock"),
    "status": ("locking", "status"),
    "code": ("locking", "code"),
    "import register": ("data", "import_register"),
    "import hsds": ("directory", "import_hsds"),
    "report": ("data", "report"),
    "list": ("data", "list_rows"),
    "export": ("interchange", "export"),
    "export hsds": ("directory", "export_hsds"),
    "publish": ("publishing", "publish"),
    "audit": ("data", "audit_verify"),
    "erase": ("erasing", "erase"),
    "leave": ("leaving", "leave"),
    "backup": ("copies", "backup"),
    "restore": ("copies", "restore"),
    "search": ("data", "search"),
    "bench": ("measure", "bench_search"),
    "score": ("scores", "score_file"),
    "intake": ("outside", "run"),
}
WITHOUT_DATA = {"bench", "score", "intake"}


def run(chosen: argparse.Namespace) -> int:
    """Runs the command; failures become one line and an exit code, never a traceback with words in it."""
    if chosen.command == "demo":
        os.environ["PANOH_DATA"] = str(Path.cwd() / "var" / "demo")
    data = Path(os.environ.get("PANOH_DATA", ""))
    os.umask(0o077)
    whole = f"{chosen.command} {getattr(chosen, 'what', '')}"
    module, name = COMMANDS.get(whole) or COMMANDS[chosen.command]
    try:
        if not data.is_absolute() and chosen.command not in WITHOUT_DATA:
            raise Fail("Set PANOH_DATA to the absolute path of the data folder.", 2)
        if chosen.command not in WITHOUT_DATA:
            act_as_owner(data, chosen.command)
        function: Callable[[argparse.Namespace, Path], int] = getattr(import_module(f"panoh.cli.{module}"), name)
        return function(chosen, data)
    except Fail as failed:
        say(failed.line)
        return failed.code
    except NotStarted:
        say("The key agent did not start; see log/agent.log in the data folder. One that is left over, panoh stop ends.")
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 -- a traceback may quote a row
        return _unexpected(error)


def _waits_for_update(error: Exception) -> bool:
    """Whether the database lacks what a newer program asks it for."""
    from django.db import DatabaseError  # noqa: PLC0415 -- after Django is ready

    from panoh.cli.database import is_behind  # noqa: PLC0415

    try:
        return isinstance(error, DatabaseError) and is_behind()
    except DatabaseError:
        return False


def _unexpected(error: Exception) -> int:
    from panoh.core.errors import Locked, PanohError, is_database_away  # noqa: PLC0415 -- needs Django's translations

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
