"""`panoh restore`: from an empty folder to an instance, up to where Django is ready; what then is put back and tried, copies.py."""

import argparse
import base64
import os
import shutil
import tempfile
import time
from pathlib import Path

from panoh.agent import ring
from panoh.agent.start import start
from panoh.agent.stop import stop
from panoh.cli import archive
from panoh.cli.django_ready import setup
from panoh.cli.output import Fail, answer, say


def restore(chosen: argparse.Namespace, data: Path) -> int:
    """Puts a backup into an empty data folder, with the keys of the newest file of keys. What it opened for that is locked again."""
    if ring.exists(data) or (data / "panoh.db").exists():
        raise Fail("There is an instance here. Restore into an empty folder.", 2)
    began = time.monotonic()
    identity = archive.read_identity(chosen.identity)
    keys = archive.read_keys(chosen.keys, identity)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".restore-", dir=data))
    try:
        manifest = archive.unpack(chosen.file, identity, folder)
        if manifest.get("instance") != keys["instance"]:
            raise Fail(archive.FOREIGN)
        for name, content in keys["files"].items():
            ring.write(data / name, base64.b64decode(content))
        os.environ["PANOH_DATA"] = str(data)
        start(data)
        setup()
        from panoh.cli.copies import put_back  # noqa: PLC0415 -- its models need Django ready
        from panoh.cli.record import seal_own_events  # noqa: PLC0415 -- its models need Django ready

        told = put_back(data, folder, manifest, keys, chosen.passphrase_file, shares=chosen.shares)
    except BaseException:
        stop(data)
        for name in (*archive.FILES, "panoh.db", "panoh.db-wal", "panoh.db-shm", "panoh.db.turn", "intake.pub"):
            (data / name).unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seal_own_events()
    answer(f"{told} {time.monotonic() - began:.1f} s.")
    say("Locked now: panoh serve, then panoh unlock." if stop(data) else "Its keys are open still: panoh lock.")
    return 0
