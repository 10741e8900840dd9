"""What opens the ring besides the passphrase: shares of SLIP-39, sticks, and the hours after which it locks itself."""

from itertools import combinations

import pyrage
import pytest

from panoh.agent import ring, shares, stretching, unlocking
from panoh.agent.keys import Keys, answer
from tests.factories.vouching import an_event, recorded, vouched

PASSPHRASE = "seven quiet rivers"
TODAY = "2026-11-27"
# Published vectors of SLIP-39: two of a set without the extendable flag (as the reference joins them without a passphrase), a broken checksum.
OTHERS = (
    "shadow pistol academic always adequate wildlife fancy gross oasis cylinder mustang wrist rescue view short owner flip making coding armed",
    "shadow pistol academic acid actress prayer class unknown daughter sweater depict flip twice unkind craft early superior advocate guest smoking",
)
ONE_BROKEN = "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke ajar critical decision kidney"


def ask(keys, op, **arguments):
    return answer(keys, {"op": op, **arguments})


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """A passphrase of a test is stretched little: what takes a second a time is not what is tested."""
    store = {}

    def seal(clear, passphrase):
        """Keeps which passphrase fits, instead of a second of work."""
        sealed = b"quick" + len(store).to_bytes(4, "big")
        store[sealed] = (clear, passphrase)
        return sealed

    def opened(sealed, passphrase):
        clear, right = store[sealed]
        if passphrase != right:
            raise stretching.WrongPassphrase
        return clear

    monkeypatch.setattr(stretching, "sealed", seal)
    monkeypatch.setattr(stretching, "opened", opened)


@pytest.fixture
def keys(tmp_path):
    """An open agent under a passphrase."""
    ring.create(tmp_path, PASSPHRASE)
    made = Keys(tmp_path)
    made.unlock(PASSPHRASE)
    return made


def cards(keys, kind="paper", needed=3, of=5):
    return ask(keys, "make_shares", passphrase=PASSPHRASE, kind=kind, needed=needed, of=of, made_on=TODAY)["ok"]["cards"]


def give(keys, *words):
    return [ask(keys, "unlock_by", share=one) for one in words]


# -- the standard -----------------------------------------------------------------------------------------------------------


def test_shares_of_another_tool_are_put_together_and_a_slip_is_told():
    assert shares.joined([shares.from_words(one) for one in OTHERS]).hex() == "61cf4d6c0d8a07d8c2fd3cff22432664"
    with pytest.raises(shares.BadShare):
        shares.from_words(ONE_BROKEN)


def test_shares_are_those_of_the_reference_implementation_both_ways():
    reference = pytest.importorskip("shamir_mnemonic")
    secret = bytes(range(16))

    ours = [shares.in_words(share) for share in shares.split(secret, needed=3, of=5)]
    theirs = reference.generate_mnemonics(1, [(2, 4)], secret, iteration_exponent=1)[0]

    assert all(reference.combine_mnemonics(list(some)) == secret for some in combinations(ours, 3))
    assert shares.joined([shares.from_words(one) for one in theirs[1:3]]) == secret


def test_fewer_than_needed_give_nothing_and_a_wrong_one_among_them_does_no_harm():
    secret = b"sixteen letters."
    made = shares.split(secret, needed=3, of=5)
    foreign = shares.Share(made[0].identifier, 3, made[4].index, made[3].value)

    assert all(shares.joined(some) is None for some in combinations(made, 2))
    assert all(shares.joined(some) == secret for some in combinations(made, 3))
    assert shares.joined([made[0], foreign, made[1], made[4]]) == secret


def test_four_letters_of_a_word_are_enough_and_every_other_word_in_a_place_is_told():
    words = shares.in_words(shares.split(b"sixteen letters.", needed=2, of=2)[0]).split()

    assert shares.from_words(" ".join(word[:4].upper() for word in words)) == shares.from_words(" ".join(words))
    for place in range(20):
        other = "academic" if words[place] != "academic" else "acid"
        with pytest.raises(shares.BadShare):
            shares.from_words(" ".join([*words[:place], other, *words[place + 1 :]]))
    with pytest.raises(shares.BadShare):
        shares.from_words(" ".join(words[:-1]))


# -- opening ----------------------------------------------------------------------------------------------------------------


def test_three_of_five_open_and_say_how_many_are_missing(keys):
    five = cards(keys)
    keys.lock()

    assert give(keys, five[4], five[4], five[1]) == [{"ok": {"missing": 2}}, {"ok": {"missing": 2}}, {"ok": {"missing": 1}}]
    assert ask(keys, "missing") == {"ok": {"missing": 1}}
    assert keys.status()["locked"]
    assert give(keys, five[0]) == [{"ok": {"missing": 0}}]
    assert not keys.status()["locked"]
    assert ask(keys, "missing") == {"ok": {"missing": 0}}


def test_two_with_their_phones_do_not_meet_after_ten_minutes(keys, monkeypatch):
    one, other, _third = cards(keys, "phones", 2, 3)
    keys.lock()
    real, ahead = unlocking.boot_seconds, [0.0]
    monkeypatch.setattr(unlocking, "boot_seconds", lambda: real() + ahead[0])

    assert give(keys, one) == [{"ok": {"missing": 1}}]
    ahead[0] = 601
    assert give(keys, other) == [{"ok": {"missing": 1}}]
    assert keys.status()["locked"]
    ahead[0] = 1100
    assert give(keys, one) == [{"ok": {"missing": 0}}]


