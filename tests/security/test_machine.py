"""The machine under it: the unit of systemd leaves little room, and what looks over a machine sees what is not as it should be."""

import contextlib
import re
import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest

from tests.consistency.house import ROOT
from tests.postgresql import cluster

UNIT = ROOT / "deploy" / "panoh.service"
CHECK = ROOT / "deploy" / "check-machine"
WORST = 1.5  # of 10, as systemd reckons it


# What PostgreSQL writes into its log of a row that it refuses, of one it cannot read, and of a question it does not understand.
REFUSED = (
    "CREATE TABLE refused (id int PRIMARY KEY, name text, born date NOT NULL)",
    "INSERT INTO refused VALUES (1, 'Canarova', NULL)",
    "INSERT INTO refused VALUES (2, 'x', '2000-01-01')",
    "INSERT INTO refused VALUES (2, 'Canarova', '2000-01-01')",
    "INSERT INTO refused VALUES (3, 'x', 'Canarova')",
    "SELECT 'Canarova'::int",
    "SELECT FROM Canarova",
    "SELECT 'Canarova', pg_sleep(0.2)",
    "DO $$ BEGIN RAISE WARNING 'done'; PERFORM 'Canarova'::int; END $$",
)


def test_what_the_page_says_of_postgresql_keeps_refused_rows_out_of_its_log():
    page, russian, check = (
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("docs/operators/en/installing.md", "docs/operators/ru/installing.md", "deploy/check-machine")
    )
    said = re.findall(r"alter system set (\w+) = '([^']*)';", page)
    assert len(said) == 7
    assert said == re.findall(r"alter system set (\w+) = '([^']*)';", russian)
    assert said == [tuple(pair.split("=")) for pair in re.search(r"for pair in (log_.*?);", check)[1].split()]

    with cluster(options="") as server:
        log = server.folder / "log"

        def logged():
            before = log.stat().st_size
            for words in REFUSED:
                with contextlib.suppress(subprocess.CalledProcessError):
                    server.say(words)
            return log.read_bytes()[before:].count(b"Canarova")

        assert logged() >= 5  # as it comes
        for name, value in said:
            server.say(f"ALTER SYSTEM SET {name} = '{value}'")
        server.say("SELECT pg_reload_conf()")
        end = time.monotonic() + 60
        while logged() and time.monotonic() < end:  # the server reads its settings when it comes to it
            time.sleep(0.2)
        assert logged() == 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_the_units_stand_in_a_narrow_room():
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", UNIT], capture_output=True, text=True)
    found = re.search(r"Overall exposure level for panoh\.service: ([\d.]+)", done.stdout)

    assert found, done.stderr
    assert float(found[1]) <= WORST


