"""`panoh status`, `lock` and `stop`: as fast as can be, so that no Django is loaded before it is wanted."""

import argparse
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from panoh.agent import memory, ring
from panoh.agent import stop as stopping
from panoh.cli.folder import need_instance, running
from panoh.cli.output import Fail, answer, answer_json, say
from panoh.core.way_out import blocked_since, push_hosts
from panoh.core.zone import DUSHANBE

STATUS_SECONDS = 10.0
FEW_MORE = "Within that hour it opens few more people, then it locks itself again."
NO_WAY_OUT = (
    "Web push has had no way out since %(when)s: enrolled telephones do not ring. Allow this server port 443 of %(hosts)s, or name a "
    "proxy that does: https_proxy."
)


def lock(_chosen: argparse.Namespace, data: Path) -> int:
    """Every key out of memory, in every agent of the folder, whoever started it: proven, or exit 1. No running agent is locked too."""
    need_instance(data)
    is_open = stopping.answer_of(data, "status")[1].get("locked") is False
    try:
        if is_open:
            from panoh.cli.django_ready import setup  # noqa: PLC0415 -- where there is nothing to record, locking waits for no Django

            setup()
            from panoh.cli.opening import record_lock  # noqa: PLC0415 -- after Django is ready, and whatever fails in it hinders no lock

            record_lock(data)
    finally:  # whatever hinders the record must not hinder the lock
        if not stopping.lock(data):
            raise Fail("NOT locked for certain: a process holds this data folder and could not be ended. Take the power away.")
        say("Locked.")
    return 0


def stop(_chosen: argparse.Namespace, data: Path) -> int:
    """Ends them whoever started them; exit 0 when none runs."""
    pid = running(data)
    if pid:
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + 30
        while running(data) and time.monotonic() < end:
            time.sleep(0.1)
        if running(data):
            raise Fail("It did not end within 30 seconds.")
    if not stopping.stop(data):
        raise Fail("The key agent did not end: it is of another user. Give the command as that user, or as root.")
    say("Stopped.")
    return 0


def status(chosen: argparse.Namespace, data: Path) -> int:
    """Says whether the agent runs and is locked; exit 3 when locked, 1 when it cannot be known."""
    need_instance(data)
    said, swap = _said_of_itself(data), memory.swap()
    is_locked, why = said.get("locked", True), said.get("why", "")
    if chosen.json:
        itself = ring.unlocks_itself(data)
        at = said.get("locked_itself_at", 0)
        when = datetime.fromtimestamp(at, UTC).isoformat() if at else ""
        about = {"running": bool(said), "locked": is_locked, "why": why, "locked_itself_at": when}
        since = blocked_since(data)
        answer_json({**about, "unlocks_itself": itself, "swap": swap, "push_blocked_since": since.isoformat() if since else ""})
    else:
        answer("locked" if is_locked else "unlocked")
    if why:
        say(why_it_locked(said.get("locked_itself_at", 0)))
    if swap == "in clear":
        say("Warning: this machine may write memory to a disk in clear. Switch the swap off, or encrypt it.")
    if since := blocked_since(data):
        say(NO_WAY_OUT % {"when": f"{since.astimezone(DUSHANBE):%d.%m.%Y at %H:%M}", "hosts": ", ".join(push_hosts())})
    return 3 if is_locked else 0


def why_it_locked(at: int) -> str:
    """That it locked itself, when (0: it was not noted), why, and what is to be done."""
    when = f" on {datetime.fromtimestamp(at, DUSHANBE):%d.%m.%Y at %H:%M}" if at else ""
    return f"It locked itself{when}: more people were opened within an hour than work needs. Find out why before you unlock it. {FEW_MORE}"


def _said_of_itself(data: Path) -> dict[str, Any]:
    """What the agent says of itself, nothing where none runs; asked again while one begins. Raises Fail where it keeps silent."""
    end = time.monotonic() + STATUS_SECONDS
    while True:
        pid, said = stopping.answer_of(data, "status", max(end - time.monotonic(), 0.1))
        if pid or not stopping.is_taken(data):
            return said
        if time.monotonic() > end:
            raise Fail("Not known: an agent has this data folder and does not answer. panoh lock locks or ends it.")
        time.sleep(0.05)
