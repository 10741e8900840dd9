"""When two names are the same, and the keys by which the register import finds them."""

import datetime as dt
from importlib.resources import files
from itertools import combinations

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.people.names import name_key, same_name, same_patronymic


def share_key(one, other):
    """Whether two (family, given) pairs share a key."""
    return not name_key(*one).isdisjoint(name_key(*other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Қодиров", "Кадыров"),
        ("Қодиров", "Qodirov"),
        ("Кадыров", "Kodirov"),
        ("Саидова Моҳира", "Саидова Мохира"),
        ("Саидова Моҳира", "Saidova Mohira"),
        ("Саидова Моҳира", "Mohira Saidova"),
        ("Саидова Моҳира", "МОХИРА САИДОВА КАРИМОВНА"),
        ("Назаров Рустам", "Назарзода Рустам"),
        ("Усмонӣ Парвиз", "Усмонов Парвиз"),
        ("Шарифиён Рустам", "Charifov Roustam"),
        ("Раҳмон Эмомалӣ", "Эмомали Рахмонов"),
        ("Рустамҷон Каримов", "Каримов Рустам"),
        ("Ҷӯраев Умед", "Жураев Умед"),
        ("Djamched Oumarov", "Умаров Ҷамшед"),
        ("Исҳоқов Адҳам", "Ishoqov Adham"),
        ("Худоёров Фатҳулло", "Худоеров Fathullo"),
        ("Юлдашева Зуҳро", "Yoʻldosheva Zuhra"),
    ],
)
def test_same_name_across_scripts_spellings_endings_and_order(one, other):
    assert same_name(one, other) is True
    assert same_name(other, one) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Карим", "Карима"),
        ("Рустам", "Рустами"),
        ("Ҳасан", "Ҳусейн"),
        ("Шариф", "Шарифа"),
        ("Парвиз", "Парвина"),
        ("Камол", "Комил"),
        ("Рустам Каримов", "Карим Рустамов"),
        ("Назаров Рустам", "Назаров Рустам Рустам"),
        ("Каримов", "Раҳимов"),
        ("Каримов Рустам", "Каримов"),
        ("", ""),
        ("—", "—"),
        ("", "Рустам"),
    ],
)
def test_same_name_is_false_for_another_name(one, other):
    assert same_name(one, other) is False
    assert same_name(other, one) is False


@pytest.mark.parametrize("other", ["Парвизович", "Парвиззода", "Парвизовна", "Parvizovich", "Parvez", "Парвиз оглы", "Парвизӣ", "парвиз"])
def test_same_patronymic_in_each_form(other):
    assert same_patronymic("Парвиз", other) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Меҳроҷ", "Мехроджовна"),
        ("Мехроч", "Меҳроҷзода"),
        ("Некрӯз", "Некрузовна"),
        ("Нуруллоевна", "Нуруллозода"),
        ("Алӣ", "Алиевич"),
        ("Саид Мурод", "Саидмуродович"),
        ("Абду Раҳмон", "Абдурахмонович"),
        ("Рустамҷон", "Рустамович"),
    ],
)
def test_same_patronymic_across_spellings(one, other):
    assert same_patronymic(one, other) is True


@pytest.mark.parametrize(("one", "other"), [("Парвиз", "Парвина"), ("Рустамович", "Рустамбекзодаи Карим"), ("Ҳасанович", "Ҳусейнович")])
def test_same_patronymic_is_false_for_another_father(one, other):
    assert same_patronymic(one, other) is False


@pytest.mark.parametrize(("one", "other"), [("", "Парвиз"), ("Парвиз", " "), ("", ""), ("—", "Парвиз")])
def test_same_patronymic_is_unknown_when_one_is_blank(one, other):
    assert same_patronymic(one, other) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Қодиров", "Ҷамшед"), ("Kodirov", "Dzhamshed")),
        (("Саидова", "Моҳира"), ("Mohira", "Saidova")),
        (("Саидова", "Моҳира"), ("Саидова Мохира Каримовна", "")),
        (("Саидова", "Моҳира"), ("", "Мохира Саидова")),
        (("Саидова", "Моҳира"), ("Саидова", "Мохира Каримовна")),
        (("Саидова", "Моҳира"), ("Саидова-Каримова", "Мохира")),
        (("Усмонӣ", "Парвиз"), ("Усмонов", "Парвиз")),
        (("Усмонӣ", "Парвиз"), ("Парвиз", "Усмониён")),
        (("Шо", "Карим"), ("Карим", "Шоҳ")),
        (("Иброҳимзода", "Саид Мурод"), ("Ибрагимова", "Саидмурод")),
        (("Назаров", "Абдураҳмон"), ("Назарзода", "Абду Рахмон")),
        (("Раҳимов", "Рустамҷон"), ("Рахимов", "Рустам")),
        (("", "Моҳира"), ("Мохира", "")),
        (("Саидова", ""), ("", "Saidova")),
    ],
)
def test_names_that_are_the_same_share_a_key(one, other):
    assert share_key(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Каримов", "Рустам"), ("Рустамов", "Карим")),
        (("Каримов", "Рустам"), ("Карим", "Рустамов")),
        (("Каримов", "Карим"), ("Каримова", "Карима")),
        (("Назаров", "Ҳасан"), ("Назаров", "Ҳусейн")),
        (("Назаров", "Рустам"), ("Назаров", "")),
        (("Назаров", "Рустам"), ("", "Рустам")),
        (("Назаров", "Шариф"), ("Назарова", "Шарифа")),
    ],
)
def test_names_that_differ_share_no_key(one, other):
    assert not share_key(one, other)


