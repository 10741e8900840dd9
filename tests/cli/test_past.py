"""An instance of before, with what was sealed in it, is brought up to date; one more is kept with each release (tests/cli/past)."""

import json
import tarfile
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader
from sqlcipher3 import dbapi2

from panoh.agent import ring
from tests.cli.test_commands import runner

PAST = sorted((Path(__file__).parent / "past").glob("*.tar.xz"))
NAME, TOLD = "Қодиров", "Задержан вечером"  # of the one person in each


def _unpacked(kept: Path, data: Path) -> bool:
    """The instance as it stood: its keys, and its database encrypted under the key of the ring. Whether migrations have come since."""
    data.mkdir(mode=0o700)
    with tarfile.open(kept) as parts:
        parts.extractall(data, filter="data")
    tables = data / "panoh.sql"
    raw = dbapi2.connect(str(data / "panoh.db"), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{ring.load(data, None).database_key}'\"")
    raw.executescript(tables.read_text(encoding="utf-8"))
    applied = set(raw.execute("SELECT app, name FROM django_migrations"))
    raw.close()
    tables.unlink()
    return bool(set(MigrationLoader(None).graph.nodes) - applied)


@pytest.mark.parametrize("kept", PAST, ids=lambda path: path.name.partition(".")[0])
def test_what_was_sealed_in_a_past_schema_opens_in_todays(kept, tmp_path):
    data = tmp_path / "data"
    is_behind = _unpacked(kept, data)
    run = runner(data)
    try:
        early = run("list", "cases", "--as", "psychologist", "--json")
        waits = (early.returncode, "Run panoh unlock" in early.stderr) == (1, True)
        assert early.returncode == 0 or (is_behind and waits)  # a migration that changes no table is missed by no reading
        assert run("unlock").returncode == 0  # which brings it up to date
        (case,) = json.loads(run("list", "cases", "--as", "psychologist", "--json").stdout)
        found = run("search", NAME, "--as", "psychologist", "--json")
        assert case["code"] in found.stdout, found.stderr
        assert json.loads(run("audit", "verify", "--json").stdout)["whole"]
    finally:
        run("stop")
    lying = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert not [word for word in (NAME, TOLD) if word.encode() in lying]
