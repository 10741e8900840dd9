"""`panoh lock`, `unlock`, `status` and `stop` from another shell than the one in which the agent was started."""

import contextlib
import datetime as dt
import fcntl
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path

import pytest

from panoh.agent import ring
from panoh.cli import closing
from panoh.cli.locking import confirm_unlock
from panoh.cli.output import Fail
from panoh.core.way_out import note_way_out
from tests.cli.test_commands import runner
from tests.consistency.house import ROOT
from tests.instances import PASSPHRASE, SEALED

NOBODY = 65534


class Shell:
    """A data folder with an instance that a passphrase opens, asked from shells whose runtime folders differ, and one that has none."""

    def __init__(self, base, instances, user=None):
        self.data, self.secret, self.user = base / "data", base / "passphrase", user
        self.secret.write_text(PASSPHRASE)
        self.secret.chmod(0o644)  # whatever mask the run has: another user reads it
        self.first, self.second = base / "first", base / "second"
        for folder in (self.data, self.first, self.second):
            folder.mkdir(mode=0o700)
            if user:
                os.chown(folder, user, user)
        self.environment = runner(self.data).environment
        if user:
            made = self("init", "--passphrase-file", str(self.secret))
            assert made.returncode == 0, made.stderr
        else:
            instances.copy(SEALED, self.data)

    def __call__(self, *words, runtime=None, user=-1, command=(sys.executable, "-m", "panoh"), **more):
        runtime = str(runtime or self.first)
        who = self.user if user == -1 else user
        as_who = {"user": who, "group": who, "extra_groups": []} if who else {}
        return subprocess.run(
            [*command, *words],
            env={**self.environment, "XDG_RUNTIME_DIR": runtime, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            cwd=ROOT,
            **as_who,
        )

    def unlock(self, runtime=None):
        done = self("unlock", "--passphrase-file", str(self.secret), runtime=runtime)
        assert done.returncode == 0, done.stderr

    def agents(self):
        """Every process that is an agent of this folder, as the kernel lists them."""
        found = []
        for line in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = line.read_bytes().split(b"\0")
                if words[1:5] == [b"-I", b"-m", b"panoh.agent", os.fsencode(self.data)]:
                    found.append(int(line.parent.name))
        return found

    def kill(self):
        for pid in self.agents():
            os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def shell(instances):
    base = Path(tempfile.mkdtemp(prefix="panoh-shell-")) / ("long" * 40)  # a socket path has 107 bytes
    base.mkdir()
    made = Shell(base, instances)
    yield made
    made.kill()
    shutil.rmtree(base.parent)


def test_a_lock_from_a_shell_of_another_environment_locks_what_is_open(shell):
    for runtime in (shell.second, "/nowhere"):
        shell.unlock()
        done = shell("lock", runtime=runtime)
        assert (done.returncode, done.stderr, shell("status").stdout) == (0, "Locked.\n", "locked\n")


def test_unlocking_from_another_environment_leaves_one_agent(shell):
    shell.unlock()
    (first,) = shell.agents()

    shell.unlock(runtime=shell.second)

    assert shell.agents() == [first]
    assert shell("stop", runtime="/nowhere").stderr == "Stopped.\n"
    assert shell.agents() == []


def test_what_is_open_already_is_not_said_to_have_been_unlocked(shell):
    shell.unlock()

    again = shell("unlock")  # nobody types a passphrase

    assert (again.returncode, again.stderr) == (0, "It was open already. No passphrase was tried.\n")


def test_where_it_locked_itself_unlock_says_so_before_it_asks_and_opens_without_a_terminal_only_where_it_is_told_to(shell):
    shell("lock")
    at = int(dt.datetime(2026, 7, 1, 9, 7, tzinfo=dt.UTC).timestamp())
    (shell.data / "locked.json").write_text(json.dumps({"why": "many", "at": at}))
    said = "It locked itself on 01.07.2026 at 14:07: more people were opened within an hour than work needs. Find out why before you unlock it."

    refused = shell("unlock", "--passphrase-file", str(shell.secret))
    assert (refused.returncode, refused.stderr.count(said)) == (1, 1)
    assert refused.stderr.endswith("It stays locked. Once you know why: panoh unlock --yes\n")
    status = shell("status", "--json")
    told = json.loads(status.stdout)
    assert (status.returncode, told["locked"], told["why"], told["locked_itself_at"]) == (3, True, "many", "2026-07-01T09:07:00+00:00")
    assert said in status.stderr

    done = shell("unlock", "--yes", "--passphrase-file", str(shell.secret))
    assert (done.returncode, done.stderr.count(said), done.stderr.endswith("Unlocked.\n")) == (0, 1, True)
    shell("lock")
    shell.unlock()  # of another lock nothing more is asked
    assert json.loads(shell("status", "--json").stdout)["locked_itself_at"] == ""


@pytest.mark.parametrize(("typed", "opens"), [("yes\n", True), ("y\n", False), ("", False)])
def test_at_a_terminal_it_is_asked_once_more(monkeypatch, capsys, typed, opens):
    terminal = io.StringIO(typed)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)

    with contextlib.nullcontext() if opens else pytest.raises(Fail, match="It stays locked"):
        confirm_unlock("It locked itself.", yes=False)
    assert capsys.readouterr().err == "It locked itself.\nUnlock it? Type yes:\n"


def test_an_agent_that_keeps_silent_is_not_said_to_be_locked_and_is_ended_by_a_lock(shell):
    shell.unlock()
    (silent,) = shell.agents()
    os.kill(silent, signal.SIGSTOP)

    done = shell("lock", runtime=shell.second)

    assert (done.returncode, done.stderr) == (0, "Locked.\n")
    assert shell.agents() == []


