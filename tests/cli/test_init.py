"""`panoh init`: it goes on where it stopped, and what an instance that unlocks itself begins with."""

import json
import subprocess
import sys

import pytest

from tests.cli.test_commands import PERIOD, runner
from tests.postgresql import cluster

PASSPHRASE = "a long enough passphrase"
# The power goes as soon as a function has done its work: `module:function`, then the words of the command.
BROKEN_OFF = """
import os, sys
from importlib import import_module
from panoh.cli import instance, main
room, name = sys.argv.pop(1).split(":")

def break_off():
    module = import_module(room)
    whole = getattr(module, name)
    def broken(*words, **more):
        whole(*words, **more)
        os._exit(9)
    setattr(module, name, broken)

if room == "panoh.agent.ring":
    break_off()
else:
    ready = instance.setup
    def setup():
        ready()
        break_off()
    instance.setup = setup
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    return ("--passphrase-file", str(file))


@pytest.fixture
def run(tmp_path):
    panoh = runner(tmp_path / "data", patience=300)
    yield panoh
    panoh("stop")


def links_of(done):
    assert done.returncode == 0, done.stderr
    return [line.partition(": /desk/welcome/")[0] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "where",
    [
        "panoh.agent.ring:create",
        "panoh.core.db.fresh:make_tables",
        "panoh.vault.client:add_organisation",
        "panoh.accounts.actions:found_coalition",
        "panoh.accounts.actions:first_accounts",
    ],
)
def test_init_that_broke_off_goes_on_where_it_stopped(run, secret, where):
    broken = subprocess.run([sys.executable, "-c", BROKEN_OFF, where, "init", *secret], env=run.environment, capture_output=True, text=True)
    assert (broken.returncode, broken.stdout) == (9, ""), broken.stderr
    run("stop")

    assert links_of(run("init", *secret)) == ["administrator", "security-officer"]

    assert run("status").stdout == "locked\n"
    assert links_of(run("init", *secret)) == []
    assert run("unlock", *secret).returncode == 0
    assert json.loads(run("audit", "verify", "--json").stdout)["whole"]


def test_links_that_were_lost_are_made_again_while_nobody_could_ever_sign_in(run, secret):
    assert len(links_of(run("init", *secret))) == 2

    closed = run("init", *secret)  # locked, it cannot know
    assert (links_of(closed), "panoh unlock, then panoh init" in closed.stderr) == ([], True)
    run("unlock", *secret)
    assert links_of(run("init")) == ["administrator", "security-officer"]

    run("unlock", *secret)
    subprocess.run([sys.executable, "-c", USE_LINK], env=run.environment, check=True)
    assert links_of(run("init")) == []
    assert run("status").stdout == "unlocked\n"


USE_LINK = """
from panoh.cli.django_ready import setup
setup()
from panoh.accounts import factors, passwords
from panoh.accounts.models import User
user = User.objects.get(username="administrator")
factors.set_password(user, passwords.hashed("four dull words here"), by=user.actor)
"""


def test_a_wrong_passphrase_does_not_go_on(run, secret, tmp_path):
    subprocess.run([sys.executable, "-c", BROKEN_OFF, "panoh.agent.ring:create", "init", *secret], env=run.environment, capture_output=True)
    (tmp_path / "wrong").write_text("another long passphrase")

    refused = run("init", "--passphrase-file", str(tmp_path / "wrong"))

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "does not open the key ring" in refused.stderr


def test_a_ring_whose_database_is_gone_founds_no_second_one(run, secret, tmp_path):
    assert len(links_of(run("init", *secret))) == 2
    run("stop")
    (tmp_path / "data" / "panoh.db").rename(tmp_path / "elsewhere")
    run("unlock", *secret)

    refused = run("init")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "panoh restore" in refused.stderr


def test_init_without_a_database_says_what_lies_there_and_goes_on_when_called_again(run, secret, tmp_path):
    refused = run("init", *secret, PANOH_DATABASE="postgresql://panoh@127.0.0.1:1/panoh")

    assert (refused.returncode, refused.stdout, "half-done" in refused.stderr) == (1, "", False)
    assert "call panoh init again: it goes on where it stopped" in refused.stderr
    assert {"init.begun", "keyring.age"} <= {each.name for each in (tmp_path / "data").iterdir()}
    assert links_of(run("init", *secret)) == ["administrator", "security-officer"]


def test_init_goes_on_once_postgresql_has_its_roles(run, secret):
    with cluster() as server:
        server.say("ALTER ROLE panoh NOCREATEROLE")

        refused = run("init", *secret, PANOH_DATABASE=server.url)
        assert (refused.returncode, "has no roles" in refused.stderr) == (1, True)
        server.say("CREATE ROLE panoh_house NOLOGIN")
        server.say("CREATE ROLE panoh_whole NOLOGIN")
        server.say("GRANT panoh_house, panoh_whole TO panoh")

        assert links_of(run("init", *secret, PANOH_DATABASE=server.url)) == ["administrator", "security-officer"]


def test_an_instance_that_unlocks_itself_has_the_sample_accounts_and_nobody_else(run):
    made = run("init", "--insecure-auto-unlock")
    assert made.returncode == 0, made.stderr

    told = run("report", "admissions", *PERIOD, "--json", "--as", "coordinator")

    assert (told.returncode, json.loads(told.stdout)["persons"]) == (0, 0)
    assert run("code", "psychologist").returncode == 0
    assert run("init", "--insecure-auto-unlock").returncode == 0


def test_an_instance_that_unlocks_itself_goes_on_too(run):
    subprocess.run(
        [sys.executable, "-c", BROKEN_OFF, "panoh.accounts.actions:found_coalition", "init", "--insecure-auto-unlock"],
        env=run.environment,
        check=False,
    )
    run("stop")

    assert run("init", "--insecure-auto-unlock").returncode == 0
    assert run("report", "admissions", *PERIOD, "--json", "--as", "coordinator").returncode == 0


def test_a_passphrase_after_a_key_in_clear_that_was_never_used_opens_it(run, secret, tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "root.key").write_text("AGE-SECRET-KEY-OF-A-RING-THAT-WAS-NEVER-WRITTEN")

    assert len(links_of(run("init", *secret))) == 2

    assert not (tmp_path / "data" / "root.key").exists()
    assert run("unlock", *secret).returncode == 0
