"""Every event has a sentence of its own, and every event is recorded somewhere."""

from collections import Counter

from panoh.reference import events, rooms
from tests.consistency.house import modules

OF_BEFORE = {"hotline.help_not_asked"}  # activity logs of before have it


def test_every_event_has_a_sentence() -> None:
    assert [str(member) for _room, member, sentence in events() if not sentence] == []


def test_every_sentence_is_translatable_and_belongs_to_an_event() -> None:
    known = {member for _room, member, _sentence in events()}
    for _room, module in rooms("events"):
        for member, sentence in getattr(module, "SENTENCES", {}).items():
            assert member in known
            assert not isinstance(sentence, str), f"{member}: take gettext_lazy"


def test_every_event_names_its_room() -> None:
    assert [str(member) for room, member, _sentence in events() if not member.startswith(f"{room}.")] == []


def test_no_two_events_share_a_name_or_a_sentence() -> None:
    names = Counter(str(member) for _room, member, _sentence in events())
    sentences = Counter(sentence for _room, _member, sentence in events())
    assert [name for name, count in (names + sentences).items() if count > 1] == []


def test_every_event_is_recorded_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules() if path.name != "events.py")
    assert {str(member) for _room, member, _sentence in events() if f".{member.name}" not in code} == OF_BEFORE
