"""The glossary: what is read over a worker's shoulder holds no word of police, court, barracks or shop."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.consistency.house import PACKAGE, files, short
from tests.consistency.texts import forms, key, messages, sources

# Stems, at the beginning of a word. "отдел", "неделя", "сделано", "делать" hold none of them.
STEMS = ("дело", "допрос", "пурсиш", "парванда", "дежурн", "навбатдор", "амният", "уничтож", "нобуд", "якобы", "гӯё", "судебно-мед")
# "дело" in its other cases; whole words, since "делать" and "делам" begin alike.
CASES = ("дела", "делу", "деле", "делам", "делами", "делах")
# Our own words for the people we help never are these; import and search know them, screens do not say them.
NOT_OURS = ("жертв", "потерпевш", "клиент", "подопечн", "бенефициар", "қурбон", "ҷабрдида", "муштар", "наҷотёфта")
# A screen says more calmly what a physician's list of diagnoses names.
CALMER = re.compile(r"(?<!\w)(?:самоуб|суицид|худкуш)\w*", re.IGNORECASE)
REFUSED = re.compile(rf"(?<!\w)(?:(?:{'|'.join(STEMS + NOT_OURS)})\w*|(?:{'|'.join(CASES)})(?!\w))", re.IGNORECASE)
ENGLISH = re.compile(r"(?<!\w)(?:clients?|beneficiar(?:y|ies)|victims?)(?!\w)", re.IGNORECASE)

# Court files, names of laws and of organisations: whole phrases, each used where nothing else is right.
ALLOWED = ("уголовное дело", "уголовного дела", "уголовному делу", "парвандаи ҷиноятӣ")

# Words that people type into registers and searches; never shown.
TYPED = {
    "panoh/content/complaints.toml",
    "panoh/content/glossary.toml",
    "panoh/content/invented_names.toml",
    "panoh/content/menu_words.toml",
    "panoh/content/register.toml",
    "panoh/content/places.toml",
    "panoh/content/revealing_words.toml",
}


def refused(text: str) -> list[str]:
    """The words of this text that the glossary refuses."""
    for phrase in ALLOWED:
        text = re.sub(re.escape(phrase), " ", text, flags=re.IGNORECASE)
    return REFUSED.findall(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Личное дело", ["дело"]),
        ("карта этого дела", ["дела"]),
        ("Делопроизводство", ["Делопроизводство"]),
        ("сделано на этой неделе в отделе", []),
        ("модель; что делать; делаем; отдело", []),
        ("Допросить", ["Допросить"]),
        ("пурсишнома ва парвандаҳо", ["пурсишнома", "парвандаҳо"]),
        ("дежурный навбатдор", ["дежурный", "навбатдор"]),
        ("амният, нобуд, гӯё, якобы, уничтожить", ["амният", "нобуд", "гӯё", "якобы", "уничтожить"]),
        ("по уголовному делу", []),
        ("Судебно-медицинское заключение", ["Судебно-медицинское"]),
        ("жертвам и клиентов", ["жертвам", "клиентов"]),
        ("барои муроҷиаткунанда", []),
    ],
)
def test_the_glossary_knows_its_words(text: str, expected: list[str]) -> None:
    assert refused(text) == expected


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_no_translation_holds_a_refused_word(language: str) -> None:
    found = [f"{key(message)[1]} -> {words}" for message in messages(language) for text in forms(message) if (words := refused(text))]
    assert found == []


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_no_screen_names_the_danger_to_life_aloud(language: str) -> None:
    assert CALMER.findall("Самоубийство, худкушӣ; суицидальные") == ["Самоубийство", "худкушӣ", "суицидальные"]
    assert [key(message)[1] for message in messages(language) for text in forms(message) if CALMER.search(text)] == []


def test_what_is_left_out_is_not_said_to_be_carried_out_in_tajik() -> None:
    left_out = re.compile(r"\b(skip|skips|skipped|left out|leave out|leaves out)\b", re.IGNORECASE)
    of_these = [message for message in messages("tg") if any(left_out.search(text) for text in sources(message))]
    assert [key(message)[1] for message in of_these for text in forms(message) if "гузаронда" in text.casefold()] == []


def test_no_source_text_calls_people_by_a_word_of_others() -> None:
    assert [text for message in messages("ru") for text in sources(message) if ENGLISH.search(text)] == []


def shown() -> Iterator[Path]:
    """Content and code with words in Cyrillic that somebody may see."""
    for path in files():
        if path.is_relative_to(PACKAGE) and path.suffix in {".toml", ".md", ".html", ".txt", ".py", ".js"} and short(path) not in TYPED:
            yield path


def test_no_content_holds_a_refused_word() -> None:
    found = [
        f"{short(path)}:{number} {words}"
        for path in shown()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (words := refused(line))
    ]
    assert found == []


# Dushanbe is no oblast: what may hold it and the districts under the republic is a region; names of real ones stay.
OBLAST = {"ru": re.compile(r"\bобласт", re.IGNORECASE), "tg": re.compile(r"\bвилоят", re.IGNORECASE)}
OF_ONE_OBLAST = {"regional hospital"}


@pytest.mark.parametrize("language", OBLAST)
def test_what_holds_dushanbe_too_is_called_a_region(language: str) -> None:
    said = [message.id for message in messages(language) if any(OBLAST[language].search(form) for form in forms(message))]
    assert set(map(str, said)) - OF_ONE_OBLAST == set()
