"""What destroys keys, asked of a running agent by a process of the same user: nothing that such a process makes by itself is enough."""

import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest

from panoh.agent import keys as agent_keys
from panoh.agent import ring
from panoh.agent.keys import Keys, answer
from panoh.agent.start import start
from panoh.agent.stop import stop
from panoh.core.agent import AgentError, call, close
from panoh.vault import client

PASSPHRASE = "seven quiet rivers"
HOUSE, MEMBER = uuid4(), uuid4()


@pytest.fixture
def house(monkeypatch):
    """The data folder of an agent under a passphrase, open, with a secretariat and a member."""
    data = Path(tempfile.mkdtemp(prefix="panoh-agent-", dir="/tmp"))
    ring.create(data, PASSPHRASE)
    close()
    monkeypatch.setenv("PANOH_DATA", str(data))
    opened(data)
    client.add_organisation(HOUSE, secretariat=True)
    client.add_organisation(MEMBER)
    yield data
    close()
    stop(data)
    shutil.rmtree(data, ignore_errors=True)


def opened(data):
    start(data)
    assert client.unlock(PASSPHRASE)


def again(data):
    """Ended and started: what was in memory alone is gone."""
    close()
    stop(data)
    opened(data)


def a_wrap():
    about = {"kind": "person", "id": str(uuid4())}
    (made,) = client.make([about], [MEMBER])
    return about | next(wrap for wrap in made["wraps"] if wrap["recipient"] == str(MEMBER))


def receipt(leaf):
    return call("notarise", leaf=leaf)["receipt"]


def refused(op, **arguments):
    try:
        return "ok", call(op, **arguments)
    except AgentError as error:
        return error.code


def test_events_of_its_own_making_destroy_no_organisation(house):
    wrap = a_wrap()

    tried = [
        refused("retire_organisation", receipt=receipt(leaf), organisation=str(MEMBER), **more)
        for leaf, more in ((b"asked", {}), (b"agreed", {}), (b"guessed", {"passphrase": "seven loud rivers"}))
    ]

    assert tried == ["wrong_secret"] * 3
    assert client.refs([wrap]) != [None]
    again(house)
    assert client.refs([wrap]) != [None]


def test_the_passphrase_destroys_it_for_good_also_after_a_restart(house):
    wrap = a_wrap()

    assert client.retire_organisation(receipt(b"left"), MEMBER, PASSPHRASE)

    again(house)
    assert refused("refs", wraps=[wrap]) == "epoch_gone"
    assert refused("bring_back", passphrase=PASSPHRASE) == ("ok", {"back": 0})
    assert refused("refs", wraps=[wrap]) == "epoch_gone"


def test_epochs_that_it_ends_come_back_with_the_passphrase_for_three_days(house):
    wrap = a_wrap()
    client.turn_epoch(MEMBER, after=1)

    for leaf in (b"one", b"two"):  # whatever the order, and with as many events as it likes
        refused("end_epochs", receipt=receipt(leaf), organisation=str(MEMBER))
        refused("set_aside", receipt=receipt(leaf + b", aside"), organisation=str(MEMBER))
    refused("end_epochs", receipt=receipt(b"three"), organisation=str(MEMBER))
    again(house)
    assert refused("refs", wraps=[wrap]) == "epoch_gone"
    assert refused("bring_back", passphrase="seven loud rivers") == "wrong_secret"
    assert refused("bring_back") == "wrong_secret"

    assert refused("bring_back", passphrase=PASSPHRASE) == ("ok", {"back": 1})
    again(house)
    assert client.refs([wrap]) != [None]