def test_an_agent_that_listens_elsewhere_is_found_and_ended(shell):
    """As one of an earlier release does, or one whose socket was taken away."""
    shell.unlock()
    (shell.data / "agent.sock").rename(shell.first / "agent.sock")

    unknown = shell("status")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "does not answer" in unknown.stderr

    done = shell("lock", runtime=shell.second)

    assert (done.returncode, done.stderr) == (0, "Locked.\n")
    assert shell.agents() == []


def test_where_the_lock_cannot_be_proven_it_is_not_said(shell):
    """Something that no shell can see, in another container say, has taken the folder."""
    shell("stop")
    folder = os.open(shell.data, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        done = shell("lock")
    finally:
        os.close(folder)

    assert done.returncode == 1
    assert done.stderr.startswith("NOT locked for certain:")
    assert shell("lock").stderr == "Locked.\n"


def test_a_copy_of_the_folder_has_an_agent_of_its_own(shell):
    shell.unlock()
    (first,) = shell.agents()
    other = shell.data.with_name("other")
    subprocess.run(["cp", "-a", shell.data, other], check=True)
    copied = {"PANOH_DATA": str(other)}

    assert shell("status", **copied).stdout == "locked\n"
    assert shell("unlock", "--passphrase-file", str(shell.secret), **copied).returncode == 0
    assert shell("stop", **copied).returncode == 0
    assert (shell.agents(), shell("status").stdout) == ([first], "unlocked\n")


@pytest.fixture(scope="module")
def service(instances):
    """The same, of another user of the machine, as a service is."""
    base = Path(tempfile.mkdtemp(prefix="panoh-service-", dir="/tmp"))
    base.chmod(0o755)
    made = Shell(base, instances, NOBODY)
    yield made
    made.kill()
    shutil.rmtree(base)


CODE = (ROOT, Path(sys.executable))
root_alone = pytest.mark.skipif(
    os.getuid() != 0 or not all(folder.stat().st_mode & 0o001 for place in CODE for folder in (*place.parents, place)),
    reason="only root can be another user, and that one must be able to read the code",
)


@root_alone
def test_root_locks_the_service_with_the_command_of_the_paper(service, tmp_path):
    """docs/operators/en/seizure.md: `panoh lock`, typed by root, on the machine that was set up as the guide says."""
    installed = {"/etc/panoh/environment": tmp_path / "environment", "/var/lib/panoh": service.data}
    installed["/opt/panoh/bin/panoh"] = Path(sys.executable).with_name("panoh")
    text = (ROOT / "deploy" / "panoh").read_text(encoding="utf-8")
    for path, here in installed.items():
        assert path in text
        text = text.replace(path, str(here))
    (tmp_path / "panoh").write_text(text)
    (tmp_path / "environment").write_text("# The settings\nPANOH_HOSTS=house.example\n")
    service.unlock()
    (pid,) = service.agents()

    done = service("lock", runtime=service.second, user=None, command=("sh", str(tmp_path / "panoh")))

    assert (done.returncode, done.stderr) == (0, "Locked.\n")
    assert (service.agents(), service("status").stdout) == ([pid], "locked\n")
    assert {path.stat().st_uid for path in service.data.rglob("*")} == {NOBODY}


@root_alone
def test_root_unlocks_the_service_and_leaves_it_nothing_of_root(service):
    done = service("unlock", "--passphrase-file", str(service.secret), user=None)

    assert done.returncode == 0, done.stderr
    assert service("status").stdout == "unlocked\n"
    assert {path.stat().st_uid for path in service.data.rglob("*")} == {NOBODY}
    assert service("stop", user=None).returncode == 0
    assert service.agents() == []


@root_alone
def test_an_agent_that_root_left_in_the_folder_of_the_service_is_ended_by_root_and_by_nobody_else(service):
    service("stop")
    left = subprocess.Popen([sys.executable, "-m", "panoh.agent", str(service.data)], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while not (service.data / "agent.sock").exists():
            assert time.monotonic() < end
            time.sleep(0.05)

        refused = service("lock")
        assert (refused.returncode, "Locked." in refused.stderr) == (1, False)
        assert left.poll() is None

        assert service("lock", user=None).stderr == "Locked.\n"
        assert left.wait(60) is not None
    finally:
        left.kill()
        left.wait()


@root_alone
def test_whoever_may_not_look_into_the_folder_is_told_so(service):
    done = service("lock", user=NOBODY - 1)

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "belongs to another user" in done.stderr


def test_status_says_that_web_push_has_no_way_out_since_when_and_which_hosts_to_allow(tmp_path, capsys):
    at = dt.datetime(2026, 7, 1, 9, 7, tzinfo=dt.UTC)
    note_way_out(tmp_path, "https://fcm.googleapis.com", is_open=False, at=at)
    ring.create(tmp_path, "a passphrase of some words")

    assert closing.status(Namespace(json=True), tmp_path) == 3
    said = capsys.readouterr()
    assert json.loads(said.out)["push_blocked_since"] == "2026-07-01T09:07:00+00:00"
    assert "Web push has had no way out since 01.07.2026 at 14:07" in said.err
    assert "fcm.googleapis.com, updates.push.services.mozilla.com, *.push.apple.com, *.notify.windows.com" in said.err

    note_way_out(tmp_path, "https://fcm.googleapis.com", is_open=True, at=at)
    assert closing.status(Namespace(json=True), tmp_path) == 3
    said = capsys.readouterr()
    assert (json.loads(said.out)["push_blocked_since"], "Web push" in said.err) == ("", False)
