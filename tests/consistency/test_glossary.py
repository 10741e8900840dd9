"""One concept, one word (content/glossary.toml): catalogues, content, letters and guides in three languages use it and no second one."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.consistency.house import PACKAGE, files, short
from tests.consistency.test_words import TYPED
from tests.consistency.texts import forms, key, messages, sources

LANGUAGES = ("en", "ru", "tg")
GLOSSARY = PACKAGE / "content" / "glossary.toml"
# Turns of English that nobody says who works here; plain ones say the same.
BANNED = re.compile(
    r"(?<!\w)(?:whoever|anew|shut|the house|by a press|this is no|good no more|open(?:s|ed)? the words|the words of|in (?:their|your|own) words? of)(?!\w)"
    r"|(?<!\w)(?:stands|stood)(?! (?:in for|up for|alone))(?!\w)",
    re.IGNORECASE,
)
KINDS = {".toml", ".md"}  # content and guides; texts of code and templates are in the catalogues


@cache
def terms() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))["term"])


@cache
def refused(language: str) -> re.Pattern[str]:
    """Every piece of a word that this language has another word for."""
    pieces = [piece for term in terms() for piece in term.get("not", {}).get(language, [])]
    return re.compile(rf"(?<!\w)(?:{'|'.join(pieces)})", re.IGNORECASE)


@cache
def allowed() -> re.Pattern[str]:
    """Phrases in which such a piece is right all the same."""
    return re.compile("|".join(re.escape(phrase) for term in terms() for phrase in term.get("unless", [])), re.IGNORECASE)


def second_words(language: str, text: str) -> list[str]:
    """The words of a text for which the glossary has another."""
    return [found.group() for found in refused(language).finditer(allowed().sub(" ", text))]


def shown(language: str) -> Iterator[tuple[str, str]]:
    """Where a text is, and the text: of the catalogue, then of content and guides, a line each."""
    for message in messages("ru" if language == "en" else language):
        for text in sources(message) if language == "en" else forms(message):
            yield repr(key(message)[1]), text
    for path in files():
        if path.is_relative_to(PACKAGE / "content") and path.suffix in KINDS and path != GLOSSARY and short(path) not in TYPED:
            if path.suffix == ".md" and path.parent.name != language:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield f"{short(path)}:{number}", of_language(line, language) if path.suffix == ".toml" else line


def of_language(line: str, language: str) -> str:
    """Of a line of content what is in this language: `ru = "…"`, alone or in braces; comments and other languages are left away."""
    return " ".join(re.findall(rf'(?<!\w){language}(?:_\w+)? = (?:\[)?"((?:[^"\\]|\\.)*)"', line.split(" # ")[0]))


def test_each_concept_has_one_word_in_each_language() -> None:
    assert all(
        set(term) <= {"en", "ru", "tg", "not", "unless", "stem", "note"} and all(term[language] for language in LANGUAGES)
        for term in terms()
    )
    names = [term["en"] for term in terms()]
    assert sorted(set(names)) == sorted(names)
    assert len(names) >= 150
    assert [term["en"] for term in terms() for language in LANGUAGES if second_words(language, term[language])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_a_second_word_for_a_concept(language: str) -> None:
    assert [(where, found) for where, text in shown(language) if (found := second_words(language, text))] == []


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_a_text_that_is_the_name_of_a_concept_is_translated_by_its_word(language: str) -> None:
    words = {term["en"]: term[language] for term in terms()}
    found = [
        (text, message.string)
        for message in messages(language)
        if message.context is None
        and isinstance(text := message.id, str)
        and text.lower() in words
        and str(message.string).lower() != words[text.lower()].lower()
    ]
    assert found == []


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_a_button_that_is_the_name_of_a_concept_is_called_by_its_word(language: str) -> None:
    words = {term["en"]: term[language] for term in terms()}
    called = {str(message.id).lower(): str(message.string).lower() for message in messages(language) if message.context == "button"}
    both = called.keys() & words.keys()
    assert "undo" in both
    assert {name: called[name] for name in both if called[name] != words[name].lower()} == {}


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_a_text_that_names_a_concept_of_which_another_is_near_keeps_its_word(language: str) -> None:
    found, read = [], 0
    for stem in (term["stem"] for term in terms() if "stem" in term):
        ours, theirs = (re.compile(rf"(?<!\w)(?:{stem[name]})", re.IGNORECASE) for name in ("en", language))
        for message in messages(language):
            if any(map(ours.search, sources(message))):
                read += 1
                found += [(key(message), text) for text in forms(message) if not theirs.search(text)]
    assert read > 50
    assert found == []


# What stands in the quotes of a language is the name of a button, a page, an answer, or what is filled in.
QUOTED = {"en": re.compile("“([^“”]+)”"), "ru": re.compile("«([^«»]+)»"), "tg": re.compile("«([^«»]+)»")}


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_a_text_names_a_button_as_the_button_is_called(language: str) -> None:
    called: dict[str, set[str]] = {}
    for message in messages(language):
        called.setdefault(sources(message)[0].casefold(), set()).update(form.casefold() for form in forms(message))
    found, unknown, read = [], set(), 0
    for message in messages(language):
        for name in QUOTED["en"].findall(sources(message)[0]):
            if name.casefold() in called:
                read += 1
                quoted = {text.casefold() for text in QUOTED[language].findall(forms(message)[0])}
                found += [] if called[name.casefold()] & quoted else [(name, key(message)[1])]
            elif not re.search("[%{]", name):
                unknown.add(name)
    assert read > 20
    assert (found, unknown) == ([], {"publish"})  # a head of a file that is typed


def test_english_is_plain() -> None:
    assert BANNED.findall("Here stands what whoever came shut; sets apart, withstands, whosoever") == ["stands", "whoever", "shut"]
    assert [(where, found) for where, text in shown("en") if (found := BANNED.findall(text))] == []
