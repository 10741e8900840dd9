"""What the key agent answers, asked in this process: locked it gives nothing, open it gives keys for receipts alone."""

import inspect
import os
import struct
from uuid import UUID, uuid4

import pytest

from panoh.agent import keys as agent_keys
from panoh.agent import recent_openings, ring
from panoh.agent.keys import Keys, answer
from panoh.data_protection.events import Event as ErasingEvent
from panoh.people.names.entries import TABLE, SealedEntry, join, pack
from panoh.vault import envelope
from panoh.vault.events import Event as VaultEvent
from tests.factories.vouching import an_event, recorded, signs, vouched

PASSPHRASE = "seven quiet rivers"
HOUSE, MEMBER = str(uuid4()), str(uuid4())
MANY = "vault.many_announced"


@pytest.fixture
def keys(tmp_path):
    """An agent that unlocks itself, with a secretariat and a member. What it sets aside it may destroy at once."""
    ring.create(tmp_path, None)
    made = Keys(tmp_path)
    made.unlock()
    made._ring.aside_seconds = 0
    made.add_organisation(HOUSE, secretariat=True)
    made.add_organisation(MEMBER)
    return made


@pytest.fixture
def clock(monkeypatch):
    """Seconds that a test may add to the machine's own."""
    ahead = [0.0]
    real = agent_keys.time.monotonic
    monkeypatch.setattr(agent_keys.time, "monotonic", lambda: real() + ahead[0])
    return ahead


def subject():
    return {"kind": "person", "id": str(uuid4())}


def a_wrap(keys, owner=MEMBER):
    """The wrap of a new person's key for one organisation, as it travels to be opened."""
    about = subject()
    (made,) = keys.make([about], [owner])["made"]
    return about | next(wrap for wrap in made["wraps"] if wrap["recipient"] == owner)


def ask(keys, op, **arguments):
    return answer(keys, {"op": op, **arguments})


# -- locked and open ------------------------------------------------------------------------------------------------------


NEEDS_NO_RING = {"status", "unlock", "unlock_by", "missing", "lock", "abandon", "names_clear", "member_close"}
ANYTHING = {"str": HOUSE, "bytes": b"", "int": 1, "bool": False}


def test_a_locked_agent_gives_nothing(keys):
    """Asked with arguments of the right sorts, so that nothing but the lock can refuse."""
    keys.lock()

    for op in keys.operations.keys() - NEEDS_NO_RING:
        asked = inspect.signature(keys.operations[op]).parameters
        arguments = {name: ANYTHING.get(str(one.annotation).removesuffix(" | None"), []) for name, one in asked.items()}
        assert (op, ask(keys, op, **arguments)) == (op, {"error": "locked"})
    assert ask(keys, "status")["ok"]["locked"]


def test_a_ring_under_a_passphrase_opens_with_it_alone(tmp_path):
    ring.create(tmp_path, PASSPHRASE)
    keys = Keys(tmp_path)

    assert ask(keys, "unlock") == {"error": "wrong_secret"}
    assert ask(keys, "unlock", passphrase="seven loud rivers") == {"error": "wrong_secret"}
    assert (ask(keys, "status")["ok"]["locked"], ask(keys, "status")["ok"]["opening"]) == (True, "")
    assert not ask(keys, "unlock", passphrase=PASSPHRASE)["ok"]["locked"]


def test_who_missed_a_lock_sees_by_the_status_that_it_was_opened_again(tmp_path):
    ring.create(tmp_path, PASSPHRASE)
    keys = Keys(tmp_path)
    first = keys.unlock(PASSPHRASE)["opening"]
    assert keys.status()["opening"] == first

    keys.lock()

    assert keys.unlock(PASSPHRASE)["opening"] not in {"", first}


def test_unlocking_what_is_open_asks_for_nothing_and_changes_nothing(tmp_path):
    ring.create(tmp_path, PASSPHRASE)
    keys = Keys(tmp_path)
    keys.unlock(PASSPHRASE)
    first = keys.notarise(b"one")

    assert not ask(keys, "unlock", passphrase="whatever")["ok"]["locked"]
    second = keys.notarise(b"two")
    assert (second["session"], second["index"]) == (first["session"], first["index"] + 1)


def test_after_locking_and_opening_the_notary_counts_anew_in_a_new_session(keys):
    first = keys.notarise(b"one")
    keys.lock()
    keys.unlock()

    again = keys.notarise(b"two")

    assert again["index"] == 1
    assert again["session"] != first["session"]


def test_a_damaged_ring_does_not_open(tmp_path):
    ring.create(tmp_path, None)
    (tmp_path / ring.RING).write_bytes(b"age-encryption.org/v1\nbroken")

    assert ask(Keys(tmp_path), "unlock") == {"error": "wrong_secret"}


# -- organisations and wraps ----------------------------------------------------------------------------------------------


