"""What was sealed once opens for ever: kept messages of the first format, read by Panoh and by a second program."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from panoh.vault import envelope
from tests.vault import second

KEPT = json.loads((Path(__file__).parent / "sealed-1.json").read_text(encoding="utf-8"))
EPOCH_KEY, BLOB = bytes.fromhex(KEPT["epoch_key"]), bytes.fromhex(KEPT["wrap"]["blob"])
WRAP = {name: value for name, value in KEPT["wrap"].items() if name != "blob"}


def _place(text):
    return envelope.Place(text["table"], UUID(text["row"]), text["field"], text["data_class"])


def _key():
    ids = {"subject": UUID(WRAP["subject"]), "recipient": UUID(WRAP["recipient"])}
    return envelope.unwrap(EPOCH_KEY, BLOB, **(WRAP | ids))


@pytest.mark.parametrize("text", KEPT["texts"], ids=lambda text: str(len(text["plain"])))
def test_a_field_of_the_first_format_opens_for_ever(text):
    assert envelope.unseal(_key(), _place(text), bytes.fromhex(text["sealed"])).decode() == text["plain"]


@pytest.mark.parametrize("text", KEPT["texts"], ids=lambda text: str(len(text["plain"])))
def test_a_second_program_opens_it_by_the_page_alone(text):
    key = second.key_of(EPOCH_KEY, BLOB, **WRAP)
    assert key == _key()
    place = {name: text[name] for name in ("table", "row", "field", "data_class")}
    assert second.text_of(key, bytes.fromhex(text["sealed"]), **place).decode() == text["plain"]


def test_what_is_sealed_today_the_second_program_opens_too():
    text = KEPT["texts"][1]
    sealed = envelope.seal(_key(), _place(text), text["plain"].encode())
    place = {name: text[name] for name in ("table", "row", "field", "data_class")}
    assert second.text_of(_key(), sealed, **place).decode() == text["plain"]
    assert second.text_of(_key(), sealed, **place | {"field": "other"}) is None


def test_the_second_program_follows_the_rfc():
    """RFC 8452, appendix C.2: a message of eight bytes with one byte bound to it."""
    key, nonce = bytes([1]) + bytes(31), bytes([3]) + bytes(11)
    assert second.gcm_siv_opened(key, nonce, bytes.fromhex("1de22967237a813291213f267e3b452f02d01ae33e4ec854"), bytes([1])) == bytes(
        [2]
    ) + bytes(7)
