"""`panoh leave`: the keys of an organisation go at the machine, with the passphrase, after two people agreed; whatever is restarted between."""

import subprocess
import sys

import pytest

from tests.cli.test_commands import runner
from tests.instances import PASSPHRASE, SEALED

pytestmark = pytest.mark.heavy  # it starts a dozen commands, each with a passphrase that takes its second

READY = """
import datetime as dt
from panoh.cli.django_ready import setup
setup()
from panoh.accounts import actions as accounts, queries, sign_in
from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.roles import Role
from panoh.coalition import actions
from panoh.coalition.queries import departures
from panoh.coalition.enums import LeavingWhy
from panoh.coalition.models import Departure
from panoh.core.actor import SYSTEM
from panoh.core.clock import today
from panoh.vault import client
"""
ASK = """
home = queries.secretariat()
first, second = (accounts.add_user(username=name, organisation=home, display_name="", roles=[Role.COORDINATOR], by=SYSTEM) for name in ("first", "second"))
leaver = accounts.add_organisation(kind=OrganisationKind.MEMBER, slug="leaver", names=("Leaver", "Leaver", "Leaver"), by=SYSTEM)
row = actions.draw_up(leaver, by=first, why=LeavingWhy.LEAVES, last_day=today(), taker=home, tell_by=today())
actions.ask_to_agree(row, by=first)
print(sign_in.make_token(first, by=first.actor))
"""
AGREE = """
first, second = User.objects.get(username="first"), User.objects.get(username="second")
row = Departure.objects.select_related("organisation", "house").get()
actions.agree_to_part(row, by=second)
"""
GO_ON = """
row = Departure.objects.select_related("organisation", "house").get()
first = User.objects.get(username="first")
if row.state == "agreed":
    actions.begin(row, by=first)
for _time in range(3):
    actions.go_on(row, by=first)
print(row.state, departures.waits_at_machine(row), client.has_left(row.organisation_id))
"""
STATE = """
row = Departure.objects.get()
print(row.state, client.has_left(row.organisation_id))
"""


@pytest.fixture
def house(tmp_path, instances):
    """An instance under a passphrase, unlocked, and the file of that."""
    instances.copy(SEALED, tmp_path / "data")
    run = runner(tmp_path / "data", patience=300)
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    assert run("unlock", "--passphrase-file", str(secret)).returncode == 0
    yield run, secret
    run("stop")


def test_two_agree_and_the_passphrase_ends_it(house, tmp_path):
    run, secret = house

    def inside(words):
        done = subprocess.run([sys.executable, "-c", READY + words], env=run.environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    def leave(file):
        return run("leave", "leaver", "--as", "first", "--passphrase-file", str(file), PANOH_TOKEN=token)

    (token,) = inside(ASK)
    assert leave(secret).returncode == 2  # one alone has agreed
    assert run("stop").returncode == 0
    assert run("unlock", "--passphrase-file", str(secret)).returncode == 0
    inside(AGREE)
    assert inside(GO_ON) == ["running", "True", "False"]  # whatever pages ask for, its keys are there
    wrong = tmp_path / "wrong"
    wrong.write_text("another long passphrase")
    assert (leave(wrong).returncode, inside(STATE)) == (1, ["running", "False"])

    done = leave(secret)

    assert (done.returncode, inside(STATE)) == (0, ["done", "True"])
    assert "asked by first, agreed to by second" in done.stderr
    assert run("unlock", "--bring-back", "--passphrase-file", str(secret)).stderr.count("Keys that open again: 0.") == 1
    assert run("unlock", "--bring-back", "--passphrase-file", str(wrong)).returncode == 1
    assert run("audit", "verify").returncode == 0
