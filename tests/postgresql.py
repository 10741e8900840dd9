"""A PostgreSQL of its own for a test that looks into its files, reads its log, or kills it."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

# Everything it can be made to say: what stands in no log under these stands in none.
TALKATIVE = "-c log_statement=all -c log_error_verbosity=verbose -c log_min_messages=info -c log_min_error_statement=info"

QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Cluster:
    """`url` leads to an empty database; `folder` holds data and log. `options` of PostgreSQL outdo what its files say."""

    def __init__(self, options):
        self.options = options
        bins = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        found = shutil.which("initdb")
        if not bins and not found:
            pytest.skip("PostgreSQL is not here")
        self.bin = bins[-1] if bins else Path(found).resolve().parent
        self.folder = Path(tempfile.mkdtemp(prefix="panoh-pg.", dir="/tmp"))  # short: a socket's path has 107 bytes
        self.as_server = []
        if os.getuid() == 0:
            self.as_server = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.folder, "postgres")
        self.folder.chmod(0o755)
        self.run("initdb", "-D", self.folder / "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()
        for words in ("CREATE ROLE panoh LOGIN CREATEDB CREATEROLE", "CREATE DATABASE panoh OWNER panoh"):
            self.run("psql", "-q", "-X", "-h", self.folder, "-U", "postgres", "-d", "postgres", "-c", words)
        self.url = f"postgres://panoh@{str(self.folder).replace('/', '%2F')}/panoh"

    def run(self, program, *words):
        subprocess.run([*self.as_server, self.bin / program, *words], cwd="/", check=True, **QUIET)

    def start(self):
        said = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c shared_buffers=64MB {self.options}"
        self.run("pg_ctl", "start", "-D", self.folder / "data", "-s", "-w", "-l", self.folder / "log", "-o", said)

    def kill(self):
        """The postmaster and every process of it at once, as nothing that ends in order does; then its start, as an init system's."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        for number in [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        for _try in range(20):  # an init system's patience: what was killed must first be gone from memory
            with contextlib.suppress(subprocess.CalledProcessError):
                return self.start()
            time.sleep(0.5)
        raise AssertionError((self.folder / "log").read_text()[-2_000:])

    def say(self, words):
        self.run("psql", "-q", "-X", "-h", self.folder, "-U", "postgres", "-d", "panoh", "-c", words)

    def checkpoint(self):
        self.say("CHECKPOINT")

    def end(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "stop", "-D", self.folder / "data", "-m", "immediate", "-s")
        shutil.rmtree(self.folder)


@contextlib.contextmanager
def cluster(options=TALKATIVE):
    """One, ended afterwards."""
    made = Cluster(options)
    try:
        yield made
    finally:
        made.end()
