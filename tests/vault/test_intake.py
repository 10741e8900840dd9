"""What comes in without an account: sealed to the public key, laid down whole, opened by the agent alone."""

import json
import multiprocessing
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.agent import ring
from panoh.agent.keys import Keys
from panoh.agent.wraps import Refused
from panoh.core.errors import Locked
from panoh.vault import client, intake
from panoh.vault.intake import MOST_OF_ONE, Message, NoRoom, PublicKey, Unreadable

PRIVATE = bytes.fromhex("4a1f7c30b1d5e2f8a6c90d3e5b7f112233445566778899aabbccddeeff001122")
NUMBER = bytes(range(16))
SAID = Message("contact", {"words": "Бародарамро бурданд 𠮷 😶"}, [b"\x00\x01", b"", b"picture"])
# Sealed by this code on the day the format was fixed. What waits on some disk must open for ever.
FIXED = "tests/vault/intake-1.hex"


@pytest.fixture
def keys(tmp_path):
    """An open agent in this process."""
    ring.create(tmp_path, "seven quiet rivers")
    made = Keys(tmp_path)
    made.unlock("seven quiet rivers")
    return made


def receipt_of(keys):
    return keys.notarise(os.urandom(32))["receipt"]


def test_what_was_sealed_is_opened_again():
    sealed = intake.seal(intake.public_of(PRIVATE), NUMBER, SAID)

    assert intake.unpacked(intake.opened(PRIVATE, sealed)) == SAID
    assert (intake.number_of(sealed), intake.key_id_of(sealed)) == (NUMBER, intake.public_of(PRIVATE).id)


def test_a_message_of_the_first_format_opens_for_ever(request):
    sealed = bytes.fromhex((request.config.rootpath / FIXED).read_text().strip())

    assert intake.unpacked(intake.opened(PRIVATE, sealed)) == SAID


@given(st.integers(min_value=0, max_value=2 * 8 * 2100))
def test_a_changed_bit_is_refused(bit):
    sealed = bytearray(intake.seal(intake.public_of(PRIVATE), NUMBER, SAID))
    bit %= len(sealed) * 8
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(Unreadable):
        intake.opened(PRIVATE, bytes(sealed))


def test_nothing_of_what_stands_in_clear_can_be_changed():
    sealed = intake.seal(intake.public_of(PRIVATE), NUMBER, SAID)

    for bit in range(25 * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unreadable):
            intake.opened(PRIVATE, bytes(changed))


@given(st.binary(max_size=200))
def test_rubbish_is_refused_in_one_way(rubbish):
    with pytest.raises(Unreadable):
        intake.opened(PRIVATE, rubbish)
    with pytest.raises(Unreadable):
        intake.opened(PRIVATE, b"\x01" + rubbish)


@given(st.binary(max_size=100) | st.builds(lambda text: len(text).to_bytes(4) + text, st.binary(max_size=100)))
def test_what_is_packed_wrongly_is_refused_in_one_way(plain):
    with pytest.raises(Unreadable):
        intake.unpacked(plain)


@pytest.mark.parametrize("sizes", [[-1], [10**9], ["1"], [1.5], "12", None])
def test_files_that_reach_beyond_the_message_are_refused(sizes):
    said = json.dumps({"kind": "contact", "facts": {}, "files": sizes}).encode()

    with pytest.raises(Unreadable):
        intake.unpacked(len(said).to_bytes(4) + said + b"12")


def test_the_length_tells_little_of_what_was_written():
    lengths = {len(intake.seal(intake.public_of(PRIVATE), NUMBER, Message("contact", {"words": "а" * size}))) for size in (0, 1, 60, 200)}

    assert lengths == {25 + 65 + 2048 + 16}


def test_same_words_sealed_twice_have_nothing_in_common_but_the_head():
    one, other = (intake.seal(intake.public_of(PRIVATE), NUMBER, SAID) for _time in range(2))

    assert one[:25] == other[:25]
    assert one[25:] != other[25:]


# -- the agent ------------------------------------------------------------------------------------------------------------


def test_the_public_key_can_be_read_while_locked_and_only_the_open_agent_opens(keys, tmp_path):
    sealed = intake.seal(intake.public_key(tmp_path), NUMBER, SAID)

    assert intake.unpacked(keys.open_intake(receipt_of(keys), sealed)["plain"]) == SAID

    receipt = receipt_of(keys)
    keys.lock()
    assert intake.public_key(tmp_path) is not None
    with pytest.raises(Refused, match="locked"):
        keys.open_intake(receipt, sealed)


def test_a_receipt_opens_one_message_once(keys, tmp_path):
    sealed = intake.seal(intake.public_key(tmp_path), NUMBER, SAID)
    receipt = receipt_of(keys)
    keys.open_intake(receipt, sealed)

    for used in (receipt, b"none"):
        with pytest.raises(Refused, match="no_receipt"):
            keys.open_intake(used, sealed)


