"""Keys of members are in the agent's memory, each for its own session, and only until that is over."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from panoh.agent import ring
from panoh.agent.keys import Keys
from panoh.agent.members import Members

ONE, OTHER = UUID(int=1), UUID(int=2)
FIRST, SECOND = b"1" * 32, b"2" * 32


@pytest.fixture
def key():
    return X25519PrivateKey.generate()


@pytest.fixture
def held(key):
    """One key, held for the first session."""
    found = Members()
    found.hold(FIRST, "mark", ONE, key, idle=60.0, longest=90.0)
    return found


def test_it_is_given_to_its_member_in_its_session(held, key):
    assert held.private(FIRST, ONE) is key
    assert held.private(SECOND, ONE) is None
    assert held.private(FIRST, OTHER) is None
    with pytest.raises(ValueError, match="session"):
        held.hold(b"", "mark", ONE, key, idle=60.0, longest=90.0)


def test_it_is_forgotten_when_nobody_asks_for_a_page_and_at_the_end_of_the_day(held, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("panoh.agent.members.time.monotonic", lambda: now[0])
    held.hold(FIRST, "mark", ONE, X25519PrivateKey.generate(), idle=60.0, longest=90.0)
    for now[0], seen in ((59.0, True), (80.0, True), (90.0, False)):
        assert held.seen(FIRST) is seen
    assert held.private(FIRST, ONE) is None
    now[0] = 0.0
    held.hold(FIRST, "mark", ONE, X25519PrivateKey.generate(), idle=60.0, longest=90.0)
    now[0] = 60.0
    assert (held.private(FIRST, ONE), held.sweep(), held.sweep()) == (None, 1, 0)


def test_it_goes_by_the_mark_of_its_session_or_with_all_of_its_member(held, key):
    held.hold(SECOND, "other", ONE, key, idle=60.0, longest=90.0)
    assert held.drop(marks=["strange"]) == 0
    assert held.drop(member=ONE, but="other") == 1
    assert (held.private(FIRST, ONE), held.private(SECOND, ONE)) == (None, key)
    assert held.drop(marks=["other"]) == 1


def test_a_session_under_a_fresh_name_keeps_its_key_and_its_time_and_the_former_name_opens_nothing(held, key, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("panoh.agent.members.time.monotonic", lambda: now[0])
    held.hold(FIRST, "mark", ONE, key, idle=600.0, longest=90.0)
    now[0] = 80.0

    assert held.move(FIRST, SECOND, "other")

    assert (held.private(FIRST, ONE), held.private(SECOND, ONE)) == (None, key)
    assert not held.move(FIRST, b"3" * 32, "third")  # who knows the former name alone moves nothing
    assert held.drop(marks=["mark"]) == 0
    now[0] = 90.0
    assert held.private(SECOND, ONE) is None
    assert not held.move(SECOND, FIRST, "mark")
    with pytest.raises(ValueError, match="session"):
        held.move(SECOND, b"", "mark")


def test_a_lock_forgets_them(tmp_path, key):
    ring.create(tmp_path, None)
    keys = Keys(tmp_path)
    keys.unlock()
    keys._members.hold(FIRST, "mark", ONE, key, idle=60.0, longest=90.0)
    keys.lock()
    keys.unlock()
    assert keys.session_seen(FIRST, str(ONE)) == {"open": False}
