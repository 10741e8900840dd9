"""The long rounds of tests/cli/test_faults.py: both databases, many kills, a line that does not move, a disk that is full, a clock that
jumps, an import that is killed again and again."""

import contextlib
import fcntl
import itertools
import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.cli.test_commands import PERIOD, SAMPLE
from tests.cli.test_faults import MAKE, READ, Away, Browser, Unit, killed_under_load, none_lost_none_doubled
from tests.instances import BARE
from tests.postgresql import cluster

FULL = "диск пур аст"  # the page of the house, in the language it shows to whom it does not know
# A log of PostgreSQL that keeps no old piece to write over, and looks for none meanwhile.
ROOMLESS = "-c wal_recycle=off -c min_wal_size=2MB -c max_wal_size=64MB -c checkpoint_timeout=1h"
FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
# Goes on with the import that was broken off, as its page does; then says what the register became.
GO_ON = """
from panoh.cli.django_ready import setup
setup()
from panoh.accounts.models import User
from panoh.exchange.actions import continue_run
from panoh.exchange.enums import RunState
from panoh.exchange.models import ImportRun
user = User.objects.get(username="coordinator")
for run in ImportRun.objects.exclude(state=RunState.DONE):
    continue_run(run, by=user)
"""
IMPORT = f"""
import runpy, sys
sys.argv = ["panoh", "import", "register", {str(SAMPLE)!r}, "--as", "coordinator", "--json"]
runpy.run_module("panoh", run_name="__main__")
"""
# Before either: killed in the middle of the transaction of its fortieth row.
DIE = """
import os, signal
from panoh.cli.django_ready import setup
setup()
from panoh.audit.signals import rows_written
from panoh.exchange.models import ImportRow
rows_in = []
def count(rows, **_more):
    rows_in.extend(row for row in rows if isinstance(row, ImportRow))
    if len(rows_in) >= 40:
        os.kill(os.getpid(), signal.SIGKILL)
rows_written.connect(count)
"""
BROUGHT = """
from panoh.cli.django_ready import setup
setup()
import json
from django.db.models import Count
from panoh.audit.verify import verify
from panoh.cases.models import Case
from panoh.exchange.models import ImportRow, ImportRun
from panoh.exchange.queries import counts_of
from panoh.people.models import Person, Relationship
told = [counts_of(run) for run in ImportRun.objects.order_by("started_at")]
print(json.dumps({
    "runs": told, "cases": Case.objects.count(), "people": Person.objects.count(), "ties": Relationship.objects.count(),
    "doubled": ImportRow.objects.values("run", "number").annotate(times=Count("pk")).filter(times__gt=1).count(),
    "broken": verify().broken,
}))
"""
ROWS_IN = """
from panoh.cli.django_ready import setup
setup()
from panoh.exchange.models import ImportRow
print(ImportRow.objects.count())
"""


@pytest.fixture
def unit(tmp_path, instances):
    instances.copy(BARE, tmp_path / "data")
    made = Unit(tmp_path / "data")
    yield made
    made.end()


def fill_up(browser):
    """What the database has kept free for its own log is used up first."""
    for _ in range(2_000):
        browser.send(browser.form(), "filling")


@pytest.mark.heavy
def test_thirty_kills_lose_and_double_nothing(unit, record_property):
    whats = random.choices(("web worker", "agent", "task worker", "web", "server"), (5, 3, 2, 2, 1), k=30)
    acknowledged, longest = killed_under_load(unit, [lambda what=what: unit.kill(what) for what in whats], writers=6)

    none_lost_none_doubled(unit, acknowledged)
    record_property(
        "figure", f"SQLite: {len(whats)} kills, {len(acknowledged):,} acknowledged, 0 lost, 0 doubled, back after {longest:.1f} s at most"
    )


