"""What a command loads before it begins."""

import json
import subprocess
import sys

import pytest

from panoh.cli.output import Fail
from panoh.cli.serving import check_ways
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


@pytest.mark.parametrize(
    "wrong", ["mail.example", "smtp://mail.example", "smtps://who:secret@localhost:seven?from=a@b.example", "smtps://[::"]
)
@pytest.mark.parametrize("name", ["PANOH_MAIL", "PANOH_SMS"])
def test_nothing_starts_with_a_way_for_notices_that_cannot_be_read(name, wrong):
    with pytest.raises(Fail, match=f"{name} cannot be read") as refused:
        check_ways({name: wrong})
    assert "secret" not in str(refused.value)


def test_no_way_and_a_way_that_can_be_read_start():
    check_ways({"PANOH_MAIL": "smtps://who:secret@localhost?from=a@b.example", "PANOH_SMS": ""})