def test_there_is_one_secretariat(keys):
    assert ask(keys, "add_organisation", organisation=str(uuid4()), secretariat=True) == {"error": "second_secretariat"}
    assert ask(keys, "add_organisation", organisation=HOUSE, secretariat=True) == {"ok": {}}


def test_an_organisation_keeps_its_key_when_it_is_added_again(keys):
    wrap = a_wrap(keys)

    keys.add_organisation(MEMBER)

    assert len(keys.refs([wrap])["refs"]) == 1


def test_an_organisation_that_becomes_the_secretariat_keeps_its_key(tmp_path):
    ring.create(tmp_path, None)
    keys = Keys(tmp_path)
    keys.unlock()
    keys.add_organisation(MEMBER)
    wrap = a_wrap(keys)

    keys.add_organisation(MEMBER, secretariat=True)

    assert len(keys.refs([wrap])["refs"]) == 1
    (made,) = keys.make([subject()], [])["made"]
    assert [each["recipient"] for each in made["wraps"]] == [MEMBER]


def test_a_new_key_is_always_wrapped_to_the_secretariat_too(keys):
    (made,) = keys.make([subject()], [MEMBER])["made"]

    assert {wrap["recipient"] for wrap in made["wraps"]} == {HOUSE, MEMBER}


def test_nothing_is_wrapped_to_an_organisation_without_a_key(keys):
    stranger = str(uuid4())

    assert ask(keys, "make", subjects=[subject()], owners=[stranger]) == {"error": "unknown_recipient"}
    assert ask(keys, "rewrap", wraps=[a_wrap(keys)], to=stranger) == {"error": "unknown_recipient"}


def test_a_wrap_of_an_epoch_that_is_gone_opens_no_more(keys):
    assert ask(keys, "refs", wraps=[a_wrap(keys) | {"epoch": 2}]) == {"error": "epoch_gone"}
    assert ask(keys, "refs", wraps=[a_wrap(keys) | {"recipient": str(uuid4())}]) == {"error": "epoch_gone"}


@pytest.mark.parametrize("change", ["id", "kind", "recipient", "blob"])
def test_a_wrap_opens_for_its_own_subject_and_recipient_alone(keys, change):
    wrap = a_wrap(keys)
    other = {"id": str(uuid4()), "kind": "enquiry", "recipient": HOUSE, "blob": bytes(wrap["blob"][:-1]) + b"\0"}

    assert ask(keys, "refs", wraps=[wrap | {change: other[change]}]) == {"error": "broken_wrap"}


# -- receipts -------------------------------------------------------------------------------------------------------------


def test_keys_come_for_a_receipt_once(keys):
    wrap, receipt = a_wrap(keys), keys.notarise(b"leaf")["receipt"]

    assert len(ask(keys, "unwrap", receipt=receipt, wraps=[wrap])["ok"]["keys"]) == 1
    assert ask(keys, "unwrap", receipt=receipt, wraps=[wrap]) == {"error": "no_receipt"}


def test_keys_do_not_come_for_an_invented_receipt(keys):
    assert ask(keys, "unwrap", receipt=b"sixteen bytes ok", wraps=[a_wrap(keys)]) == {"error": "no_receipt"}


def test_a_receipt_is_good_for_a_minute(keys, clock):
    soon, late = keys.notarise(b"soon")["receipt"], keys.notarise(b"late")["receipt"]
    wrap = a_wrap(keys)

    clock[0] = 59
    assert "ok" in ask(keys, "unwrap", receipt=soon, wraps=[wrap])
    clock[0] = 61
    assert ask(keys, "unwrap", receipt=late, wraps=[wrap]) == {"error": "no_receipt"}


def test_the_receipt_of_an_event_that_was_rolled_back_opens_nothing(keys):
    given = keys.notarise(b"leaf")
    keys.abandon(b"leaf", given["receipt"])

    assert ask(keys, "unwrap", receipt=given["receipt"], wraps=[a_wrap(keys)]) == {"error": "no_receipt"}


def test_a_leaf_that_was_vouched_for_is_vouched_for_no_second_time_until_it_was_rolled_back(keys):
    """A second receipt for the same event would open others, and the event as it comes would pay for both."""
    keys.begin_from("", b"")
    for when in ("vouched for", "used", "sealed"):
        leaf = when.encode()
        receipt = keys.notarise(leaf)["receipt"]
        if when == "used":
            ask(keys, "unwrap", receipt=receipt, wraps=[a_wrap(keys)])
        if when == "sealed":
            signs(keys, 0, [leaf])
        assert (when, ask(keys, "notarise", leaf=leaf)) == (when, {"error": "known_leaf"})
    keys.lock()
    keys.unlock()
    assert ask(keys, "notarise", leaf=b"used") == {"error": "known_leaf"}

    keys.abandon(b"rolled back", keys.notarise(b"rolled back")["receipt"])
    assert "ok" in ask(keys, "notarise", leaf=b"rolled back")


