"""From the chosen command to its function, with the environment it needs."""

import argparse
import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from panoh.agent.start import NotStarted
from panoh.cli.output import Fail, say
from panoh.cli.owner import act_as_owner

# Command → module, function, and what has to be ready before the module is loaded: a function of django_ready. Modules for which nothing is
# ready begin without Django: they make or start what it needs, or never need it.
COMMANDS = {
    "demo": ("instance", "demo", None),
    "init": ("instance", "init", None),
    "serve": ("serving", "serve", None),
    "stop": ("closing", "stop", None),
    "worker": ("serving", "worker", None),
    "unlock": ("opening", "unlock", "need_agent"),
    "lock": ("closing", "lock", None),
    "status": ("closing", "status", None),
    "code": ("opening", "code", "need_keys"),
    "import register": ("register", "import_register", "need_keys"),
    "import hsds": ("directory", "import_hsds", "need_keys"),
    "report": ("figures", "report", "need_keys"),
    "drill": ("drill", "drill", "need_keys"),
    "list": ("lists", "list_rows", "need_keys"),
    "export": ("interchange", "export", "need_keys"),
    "export hsds": ("directory", "export_hsds", "need_keys"),
    "publish": ("publishing", "publish", "need_pages"),
    "audit": ("record", "audit_verify", "need_keys"),
    "erase": ("erasing", "erase", "need_keys"),
    "leave": ("leaving", "leave", "need_keys"),
    "backup": ("copies", "backup", "need_keys"),
    "restore": ("restoring", "restore", None),
    "search": ("search", "search", "need_keys"),
    "bench": ("measure", "bench_search", None),
    "score": ("scores", "score_file", None),
    "intake": ("outside", "run", None),
}
WITHOUT_DATA = {"bench", "score", "intake"}


def run(chosen: argparse.Namespace) -> int:
    """Runs the command; failures become one line and an exit code, never a traceback with words in it."""
    if chosen.command == "demo":
        os.environ["PANOH_DATA"] = str(Path.cwd() / "var" / "demo")
    data = Path(os.environ.get("PANOH_DATA", ""))
    os.umask(0o077)
    whole = f"{chosen.command} {getattr(chosen, 'what', '')}"
    module, name, ready = COMMANDS.get(whole) or COMMANDS[chosen.command]
    try:
        if not data.is_absolute() and chosen.command not in WITHOUT_DATA:
            raise Fail("Set PANOH_DATA to the absolute path of the data folder.", 2)
        if chosen.command not in WITHOUT_DATA:
            act_as_owner(data, chosen.command)
        if ready is not None:
            getattr(import_module("panoh.cli.django_ready"), ready)(data)
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
        from panoh.cli.unexpected import explain  # noqa: PLC0415 -- some commands never load Django

        return explain(error)
