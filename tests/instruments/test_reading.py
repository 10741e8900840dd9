"""Files of questionnaires: every one that ships is right, and one that is not stops with its name, the line and the reason."""

from importlib.resources import files

import pytest

from panoh.core.languages import LANGUAGES
from panoh.instruments.definitions import Definition
from panoh.instruments.reading import BadDefinition, definition, definitions, ids, read


def text_of(instrument: str) -> str:
    return files("panoh.content").joinpath("instruments", f"{instrument}.toml").read_text(encoding="utf-8")


def line_of(text: str, mark: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if mark in line)


@pytest.mark.parametrize("instrument", ids())
def test_every_file_is_read_with_labels_in_three_languages(instrument: str) -> None:
    form = definition(instrument)

    assert isinstance(form, Definition)
    names = [
        form.title,
        form.about,
        form.period,
        form.licence,
        *(item.label for item in form.items),
        *(one.title for one in (*form.scores, *form.flags)),
    ]
    names += [label for item in form.items for label in item.answers.labels]
    names += [step.label for one in form.scores for bands in one.bands for step in bands.steps]
    assert all(set(name) == set(LANGUAGES) for name in names)
    assert form.source


def test_each_has_a_number_of_its_own_by_which_addresses_call_it() -> None:
    numbers = [form.number for form in definitions().values()]
    assert sorted(set(numbers)) == sorted(numbers)


def test_labels_in_tajik_and_russian_are_not_copies_of_the_english() -> None:
    copied = [
        f"{name} {item.id}"
        for name, form in definitions().items()
        for item in form.items
        if item.label["en"] in set(item.label.values()) - {item.label["en"]}
    ]
    assert copied == []


@pytest.mark.parametrize(
    ("old", "new", "mark", "reason"),
    [
        ('id = "phq9"', 'id = "phq"', 'id = "phq"', "not the name of the file"),
        ("version = 1", "version = 0", "version = 0", "begins at 1"),
        ("version = 1", "", None, "'version' is missing"),
        ("free = true", 'free = "yes"', 'free = "yes"', "wrong kind"),
        ('main = "total"', 'main = "sum"', 'main = "sum"', "none of the scores"),
        ('main = "total"', 'mian = "total"', 'mian = "total"', "unknown key 'mian'"),
        ('reading = "screener"', 'reading = "all"', 'reading = "all"', "screener, clinical"),
        ('id = "2", answers = "often4"', 'id = "2", answers = "often"', 'id = "2"', "no answers are called 'often'"),
        ('id = "2", answers', 'id = "1", answers', 'id = "1"', "stands there twice"),
        ('tg = "рӯҳафтодагӣ"', 'tg = ""', 'id = "2"', "wants en, ru and tg"),
        ("values = [0, 1, 2, 3]", "values = [0, 2, 1, 3]", "[answers.often4]", "lowest to the highest"),
        ("values = [0, 1, 2, 3]", "values = [0, 1, 2]", "[answers.often4]", "3 answers and 4 labels"),
        ("from = 0,", "from = 1,", 'key = "total"', "begin at 0"),
        ("from = 10,", "from = 4,", 'key = "total"', "and rise"),
        ("from = 20,", "from = 28,", 'key = "total"', "and rise"),
        ("least = 7", "least = 9", 'key = "total"', "some of them, not all"),
        ('method = "sum"', 'method = "median"', 'key = "total"', "sum, mean, percent, scores"),
        ("points = 6", "sd = 5", 'key = "total"', "sd and an r"),
        ('all = ["core", "five"]', 'all = ["core", "six"]', 'key = "major_depressive"', "unknown: six"),
        ('{ key = "core", items = ["1", "2"]', '{ key = "core", items = ["1", "0"]', 'key = "core"', "'0' is no item"),
        ("items = [", "items = [[", "items = [[", "not TOML"),
    ],
)
def test_a_file_that_is_not_right_stops_with_file_line_and_reason(old: str, new: str, mark: str | None, reason: str) -> None:
    whole = text_of("phq9")
    assert old in whole
    text = whole.replace(old, new, 1)

    with pytest.raises(BadDefinition, match=reason) as stopped:
        read(text, file="phq9.toml")

    assert stopped.value.file == "phq9.toml"
    assert str(stopped.value).startswith(f"phq9.toml, line {stopped.value.line}: ")
    if mark and "TOML" not in reason:
        assert stopped.value.line == line_of(text, mark)


def test_a_cut_off_beyond_the_scale_is_refused() -> None:
    text = text_of("cries8").replace("at = 17", "at = 41")

    with pytest.raises(BadDefinition, match="41 lies outside 0 to 40"):
        read(text, file="cries8.toml")


def test_no_official_wording_is_shipped() -> None:
    """Labels are what an item is about: no sentence, nothing that is read out."""
    long = [
        f"{name} {item.id}: {text}"
        for name, form in definitions().items()
        for item in form.items
        for text in item.label.values()
        if len(text) > 60 or text.endswith((".", "?"))
    ]
    assert long == []