def test_an_event_that_was_sealed_long_ago_pays_for_nothing_that_is_opened_in_its_name_now(keys, clock):
    keys.begin_from("", b"")
    ask(keys, "unwrap", receipt=keys.notarise(b"leaf")["receipt"], wraps=[a_wrap(keys)])
    signs(keys, 0, [b"leaf"])
    signs(keys, 1, [b"later"])

    ask(keys, "unwrap", receipt=keys.notarise(b"leaf")["receipt"], wraps=[a_wrap(keys)])
    clock[0] += 601

    assert ask(keys, "awaited") == {"ok": {"leaves": [b"leaf"], "seconds": 601, "overdue": 1}}
    assert signs(keys, 2, [])["missing"] == 1


def test_a_receipt_that_opened_keys_is_not_abandoned_by_its_own_leaf_or_by_another_receipt(keys, clock):
    keys.begin_from("", b"")
    used, other = keys.notarise(b"used"), keys.notarise(b"other")
    ask(keys, "unwrap", receipt=used["receipt"], wraps=[a_wrap(keys)])

    for receipt in (used["receipt"], other["receipt"], b"none"):
        assert ask(keys, "abandon", leaf=b"used", receipt=receipt) == {"ok": {"abandoned": False, "used": True}}
    for leaf in (b"wrong", b"other"):  # whatever it is said to be for, it opened something
        assert ask(keys, "abandon", leaf=leaf, receipt=used["receipt"]) == {"ok": {"abandoned": False, "used": True}}
    assert ask(keys, "abandon", leaf=b"wrong", receipt=other["receipt"]) == {"ok": {"abandoned": False, "used": False}}
    assert ask(keys, "abandon", leaf=b"other", receipt=other["receipt"]) == {"ok": {"abandoned": True, "used": False}}
    assert ask(keys, "abandon", leaf=b"other", receipt=other["receipt"]) == {"ok": {"abandoned": False, "used": False}}

    clock[0] = 11
    assert signs(keys, 0, [])["missing"] == 1


def test_a_lock_does_not_forget_an_event_whose_keys_were_given(keys, clock):
    keys.begin_from("", b"")
    ask(keys, "unwrap", receipt=keys.notarise(b"used")["receipt"], wraps=[a_wrap(keys)])
    keys.notarise(b"not used")
    keys.lock()
    again = Keys(keys.data)
    again.unlock()
    clock[0] = 11

    assert signs(again, 0, [])["missing"] == 1


def test_an_event_that_opened_something_is_awaited_until_a_checkpoint_has_it_and_overdue_after_ten_minutes(keys, clock):
    keys.begin_from("", b"")
    assert ask(keys, "awaited") == {"ok": {"leaves": [], "seconds": 0, "overdue": 0}}
    for leaf in (b"first", b"second"):
        ask(keys, "unwrap", receipt=keys.notarise(leaf)["receipt"], wraps=[a_wrap(keys)])
        clock[0] += 400
    keys.notarise(b"opened nothing")

    assert ask(keys, "awaited") == {"ok": {"leaves": [b"first", b"second"], "seconds": 800, "overdue": 1}}
    signs(keys, 0, [b"first"])
    assert ask(keys, "awaited") == {"ok": {"leaves": [b"second"], "seconds": 400, "overdue": 0}}
    keys.lock()
    again = Keys(keys.data)
    again.unlock()
    assert ask(again, "awaited")["ok"]["leaves"] == [b"second"]
    clock[0] += 11
    ask(again, "missing_told", **recorded(again, "audit.leaves_missing", "1"))
    assert ask(again, "awaited")["ok"]["leaves"] == []


def test_an_event_that_was_sealed_before_its_receipt_was_used_is_owed_by_nobody(keys, clock):
    """A page is slow, and the sealer quick."""
    keys.begin_from("", b"")
    receipt = keys.notarise(b"leaf")["receipt"]
    signs(keys, 0, [b"leaf"])
    assert ask(keys, "unwrap", receipt=receipt, wraps=[a_wrap(keys)]).keys() == {"ok"}
    assert ask(keys, "awaited")["ok"]["leaves"] == []
    keys.lock()
    again = Keys(keys.data)
    again.unlock()
    clock[0] = 11

    assert signs(again, 1, [])["missing"] == 0


@pytest.fixture
def guarded(tmp_path, monkeypatch):
    """An agent under a passphrase that lets three people an hour through."""
    monkeypatch.setattr(recent_openings, "FEWEST", 3)
    (tmp_path / "guarded").mkdir()
    ring.create(tmp_path / "guarded", PASSPHRASE)
    made = Keys(tmp_path / "guarded")
    made.unlock(PASSPHRASE)
    made.add_organisation(HOUSE, secretariat=True)
    return made


def opens(keys, *wraps):
    return set(ask(keys, "unwrap", receipt=keys.notarise(os.urandom(32))["receipt"], wraps=list(wraps)))


