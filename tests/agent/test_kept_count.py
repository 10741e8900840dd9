"""How many people were opened within the hour is known after a lock too, whoever locked, and after an end without one."""

import os
import random
from uuid import uuid4

import pytest

from panoh.agent import keys as agent_keys
from panoh.agent import recent_openings, ring, unlocking
from panoh.agent.keys import Keys, answer
from tests.factories.vouching import recorded

HOUSE = str(uuid4())
AN_HOUR, A_TENTH = 20, 2


class Agent:
    """The agent of one folder, ended and begun as processes are, and whom it has opened when."""

    def __init__(self, data, identity, clock):
        self.data, self.identity, self.clock = data, identity, clock
        self.opened = []  # each time somebody was opened whom the hour before had not seen
        self.last = {}
        self.keys = Keys(data)
        self.unlock()
        self.keys.add_organisation(HOUSE, secretariat=True)
        self.people = [self._a_wrap() for _each in range(120)]

    def _a_wrap(self):
        about = {"kind": "person", "id": str(uuid4())}
        return about | self.keys.make([about], [HOUSE])["made"][0]["wraps"][0]

    def ask(self, op, **arguments):
        return answer(self.keys, {"op": op, **arguments})

    def unlock(self):
        assert self.ask("unlock_by", identity=self.identity) == {"ok": {"missing": 0}}

    def is_locked(self):
        return self.keys.status()["locked"]

    def opens(self, *people):
        """Whether these are opened; whom it opened is noted."""
        got = self.ask("unwrap", receipt=self.keys.notarise(os.urandom(32))["receipt"], wraps=list(people))
        if "ok" in got:
            now = self.clock[0]
            self.opened += [now for one in people if now - self.last.get(one["id"], -3_601) >= 3_600]
            self.last |= {one["id"]: now for one in people}
        return "ok" in got

    def opens_until_it_locks(self):
        """How many of those who were never opened, one by one."""
        count = 0
        for one in self.people:
            if one["id"] not in self.last:
                if not self.opens(one):
                    return count
                count += 1
        raise AssertionError("nothing stopped it")

    def locks(self):
        self.keys.lock()

    def anew(self):
        """Another process, however the one before has ended."""
        self.keys = Keys(self.data)


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    """A ring under a passphrase, and what opens it without a second of stretching."""
    data = tmp_path_factory.mktemp("ring")
    ring.create(data, "seven quiet rivers")
    return data, str(ring.root(data, "seven quiet rivers"))


@pytest.fixture
def agent(identity, tmp_path, monkeypatch):
    """One that lets twenty people an hour through, and knows how its clock goes."""
    monkeypatch.setattr(recent_openings, "FEWEST", AN_HOUR)
    clock = [10_000.0]
    monkeypatch.setattr(agent_keys.time, "monotonic", lambda: clock[0])
    for file in identity[0].iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return Agent(tmp_path, identity[1], clock)


def test_a_lock_of_its_own_and_an_unlock_do_not_begin_the_hour_anew(agent):
    assert agent.opens_until_it_locks() == AN_HOUR
    assert agent.is_locked()
    opened = []
    for _each in range(3):
        agent.anew()
        agent.unlock()
        opened.append(agent.opens_until_it_locks())

    assert opened == [A_TENTH, 0, 0]


def test_who_was_opened_before_the_lock_is_opened_again_and_counts_once(agent):
    first = agent.people[:AN_HOUR]
    assert agent.opens(*first)
    agent.locks()  # by hand: somebody was at the door
    agent.anew()
    agent.unlock()

    assert agent.opens(*first)
    assert not agent.is_locked()
    assert agent.opens_until_it_locks() == 0  # nothing more where it had not locked itself


def test_an_hour_later_it_opens_as_many_again(agent):
    agent.opens_until_it_locks()
    agent.anew()
    agent.clock[0] += 3_599
    agent.unlock()
    assert agent.opens_until_it_locks() == A_TENTH
    agent.clock[0] += 3_600
    agent.anew()
    agent.unlock()

    assert agent.opens_until_it_locks() == AN_HOUR


def test_an_agent_that_was_killed_is_followed_by_one_that_knows_as_much(agent):
    opened = 0
    while opened < AN_HOUR - A_TENTH:
        assert agent.opens(agent.people[opened])
        opened += 1
    agent.anew()  # nobody locked
    agent.unlock()

    assert agent.opens_until_it_locks() <= A_TENTH


def test_after_the_machine_was_started_anew_the_hour_begins_anew(agent, monkeypatch):
    agent.opens_until_it_locks()
    monkeypatch.setattr(unlocking, "boot", lambda: "another")
    agent.anew()
    agent.clock[0] = 30.0
    agent.unlock()

    assert agent.opens_until_it_locks() == AN_HOUR


def test_what_was_announced_is_let_through_after_a_lock_of_its_own_too_and_is_no_part_of_the_hour(agent):
    agent.opens_until_it_locks()
    agent.anew()
    agent.unlock()
    assert agent.ask("expect_many", **recorded(agent.keys, "vault.many_announced", "import 30")) == {"ok": {}}
    assert agent.opens(*agent.people[50:80])
    agent.locks()
    agent.anew()
    agent.unlock()

    assert agent.opens_until_it_locks() <= A_TENTH


def test_the_ring_holds_the_count_only_under_its_seal_and_a_reading_that_was_refused_is_no_part_of_it(agent):
    assert agent.opens(*agent.people[:5])
    assert not agent.opens(*agent.people[5:40])  # too many at once: none of them

    agent.anew()
    agent.unlock()
    assert agent.keys.alarm()["people"] == 40
    assert agent.opens_until_it_locks() == AN_HOUR + A_TENTH - 5
    written = b"".join(path.read_bytes() for path in agent.data.iterdir())
    assert not [one for one in agent.people if one["id"].encode() in written or one["id"].replace("-", "").encode() in written]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_opened_locked_ended_and_unlocked_an_hour_opens_no_more_than_its_number_and_a_tenth(agent, seed):
    chance = random.Random(seed)
    fresh = iter(agent.people)
    for _each in range(150):
        match chance.choice(("open", "open", "open", "again", "lock", "kill", "unlock", "unlock", "wait" if seed % 2 else "unlock")):
            case "open" if not agent.is_locked():
                agent.opens(*[one for _each in range(chance.randint(1, 4)) if (one := next(fresh, None))])
            case "again" if not agent.is_locked() and agent.last:
                agent.opens(*chance.sample([one for one in agent.people if one["id"] in agent.last], 1))
            case "lock":
                agent.locks()
                agent.anew()
            case "kill":
                agent.anew()
            case "unlock":
                agent.unlock()
            case "wait":
                agent.clock[0] += chance.randint(1, 1_200)
            case _:
                continue
        hour = [at for at in agent.opened if agent.clock[0] - at < 3_600]
        assert len(hour) <= AN_HOUR + A_TENTH
    assert agent.opened
