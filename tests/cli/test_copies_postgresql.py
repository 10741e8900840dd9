"""A copy of PostgreSQL: made and tried as at night, then put back from the files alone on a blank folder and an empty database."""

import os
import re
import subprocess

import psycopg
import pyrage
import pytest
from django.db import connection

from panoh.accounts.roles import Role
from panoh.agent.stop import stop
from panoh.audit.guard import writes_allowed
from panoh.cli.night import TRIAL, Failed, _put_beside, copy_and_try
from panoh.core.db import copies
from panoh.people.models import Person
from panoh.vault.models import NightCopy
from panoh.vault.nights import keep_copy, new_copy
from tests.cli.test_commands import runner
from tests.environment import DATA
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.people import make_person

KEY = "5e" * 32

pytestmark = [
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is copied in test_copies.py"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
]


@pytest.fixture
def empty(monkeypatch):
    """The address of an empty database beside that of the tests."""
    said = connection.settings_dict
    name = f"{said['NAME']}_trial"
    with psycopg.connect(f"user={said['USER']} dbname=panoh", autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{said['USER']}@/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_copy_is_tried_beside_the_database_and_put_back_on_a_blank_machine(empty, tmp_path, monkeypatch):
    make_secretariat()
    worker = make_user(Role.COORDINATOR)
    for _ in range(3):
        make_person(by=worker)
    keeper = pyrage.x25519.Identity.generate()
    monkeypatch.setenv("PANOH_BACKUP_RECIPIENTS", str(keeper.to_public()))
    (tmp_path / "identity").write_text(str(keeper))
    out, keys = tmp_path / "night.age", tmp_path / "newest.keys"

    # With no database to try it in: it is kept, and not said to hold.
    with pytest.raises(Failed) as failed:
        copy_and_try(DATA, out, new_copy())
    assert (failed.value.fault, out.exists(), keys.exists()) == ("trial", True, True)

    monkeypatch.setenv(TRIAL, empty)
    copy = new_copy()
    copy_and_try(DATA, out, copy)
    assert (copy.fault, copy.size, copy.rows > 100) == ("", out.stat().st_size, True)
    with psycopg.connect(empty) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)

    blank = tmp_path / "blank"
    run = runner(blank)
    done = run("restore", str(out), "--identity", str(tmp_path / "identity"), "--keys", str(keys), PANOH_DATABASE=empty)
    try:
        assert done.returncode == 0, done.stderr
        assert re.match(
            rf"Restored: {copy.rows} rows, \d+ keys, \d+ of them tried; digest [0-9a-f]{{64}}\. The activity log is whole\.", done.stdout
        )
        with psycopg.connect(empty) as there:
            restored = there.execute("SELECT id, family_name FROM people_person ORDER BY id").fetchall()
        assert restored == list(Person.objects.order_by("id").values_list("id", "family_name"))
        again = run(
            "restore",
            str(out),
            "--identity",
            str(tmp_path / "identity"),
            "--keys",
            str(keys),
            PANOH_DATABASE=empty,
            PANOH_DATA=str(tmp_path / "other"),
        )
        assert (again.returncode, "is not empty" in again.stderr) == (2, True), again.stderr
    finally:
        stop(blank)
        stop(tmp_path / "other")


def test_a_copy_that_differs_in_one_row_is_noticed_on_trial_and_nothing_of_it_is_left(empty, tmp_path, monkeypatch):
    make_secretariat()
    monkeypatch.setenv(TRIAL, empty)
    keep_copy(new_copy())
    copies.dump(tmp_path / "database", KEY)
    with writes_allowed():
        NightCopy.objects.update(size=1)
    held = copies.contents(KEY)

    with pytest.raises(Failed) as failed:
        _put_beside(tmp_path, {"key": KEY, "counts": held.counts, "digests": held.digests})

    assert failed.value.fault == "counts"
    with psycopg.connect(empty) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_whoever_reads_the_list_of_processes_sees_no_password(monkeypatch):
    seen = []
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "secret'word")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"sslmode": "require", "application_name": "panoh"})
    monkeypatch.setattr(
        subprocess, "run", lambda words, env, **_more: seen.append((words, env["PGPASSWORD"])) or subprocess.CompletedProcess(words, 0)
    )

    copies._run("pg_dump", f"--dbname={copies._url()}")

    ((words, password),) = seen
    assert "secret" not in " ".join(words)
    assert "sslmode='require'" in words[1]
    assert password == "secret'word"
    assert "PGPASSWORD" not in os.environ