def test_who_opens_more_people_within_an_hour_than_work_needs_gets_none_of_them_and_everything_is_locked(guarded):
    people = [a_wrap(guarded, HOUSE) for _number in range(5)]
    assert opens(guarded, *people[:3], *people[:3]) == {"ok"}  # who is opened again counts once
    assert opens(guarded, people[0]) == {"ok"}
    receipt = guarded.notarise(b"too many")["receipt"]

    assert ask(guarded, "unwrap", receipt=receipt, wraps=people[3:]) == {"error": "locked"}

    assert (guarded.status()["locked"], guarded.status()["why"], guarded.locked_itself) == (True, "many", True)
    again = Keys(guarded.data)
    again.unlock(PASSPHRASE)
    assert (again.status()["why"], again.alarm()["people"]) == ("", 5)
    for event in (("vault.locked_itself", "4"), ("vault.opened", "5")):
        assert ask(again, "alarm_told", **recorded(again, *event)) == {"error": "not_recorded"}
    assert ask(again, "alarm_told", **recorded(again, "vault.locked_itself", "5")) == {"ok": {}}
    assert again.alarm() == {}


def test_a_quarter_of_the_house_within_minutes_is_told_before_anything_locks_until_the_record_has_it(guarded, clock, monkeypatch):
    monkeypatch.setattr(recent_openings, "FEWEST", 8)
    people = [a_wrap(guarded, HOUSE) for _number in range(7)]
    for one in people[:4] * 2:
        assert opens(guarded, one) == {"ok"}
    assert guarded.alarm() == {}
    clock[0] = 301
    assert opens(guarded, *people[:4]) == {"ok"}  # again, and still no more than four
    assert guarded.alarm() == {}

    assert opens(guarded, people[4]) == {"ok"}

    assert guarded.alarm() == {"many_opened": 5}
    guarded.lock()
    again = Keys(guarded.data)
    again.unlock(PASSPHRASE)
    assert again.alarm() == {"many_opened": 5}
    for event in (("vault.many_opened", "4"), ("vault.opened", "5")):
        assert ask(again, "alarm_told", **recorded(again, *event)) == {"error": "not_recorded"}
    assert ask(again, "alarm_told", **recorded(again, "vault.many_opened", "5")) == {"ok": {}}
    assert (again.alarm(), again.status()["locked"]) == ({}, False)


def test_who_takes_the_house_slowly_is_told_within_the_day_and_once(guarded, clock, monkeypatch):
    monkeypatch.setattr(recent_openings, "FEWEST", 8)
    told = []
    for number in range(20):
        clock[0] += 1_800
        assert opens(guarded, a_wrap(guarded, HOUSE)) == {"ok"}
        if guarded.alarm():
            told.append((number + 1, guarded.alarm()))
            assert ask(guarded, "alarm_told", **recorded(guarded, "vault.many_opened", str(guarded.alarm()["many_opened"]))) == {"ok": {}}

    assert told == [(13, {"many_opened": 13})]


def test_what_was_announced_is_not_told_again_and_one_that_unlocks_itself_tells_as_any_other(guarded, keys, monkeypatch):
    assert ask(guarded, "expect_many", **recorded(guarded, MANY, "import 9")) == {"ok": {}}
    assert opens(guarded, *(a_wrap(guarded, HOUSE) for _number in range(9))) == {"ok"}
    assert guarded.alarm() == {}

    assert opens(keys, *(a_wrap(keys) for _number in range(9))) == {"ok"}
    assert (keys.alarm(), keys.status()["locked"]) == ({"many_opened": 9}, False)


def test_whoever_is_told_by_searches_counts_as_opened_and_one_search_too_many_locks_everything(guarded):
    names = ("Қодиров", "Раҳимова", "Сафаров", "Назарова")
    fill(guarded, *(an_entry(guarded, name, owner=HOUSE) for name in names), recipient=HOUSE)
    for name in (*names[:3], names[0], names[0]):  # whoever is told again counts once
        assert len(search(guarded, name)["ok"]["matches"]) == 1

    assert search(guarded, names[3]) == {"error": "locked"}

    assert (guarded.status()["why"], guarded.locked_itself) == ("many", True)


def test_who_scores_less_than_asked_for_is_neither_told_nor_counted(guarded):
    fill(guarded, *(an_entry(guarded, f"Зарина {name}", owner=HOUSE) for name in ("Қодирова", "Раҳимова", "Сафарова")), recipient=HOUSE)

    assert len(search(guarded, "Зарина Қодирова", least=0.85)["ok"]["matches"]) == 1
    assert guarded._recent.people == 1
    assert len(search(guarded, "Зарина Қодирова")["ok"]["matches"]) == guarded._recent.people == 3