def test_what_a_seizure_would_find_in_memory_never_reaches_a_disk_and_no_secret_stands_in_the_unit():
    lines = set(UNIT.read_text(encoding="utf-8").splitlines())

    assert {"LimitCORE=0", "MemorySwapMax=0", "UMask=0077", "StateDirectoryMode=0700", "IPAddressDeny=any", "User=panoh"} <= lines
    assert not [line for line in lines if re.search(r"(?i)^environment=.*(token|passphrase|password)", line)]


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine as it should be: its files under a folder, its commands answering as those of a hardened one do."""
    files = {
        "proc/swaps": "Filename\tType\tSize\tUsed\tPriority\n/dev/zram0 partition 1 0 100\n",
        "proc/sys/kernel/core_pattern": "|/bin/false\n",
        "proc/sys/kernel/yama/ptrace_scope": "2\n",
        "proc/sys/kernel/dmesg_restrict": "1\n",
        "proc/sys/kernel/kptr_restrict": "1\n",
        "etc/panoh/environment": "PANOH_HOSTS=house.example\nPANOH_WITNESS=/mnt/w\nPANOH_BACKUP_RECIPIENTS=age1x\n",
        "etc/apt/apt.conf.d/20auto-upgrades": 'APT::Periodic::Unattended-Upgrade "1";\n',
        "data/panoh.db": "x",
        "bin/systemctl": 'case "$*" in *enabled*) echo masked;; *User*) echo root;; *ProtectSystem*) echo strict;; *Restart*) echo on-failure;; *) echo 0;; esac',
        "bin/ss": "echo 'LISTEN 0 128 127.0.0.1:8000 0.0.0.0:*'; echo 'LISTEN 0 128 0.0.0.0:443 0.0.0.0:*'",
        "bin/nft": "echo 'type filter hook input priority filter; policy drop;'",
        "bin/openssl": 'case "$*" in *"-verify_hostname house.example -verify_return_error"*) exit 0;; *) exit 1;; esac',
        "bin/timedatectl": "echo yes",
        "bin/findmnt": "echo /dev/mapper/data",
        "bin/lsblk": "echo crypt",
        "bin/psql": "exit 1",
        "bin/runuser": 'case "$*" in *verbosity*) echo terse;; *min_messages*) echo log;; *error_statement*) echo panic;; *max_length*) echo 0;; *log_statement*) echo none;; *) echo -1;; esac',
        "bin/id": "true",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if not name.startswith("bin/") else f"#!/bin/sh\n{text}\n")
        path.chmod(0o755 if name.startswith("bin/") else 0o600)
    (tmp_path / "data").chmod(0o700)
    owner = (tmp_path / "data").owner()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("CHECK_ROOT", str(tmp_path))
    monkeypatch.setenv("PANOH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PANOH_USER", owner)
    (tmp_path / "bin/systemctl").write_text((tmp_path / "bin/systemctl").read_text().replace("echo root", f"echo {owner}"))
    return tmp_path


def looked_at():
    done = subprocess.run([CHECK], capture_output=True, text=True)
    return done.returncode, [line for line in done.stdout.splitlines() if not line.startswith("ok ")]


def test_a_machine_as_it_should_be_passes_without_a_word(machine):
    assert looked_at() == (0, [])


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("proc/swaps", "Filename\n/dev/sda2 partition 1 0 -2\n", "no swap on a disk"),
        ("proc/sys/kernel/core_pattern", "core\n", "no core files"),
        ("proc/sys/kernel/yama/ptrace_scope", "0\n", "nobody looks into another process"),
        ("etc/panoh/environment", "PANOH_HOSTS=a\nPANOH_WITNESS=/w\nPANOH_BACKUP_RECIPIENTS=age1x\nPANOH_TOKEN=x\n", "no secret stands"),
        ("etc/apt/apt.conf.d/20auto-upgrades", "", "Debian renews itself"),
        ("data/root.key", "x", "the instance does not unlock itself"),
        ("bin/ss", "#!/bin/sh\necho 'LISTEN 0 128 0.0.0.0:8000 0.0.0.0:*'\n", "only 22, 80 and 443 listen outward"),
        ("bin/nft", "#!/bin/sh\necho 'hook input priority filter; policy accept;'\n", "the firewall"),
        ("bin/openssl", "#!/bin/sh\nexit 1\n", "browsers know the certificate"),
        ("bin/timedatectl", "#!/bin/sh\necho no\n", "the clock is kept"),
        ("bin/lsblk", "#!/bin/sh\necho part\n", "its volume is encrypted"),
        ("bin/runuser", "#!/bin/sh\necho default\n", "PostgreSQL: log_error_verbosity"),
    ],
)
def test_what_is_not_as_it_should_be_is_named(machine, file, text, line):
    path = machine / file
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
    path.write_text(text)
    path.chmod(mode)

    code, said = looked_at()

    assert code == 1
    assert [each for each in said if each.startswith(f"NO  {line}")], said


def test_a_file_that_others_may_read_is_named(machine: Path):
    (machine / "data" / "panoh.db").chmod(0o644)

    assert looked_at()[1][0].startswith("NO  no file in it is open to others")
