"""What a command knows of a data folder before it loads anything of what is in it."""

import os
from pathlib import Path

from panoh.agent import ring
from panoh.cli.output import Fail

PIDS = "serve.pid"


def private_temp() -> None:
    """The process's temp folder: in memory, for us alone, so that no library spools a word to the disk."""
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/tmp")  # noqa: S108 -- owner checked below
    mine = folder / f"panoh-{os.getuid()}"
    mine.mkdir(mode=0o700, exist_ok=True)
    if mine.is_symlink() or mine.stat().st_uid != os.getuid():
        raise Fail(f"{mine} belongs to someone else.")
    os.environ["TMPDIR"] = str(mine)


def need_instance(data: Path) -> None:
    """Refuses a folder with no instance in it."""
    if not ring.exists(data):
        raise Fail("No instance here: run panoh init first.")


def running(data: Path) -> int:
    """The pid of the serving process of this folder, 0 when there is none."""
    try:
        pid = int((data / PIDS).read_text(encoding="ascii"))
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return 0
    return pid if b"panoh" in words else 0