def test_what_compares_in_the_background_is_told_half_of_an_hours_people_and_the_rest_later(guarded, clock, monkeypatch):
    monkeypatch.setattr(recent_openings, "FEWEST", 4)
    pairs = [an_entry(guarded, f"{name} Бек", owner=HOUSE) for name in ("Қодиров", "Раҳимов", "Сафаров") for _each in range(2)]
    fill(guarded, *pairs, recipient=HOUSE)
    asked = {"recipient": HOUSE, "entries": pack(pairs[::2]), "limit": 1}

    first = ask(guarded, "names_like", receipt=guarded.notarise(b"one")["receipt"], **asked)["ok"]
    again = ask(guarded, "names_like", receipt=guarded.notarise(b"two")["receipt"], **asked)["ok"]
    clock[0] += 3_601
    later = ask(guarded, "names_like", receipt=guarded.notarise(b"three")["receipt"], **asked | {"entries": pack(pairs[4:5])})["ok"]

    assert [(len(got["alike"]), got["whole"]) for got in (first, again, later)] == [(2, False), (2, False), (1, True)]
    assert not guarded.status()["locked"]


def test_numbers_are_looked_up_as_often_within_an_hour_as_work_needs(keys, clock, monkeypatch):
    monkeypatch.setattr(recent_openings, "TOKENS", {"register-row": 5})
    monkeypatch.setattr(recent_openings, "TOKENS_OF_OTHERS", 2)
    for domain, most in (("register-row", 5), ("hotline caller", 2)):
        assert len(keys.token(domain, ["1"] * most)["tokens"]) == most
        assert ask(keys, "token", domain=domain, texts=["2"]) == {"error": "too_many_tokens"}
    assert ask(keys, "token", domain="any other", texts=["2"]) == {"error": "too_many_tokens"}

    clock[0] += 3_601

    assert len(keys.token("hotline caller", ["2"])["tokens"]) == 1


def test_an_agent_that_ended_open_is_told_until_a_checkpoint_has_it_and_not_where_a_copy_of_its_ring_is_put_back(keys):
    keys.lock()
    keys.unlock()
    assert keys.alarm() == {}
    again = Keys(keys.data)
    again.unlock()

    assert again.alarm() == {"ended_open": True}
    assert ask(again, "alarm_told", **vouched(again, an_event("vault.ended_open"))) == {"error": "not_recorded"}
    assert ask(again, "alarm_told", **recorded(again, "vault.opened")) == {"error": "not_recorded"}
    again.lock()
    again.unlock()
    assert again.alarm() == {"ended_open": True}
    assert ask(again, "alarm_told", **recorded(again, "vault.ended_open")) == {"ok": {}}
    assert again.alarm() == {}
    restored = Keys(keys.data)
    restored.unlock(put_back=True)
    assert restored.alarm() == {}


def test_one_at_a_time_is_counted_as_all_at_once_and_an_hour_later_no_more(guarded, clock):
    for _number in range(3):
        assert opens(guarded, a_wrap(guarded, HOUSE)) == {"ok"}
        clock[0] += 1
    clock[0] = 3_601
    assert opens(guarded, a_wrap(guarded, HOUSE), a_wrap(guarded, HOUSE)) == {"ok"}
    assert opens(guarded, a_wrap(guarded, HOUSE)) == {"error"}


@pytest.mark.parametrize(("known", "most"), [(0, 100), (200, 100), (235, 117), (1_000, 500), (40_000, 500)])
def test_half_of_the_house_is_the_most_of_an_hour(known, most):
    assert recent_openings.most_an_hour(known) == most


def test_the_house_is_as_large_as_the_most_people_it_knew_whoever_empties_the_index(guarded, clock):
    for count in (8, 2):
        fill(guarded, *(an_entry(guarded, "Қодиров", owner=HOUSE) for _number in range(count)), recipient=HOUSE)
        ask(guarded, "names_clear")

    assert opens(guarded, *(a_wrap(guarded, HOUSE) for _number in range(4))) == {"ok"}
    assert opens(guarded, a_wrap(guarded, HOUSE)) == {"error"}
    guarded.unlock(PASSPHRASE)
    assert opens(guarded, a_wrap(guarded, HOUSE)) == {"ok"}  # of the same hour: as large, and a tenth more
    assert opens(guarded, a_wrap(guarded, HOUSE)) == {"error"}
    clock[0] += 3_601
    guarded.unlock(PASSPHRASE)
    assert opens(guarded, *(a_wrap(guarded, HOUSE) for _number in range(3))) == {"ok"}
    assert opens(guarded, a_wrap(guarded, HOUSE)) == {"error"}


def test_what_was_announced_in_the_record_is_let_through_for_an_hour(guarded):
    assert ask(guarded, "expect_many", receipt=b"none", event=an_event(MANY, "import 9")) == {"error": "no_receipt"}
    for people in (9, 4):  # not added up
        assert ask(guarded, "expect_many", **recorded(guarded, MANY, f"import {people}")) == {"ok": {}}

    assert opens(guarded, *(a_wrap(guarded, HOUSE) for _number in range(12))) == {"ok"}
    assert opens(guarded, a_wrap(guarded, HOUSE)) == {"error"}


