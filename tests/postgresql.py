"""A PostgreSQL of its own for a test that looks into its files, reads its log, or kills it."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

# Everything it can be made to say: what stands in no log under these stands in none.
TALKATIVE = "-c log_statement=all -c log_error_verbosity=verbose -c log_min_messages=info -c log_min_error_statement=info"

QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@contextlib.contextmanager
def small_disk(place, megabytes):
    """A file system of its own at that place, as Debian makes one, that is soon full."""
    image = place.with_suffix(".image")
    with image.open("wb") as file:
        file.truncate(megabytes * 2**20)
    place.mkdir()
    try:
        for words in (["mkfs.ext4", "-q", "-m", "0", image], ["mount", "-o", "loop", image, place]):
            if not shutil.which(words[0]) or subprocess.run(words, **QUIET).returncode:
                pytest.skip("only root makes a small disk, where it may")
        yield place
    finally:
        if place.is_mount():
            subprocess.run(["umount", "--lazy", place], check=True)  # whoever still ends holds nobody up
        image.unlink()
        place.rmdir()


class Cluster:
    """`url` leads to an empty database; `folder` holds data and log. `options` of PostgreSQL outdo what its files say.

    `small` names what lies on a small disk, `data` or `wal`; both lie beside one another then, in segments of a megabyte.
    """

    def __init__(self, options, small, ends):
        self.options, self.ends = options, ends
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
        ends.callback(shutil.rmtree, self.folder)
        apart = self.on_small_disk(small) if small else []
        self.run("initdb", "-D", self.folder / "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", *apart)
        ends.callback(self.stop)
        self.start()
        for words in ("CREATE ROLE panoh LOGIN CREATEDB CREATEROLE", "CREATE DATABASE panoh OWNER panoh"):
            self.run("psql", "-q", "-X", "-h", self.folder, "-U", "postgres", "-d", "postgres", "-c", words)
        self.url = f"postgres://panoh@{str(self.folder).replace('/', '%2F')}/panoh"

    def run(self, program, *words):
        subprocess.run([*self.as_server, self.bin / program, *words], cwd="/", check=True, **QUIET)

    def on_small_disk(self, what):
        disk = self.ends.enter_context(small_disk(self.folder / "disk", 192))
        for name in ("data", "wal"):
            lies = (disk if name == what else self.folder) / f"of-{name}"
            lies.mkdir()
            if self.as_server:
                shutil.chown(lies, "postgres")
            (self.folder / name).symlink_to(lies)
        return ["-X", self.folder / "wal", "--wal-segsize=1"]

    def start(self):
        said = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c shared_buffers=64MB {self.options}"
        self.run("pg_ctl", "start", "-D", self.folder / "data", "-s", "-w", "-l", self.folder / "log", "-o", said)

    def die(self):
        """The postmaster and every process of it at once, as nothing that ends in order does."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        for number in [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def kill(self):
        """It dies, and is started as by an init system."""
        self.die()
        for _try in range(20):  # an init system's patience: what was killed must first be gone from memory
            with contextlib.suppress(subprocess.CalledProcessError):
                return self.start()
            time.sleep(0.5)
        raise AssertionError((self.folder / "log").read_text()[-2_000:])

    @contextlib.contextmanager
    def watched(self):
        """Started again whenever it is gone, as a unit with `Restart=on-failure` is. How often, in the list that is given."""
        starts, ending = [], threading.Event()

        def watch():
            while not ending.wait(1):
                if not self.is_there():
                    starts.append(time.monotonic())
                    with contextlib.suppress(subprocess.CalledProcessError):
                        self.start()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield starts
        finally:
            ending.set()
            thread.join()

    def is_there(self):
        try:
            os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), 0)
        except (OSError, IndexError):
            return False
        return True

    def say(self, words):
        self.run("psql", "-q", "-X", "-h", self.folder, "-U", "postgres", "-d", "panoh", "-c", words)

    def checkpoint(self):
        self.say("CHECKPOINT")

    def stop(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "stop", "-D", self.folder / "data", "-m", "immediate", "-s")


@contextlib.contextmanager
def cluster(options=TALKATIVE, small=""):
    """One, ended afterwards."""
    with contextlib.ExitStack() as ends:
        yield Cluster(options, small, ends)
