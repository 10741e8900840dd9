"""Django for a command: settings, agent, language, and the account it acts as."""

import getpass
import os
import sys
from pathlib import Path

from panoh.agent import ring
from panoh.agent.start import start
from panoh.cli.output import LOCKED, Fail


def private_temp() -> None:
    """The process's temp folder: in memory, for us alone, so that no library spools a word to the disk."""
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/tmp")  # noqa: S108 -- owner checked below
    mine = folder / f"panoh-{os.getuid()}"
    mine.mkdir(mode=0o700, exist_ok=True)
    if mine.is_symlink() or mine.stat().st_uid != os.getuid():
        raise Fail(f"{mine} belongs to somebody else.")
    os.environ["TMPDIR"] = str(mine)


def setup() -> None:
    """Loads the settings and the rooms."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "panoh.config.settings"
    private_temp()
    import django  # noqa: PLC0415 -- after the environment is set

    django.setup()
    from django.utils import translation  # noqa: PLC0415

    translation.activate("en")  # the command line speaks to operators
    from panoh.core.db import row_level_security as rls  # noqa: PLC0415

    rls.reach_no_further(rls.WHOLE)  # the work of the house itself, until an account is named (`account`)


def need_instance(data: Path) -> None:
    """Refuses a folder with no instance in it."""
    if not ring.exists(data):
        raise Fail("No instance here: run panoh init first.")


def need_keys(data: Path) -> None:
    """An open agent: started where the instance unlocks itself, otherwise it must be open already."""
    need_instance(data)
    if ring.unlocks_itself(data):
        start(data)
    setup()
    from panoh.vault import client  # noqa: PLC0415

    if client.status().locked and not (ring.unlocks_itself(data) and client.unlock(None)):
        raise LOCKED


def account(data: Path, name: str) -> "panoh.accounts.models.User":  # type: ignore[name-defined] # noqa: F821 -- Django is not ready here
    """The account a command acts as, from now on within its reach. Outside self-unlocking instances it proves itself: PANOH_TOKEN, or
    password and code."""
    from panoh.accounts.reach import reach_of  # noqa: PLC0415
    from panoh.core.db.row_level_security import reach_no_further  # noqa: PLC0415

    user = _proven(data, name)
    reach_no_further(reach_of(user))
    return user


def _proven(data: Path, name: str) -> "panoh.accounts.models.User":  # type: ignore[name-defined] # noqa: F821 -- as above
    from panoh.accounts import sign_in  # noqa: PLC0415
    from panoh.accounts.models import User  # noqa: PLC0415

    user = User.objects.filter(username=name, is_active=True).select_related("organisation").first()
    if ring.unlocks_itself(data):
        if user is None:
            raise Fail(f"There is no account {name!r}.", 2)
        return user
    token = os.environ.get("PANOH_TOKEN", "")
    if token:
        if user is None or sign_in.user_of_token(token) != user:
            raise Fail("PANOH_TOKEN is not of this account, has run out or was revoked.", 1)
        return user
    if not sys.stdin.isatty():
        raise Fail("Set PANOH_TOKEN, or run this in a terminal to give password and code.", 2)
    password, code = getpass.getpass("Password: "), getpass.getpass("Code: ")
    proven = sign_in.prove(name, password, code)
    if proven is None:
        raise Fail("Account, password and code do not fit together.", 1)
    return proven


def need_whole_database() -> None:
    """Refuses a database that is damaged before anything is written to it. Asks for the file's key, so only where it is open."""
    from panoh.core.db.copies import is_damaged  # noqa: PLC0415

    if is_damaged():
        raise Fail(
            "The database file is damaged; nothing was changed in it. Keep the folder as it is, and put the newest backup back into "
            "another: panoh restore FILE --identity F --keys F, with PANOH_DATA set to an empty folder."
        )
