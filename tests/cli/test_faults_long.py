"""The long rounds of tests/cli/test_faults.py: both databases, many kills, a line that does not move, a disk that is full."""

import contextlib
import fcntl
import json
import random
import subprocess
import time

import pytest

from tests.cli.test_faults import READ, Away, Browser, Unit, killed_under_load, none_lost_none_doubled
from tests.postgresql import cluster


@pytest.fixture
def unit(tmp_path):
    made = Unit(tmp_path / "data")
    yield made
    made.end()


def fill_up(browser):
    """What the database has kept free for its own log is used up first."""
    for _ in range(2_000):
        browser.send(browser.form(), "filling")


@pytest.mark.promise
def test_thirty_kills_lose_and_double_nothing(unit, record_property):
    whats = random.choices(("web worker", "agent", "task worker", "web", "server"), (5, 3, 2, 2, 1), k=30)
    acknowledged, longest = killed_under_load(unit, [lambda what=what: unit.kill(what) for what in whats], writers=6)

    none_lost_none_doubled(unit, acknowledged)
    assert longest < 60
    record_property(
        "figure", f"SQLite: 30 kills, {len(acknowledged):,} acknowledged, 0 lost, 0 doubled, back after {longest:.1f} s at most"
    )


@pytest.mark.promise
def test_postgresql_killed_whole_under_load_loses_and_doubles_nothing(tmp_path, record_property):
    with cluster() as server:
        unit = Unit(tmp_path / "data", server.url)
        try:
            kills = [server.kill if number % 2 else lambda: unit.kill("web worker") for number in range(24)]
            acknowledged, longest = killed_under_load(unit, kills, writers=6)
            none_lost_none_doubled(unit, acknowledged)
        finally:
            unit.end()
    assert longest < 60
    record_property(
        "figure", f"PostgreSQL: 24 kills, {len(acknowledged):,} acknowledged, 0 lost, 0 doubled, back after {longest:.1f} s at most"
    )


@pytest.mark.promise
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


@pytest.mark.promise
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
            with pytest.raises(Away) as refused:
                fill_up(browser)
            assert browser.statuses[-1] == 503
            assert "disk is full" in str(refused.value) or not refused.value.args
            (small / "filling").unlink()
            assert browser.write("after", time.monotonic() + 60)
            browser.send(token, words)
            found = json.loads(unit.python(READ))
            assert {"before", "after", words} <= set(found["words"])
            assert found["broken"] == []
        finally:
            unit.end()
    finally:
        subprocess.run(["umount", small], check=True)