def test_a_ring_of_before_gets_its_pair_at_the_next_unlocking_and_keeps_it(tmp_path):
    ring.create(tmp_path, None)
    old = ring.load(tmp_path, None)
    old.intake = {}
    ring.store(tmp_path, old)

    Keys(tmp_path).unlock()
    first = intake.public_key(tmp_path)
    (tmp_path / "intake.pub").unlink()
    Keys(tmp_path).unlock()

    assert first is not None
    assert intake.public_key(tmp_path) == first
    assert (tmp_path / "intake.pub").stat().st_mode & 0o077 == 0


def test_after_a_new_key_what_was_sealed_to_the_old_one_still_opens(keys, tmp_path):
    old = intake.public_key(tmp_path)
    keys.renew_intake_key()
    new = intake.public_key(tmp_path)
    again = Keys(tmp_path)
    again.unlock("seven quiet rivers")

    assert new != old
    for public in (old, new):
        assert intake.unpacked(again.open_intake(receipt_of(again), intake.seal(public, NUMBER, SAID))["plain"]) == SAID


def test_a_message_to_a_stranger_is_refused_without_a_word_of_it(agent):
    stranger = intake.seal(intake.public_of(PRIVATE), NUMBER, SAID)
    receipt = client.call("notarise", leaf=os.urandom(32))["receipt"]

    with pytest.raises(Unreadable) as refused:
        client.open_intake(receipt, stranger)

    assert str(refused.value) == ""


def test_the_house_asks_the_agent_and_locked_it_opens_nothing(agent):
    sealed = intake.seal(intake.public_key(agent), NUMBER, Message("contact", {}, [b"x" * 3_000_000]))
    receipt = client.call("notarise", leaf=os.urandom(32))["receipt"]

    assert client.open_intake(receipt, sealed).files[0] == b"x" * 3_000_000
    client.lock()
    try:
        with pytest.raises(Locked):
            client.open_intake(receipt, sealed)
    finally:
        client.unlock(None)


# -- the folder -----------------------------------------------------------------------------------------------------------


def test_a_message_lies_whole_and_for_its_owner_alone(tmp_path):
    sealed = intake.seal(intake.public_of(PRIVATE), NUMBER, SAID)

    intake.lay_down(tmp_path, sealed)

    (path,) = intake.waiting(tmp_path)
    assert path.read_bytes() == sealed
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)
    assert [each.name for each in path.parent.iterdir()] == [f"{NUMBER.hex()}-0.sealed"]


def test_another_text_under_the_same_number_takes_nothing_away(tmp_path):
    sealed = [intake.seal(intake.public_of(PRIVATE), NUMBER, Message("contact", {"words": str(n)})) for n in range(MOST_OF_ONE + 1)]
    for each in sealed[:-1]:
        intake.lay_down(tmp_path, each)

    with pytest.raises(NoRoom):
        intake.lay_down(tmp_path, sealed[-1])

    assert [path.read_bytes() for path in intake.waiting(tmp_path)] == sealed[:-1]
    assert len(list((tmp_path / "waiting").iterdir())) == MOST_OF_ONE


def _lay_many(data, numbers):
    key = intake.public_of(PRIVATE)
    for number in numbers:
        intake.lay_down(data, intake.seal(key, number, SAID))


def test_many_at_once_are_all_there(tmp_path):
    numbers = [os.urandom(16) for _ in range(60)]
    workers = [multiprocessing.get_context("spawn").Process(target=_lay_many, args=(tmp_path, numbers[n::3])) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert {intake.number_of(path.read_bytes()) for path in intake.waiting(tmp_path)} == set(numbers)


def test_a_full_disk_is_said_so_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "ROOM_LEFT", 1 << 62)

    with pytest.raises(NoRoom):
        intake.lay_down(tmp_path, intake.seal(intake.public_of(PRIVATE), NUMBER, SAID))

    assert intake.waiting(tmp_path) == []


@pytest.mark.parametrize("written", ["", "{}", "[]", '{"key": 1}', '{"key": "BAAA"}', "nonsense"])
def test_a_key_file_that_cannot_be_read_counts_as_none(tmp_path, written):
    (tmp_path / "intake.pub").write_text(written)

    assert intake.public_key(tmp_path) is None


def test_the_key_file_is_one_line_that_a_browser_reads(tmp_path):
    public = intake.public_of(PRIVATE)
    told = json.loads(public.text())

    assert (len(told["key"]), told["id"], public.text().count("\n")) == (87, public.id.hex(), 1)
    assert PublicKey.of(public.point) == public
