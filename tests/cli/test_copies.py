"""`panoh erase`, `backup` and `restore` in a real instance: two accounts, a blank machine, and copies that nobody should believe."""

import io
import json
import re
import subprocess
import sys
import tarfile

import pyrage
import pytest

from tests.cli.test_commands import PERIOD, SAMPLE, runner

NAME = "Раҳмонов"
# Looks at things for six seconds, and each look is an event.
WRITE = """
from panoh.cli.django_ready import setup
setup()
import time
from panoh.accounts.models import User
from panoh.reporting.exports import report
import datetime as dt
user, end = User.objects.get(username="coordinator"), time.monotonic() + 6
while time.monotonic() < end:
    report("assistance", user, dt.date(2015, 1, 1), dt.date(2021, 12, 31), "json")
"""

TOLD = """
from panoh.cli.django_ready import setup
setup()
import json
from panoh.audit.models import AuditEvent
from panoh.audit.verify import verify
from panoh.vault.nights import copy_is_late, is_copy_due, recent_copies
copies = recent_copies()
opened = [len(event.refs) // 8 for event in AuditEvent.objects.filter(purpose="trial")]
held = next(copy for copy in copies if not copy.fault)
print(json.dumps({"faults": [copy.fault for copy in copies], "due": is_copy_due(), "late": copy_is_late() is not None, "opened": sum(opened),
                  "whole": verify().is_whole, "rows": held.rows, "size": held.size}))
"""
# One cell of the copy says otherwise, as many rows as before, and everything about it measured and signed anew by the instance itself.
ANOTHER_CELL = """
from panoh.cli.django_ready import setup
setup()
import io, json, sys, tarfile, tempfile
from hashlib import sha256
from pathlib import Path
import pyrage
from sqlcipher3 import dbapi2
from panoh.audit.trail import record
from panoh.cli import archive
from panoh.core.actor import SYSTEM
from panoh.vault import client
from panoh.vault.events import Event
file, out, identity = map(Path, sys.argv[1:])
me = pyrage.x25519.Identity.from_str(identity.read_text().splitlines()[1])
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    said = archive.unpack(file, me, folder)
    database = dbapi2.connect(folder / "database", isolation_level=None)
    database.execute(f"PRAGMA key = \\"x'{said['key']}'\\"")
    # Of a table without triggers: a row that follows from it would give the copy away by its number of rows.
    database.execute("UPDATE accounts_user SET language = 'en' WHERE id = (SELECT min(id) FROM accounts_user WHERE language <> 'en')")
    assert database.execute("SELECT changes()").fetchone() == (1,)
    database.close()
    said["digest"] = sha256((folder / "database").read_bytes()).hexdigest()
    said["signature"] = client.sign(record(Event.BACKED_UP, by=SYSTEM), archive.signed(said))[0].hex()
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, content in (("manifest.json", json.dumps(said).encode()), ("database", (folder / "database").read_bytes())):
            head = tarfile.TarInfo(name)
            head.size = len(content)
            tar.addfile(head, io.BytesIO(content))
out.write_bytes(pyrage.encrypt(made.getvalue(), [me.to_public()]))
"""


class House:
    """An instance with the register and the accounts of the sample; `keeper` holds the identity that backups are sealed to."""

    def __init__(self, folder):
        self.folder, self.data = folder, folder / "data"
        self.run = runner(self.data)
        assert self.run("init", "--insecure-auto-unlock").returncode == 0
        brought = self.run("import", "register", SAMPLE, "--as", "coordinator", "--json")
        assert json.loads(brought.stdout)["admitted"] > 200, brought.stderr
        identity = pyrage.x25519.Identity.generate()
        self.identity, self.recipient = folder / "identity.txt", str(identity.to_public())
        self.identity.write_text(f"# of the keeper\n{identity}\n")

    def back_up(self, name):
        out = self.folder / name
        done = self.run("backup", str(out), "--recipient", self.recipient)
        assert done.returncode == 0, done.stderr
        return out

    def restore(self, file, keys, name, identity=None):
        """The command's outcome, and the runner of where it was put back to."""
        there = runner(self.folder / name)
        done = there("restore", str(file), "--identity", str(identity or self.identity), "--keys", str(keys))
        return done, there


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("copies"))
    yield made
    made.run("stop")


