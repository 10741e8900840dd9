"""What a command loads before it begins."""

import json
import subprocess
import sys

from tests.instances import BARE, environment_of

LOADED = """
from panoh.cli.django_ready import setup
setup()
import gc, json
print(json.dumps({"frozen": gc.get_freeze_count(), "left": len(gc.get_objects()), "on": gc.isenabled()}))
"""


def test_what_a_command_loaded_is_never_looked_through_for_waste(instances, tmp_path):
    instances.copy(BARE, tmp_path / "data")
    done = subprocess.run([sys.executable, "-c", LOADED], env=environment_of(tmp_path / "data"), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

    assert told["on"]
    assert told["frozen"] > 100 * told["left"] > 0


def test_a_command_leaves_the_database_in_one_file(instances, tmp_path):
    instances.copy(BARE, tmp_path / "data")

    assert not list((tmp_path / "data").glob("panoh.db-*"))