def test_after_three_days_they_are_gone_and_one_event_each_is_wanted(tmp_path, monkeypatch):
    ring.create(tmp_path, PASSPHRASE)
    keys, member, ahead = Keys(tmp_path), str(MEMBER), [0]
    real = agent_keys.time.time
    monkeypatch.setattr(agent_keys.time, "time", lambda: real() + ahead[0])

    def asked(op, leaf):
        return getattr(keys, op)(keys.notarise(leaf)["receipt"], member)

    keys.unlock(PASSPHRASE)
    keys.add_organisation(str(HOUSE), secretariat=True)
    keys.add_organisation(member)
    keys.turn_epoch(member, after=1)
    assert asked("set_aside", b"aside") == {"aside": 1}
    ahead[0] = 3 * 86_400 - 60
    assert asked("end_epochs", b"early") == {"ended": 0}
    keys.turn_epoch(member, after=2)
    assert asked("set_aside", b"aside again") == {"aside": 1}
    ahead[0] = 3 * 86_400
    standing = keys.turn_epoch(member, after=1)
    assert (standing["left"], standing["aside"], standing["wait"]) == (0, 1, 0)
    assert keys.turn_epoch(member, after=2)["wait"] > 0
    assert asked("end_epochs", b"in time") == {"ended": 1}
    assert keys.turn_epoch(member, after=1)["aside"] == 0
    assert keys.bring_back(PASSPHRASE) == {"back": 1}  # the second alone
    assert keys.turn_epoch(member, after=2)["held"] == 2


def living_keys_set_aside(data, monkeypatch):
    """An agent whose member's living keys somebody has set aside, the wraps under them, and seconds to add to its clock."""
    keys, member, ahead, real = Keys(data), str(MEMBER), [0], agent_keys.time.time
    monkeypatch.setattr(agent_keys.time, "time", lambda: real() + ahead[0])
    keys.unlock(PASSPHRASE if not ring.unlocks_itself(data) else None)
    keys.add_organisation(str(HOUSE), secretariat=True)
    keys.add_organisation(member)
    about = {"kind": "person", "id": str(uuid4())}
    (made,) = keys.make([about], [member])["made"]
    wrap = about | next(wrap for wrap in made["wraps"] if wrap["recipient"] == member)
    for after in (1, 2, 3):
        keys.turn_epoch(member, after=after)
    assert keys.set_aside(keys.notarise(b"aside")["receipt"], member) == {"aside": 3}
    return keys, wrap, ahead


def ended(keys, leaf):
    return keys.end_epochs(keys.notarise(leaf)["receipt"], str(MEMBER))["ended"]


def test_keys_that_somebody_asks_for_are_not_destroyed_until_nobody_has_for_three_days(tmp_path, monkeypatch):
    ring.create(tmp_path, PASSPHRASE)
    keys, wrap, ahead = living_keys_set_aside(tmp_path, monkeypatch)
    invented = wrap | {"blob": b"x" * len(wrap["blob"])}

    for day in (2, 4, 6):  # a page asks, or the check of the night
        ahead[0] = day * 86_400
        assert answer(keys, {"op": "refs", "wraps": [wrap]}) == {"error": "epoch_gone"}
        assert ended(keys, b"day %d" % day) == (2 if day == 4 else 0)  # under the others nothing lies
    again = Keys(tmp_path)
    again.unlock(PASSPHRASE)
    ahead[0] = 9 * 86_400 - 60
    assert ended(again, b"before the third day") == 0
    assert answer(again, {"op": "refs", "wraps": [invented]}) == {"error": "epoch_gone"}

    assert again.bring_back(PASSPHRASE) == {"back": 1}
    assert again.refs([wrap])["refs"] != [None]
    again.set_aside(again.notarise(b"again")["receipt"], str(MEMBER))
    ahead[0] = 12 * 86_400
    assert answer(again, {"op": "refs", "wraps": [invented]}) == {"error": "epoch_gone"}  # what was made up keeps nothing
    assert ended(again, b"the third day") == 1


def test_three_days_hold_where_the_ring_unlocks_itself_too(tmp_path, monkeypatch):
    ring.create(tmp_path, None)
    keys, wrap, ahead = living_keys_set_aside(tmp_path, monkeypatch)

    assert ended(keys, b"at once") == 0
    ahead[0] = 3 * 86_400 - 60
    assert ended(keys, b"early") == 0
    assert keys.bring_back() == {"back": 3}
    assert keys.refs([wrap])["refs"] != [None]