def test_nothing_of_a_share_is_written_and_a_lock_forgets_those_given(keys, tmp_path):
    one, other, _third = cards(keys, "phones", 2, 3)
    keys.lock()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    give(keys, one)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before

    keys.lock()
    assert give(keys, other) == [{"ok": {"missing": 1}}]


def test_a_wrong_word_a_foreign_card_and_an_earlier_card_are_told_apart(keys):
    earlier = cards(keys)
    foreign = shares.in_words(shares.split(b"sixteen letters.", needed=2, of=2)[0])
    five = cards(keys)
    keys.lock()

    assert give(keys, five[0] + " acid", foreign, *earlier[:3]) == [{"error": "bad_share"}] + [{"error": "dead_share"}] * 4
    assert keys.status()["locked"]
    assert [told.get("ok") for told in give(keys, *five[:3])][-1] == {"missing": 0}


def test_new_shares_put_in_a_new_root_so_that_the_earlier_ones_open_nothing(keys, tmp_path):
    """With everything of the folder of now, and the file of the set of then: the old root opens no ring of now."""
    cards(keys)
    old_roots = [ring.root(tmp_path, PASSPHRASE)]
    phones = cards(keys, "phones", 2, 3)
    old_roots.append(ring.root(tmp_path, PASSPHRASE))
    cards(keys)

    for root in old_roots:
        with pytest.raises(ring.WrongSecret):
            ring.opened_by(tmp_path, root)
    assert ring.load(tmp_path, PASSPHRASE) == keys._ring
    keys.lock()
    assert give(keys, *phones[:2])[-1] == {"ok": {"missing": 0}}  # the other kind stays


def test_making_shares_wants_the_passphrase_and_numbers_that_make_sense(keys, tmp_path):
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    assert ask(keys, "make_shares", passphrase="other", kind="paper", needed=3, of=5, made_on=TODAY) == {"error": "wrong_secret"}
    for kind, needed, of in (("paper", 1, 5), ("paper", 6, 7), ("paper", 4, 3), ("paper", 3, 17), ("other", 3, 5)):
        assert ask(keys, "make_shares", passphrase=PASSPHRASE, kind=kind, needed=needed, of=of, made_on=TODAY) == {"error": "bad_arguments"}
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize("writes", range(7))
def test_a_machine_that_goes_off_while_the_root_changes_opens_afterwards(keys, tmp_path, monkeypatch, writes):
    """Whatever write is the last one: the passphrase opens, the cards of the other kind open, and the ring is whole."""
    phones = cards(keys, "phones", 2, 3)
    real, done = ring.write, []

    def until(path, content):
        if len(done) >= writes:
            raise OSError
        done.append(path)
        real(path, content)

    monkeypatch.setattr(ring, "write", until)
    if writes < 6:
        with pytest.raises(OSError):
            cards(keys)
    else:
        cards(keys)
    monkeypatch.setattr(ring, "write", real)

    after = Keys(tmp_path)
    after.unlock(PASSPHRASE)
    assert not after.status()["locked"]
    after.add_organisation("0" * 32)  # a write with the ring as it was left locks nobody out
    after.lock()
    assert give(after, *phones[1:])[-1] == {"ok": {"missing": 0}}
    after.lock()
    after.unlock(PASSPHRASE)
    assert "0" * 32 in after._ring.organisations


def test_a_stick_opens_and_goes_on_opening_when_the_root_changes(keys):
    stick = ask(keys, "add_stick", passphrase=PASSPHRASE)["ok"]["identity"]
    cards(keys)
    keys.lock()

    assert ask(keys, "unlock_by", identity=f"# made today\n{pyrage.x25519.Identity.generate()}\n") == {"error": "wrong_secret"}
    assert ask(keys, "unlock_by", identity="not a key") == {"error": "wrong_secret"}
    assert ask(keys, "unlock_by", identity=f"# made today\n{stick}\n") == {"ok": {"missing": 0}}


# -- the hours ----------------------------------------------------------------------------------------------------------------


def test_it_is_overdue_when_nobody_confirmed_for_the_hours_that_were_set(keys, monkeypatch):
    real, ahead = unlocking.boot_seconds, [0.0]
    monkeypatch.setattr(unlocking, "boot_seconds", lambda: real() + ahead[0])

    assert 24 * 3600 - 60 < ask(keys, "ways")["ok"]["seconds_left"] <= 24 * 3600
    ahead[0] = 23 * 3600
    assert not keys.is_overdue()
    for verb in ("vault.opened", "accounts.signed_in"):
        assert ask(keys, "confirm", **vouched(keys, an_event(verb))) == {"error": "not_recorded"}
    assert ask(keys, "confirm", receipt=b"none", event=an_event("vault.confirmed")) == {"error": "no_receipt"}
    assert ask(keys, "ways")["ok"]["seconds_left"] <= 3600
    assert ask(keys, "confirm", **vouched(keys, an_event("vault.confirmed"))) == {"ok": {}}
    ahead[0] = 46 * 3600
    assert not keys.is_overdue()
    ahead[0] = 48 * 3600
    assert keys.is_overdue()
    assert ask(keys, "set_confirm_hours", **recorded(keys, "vault.confirm_hours_set", "0")) == {"ok": {}}
    ahead[0] = 9999 * 3600
    assert not keys.is_overdue()
    assert ask(keys, "set_confirm_hours", **recorded(keys, "vault.confirm_hours_set", "400")) == {"error": "bad_arguments"}
    keys.lock()
    assert not keys.is_overdue()
    keys.unlock(PASSPHRASE)
    assert ask(keys, "ways")["ok"]["confirm_hours"] == 0