@pytest.fixture(scope="module")
def older(house):
    """A backup, and the file of keys of its day."""
    file = house.back_up("older.age")
    return file, file.with_name("older.age.keys")


def codes_of(run):
    return {row["code"] for row in json.loads(run("search", NAME, "--as", "coordinator", "--json").stdout)["results"]}


def figures_of(run):
    told = [run("report", what, *PERIOD, "--json", "--as", "coordinator").stdout for what in ("admissions", "assistance")]
    assert all(told)
    return told


def test_the_server_holds_nothing_that_opens_its_backup_and_nothing_lies_in_it_in_clear(house, older):
    for file in older:
        content = file.read_bytes()
        assert content.startswith(b"age-encryption.org/v1\n")
        assert (file.stat().st_mode & 0o777, NAME.encode() in content, b"SQLite format" in content) == (0o600, False, False)
    root = house.folder / "root.txt"
    root.write_text((house.data / "root.key").read_text())
    done, _there = house.restore(*older, "by-the-server", identity=root)
    assert done.returncode == 1
    assert "Nothing was changed." in done.stderr
    assert not list(house.data.glob(".backup-*"))


def resealed(house, content):
    """The same backup with one thing in its manifest said otherwise."""
    me = pyrage.x25519.Identity.from_str(house.identity.read_text().splitlines()[1])
    made = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(content, [me]))) as before, tarfile.open(fileobj=made, mode="w") as after:
        for member in before:
            part = before.extractfile(member).read()
            if member.name == "manifest.json":
                said = json.loads(part)
                part = json.dumps(said | {"counts": said["counts"] | {"cases_case": 1}}).encode()
                member.size = len(part)
            after.addfile(member, io.BytesIO(part))
    return pyrage.encrypt(made.getvalue(), [me.to_public()])


def broken(older, house, how):
    file, keys = older
    other = house.folder / f"{how}.age"
    content = file.read_bytes()
    if how == "truncated":
        content = content[: len(content) // 2]
    elif how == "last_byte":
        content = content[:-1]
    elif how == "flipped":
        content = content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]
    elif how == "not_a_backup":
        content = pyrage.encrypt(b"words", [pyrage.x25519.Recipient.from_str(house.recipient)])
    elif how == "not_signed":  # made by somebody who knows the recipient and the instance, and has no key of it
        content = resealed(house, content)
    elif how in ("keys_truncated", "keys_foreign"):
        bad = house.folder / f"{how}.keys"
        told = keys.read_bytes()[:-9]
        if how == "keys_foreign":
            me = pyrage.x25519.Identity.from_str(house.identity.read_text().splitlines()[1])
            said = json.loads(pyrage.decrypt(keys.read_bytes(), [me])) | {"instance": "00" * 32}
            told = pyrage.encrypt(json.dumps(said).encode(), [me.to_public()])
        bad.write_bytes(told)
        keys = bad
    other.write_bytes(content)
    return other, keys


@pytest.mark.parametrize("how", ["truncated", "last_byte", "flipped", "not_a_backup", "not_signed", "keys_truncated", "keys_foreign"])
def test_a_copy_that_is_broken_cut_short_or_foreign_is_refused_and_nothing_is_left_of_it(house, older, how):
    done, there = house.restore(*broken(older, house, how), f"blank-{how}")

    assert (done.returncode, done.stdout) == (1, "")
    assert "Nothing was changed." in done.stderr
    assert ("not of one instance" in done.stderr) == (how in ("not_signed", "keys_foreign"))
    left = house.folder / f"blank-{how}"
    assert not left.exists() or list(left.rglob("*")) in ([], [left / "log"], [left / "log", left / "log" / "agent.log"])
    assert there("status").returncode != 0 or "No instance" in there("status").stderr


