"""The recipes that papers tell one to call."""

import subprocess

from tests.consistency.house import ROOT


def test_a_migration_is_written_where_nothing_runs_and_no_key_is_open() -> None:
    made = subprocess.run([ROOT / "tools/migrations", "people", "nothing"], capture_output=True, text=True, check=False)

    assert (made.returncode, made.stdout) == (0, "No changes detected in app 'people'\n"), made.stderr