@pytest.mark.heavy
def test_postgresql_killed_whole_under_load_loses_and_doubles_nothing(tmp_path, record_property):
    with cluster() as server:
        unit = Unit(tmp_path / "data", server.url)
        try:
            others = ("web worker", "agent", "web worker", "task worker", "web worker", "web")
            kills = [kill for what in others * 2 for kill in (server.kill, lambda what=what: unit.kill(what))]
            acknowledged, longest = killed_under_load(unit, kills, writers=6)
            none_lost_none_doubled(unit, acknowledged)
        finally:
            unit.end()
    record_property(
        "figure",
        f"PostgreSQL: {len(kills)} kills, every second of the whole database server, {len(acknowledged):,} acknowledged, 0 lost, "
        f"0 doubled, back after {longest:.1f} s at most",
    )


@pytest.mark.heavy
def test_while_another_writes_for_too_long_the_page_says_so_and_what_was_typed_stands_there(unit):
    unit.wait()
    browser, words = Browser(unit.port, unit.session), "Занг задан ба клиника, баъд ба хонаи худашон рафтан"
    token = browser.form()
    with (unit.data / "panoh.db.turn").open("r+b") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with pytest.raises(Away) as refused:
            browser.send(token, words)
    page = str(refused.value)
    assert browser.statuses[-1] == 503
    assert words in page
    browser.send(token, words)
    none_lost_none_doubled(unit, [words])


@pytest.mark.heavy
def test_a_disk_that_is_full_is_said_so_and_once_there_is_room_everything_goes_on(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", small], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("only root makes a small disk")
    try:
        unit = Unit(small / "data")
        try:
            unit.wait()
            browser, words = Browser(unit.port, unit.session), "Ба маркази тиббӣ занг задан лозим аст, то охири ҳафта"
            browser.send(browser.form(), "before")
            token = browser.form()
            with contextlib.suppress(OSError), (small / "filling").open("wb", buffering=0) as filling:
                while True:
                    filling.write(b"\0" * 4_096)
            with contextlib.suppress(Away):
                fill_up(browser)
            with pytest.raises(Away) as refused:
                browser.send(token, words)
            assert browser.statuses[-1] == 503
            assert FULL in str(refused.value)
            assert words in str(refused.value)
            (small / "filling").unlink()
            assert browser.write("after", time.monotonic() + 60)
            browser.send(token, words)
            found = json.loads(unit.python(READ))
            assert {"before", "after", words} <= set(found["words"])
            assert len(found["words"]) == found["words"].count("filling") + 3
            assert found["broken"] == []
        finally:
            unit.end()
    finally:
        subprocess.run(["umount", small], check=True)


def shown(browser, end):
    """The form, however often it must be asked for."""
    while time.monotonic() < end:
        with contextlib.suppress(Away):
            return browser.form()
        time.sleep(0.1)
    raise AssertionError("No form is shown.")


class Filling:
    """A disk that is filled to its last byte, again and again, until there is room."""

    def __init__(self, disk):
        self.file, self.ending, self.thread = disk / "filling", threading.Event(), threading.Thread(target=self.fill)

    def fill(self):
        with self.file.open("wb", buffering=0) as filling:
            while not self.ending.wait(0.02):
                with contextlib.suppress(OSError):
                    while not self.ending.is_set():
                        filling.write(b"\0" * 4_096)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_error):
        self.ending.set()
        self.thread.join()
        self.file.unlink()