@pytest.mark.parametrize("nothing", [("", ""), (" ", "—"), ("123", "?")])
def test_nothing_written_has_no_key(nothing):
    assert name_key(*nothing) == frozenset()


@given(st.text(max_size=40), st.text(max_size=40))
def test_keys_do_not_depend_on_which_part_stands_first(one, other):
    assert name_key(one, other) == name_key(other, one)


@given(st.text(max_size=60), st.text(max_size=60))
def test_equality_never_fails_and_looks_the_same_from_both_sides(one, other):
    assert same_name(one, other) is same_name(other, one)
    assert same_patronymic(one, other) is same_patronymic(other, one)


@given(st.text(alphabet="абвғдеёӣкқлмнорстуӯҳчҷш", min_size=2, max_size=20))
def test_a_name_is_the_same_as_itself_in_any_case(name):
    assert same_name(name, name.upper()) is True


def register():
    """The rows of the sample register."""
    with files("panoh.content").joinpath("register-2015-2021.xlsx").open("rb") as file:
        return list(openpyxl.load_workbook(file, read_only=True).worksheets[0].iter_rows(min_row=3, values_only=True))


TAJIK = "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя"
BGN = "a b v g gh d e yo zh z i í y k q l m n o p r s t u ŭ f kh h ch j sh ’ e yu ya"
LATIN_1994 = dict(zip(TAJIK, BGN.split(), strict=True))
PASSPORT = {**LATIN_1994, "ғ": "g", "ӣ": "i", "қ": "k", "ӯ": "u", "ҳ": "kh", "ҷ": "dzh", "ъ": ""}
FRENCH = {**PASSPORT, "у": "ou", "ӯ": "ou", "ҷ": "dj", "ч": "tch", "ш": "ch"}
UZBEK = {**LATIN_1994, "ғ": "gʻ", "ӣ": "i", "ӯ": "oʻ", "х": "x", "ъ": "ʼ"}
GERMAN = {**PASSPORT, "в": "w", "х": "ch", "ҳ": "h", "ҷ": "dsch", "ч": "tsch", "ш": "sch", "й": "j", "ё": "jo", "ю": "ju", "я": "ja"}
RUSSIAN_KEYBOARD = dict(zip("ғӣқӯҳҷ", "гикухч", strict=True))
OLD_FONT = dict(zip("ғӣқҳҷӯ", "ѓїќњљў", strict=True))
ISO_9 = {
    **LATIN_1994,
    "ғ": "ġ",
    "ӣ": "ī",
    "қ": "ķ",
    "ӯ": "ū",
    "х": "h",
    "ҳ": "ḩ",
    "ҷ": "ç",
    "ж": "ž",
    "ч": "č",
    "ш": "š",
    "й": "j",
    "ё": "ë",
    "ю": "û",
    "я": "â",
}


def spelt(name, letters):
    """The name written with other letters."""
    return "".join(letters.get(letter, letter) for letter in name.lower().replace("дж", "ҷ")).title()


@pytest.mark.parametrize(
    "letters",
    [LATIN_1994, PASSPORT, FRENCH, UZBEK, RUSSIAN_KEYBOARD, OLD_FONT, GERMAN, ISO_9],
    ids=["latin-1994", "passport", "french", "uzbek", "russian-keyboard", "old-font", "german", "iso-9"],
)
def test_every_name_of_the_sample_is_recognised_in_another_spelling(letters):
    missed = [
        (family, given)
        for _, _, family, given, *_ in register()
        if not share_key((family, given), (spelt(given, letters), spelt(family, letters)))
    ]

    assert missed == []


def test_the_235_persons_of_the_sample_are_235_persons():
    """Same key, sex and birth date with patronymics that do not differ would be held as a duplicate."""
    people = [(row[0], name_key(row[2] or "", row[3] or ""), row[4] or "", row[5], row[6]) for row in register()]
    assert all(isinstance(birth, dt.datetime) for _, _, _, birth, _ in people)

    same = [
        (one[0], other[0])
        for one, other in combinations(people, 2)
        if not one[1].isdisjoint(other[1]) and one[3:] == other[3:] and same_patronymic(one[2], other[2]) is not False
    ]

    assert len(people) == 235
    assert same == []
