"""The booklet is drafted, adopted, counted and read aloud; what was adopted stays as it was."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.booklet import actions, queries
from panoh.booklet.enums import EditionState
from panoh.booklet.models import Edition, Voice
from panoh.booklet.text import TextBlock, blocks, shipped
from panoh.booklet.voice import clean_voice
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.core.languages import LANGUAGES
from tests.factories.accounts import make_user
from tests.factories.booklet import WORDS, make_booklet

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SOUND = b"\xff\xfb\x90\x64" + bytes(400)


def test_shipped_text_is_whole_in_three_languages() -> None:
    assert [each.key for each in shipped()] == ["whom", "call", "help", "decide", "body", "family", "others"]
    assert [each.lacks for each in shipped()] == [[]] * 7


def test_text_falls_into_paragraphs_and_points() -> None:
    assert blocks("One\ntwo\n\n- a\n- b\r\n\r\nThree") == [TextBlock("One two"), TextBlock(points=("a", "b")), TextBlock("Three")]


def test_draft_changes_nothing_public_until_it_is_adopted(agent) -> None:
    edition = make_booklet()
    assert queries.in_force()[0] == 0
    actions.adopt_edition(edition, by=edition.made_by)
    number, found = queries.in_force()
    assert (number, len(found), found[-1].key, found[-1].title) == (1, 8, "care-and-shelter", WORDS)
    verbs = list(AuditEvent.objects.filter(verb__startswith="booklet.").order_by("at").values_list("verb", flat=True))
    assert verbs == ["booklet.begun", "booklet.section_written", "booklet.adopted"]


def test_adopted_version_keeps_its_words_and_the_former_one_stays_to_be_read(agent) -> None:
    user = make_user(Role.COORDINATOR)
    first = make_booklet(by=user, adopted=True)
    with pytest.raises(WrongState):
        actions.write_section(first, "whom", by=user, title=WORDS, text=WORDS)
    make_booklet_again = actions.adopt_edition(actions.begin_edition(by=user), by=user)
    assert dict(Edition.objects.values_list("number", "state")) == {
        1: EditionState.REPLACED,
        make_booklet_again.number: EditionState.ADOPTED,
    }
    assert len(queries.get_sections(user, 1)) == 8


def test_section_without_a_language_keeps_it_from_being_adopted(agent) -> None:
    user = make_user(Role.COORDINATOR)
    edition = actions.write_section(actions.begin_edition(by=user), "whom", by=user, title=WORDS, text={"ru": "Слова", "en": "Words"})
    assert queries.get_section(user, 1, "whom").lacks == ["tg"]
    with pytest.raises(Invalid):
        actions.adopt_edition(edition, by=user)
    assert queries.in_force()[0] == 0


def test_sections_are_moved_and_taken_out(agent) -> None:
    user = make_user(Role.COORDINATOR)
    edition = actions.raise_section(actions.begin_edition(by=user), "call", by=user)
    edition = actions.take_out_section(edition, "others", by=user)
    assert [each.key for each in queries.get_sections(user, 1)] == ["call", "whom", "help", "decide", "body", "family"]
    with pytest.raises(NotFound):
        actions.take_out_section(edition, "others", by=user)


def test_two_people_never_write_over_each_other(agent) -> None:
    user = make_user(Role.COORDINATOR)
    edition = make_booklet(by=user)
    stale = edition.version
    actions.raise_section(edition, "call", by=user)
    with pytest.raises(Conflict):
        actions.write_section(queries.get_edition(user, 1), "whom", by=user, title=WORDS, text=WORDS, expected=stale)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_nobody_but_the_coordinator_writes(agent, role) -> None:
    with pytest.raises(Denied):
        actions.begin_edition(by=make_user(role))


def test_prints_are_counted_by_place_and_never_by_person(agent) -> None:
    user = make_user(Role.COORDINATOR)
    common = {"by": user, "language": "tg", "shape": "a5", "printed_on": today()}
    for region, copies in (("TJ-KT", 200), ("TJ-KT", 100), ("", 50)):
        actions.count_print(region=region, copies=copies, **common)
    assert queries.copies_by_region(user) == [("TJ-KT", 300), ("", 50)]
    for wrong in ({"region": "TJ-XX"}, {"copies": 0}, {"printed_on": today() + dt.timedelta(days=1)}, {"language": "de"}, {"shape": "a3"}):
        with pytest.raises(Invalid):
            actions.count_print(**{**common, "copies": 1, **wrong})
    assert len(queries.prints(user)) == 3


@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"Author: S." + SOUND,
        SOUND + b"TAG" + b"Saidova".ljust(125, b"\0"),
        b"ID3\x03\x00\x00\x00\x00\x00\x07" + b"Saidova" + SOUND + b"APETAGEX" + b"Saidova".ljust(80, b"\0"),
    ],
)
def test_recording_is_kept_without_its_tags(content) -> None:
    kept = clean_voice(content)
    assert kept[:4] == SOUND[:4]
    assert b"Saidova" not in kept
    assert b"Author" not in kept


@pytest.mark.parametrize(
    "content", [b"", b"RIFF....WAVE", b"%PDF-1.7", b"ID3\x04\x00\x00\x00\x00\x00\x00", b"\xff\xfb" + bytes(2 * 1024 * 1024)]
)
def test_what_is_no_recording_is_refused_with_a_sentence(content) -> None:
    with pytest.raises(Invalid) as refused:
        clean_voice(content)
    assert "sound" in refused.value.fields


def test_recording_replaces_the_former_one_and_is_taken_out(agent) -> None:
    user = make_user(Role.COORDINATOR)
    actions.keep_voice("whom", "tg", by=user, content=SOUND)
    actions.keep_voice("whom", "tg", by=user, content=SOUND + b"\1")
    assert [bytes(row.content)[-1] for row in Voice.objects.all()] == [1]
    with pytest.raises(NotFound):
        actions.keep_voice("nothing", "tg", by=user, content=SOUND)
    actions.take_out_voice("whom", "tg", by=user)
    assert not Voice.objects.exists()


def test_every_language_of_the_pages_is_a_language_of_the_booklet() -> None:
    assert LANGUAGES == ("tg", "ru", "en")
