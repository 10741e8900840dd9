"""Commands that root gives act as the user whose the data folder is."""

import os
import pwd
from pathlib import Path

from panoh.agent.stop import agents, end_process
from panoh.cli.output import Fail

CLOSING = {"lock", "stop"}


def act_as_owner(data: Path, command: str) -> None:
    """Becomes the owner of the data folder where root asks: the agent hears nobody else, and what a command leaves there is the owner's.

    Before that, a command that closes ends agents of other users, which only root can. Raises Fail where the folder is closed to who asks.
    """
    try:
        owner = data.stat().st_uid
    except FileNotFoundError:
        return
    except PermissionError:
        raise Fail(_NOT_YOURS) from None
    if owner == os.geteuid():
        return
    if os.geteuid():
        if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
            raise Fail(_NOT_YOURS)
        return
    if command in CLOSING:
        for pid in agents(data):
            if _user_of(pid) != owner:
                end_process(pid, seconds=1)
    user = pwd.getpwuid(owner)
    os.initgroups(user.pw_name, user.pw_gid)
    os.setgid(user.pw_gid)
    os.setuid(owner)
    os.environ["HOME"] = user.pw_dir


_NOT_YOURS = "PANOH_DATA belongs to another user of this machine. Give the command as that user, or as root."


def _user_of(pid: int) -> int:
    """Whose a process is, also one that lets nobody look into it; -1 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return -1
    return next(int(line.split()[1]) for line in lines if line.startswith("Uid:"))