def asks_for(keys, op, purpose):
    """Every way of asking that has another event, or none, behind it."""
    verb = {"expect_many": MANY, "set_confirm_hours": "vault.confirm_hours_set", "missing_told": "audit.leaves_missing"}[op]
    yield "of another verb", recorded(keys, "vault.opened", purpose)
    yield "not in a checkpoint", vouched(keys, an_event(verb, purpose))
    yield "of another event", recorded(keys, "vault.opened") | {"event": an_event(verb, purpose)}
    yield "of another number", {**recorded(keys, verb, "import 1"), "event": an_event(verb, purpose)}
    used = recorded(keys, verb, "import 1")
    assert ask(keys, op, **used) == {"ok": {}}
    again = vouched(keys, used["event"])
    yield "of an event that was used", again


@pytest.mark.parametrize(("op", "purpose"), [("expect_many", "import 9"), ("set_confirm_hours", "9"), ("missing_told", "9")])
def test_what_is_done_for_an_event_is_done_for_that_event_in_a_checkpoint_and_for_no_other(guarded, op, purpose):
    for why, asked in asks_for(guarded, op, purpose):
        assert (why, ask(guarded, op, **asked)) == (why, {"error": "not_recorded"})

    assert guarded.ways()["confirm_hours"] in (1, 24)
    people = [a_wrap(guarded, HOUSE) for _number in range(5)]
    assert opens(guarded, *people) == {"error"}  # three, and of the announced no more than the one that was told


def test_locking_ends_the_receipts_that_are_out(keys):
    wrap, receipt = a_wrap(keys), keys.notarise(b"leaf")["receipt"]
    keys.lock()
    keys.unlock()

    assert ask(keys, "unwrap", receipt=receipt, wraps=[wrap]) == {"error": "no_receipt"}


def test_more_keys_a_minute_than_a_house_can_need_are_refused_until_the_minute_is_over(keys, clock, monkeypatch):
    monkeypatch.setattr(agent_keys, "UNWRAPS_A_MINUTE", 3)
    wrap = a_wrap(keys)

    def take(count):
        return ask(keys, "unwrap", receipt=keys.notarise(os.urandom(32))["receipt"], wraps=[wrap] * count)

    assert "ok" in take(3)
    assert take(1) == {"error": "too_many_keys"}
    clock[0] = 61
    assert "ok" in take(1)


def test_old_receipts_are_let_go_of_when_there_are_very_many_and_fresh_ones_stay_good(keys, clock):
    for number in range(10_000):
        keys.notarise(struct.pack(">I", number))
    clock[0] = 61
    fresh = [keys.notarise(leaf)["receipt"] for leaf in (b"one", b"two")]

    assert len(keys._receipts) == 2
    assert "ok" in ask(keys, "unwrap", receipt=fresh[0], wraps=[a_wrap(keys)])


# -- the notary -----------------------------------------------------------------------------------------------------------


def test_an_event_that_opened_something_and_never_came_is_told_until_that_is_in_a_checkpoint(keys, clock):
    for leaf in (b"comes", b"never comes"):
        ask(keys, "unwrap", receipt=keys.notarise(leaf)["receipt"], wraps=[a_wrap(keys)])
    keys.notarise(b"never comes and opened nothing")

    keys.begin_from("", b"")
    assert signs(keys, 0, [b"comes"])["missing"] == 0
    clock[0] = 11
    assert [signs(keys, 1, [])["missing"] for _turn in range(2)] == [1, 1]
    assert ask(keys, "missing_told", **vouched(keys, an_event("audit.leaves_missing", "1"))) == {"error": "not_recorded"}
    for number in ("0", "-1"):
        assert ask(keys, "missing_told", **recorded(keys, "audit.leaves_missing", number)) == {"ok": {}}
    assert signs(keys, 3, [])["missing"] == 1
    assert ask(keys, "missing_told", **recorded(keys, "audit.leaves_missing", "1")) == {"ok": {}}
    clock[0] = 22
    assert signs(keys, 4, [])["missing"] == 0


def test_the_agent_knows_its_own_word_from_any_other(keys):
    given = keys.notarise(b"leaf")
    event = {"session": given["session"], "index": given["index"], "leaf": b"leaf", "mac": given["mac"]}

    changed = [event | {"leaf": b"other"}, event | {"index": 2}, event | {"session": bytes(8)}, event | {"mac": bytes(32)}]

    assert keys.verify_macs([event, *changed])["good"] == [True, False, False, False, False]


def test_equal_texts_have_equal_tokens_within_a_domain_and_a_ring(keys, tmp_path):
    first, same, other = keys.token("number", ["12", "12", "13"])["tokens"]
    (elsewhere,) = keys.token("row", ["12"])["tokens"]
    (tmp_path / "second").mkdir()
    ring.create(tmp_path / "second", None)
    second = Keys(tmp_path / "second")
    second.unlock()

    assert first == same
    assert len({first, other, elsewhere, *second.token("number", ["12"])["tokens"]}) == 4
    assert len(first) == 16


