"""`panoh intake`: the form for people who seek help on another host, and fetching what waits there.

That host holds the public key, the pages and the sealed messages. It knows neither the address nor the name of the server that reads them,
which therefore never asks it for anything: whoever looks after both carries the folder over, with rsync or on a stick.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import django

from panoh.cli.folder import need_instance, private_temp
from panoh.cli.output import Fail, answer, answer_json, say
from panoh.cli.serving import check_free, collect_static
from panoh.vault import intake

THREADS = 8


def run(chosen: argparse.Namespace, data: Path) -> int:
    """Serves the form until Ctrl-C; with --fetch, takes over what waits in a folder that was carried here."""
    return fetch(chosen, data) if chosen.fetch else serve(chosen)


def serve(chosen: argparse.Namespace) -> int:
    """The form alone, in the foreground, on 127.0.0.1."""
    folder = chosen.folder.absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _take_key(chosen.key, folder)
    check_free(chosen.port)
    os.environ |= {"PANOH_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "panoh.config.intake"}
    os.environ.pop("PANOH_DATABASE", None)
    private_temp()
    django.setup()
    collect_static(folder)
    command = [sys.executable, "-P", "-m", "gunicorn", "panoh.config.wsgi:application", "--bind", f"127.0.0.1:{chosen.port}"]
    command += ["--workers", "1", "--threads", str(THREADS), "--worker-tmp-dir", os.environ["TMPDIR"], "--log-level", "warning"]
    web = subprocess.Popen([*command, "--timeout", "120", "--no-control-socket"], stdin=subprocess.DEVNULL, start_new_session=True)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: web.terminate())
    answer(f"http://localhost:{chosen.port}")
    try:
        return 0 if web.wait() in (0, -signal.SIGTERM) else 1
    except KeyboardInterrupt:
        return 0
    finally:
        web.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            web.wait(timeout=15)


def _take_key(file: Path | None, folder: Path) -> None:
    """The Unit's public key, kept in the folder for the next start."""
    if file is not None:
        try:
            (folder / intake.PUBLIC_FILE).write_bytes(file.read_bytes())
        except OSError:
            raise Fail(f"The key file {file.name} cannot be read.", 2) from None
    if intake.public_key(folder) is None:
        raise Fail("No public key: give the file intake.pub of the Unit's data folder with --key FILE.", 2)


def fetch(chosen: argparse.Namespace, data: Path) -> int:
    """Moves every sealed message of a carried folder into what waits here; fetched twice it comes in once."""
    need_instance(data)
    if not chosen.fetch.is_dir():
        raise Fail(f"There is no folder {chosen.fetch.name}.", 2)
    fetched = left = 0
    for path in sorted({*chosen.fetch.glob(f"*{intake.ENDING}"), *(chosen.fetch / intake.FOLDER).glob(f"*{intake.ENDING}")}):
        try:
            intake.lay_down(data, path.read_bytes())
        except intake.Unreadable:
            left += 1
            continue
        except intake.NoRoom:
            raise Fail("The disk is nearly full: nothing more was fetched.") from None
        fetched += 1
        with contextlib.suppress(OSError):  # a folder that cannot be written to, a stick perhaps: fetching it again does no harm
            path.unlink()
    if chosen.json:
        answer_json({"fetched": fetched, "left": left})
    else:
        say(f"Fetched {fetched}." + (f" Left {left} that are no messages." if left else ""))
    return 0
