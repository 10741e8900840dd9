"""`panoh erase` in a real instance: two accounts, and then no copy opens it, not one that was made before."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.cli.test_commands import PERIOD, SAMPLE, runner

MAKE_STAFF = """
from panoh.cli.django_ready import setup
setup()
from panoh.accounts import actions, queries
from panoh.accounts.roles import Role
from panoh.core.actor import SYSTEM
home = queries.secretariat()
for name, role in (("coordinator", Role.COORDINATOR), ("security-officer", Role.DATA_GUARDIAN), ("social-worker", Role.SOCIAL_WORKER)):
    actions.add_user(username=name, organisation=home, display_name="", roles=[role], by=SYSTEM)
"""

# What a restore does with a backup: its data, and the wrapped keys of today.
KEYS_OUT = """
from panoh.cli.django_ready import setup
setup()
import json, sys
from panoh.vault.models import SubjectKey
names = ("id", "kind", "subject", "recipient", "epoch", "blob")
rows = [[str(id), kind, str(subject), str(recipient), epoch, bytes(blob).hex()]
        for id, kind, subject, recipient, epoch, blob in SubjectKey.objects.values_list(*names)]
print(json.dumps(rows))
"""
KEYS_IN = """
from panoh.cli.django_ready import setup
setup()
import json, sys
from panoh.audit.guard import writes_allowed
from panoh.vault.models import SubjectKey
with writes_allowed():
    SubjectKey.objects.all().delete()
    SubjectKey.objects.bulk_create(
        SubjectKey(id=id, kind=kind, subject=subject, recipient=recipient, epoch=epoch, blob=bytes.fromhex(blob))
        for id, kind, subject, recipient, epoch, blob in json.load(sys.stdin)
    )
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An instance with the register of the sample, and three of the staff."""
    data = tmp_path_factory.mktemp("erased") / "data"
    run = runner(data)
    assert run("init", "--insecure-auto-unlock").returncode == 0
    subprocess.run([sys.executable, "-c", MAKE_STAFF], env=run.environment, check=True)
    brought = run("import", "register", SAMPLE, "--as", "coordinator", "--json")
    assert json.loads(brought.stdout)["admitted"] > 200, brought.stderr
    yield data, run
    run("stop")


def codes_of(run, text):
    return [row["code"] for row in json.loads(run("search", text, "--as", "coordinator", "--json").stdout)["results"]]


def figures_of(run):
    told = [run("report", what, *PERIOD, "--json", "--as", "coordinator").stdout for what in ("admissions", "assistance")]
    assert all(told)
    return told


def test_two_accounts_erase_a_file_and_an_older_copy_opens_everybody_but_that_person(house, tmp_path):
    data, run = house
    before = figures_of(run)
    code, *others = codes_of(run, "Раҳмонов")
    run("stop")
    older = tmp_path / "older"
    shutil.copytree(data, older, ignore=shutil.ignore_patterns("*.sock"))

    assert run("erase", "AAAA-AAAAA", "--as", "coordinator").returncode == 2
    assert run("erase", code, "--as", "social-worker").returncode == 1
    asked = run("erase", code, "--as", "coordinator")
    assert (asked.returncode, code in codes_of(run, "Раҳмонов")) == (0, True), asked.stderr
    again = run("erase", code, "--as", "coordinator")
    assert again.returncode == 1, again.stdout
    done = run("erase", code, "--as", "security-officer")
    assert (done.returncode, done.stdout.strip()) == (0, f"{code} is erased, also in every copy."), done.stderr

    assert set(codes_of(run, "Раҳмонов")) == set(others)
    assert figures_of(run) == before
    assert run("erase", code, "--as", "coordinator").returncode == 2
    assert run("audit", "verify").returncode == 0
    keys = subprocess.run([sys.executable, "-c", KEYS_OUT], env=run.environment, check=True, capture_output=True, text=True).stdout
    run("stop")

    # The older copy of the data with the key ring of today: what a restored backup comes to.
    opened_before, then = runner(older), (data / "keyring.age").read_bytes()
    assert code in codes_of(opened_before, "Раҳмонов")  # with the ring of its day it would still open: old rings are to be replaced
    opened_before("stop")
    (older / "keyring.age").write_bytes(then)
    assert opened_before("search", "Раҳмонов", "--as", "coordinator", "--json").returncode == 1  # no wrap of that day opens any more
    subprocess.run([sys.executable, "-c", KEYS_IN], env=opened_before.environment, check=True, input=keys, text=True)
    opened_before("stop")
    assert set(codes_of(opened_before, "Раҳмонов")) == set(others)
    assert opened_before("audit", "verify").returncode == 0
    opened_before("stop")