@pytest.mark.heavy
@pytest.mark.parametrize("what", ["data", "wal"])
def test_a_disk_that_is_full_under_postgresql_loses_nothing_and_once_there_is_room_everything_goes_on(tmp_path, record_property, what):
    """A full volume of its data refuses what has no room; a full one of its log ends the server, again and again while it is full."""
    numbers, rounds, by_hand = itertools.count(), [], []

    def refused(browser, form, end):
        """A form that a page of the house did not take, its words and that page. It is one from before: when all is full none is shown."""
        while time.monotonic() < end:
            with contextlib.suppress(Away):
                while True:
                    browser.send(browser.form(), words := f"filling {next(numbers)}")
                    by_hand.append(words)
            words = f"Ба маркази тиббӣ занг задан лозим аст, то охири ҳафта {form}"
            try:
                browser.send(form, words)
            except Away as away:
                if words in str(away):
                    return form, words, str(away)
            else:
                by_hand.append(words)
                form = shown(browser, end)
        raise AssertionError("The disk is not full.")

    def be_full():
        browser = Browser(unit.port, unit.session)
        form = browser.form()
        with Filling(server.folder / "disk"):
            form, words, page = refused(browser, form, time.monotonic() + 400)
            assert browser.statuses[-1] == 503
            assert FULL in page
            if rounds:
                server.die()
            time.sleep(5)  # others go on trying
        assert browser.write(f"after {words}", time.monotonic() + 120)
        browser.send(form, words)
        by_hand.extend((f"after {words}", words))
        rounds.append(words)

    with cluster(ROOMLESS, what) as server, server.watched() as starts:
        unit = Unit(tmp_path / "data", server.url)
        try:
            acknowledged, _longest = killed_under_load(unit, [be_full] * 3, writers=4)
            acknowledged += by_hand
            none_lost_none_doubled(unit, acknowledged)
        finally:
            unit.end()
        log = (server.folder / "log").read_text(errors="replace")
    assert "No space left on device" in log
    assert (what == "wal") == ("PANIC" in log)
    assert len(starts) >= 2
    record_property(
        "figure",
        f"PostgreSQL, the disk of its {what} full three times, killed in two of them: {len(acknowledged)} acknowledged, 0 lost, 0 doubled",
    )


def broken_off(unit, does):
    """A process killed amid its import. How many rows are in when it is dead."""
    died = subprocess.run([sys.executable, "-c", DIE + does], env=unit.environment, check=False, stdout=subprocess.DEVNULL)
    assert died.returncode == -signal.SIGKILL
    return int(unit.python(ROWS_IN))


@pytest.mark.heavy
def test_an_import_that_is_killed_again_and_again_is_gone_on_with_and_ends_as_one_that_was_not(tmp_path, record_property):
    told, figures = [], []
    for name in ("killed", "whole"):
        unit = Unit(tmp_path / name)
        try:
            if name == "whole":
                done = unit.run("import", "register", SAMPLE, "--as", "coordinator", "--json")
                assert done.returncode == 0, done.stderr
            else:
                stood = [broken_off(unit, does) for does in (IMPORT, GO_ON, GO_ON)]
                unit.python(GO_ON)
            told.append(json.loads(unit.python(BROUGHT)))
            figures.append(
                [unit.run("report", what, *PERIOD, "--json", "--as", "coordinator").stdout for what in ("admissions", "assistance")]
            )
        finally:
            unit.end()
    assert 0 < stood[0] < stood[1] < stood[2] < told[1]["runs"][0]["rows"]
    assert told[0] == told[1]
    assert (told[0]["doubled"], told[0]["broken"]) == (0, [])
    assert figures[0] == figures[1]
    record_property(
        "figure", f"an import of {told[0]['runs'][0]['rows']} rows killed with {', '.join(map(str, stood))} of them in: ended the same"
    )


@pytest.mark.heavy
@pytest.mark.skipif(not FAKETIME, reason="the clock is not ours to set (apt install faketime)")
def test_a_clock_that_jumps_under_load_loses_and_doubles_nothing_and_the_record_stays_whole(tmp_path, record_property):
    clock = tmp_path / "clock"
    clock.write_text("+0")
    env = {
        "LD_PRELOAD": str(FAKETIME[-1]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    unit, acknowledged = Unit(tmp_path / "data", env=env), []
    try:
        unit.wait()
        stale = unit.session
        for number, jump in enumerate(("+0", "+1d", "+23h", "-1h", "+0")):
            clock.write_text(jump)
            if number:
                with pytest.raises(Away):
                    Browser(unit.port, stale).form()  # signed in at a time that is over, or that is not yet
            unit.session = stale = unit.python(MAKE).strip()
            browser = Browser(unit.port, unit.session)
            for count in range(20):
                words = f"{number}-{count}"
                assert browser.write(words, time.monotonic() + 60)
                acknowledged.append(words)
        none_lost_none_doubled(unit, acknowledged)
        assert unit.run("audit", "verify").returncode == 0
    finally:
        unit.end()
    record_property(
        "figure", f"the clock a day ahead, an hour back, an hour behind, right again: {len(acknowledged)} acknowledged, 0 lost, 0 doubled"
    )