def test_a_copy_in_which_one_cell_says_otherwise_is_refused(house, older):
    file, keys = older
    other = house.folder / "another-cell.age"
    words = [sys.executable, "-c", ANOTHER_CELL, str(file), str(other), str(house.identity)]
    subprocess.run(words, env=house.run.environment, check=True)

    done, _there = house.restore(other, keys, "blank-cell")

    assert (done.returncode, done.stdout) == (1, "")
    assert "What was restored differs from what was backed up. Nothing was changed." in done.stderr
    assert not list((house.folder / "blank-cell").glob("panoh.db*"))


def test_over_an_instance_nothing_is_restored(house, older):
    file, keys = older
    done = house.run("restore", str(file), "--identity", str(house.identity), "--keys", str(keys))
    assert (done.returncode, "empty folder" in done.stderr) == (2, True)


def test_two_accounts_erase_a_file_and_an_older_backup_brings_back_everybody_but_that_person(house, older):
    run, before = house.run, figures_of(house.run)
    code, *others = sorted(codes_of(run))

    assert run("erase", "AAAA-AAAAA", "--as", "coordinator").returncode == 2
    assert run("erase", code, "--as", "social-worker").returncode == 1
    asked = run("erase", code, "--as", "coordinator")
    assert (asked.returncode, code in codes_of(run)) == (0, True), asked.stderr
    assert run("erase", code, "--as", "coordinator").returncode == 1
    done = run("erase", code, "--as", "security-officer")
    said = f"{code} is erased. The keys of older copies are set aside within minutes and destroyed three days later."
    assert (done.returncode, done.stdout.strip()) == (0, said), done.stderr
    assert codes_of(run) == set(others)
    assert figures_of(run) == before
    assert run("erase", code, "--as", "coordinator").returncode == 2
    assert run("audit", "verify").returncode == 0

    # While others write: what is counted is what was copied.
    writing = [subprocess.Popen([sys.executable, "-c", WRITE], env=run.environment) for _ in range(2)]
    newer = house.back_up("newer.age")
    assert [process.wait(timeout=60) for process in writing] == [0, 0]
    whole, beside = house.restore(newer, newer.with_name("newer.age.keys"), "beside")
    assert whole.returncode == 0, whole.stderr
    beside("stop")
    back, there = house.restore(older[0], newer.with_name("newer.age.keys"), "blank")
    assert back.returncode == 0, back.stderr
    assert "erased again: 1" in back.stderr
    assert codes_of(there) == set(others)
    assert code not in there("list", "cases", "--as", "coordinator", "--json").stdout
    assert figures_of(there) == before
    assert there("audit", "verify").returncode == 0
    there("stop")


def test_a_night_copies_tries_what_it_sealed_and_tells_when_it_does_not_hold(house):
    run, folder = house.run, house.data / "backups"
    night = {**run.environment, "PANOH_BACKUP_RECIPIENTS": house.recipient}

    def make(**more):
        return subprocess.run([sys.executable, "-m", "panoh.cli.nightly"], env={**night, **more}, capture_output=True, text=True)

    done = make()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (file,) = folder.glob("*.age")
    said = json.loads(subprocess.run([sys.executable, "-c", TOLD], env=night, capture_output=True, text=True, check=True).stdout)
    assert said == {
        "faults": [""],
        "due": False,
        "late": False,
        "opened": 5,
        "whole": True,
        "rows": said["rows"],
        "size": file.stat().st_size,
    }
    assert said["rows"] > 2_000
    assert sorted(path.name for path in folder.iterdir()) == [file.name, "newest.keys"]

    # What fails takes the place of nothing, and stands where it is read.
    before = file.read_bytes()
    failed = make(PANOH_BACKUP_RECIPIENTS="age1nobody")
    assert failed.returncode == 0, failed.stderr
    said = json.loads(subprocess.run([sys.executable, "-c", TOLD], env=night, capture_output=True, text=True, check=True).stdout)
    assert (said["faults"], said["due"], said["late"], file.read_bytes() == before) == (["copy", ""], False, True, True)

    whole, there = house.restore(file, folder / "newest.keys", "from-the-night")
    assert whole.returncode == 0, whole.stderr
    assert re.search(
        r"Restored: \d+ rows, \d+ keys, 50 of them tried; digest [0-9a-f]{64}\. The activity log is whole\. \d+\.\d s\.", whole.stdout
    )
    there("stop")
