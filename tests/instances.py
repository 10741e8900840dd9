"""Instances that are made once a run and copied: `panoh init` takes seconds, with the sample half a minute.

A copy is what lies on the disk of a machine that was switched off: keys, database and what lies beside them. tests/cli/test_init.py is about
making one; whoever needs one that is there takes a copy.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PASSPHRASE = "a long enough passphrase"
BARE, SAMPLED, SEALED = "bare", "sampled", "sealed"  # unlocks itself; the same with the sample; opens with PASSPHRASE
INIT = {BARE: ("--insecure-auto-unlock",), SAMPLED: ("--insecure-auto-unlock", "--sample"), SEALED: ()}


def environment_of(data: Path) -> dict[str, str]:
    """What a command of this instance is started with: nothing of the tests' own database."""
    environment = {**os.environ, "PANOH_DATA": str(data)}
    for name in ("PANOH_DATABASE", "DJANGO_SETTINGS_MODULE", "PANOH_TOKEN"):
        environment.pop(name, None)
    return environment


class Instances:
    """Those of this run: one of each kind, for both workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def copy(self, kind: str, to: Path) -> str:
        """Lays a copy into this folder, new or empty. Answers what its `panoh init` printed."""
        made = self.folder / kind
        printed = made.with_suffix(".printed")
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not printed.exists():
                printed.write_text(_make(kind, made), encoding="utf-8")
        to.mkdir(mode=0o700, exist_ok=True)
        shutil.copytree(made, to, dirs_exist_ok=True)
        return printed.read_text(encoding="utf-8")


def _make(kind: str, data: Path) -> str:
    def panoh(*words: str, said: str = "") -> str:
        command = [sys.executable, "-m", "panoh", *words]
        done = subprocess.run(command, env=environment_of(data), input=said, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        return done.stdout

    shutil.rmtree(data, ignore_errors=True)  # of a worker whose attempt failed
    try:
        return panoh("init", *INIT[kind], said=f"{PASSPHRASE}\n")
    finally:
        panoh("stop")


@pytest.fixture(scope="session")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Instances:
    """Makes and copies instances: `instances.copy(SAMPLED, tmp_path / "data")`."""
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "instances"
    folder.mkdir(exist_ok=True)
    return Instances(folder)
