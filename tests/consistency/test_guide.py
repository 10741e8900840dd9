"""The guide: the same pages in three languages, each short, every button named as it stands on the screen, every picture there."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from panoh.accounts.enums import Feature
from panoh.accounts.roles import Role
from panoh.desk.frame.places import ACTS, BY_VIEW
from panoh.desk.home.guide import in_use
from tests.consistency.house import ROOT, short
from tests.consistency.test_words import ENGLISH, refused
from tests.consistency.texts import forms, messages, sources

GUIDE = ROOT / "panoh" / "content" / "guide"
PICTURES = GUIDE / "pictures"
LANGUAGES = ("en", "ru", "tg")
MORE = "-more"  # beside the day of a role, what else there is for it
OWN = "-danger"  # and for some what they do about a danger
DANGER = ("duty-officer", "psychologist", "regional-worker", "coordinator")
PAGES = sorted(path for language in LANGUAGES for path in (GUIDE / language).glob("*.md"))
MOST_WORDS = 600  # a page and a half, with its pictures
MOST_BYTES = 2_000_000
BOLD = re.compile(r"\*\*(.+?)\*\*")
PICTURE = re.compile(r'<img src="([^"]+)"')
# Psychologists do the same work in both kinds of organisation.
TOGETHER = {Role.MEMBER_PSYCHOLOGIST: Role.PSYCHOLOGIST}


def language_of(path: Path) -> str:
    return path.parent.name


def test_every_role_has_its_page_in_every_language() -> None:
    roles = {TOGETHER.get(role, role).value.replace("_", "-") for role in Role}
    wanted = roles | {f"{role}{MORE}" for role in roles} | {"danger"} | {f"{role}{OWN}" for role in DANGER}

    assert {language: {path.stem for path in PAGES if language_of(path) == language} for language in LANGUAGES} == dict.fromkeys(
        LANGUAGES, wanted
    )


def test_the_first_page_leads_to_every_page() -> None:
    first = (GUIDE / "README.md").read_text(encoding="utf-8")

    assert sorted(re.findall(r"\]\((\w\w/[\w-]+\.md)\)", first)) == [str(path.relative_to(GUIDE)) for path in PAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_is_called_as_on_the_screen(language: str) -> None:
    if language == "en":
        shown = {text for message in messages("ru") for text in sources(message)}
    else:
        shown = {text for message in messages(language) for text in forms(message)}

    pages = [path for path in PAGES if language_of(path) == language]
    assert pages
    for path in pages:
        named = BOLD.findall(path.read_text(encoding="utf-8"))
        assert named, short(path)
        assert [text for text in named if text not in shown] == [], short(path)


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_a_page_names_the_same_buttons_as_the_english_one(language: str) -> None:
    """Each by its translation: a name that is some other button's of the catalogue would send its reader there."""
    called: dict[str, set[str]] = {}
    for message in messages(language):
        called.setdefault(sources(message)[0], set()).update(forms(message))
    differing = []
    for english in (path for path in PAGES if language_of(path) == "en"):
        left = BOLD.findall((GUIDE / language / english.name).read_text(encoding="utf-8"))
        for button in BOLD.findall(english.read_text(encoding="utf-8")):
            same = next((text for text in left if text in called[button]), None)
            if same:
                left.remove(same)
            else:
                differing.append(f"{english.stem}: {button}")
        differing += [f"{english.stem}: {text}" for text in left]
    assert differing == []


def test_the_three_languages_show_the_same_steps_and_pictures() -> None:
    differing = []
    for english in (path for path in PAGES if language_of(path) == "en"):
        shapes = set()
        for language in LANGUAGES:
            text = (GUIDE / language / english.name).read_text(encoding="utf-8")
            steps, points, heads = (len(re.findall(mark, text, re.MULTILINE)) for mark in (r"^\d+\. ", r"^- ", r"^## "))
            shapes.add((steps, points, heads, *PICTURE.findall(text)))
        if len(shapes) > 1:
            differing.append(english.stem)
    assert differing == []


def test_every_page_is_short_and_a_day_has_five_to_nine_steps() -> None:
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        assert len(re.sub(r"<[^>]+>", "", text).split()) <= MOST_WORDS, short(path)
        mark, least = (r"^- ", 1) if path.stem.endswith(MORE) else (r"^\d+\. ", 5)
        assert least <= len(re.findall(mark, text, re.MULTILINE)) <= 9, short(path)


def test_a_day_leads_to_what_else_there_is_and_back() -> None:
    for path in (page for page in PAGES if page.stem.endswith(MORE)):
        day = path.with_name(path.name.replace(MORE, ""))
        assert f"]({path.name})" in day.read_text(encoding="utf-8"), short(day)
        assert f"]({day.name})" in path.read_text(encoding="utf-8"), short(path)


def test_what_a_role_does_in_danger_is_a_page_of_at_most_250_words_that_its_day_leads_to() -> None:
    for path in (page for page in PAGES if page.stem.endswith(OWN)):
        assert len(path.read_text(encoding="utf-8").split()) <= 250, short(path)
        assert f"]({path.name})" in path.with_name(path.name.replace(OWN, "")).read_text(encoding="utf-8"), short(path)


def test_every_picture_is_there_and_they_are_small() -> None:
    named = {(path.parent / name).resolve() for path in PAGES for name in PICTURE.findall(path.read_text(encoding="utf-8"))}

    assert {short(picture) for picture in named} == {short(picture) for picture in PICTURES.iterdir()}
    assert sum(picture.stat().st_size for picture in PICTURES.iterdir()) < MOST_BYTES


def test_no_page_holds_a_refused_word() -> None:
    words = {short(path): refused(text) + ENGLISH.findall(text) for path in PAGES for text in [path.read_text(encoding="utf-8")]}

    assert {name: found for name, found in words.items() if found} == {}


def test_what_to_do_when_something_is_in_the_way_is_said_to_all_in_the_same_words() -> None:
    """A page may leave a line out, and say less of a mistake where nothing can be corrected; what remains is the same."""
    for language in LANGUAGES:
        said: dict[str, set[str]] = {}
        for path in (path for path in PAGES if language_of(path) == language):
            for line in re.findall(r"^- \*[^*].*$", path.read_text(encoding="utf-8"), re.MULTILINE):
                said.setdefault(line.partition(".*")[0], set()).add(line)
        assert len(said) == 7, language
        longest = {head: max(lines, key=len) for head, lines in said.items()}
        assert [line for head, lines in said.items() for line in lines if not longest[head].startswith(line)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_a_part_is_left_out_while_it_is_off(language: str) -> None:
    """Each page of a part that a guide names stands in a passage of that part, in the three languages alike."""
    with translation.override(language):
        called = [(place.feature, str(place.label)) for place in (*BY_VIEW.values(), *ACTS) if place.feature]
    texts = {path.stem: path.read_text(encoding="utf-8") for path in PAGES if language_of(path) == language}

    named = [(stem, label) for stem, text in texts.items() for part, label in called if label in BOLD.findall(in_use(text, [part]))]

    assert named == []
    marks = re.compile(r"<!-- part: (\w+) -->")
    assert {mark for text in texts.values() for mark in marks.findall(text)} <= set(Feature)
    english = {path.stem: sorted(marks.findall(path.read_text(encoding="utf-8"))) for path in PAGES if language_of(path) == "en"}
    assert {stem: sorted(marks.findall(text)) for stem, text in texts.items()} == english
    assert [stem for stem, text in texts.items() if "<!--" in in_use(text, ())] == []