def test_what_the_agent_seals_opens_with_the_key_that_a_receipt_gives_and_in_its_place_alone(keys):
    wrap, row = a_wrap(keys), uuid4()
    text = {"table": "people_person", "row": str(row), "field": "family_name", "data_class": "identity", "plain": b"words"}

    (sealed,) = keys.seal([{"wrap": wrap, "texts": [text]}])["sealed"]

    assert set(sealed) == {"ref", "texts"}  # the web process gets no key to write
    (key,) = keys.unwrap(keys.notarise(b"leaf")["receipt"], [wrap])["keys"]
    assert envelope.unseal(key, envelope.Place("people_person", row, "family_name", "identity"), sealed["texts"][0]) == b"words"
    with pytest.raises(envelope.BrokenSeal):
        envelope.unseal(key, envelope.Place("people_person", uuid4(), "family_name", "identity"), sealed["texts"][0])


# -- names ----------------------------------------------------------------------------------------------------------------


def an_entry(keys, name, owner=MEMBER, **changes):
    """Somebody's entry of the name index, sealed as the house seals it."""
    wrap, row = a_wrap(keys, owner), uuid4()
    text = {"table": TABLE, "row": str(row), "field": "names", "data_class": "identity", "plain": join("1984", "", [name]).encode()}
    (sealed,) = keys.seal([{"wrap": wrap, "texts": [text]}])["sealed"]
    facts = {"row": row.bytes, "epoch": wrap["epoch"], "wrap": wrap["blob"], "names": sealed["texts"][0]} | changes
    return SealedEntry(person=UUID(wrap["id"]).bytes, practice=False, numbers=b"", **facts)


def fill(keys, *entries, recipient=MEMBER):
    return ask(keys, "names_put", load=keys.names_state()["load"], recipient=recipient, entries=pack(entries), seqs=[1], gone=[])


def search(keys, text, receipt=None, **how):
    asked = {"text": text, "allowed": None, "practice": False, "limit": 10} | how
    return ask(keys, "names_search", receipt=keys.notarise(os.urandom(32))["receipt"] if receipt is None else receipt, **asked)


def test_names_are_searched_for_a_receipt_once(keys):
    person = an_entry(keys, "Қодиров")
    fill(keys, person)
    receipt = keys.notarise(b"search")["receipt"]

    assert [match["person"] for match in search(keys, "кадыров", receipt)["ok"]["matches"]] == [person.person]
    assert search(keys, "кадыров", receipt) == {"error": "no_receipt"}
    assert search(keys, "кадыров", b"sixteen bytes ok") == {"error": "no_receipt"}
    assert ask(keys, "names_like", receipt=receipt, recipient=MEMBER, entries=b"", limit=1) == {"error": "no_receipt"}


@pytest.mark.parametrize(
    "broken", [{"names": b"\0" * 96}, {"wrap": b"\0" * 60}, {"epoch": 7}, {"row": bytes(16)}], ids=lambda how: next(iter(how))
)
def test_a_broken_row_or_wrap_of_one_person_does_not_end_the_search_for_the_others(keys, broken):
    whole, other = an_entry(keys, "Қодиров"), an_entry(keys, "Раҳимова", **broken)

    assert fill(keys, other, whole)["ok"]["people"] == 1

    assert [match["person"] for match in search(keys, "Қодиров")["ok"]["matches"]] == [whole.person]
    receipt = keys.notarise(b"compare")["receipt"]
    compared = ask(keys, "names_like", receipt=receipt, recipient=MEMBER, entries=pack([other, an_entry(keys, "Кадыров")]), limit=5)
    assert [[other["person"] for other in one["others"]] for one in compared["ok"]["alike"]] == [[whole.person]]


def test_names_are_gone_once_locked_and_what_was_meant_for_an_earlier_filling_is_not_taken_in(keys):
    fill(keys, an_entry(keys, "Қодиров"))
    load = keys.names_state()["load"]
    keys.lock()
    keys.unlock()

    late = an_entry(keys, "Раҳимова")
    ask(keys, "names_put", load=load, recipient=MEMBER, entries=pack([late]), seqs=[2], gone=[])

    assert keys.names_state()["people"] == 0
    assert search(keys, "Қодиров")["ok"] == {"matches": [], "complete": False, "too_short": False}


def test_people_who_are_gone_are_forgotten(keys):
    first, second = an_entry(keys, "Қодиров"), an_entry(keys, "Раҳимова")
    fill(keys, first, second)

    ask(keys, "names_put", load=keys.names_state()["load"], recipient=MEMBER, entries=b"", seqs=[2], gone=[first.person])

    assert keys.names_state()["people"] == 1
    assert search(keys, "Қодиров")["ok"]["matches"] == []


# -- what is no question --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("message", [None, 7, "text", [1], {}, {"op": "give_me_everything"}, {"op": "_key"}, {"op": ["status"]}])
def test_what_is_no_operation_is_refused_in_one_word(keys, message):
    assert answer(keys, message) == {"error": "unknown_operation"}


@pytest.mark.parametrize(
    "message",
    [
        {"op": "notarise"},
        {"op": "status", "more": 1},
        {"op": "refs", "wraps": [{}]},
        {"op": "refs", "wraps": [{"recipient": "x", "epoch": 1, "kind": "person", "id": "no id", "blob": b""}]},
        {"op": "make", "subjects": [{"kind": "person", "id": "no id"}], "owners": []},
        {"op": "unwrap", "receipt": None, "wraps": None},
        {"op": "token", "domain": 7, "texts": ["a"]},
    ],
)
def test_a_question_that_is_put_wrongly_is_refused_without_a_word_of_it(keys, message):
    refused = answer(keys, message)

    assert set(refused) == {"error"}
    assert refused["error"] in {"bad_arguments", "epoch_gone", "no_receipt"}


def ends(keys, organisation):
    """Former epochs are set aside and destroyed, each against the receipt of an event."""
    assert set(ask(keys, "set_aside", receipt=keys.notarise(os.urandom(32))["receipt"], organisation=organisation)) == {"ok"}
    return ask(keys, "end_epochs", receipt=keys.notarise(os.urandom(32))["receipt"], organisation=organisation)


def test_no_key_of_an_organisation_is_destroyed_without_an_event_that_must_come(keys, clock):
    keys.begin_from("", b"")
    wrap = a_wrap(keys)

    assert ask(keys, "retire_organisation", organisation=MEMBER, receipt=b"none") == {"error": "no_receipt"}
    assert keys.refs([wrap])["refs"]
    given = keys.notarise(b"destroyed")
    assert ask(keys, "retire_organisation", organisation=MEMBER, receipt=given["receipt"]) == {"ok": {}}
    assert ask(keys, "abandon", leaf=b"destroyed", receipt=given["receipt"]) == {"ok": {"abandoned": False, "used": True}}
    assert ask(keys, "refs", wraps=[wrap]) == {"error": "epoch_gone"}
    clock[0] = 11
    assert signs(keys, 0, [])["missing"] == 1


def test_a_turned_epoch_opens_both_until_the_former_is_ended_and_then_never_again(keys, tmp_path):
    wrap = a_wrap(keys)
    first = keys.turn_epoch(MEMBER, after=0)
    assert (first["active"], first["held"]) == (1, 1)

    turned = keys.turn_epoch(MEMBER, after=1)
    assert (turned["active"], turned["held"], keys.turn_epoch(MEMBER, after=1)["active"]) == (2, 2, 2)
    (fresh,) = keys.rewrap([wrap], MEMBER)["wraps"]
    assert fresh["epoch"] == 2
    assert keys.refs([wrap]) == keys.refs([wrap | fresh])

    for op in ("set_aside", "end_epochs"):
        assert ask(keys, op, receipt=b"none", organisation=MEMBER) == {"error": "no_receipt"}
    assert (ends(keys, MEMBER), ends(keys, MEMBER)) == ({"ok": {"ended": 1}}, {"ok": {"ended": 0}})
    again = Keys(tmp_path)
    again.unlock()
    for one in (keys, again):  # in memory, and as it lies on the disk
        assert answer(one, {"op": "refs", "wraps": [wrap]}) == {"error": "epoch_gone"}
        assert one.refs([wrap | fresh])["refs"]


def test_an_epoch_of_nobody_turns_not_and_a_checkpoint_is_no_certificate(keys):
    assert answer(keys, {"op": "turn_epoch", "organisation": str(uuid4()), "after": 1}) == {"error": "unknown_recipient"}
    assert ends(keys, str(uuid4())) == {"ok": {"ended": 0}}
    asked = vouched(keys, an_event("vault.backed_up"))
    assert ask(keys, "sign", text=b"panoh\n12\nroot\n", **asked) == {"error": "bad_arguments"}
    assert len(keys.sign(text=envelope.CERTIFICATE + b"case: X\n", **asked)["signature"]) == 64


def test_a_certificate_is_signed_once_for_the_event_of_what_it_certifies_which_then_must_come(keys, clock):
    keys.begin_from("", b"")
    text = envelope.CERTIFICATE + b"case: X\n"
    other, asked = vouched(keys, an_event("vault.opened")), vouched(keys, an_event("data_protection.copies_closed"))
    claims = other | {"event": other["event"] | {"verb": "vault.backed_up"}}

    assert ask(keys, "sign", text=text) == {"error": "bad_arguments"}
    assert ask(keys, "sign", text=text, **other) == {"error": "bad_arguments"}
    assert ask(keys, "sign", text=text, **claims) == {"error": "not_recorded"}
    assert ask(keys, "sign", text=text, **asked).keys() == {"ok"}
    assert ask(keys, "sign", text=text, **asked) == {"error": "no_receipt"}
    assert len(ask(keys, "awaited")["ok"]["leaves"]) == 1


def test_the_verbs_of_certificates_are_those_of_the_record():
    assert set(agent_keys.CERTIFIED) == {VaultEvent.BACKED_UP, ErasingEvent.COPIES_CLOSED}
