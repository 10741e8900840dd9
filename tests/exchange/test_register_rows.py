"""Rows: what is rejected, what is kept with a warning, what is tied to what; and the sample."""

import datetime as dt
from importlib.resources import files
from uuid import UUID

import pytest
from django.utils import translation

from panoh.core.clock import age_on
from panoh.exchange.register.lists import SocialHelp
from panoh.exchange.register.reading import read_pasted, read_table
from panoh.exchange.register.remarks import SENTENCES, Problem, Warn
from panoh.exchange.register.row import fingerprint_text
from panoh.exchange.register.rows import understand
from panoh.people.enums import OtherStatus, Relation, Sex
from tests.factories.register import TODAY, only, pasted, problems, row_with, rows_of, understood, warnings, workbook

# ---- the sample


@pytest.fixture(scope="module")
def sample():
    return understand(read_table(files("panoh.content").joinpath("register-2015-2021.xlsx").read_bytes(), "r.xlsx"), today=TODAY)


def test_the_sample_is_understood_to_the_last_row(sample):
    assert (sample.count, len(sample.rows), len(sample.rejected), sample.notices, sample.table.left_out) == (235, 235, 0, (), ())
    assert [row.kind for row in sample.rows].count("survivor") == 108
    assert [row.kind for row in sample.rows].count("family") == 127
    assert [row.sex for row in sample.rows].count(Sex.FEMALE) == 119
    assert [row.sex for row in sample.rows].count(Sex.MALE) == 116
    assert sum(age_on(row.birth.first, row.admitted.first) < 18 for row in sample.rows) == 18
    assert {row.birth.precision.value for row in sample.rows} == {"day"}


def test_the_help_of_the_sample_is_counted(sample):
    assert sum(row.help.medical for row in sample.rows) == 207
    assert sum(row.help.sessions for row in sample.rows) == 1423
    social = [one.code for row in sample.rows for one in row.help.social]
    assert {code: social.count(code) for code in set(social)} == {"documents": 66, "food": 60, "transport": 53}
    assert [row.help.treatment for row in sample.rows].count("outpatient") == 161
    assert [row.help.treatment for row in sample.rows].count("inpatient") == 74
    assert all(row.complaint_words == "" and row.complaints for row in sample.rows)


def test_the_ties_of_the_sample_lead_to_survivors(sample):
    by_number = {row.number: row for row in sample.rows}
    relationships = [row.relationship for row in sample.rows if row.relationship]
    statuses = [relationship.status for relationship in relationships]
    assert {status: statuses.count(status) for status in set(statuses)} == {
        OtherStatus.IN_CARE: 100, OtherStatus.DEAD: 11, OtherStatus.UNREACHABLE: 9, OtherStatus.DETAINED: 6, OtherStatus.UNKNOWN: 1,
    }  # fmt: skip
    assert {by_number[relationship.to_row].kind for relationship in relationships if relationship.to_row} == {"survivor"}
    assert {
        by_number[relationship.to_row].own_number == relationship.to_number for relationship in relationships if relationship.to_row
    } == {True}
    assert [relationship.relation for relationship in relationships].count(Relation.WIFE) == 32


def test_every_telephone_and_place_of_the_sample_is_understood(sample):
    assert all(len(row.phones) == 1 and row.phones[0].number.startswith("+992") for row in sample.rows)
    regions = [row.region for row in sample.rows]
    assert {region: regions.count(region) for region in set(regions)} == {"TJ-SU": 78, "TJ-KT": 58, "TJ-DU": 57, "TJ-RA": 38, "TJ-GB": 4}
    assert all(row.place and row.residence_words == "" for row in sample.rows)


def test_the_doors_of_the_sample_are_told(sample):
    doors = [row.door for row in sample.rows]
    assert {door: doors.count(door) for door in set(doors)} == {"member": 169, "hotline": 26, "legal_unit": 22, "walk_in": 18}


# ---- rejected


@pytest.mark.parametrize(
    ("cells", "code", "column", "value"),
    [
        ({"admitted_on": None}, "admission_missing", "Дата поступления", ""), ({"admitted_on": "-"}, "admission_missing", "Дата поступления", "-"),
        ({"admitted_on": "весной"}, "admission_not_a_date", "Дата поступления", "весной"), ({"admitted_on": "31.02.2015"}, "admission_no_such_day", "Дата поступления", "31.02.2015"),
        ({"admitted_on": "25.11.2025"}, "admission_in_future", "Дата поступления", "25.11.2025"), ({"admitted_on": dt.datetime(2030, 1, 1)}, "admission_in_future", "Дата поступления", "01.01.2030"),
        ({"birth": "31.02.1988"}, "birth_no_such_day", "Дата рождения", "31.02.1988"), ({"birth": "15.13.1988"}, "birth_no_such_day", "Дата рождения", "15.13.1988"),
        ({"birth": "абв"}, "birth_not_a_date", "Дата рождения", "абв"), ({"birth": "04.05.2027"}, "birth_in_future", "Дата рождения", "04.05.2027"),
        ({"birth": "22.01.2020"}, "birth_after_admission", "Дата рождения", "22.01.2020"), ({"birth": "2021"}, "birth_after_admission", "Дата рождения", "2021"),
        ({"birth": None, "birth_year": "2021"}, "birth_after_admission", "Год рождения", "2021"), ({"birth": None, "birth_year": "1О8"}, "birth_not_a_date", "Год рождения", "1О8"),
        ({"kind": None}, "kind_missing", "Категория", ""), ({"kind": "свидетель"}, "kind_unknown", "Категория", "свидетель"), ({"sex": None}, "sex_missing", "Пол", ""),
        ({"sex": "?"}, "sex_unknown", "Пол", "?"), ({"family_name": None, "given_name": None}, "name_missing", "Фамилия / Имя", ""),
        ({"family_name": "-", "given_name": "нет"}, "name_missing", "Фамилия / Имя", "- нет"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_right_is_rejected_with_row_column_value_and_reason(cells, code, column, value):
    row = row_with(**cells)
    (remark,) = row.problems
    assert (row.is_rejected, row.number, remark.code.value, remark.column, remark.value) == (True, 2, code, column, value)
    with translation.override("en"):
        assert str(remark.sentence) == str(SENTENCES[remark.code])
        assert value == "" or value not in str(remark.sentence)


def test_a_row_tells_all_its_faults_at_once():
    row = row_with(admitted_on=None, kind="?", sex="?", family_name=None, given_name=None, birth="31.02.1988")
    assert problems(row) == ["admission_missing", "kind_unknown", "sex_unknown", "name_missing", "birth_no_such_day"]


@pytest.mark.parametrize(
    "cells",
    [
        {"family_name": None}, {"given_name": None}, {"patronymic": None}, {"birth": None}, {"birth": "неизвестно"}, {"birth": "1990"}, {"birth": "01.01.1850"},
        {"birth": "21.01.2020"}, {"birth": "2020"}, {"sex": "не указан"}, {"sex": "нишон дода нашудааст"}, {"sex": "not stated"}, {"region": "Марс"}, {"district": "Нигде"},
        {"relation": "сосед"}, {"survivor_number": "99"}, {"sender": "сосед"}, {"phone": "нет связи"}, {"complaints": "все болит"}, {"medical": "?"}, {"sessions": "много"},
        {"sessions": -5}, {"social": "дрова"}, {"treatment": "санаторий"}, {"closed_on": "01.01.2019"}, {"closed_on": "когда-то"}, {"number": None}, {"admitted_on": "2020"},
        {"admitted_on": "24.11.2025"}, {"note": "пострадавший скончался"},
    ],
)  # fmt: skip
def test_a_warning_never_holds_a_row(cells):
    assert problems(row_with(**cells)) == []


# ---- dates


def test_a_birth_with_two_digits_of_the_year_is_never_after_the_admission():
    assert row_with(birth="05.06.21").birth.iso == "1921-06-05"
    assert row_with(birth="05.06.19").birth.iso == "2019-06-05"
    assert row_with(birth="22.01.20").birth.iso == "1920-01-22"
    assert row_with(birth="21.01.20").birth.iso == "2020-01-21"


def test_an_admission_with_two_digits_of_the_year_is_never_in_the_future():
    assert row_with(admitted_on="24.11.25").admitted.iso == "2025-11-24"
    assert row_with(admitted_on="25.11.25", birth=None).admitted.iso == "1925-11-25"


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"birth": "05.05.1908"}, ["age_over_110"]), ({"birth": "05.05.1909"}, []), ({"birth": "1990"}, ["birth_not_exact"]), ({"birth": "05.1990"}, ["birth_not_exact"]),
        ({"birth": None}, ["birth_missing"]), ({"birth": "не помнит"}, ["birth_missing"]), ({"birth": "05/25/1990"}, ["month_first"]),
        ({"admitted_on": "2020"}, ["admission_not_exact"]), ({"admitted_on": "03.2020"}, ["admission_not_exact"]), ({"admitted_on": "21.01.1999"}, ["admission_early"]),
        ({"birth": None, "age": "30"}, ["birth_from_age"]), ({"birth": None, "age": "много"}, ["age_not_understood", "birth_missing"]),
        ({"birth_year": "1991"}, ["birth_two_years"]), ({"birth_year": "1990"}, []), ({"closed_on": "20.01.2020"}, ["closed_before_admission"]),
        ({"closed_on": "21.01.2020"}, []), ({"closed_on": "01.01.2026"}, ["closed_in_future"]), ({"closed_on": "31.02.2021"}, ["closed_not_a_date"]),
        ({"closed_on": "скоро"}, ["closed_not_a_date"]), ({"closed_on": "2021"}, ["closed_not_exact"]), ({"closed_on": "продолжается"}, []), ({"closed_on": "давом дорад"}, []),
        ({"given_name": "Парвиз2"}, ["name_with_figures"]),
    ],
)  # fmt: skip
def test_doubts_about_dates_are_warnings(cells, codes):
    assert warnings(row_with(**cells)) == codes


def test_a_closing_before_the_admission_is_left_out():
    assert row_with(closed_on="20.01.2020").closed is None
    assert row_with(closed_on="20.02.2020").closed.iso == "2020-02-20"


def test_an_age_gives_the_year_of_birth_only_where_no_birth_is_given():
    row = row_with(birth=None, age="30 лет")
    assert (row.birth.iso, row.birth.precision.value, row.age_stated) == ("1990", "about", 30)
    assert row_with(age="7").birth.iso == "1990-05-05"


def test_a_birth_in_a_span_that_reaches_the_admission_is_not_after_it():
    assert problems(row_with(birth="01.2020")) == []
    assert problems(row_with(birth="02.2020")) == ["birth_after_admission"]
    assert problems(row_with(admitted_on="2020", birth="05.05.2020")) == []


# ---- who


def test_names_are_kept_as_typed_without_stray_blanks():
    row = row_with(family_name=" Ҷӯраева\u00a0", given_name="Зебо\n", patronymic=" ")
    assert (row.family_name, row.given_name, row.patronymic) == ("Ҷӯраева", "Зебо", "")


def test_letters_in_two_pieces_are_joined():
    assert row_with(family_name="Саиди\u0304", given_name="Нури\u0438\u0306").family_name == "Саид\u04e3"


def test_a_full_name_in_one_cell_is_taken_apart():
    row = row_with(family_name=None, given_name=None, patronymic=None, full_name="Саидова Моҳира Каримовна")
    assert (row.family_name, row.given_name, row.patronymic) == ("Саидова", "Моҳира", "Каримовна")
    row = row_with(family_name=None, given_name=None, patronymic=None, full_name="-")
    assert (problems(row), row.problems[0].column) == (["name_missing"], "Фамилия / Имя / ФИО")


def test_heads_and_values_in_tajik_are_understood():
    found = pasted(
        [
            ["Рақам", "Санаи қабул", "Насаб", "Ном", "Номи падар", "Санаи таваллуд", "Ҷинс", "Вилоят", "Шаҳр / ноҳия", "Намуди шахс", "Кӣ мешавад", "Рақами ҷабрдида", "Кӣ фиристод",
             "Телефон", "Шикоятҳо", "Кӯмаки тиббӣ", "Кӯмаки равонӣ", "Кӯмаки иҷтимоӣ", "Навъи табобат", "Муассиса", "Санаи анҷом", "Эзоҳ"],
            ["1", "21 январи 2020", "Раҳимов", "Парвиз", "Саид", "соли 1990", "мард", "Суғд", "Хуҷанд", "шахси шиканҷадида", "", "", "хати кӯмак", "940003420", "дарди сар; изтироб", "ҳа",
             "12 сеанс", "хӯрокворӣ", "бистарӣ", "Беморхонаи вилоятӣ", "1 марти 2020", ""],
            ["2", "22 январи 2020", "Раҳимова", "Зебо", "", "5 майи 1995", "зан", "Хатлон", "Бохтар", "аъзои оила", "ҳамсар", "1", "худаш", "", "", "не", "", "не", "", "", "", ""],
        ]
    )  # fmt: skip
    first, second = found.rows
    assert (first.kind, first.sex, first.admitted.iso, first.birth.iso, first.region, first.place) == (
        "survivor",
        Sex.MALE,
        "2020-01-21",
        "1990",
        "TJ-SU",
        "TJ-SU.khujand",
    )
    assert (first.door, first.complaints, first.help.medical, first.help.sessions, first.help.treatment) == (
        "hotline",
        ("headache", "anxiety"),
        True,
        12,
        "inpatient",
    )
    assert (first.help.social, first.closed.iso) == ((SocialHelp("food"),), "2020-03-01")
    assert (second.kind, second.sex, second.relationship.relation, second.relationship.to_row, second.door, second.help.medical) == (
        "family",
        Sex.FEMALE,
        Relation.WIFE,
        2,
        "walk_in",
        False,
    )


def test_heads_and_values_in_english_are_understood_in_any_order():
    found = pasted(
        [
            ["Sex", "Kind", "Full name", "Admission date", "Region", "Year of birth", "Sessions", "Relation", "Survivor No.", "No."],
            ["F", "family member", "Zebo Rahimova", "Jan 22, 2020", "Khatlon", "1995", "3 sessions", "wife", "8", "9"],
            ["m", "survivor", "Rahimov, Parviz", "2020-01-21", "Sughd", "1990", "", "", "", "8"],
        ]
    )
    first, second = found.rows
    assert (first.family_name, first.given_name, first.kind, first.sex, first.admitted.iso, first.birth.iso) == (
        "Rahimova",
        "Zebo",
        "family",
        Sex.FEMALE,
        "2020-01-22",
        "1995",
    )
    assert (first.region, first.help.sessions, first.relationship.to_row) == ("TJ-KT", 3, 3)
    assert (second.family_name, second.given_name, second.region) == ("Rahimov", "Parviz", "TJ-SU")


# ---- where from


@pytest.mark.parametrize(
    ("cells", "region", "place", "words", "codes"),
    [
        ({"region": "Согдийская область", "district": "Худжанд"}, "TJ-SU", "TJ-SU.khujand", "", []), ({"region": None, "district": "Худжанд"}, "TJ-SU", "TJ-SU.khujand", "", []),
        ({"region": "Согдийская область", "district": "Ленинабад"}, "TJ-SU", "TJ-SU.khujand", "", ["place_old_name"]),
        ({"region": "ГБАО", "district": "Худжанд"}, "TJ-SU", "TJ-SU.khujand", "", ["place_other_region"]), ({"region": "Марс", "district": "Худжанд"}, "TJ-SU", "TJ-SU.khujand", "Марс", ["region_unknown"]),
        ({"region": "ГБАО", "district": "Нигде"}, "TJ-GB", "", "Нигде", ["place_unknown"]), ({"region": "г. Душанбе", "district": "Сино"}, "TJ-DU", "TJ-DU.sino", "", []),
        ({"region": "Душанбе", "district": "Душанбе"}, "TJ-DU", "", "", []), ({"region": None, "district": None}, "", "", "", []), ({"region": "Худжанд", "district": None}, "TJ-SU", "TJ-SU.khujand", "", []),
        ({"region": None, "district": None, "residence": "Хатлон, Яван"}, "TJ-KT", "TJ-KT.yovon", "Хатлон, Яван", []),
        ({"region": None, "district": None, "residence": "ул. Садовая, 5"}, "", "", "ул. Садовая, 5", ["place_unknown"]),
    ],
)  # fmt: skip
def test_places_become_codes_and_what_is_not_known_stays_in_words(cells, region, place, words, codes):
    row = row_with(**cells)
    assert (row.region, row.place, row.residence_words, warnings(row)) == (region, place, words, codes)


def test_the_sender_becomes_a_door_and_an_organisation():
    known = UUID(int=7)
    found = understood(
        *({"№": number, "Кто направил": sender} for number, sender in enumerate(["ОО «Апейрон»", "ОО «Другая»", "горячая линия", "сосед", None])),
        organisation_of=lambda text: known if "Апейрон" in text else None,
    )  # fmt: skip
    assert [(row.door, row.organisation) for row in found.rows] == [
        ("member", known),
        ("member", None),
        ("hotline", None),
        ("", None),
        ("", None),
    ]
    assert [warnings(row) for row in found.rows] == [[], ["sender_unknown"], [], ["sender_unknown"], []]
    assert found.rows[3].sender_words == "сосед"


# ---- help


def test_the_help_columns_are_understood():
    row = row_with(
        medical="да",
        sessions="12 сеансов",
        social="продукты питания; дрова",
        treatment="амбулаторно",
        facility=" Центр  здоровья ",
        complaints="тревога; грыжа",
    )
    assert (row.help.medical, row.help.sessions, row.help.treatment, row.help.facility) == (True, 12, "outpatient", "Центр здоровья")
    assert row.help.social == (SocialHelp("food"), SocialHelp("other", "дрова"))
    assert (row.complaints, row.complaint_words, warnings(row)) == (("anxiety",), "грыжа", [])


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"medical": "?"}, ["medical_not_understood"]), ({"medical": "консультация врача"}, ["medical_in_words"]), ({"sessions": "много"}, ["sessions_not_understood"]),
        ({"sessions": -5}, ["sessions_not_understood"]), ({"sessions": 1001}, ["sessions_not_understood"]), ({"sessions": "да"}, ["sessions_without_number"]),
        ({"social": "да"}, ["social_without_kind"]), ({"treatment": "санаторий"}, ["treatment_unknown"]), ({"treatment": "амбулаторно и стационар"}, ["treatment_both"]),
        ({"phone": "12"}, ["phone_not_understood"]),
    ],
)  # fmt: skip
def test_doubts_about_help_are_warnings(cells, codes):
    assert warnings(row_with(**cells)) == codes


def test_what_is_not_understood_in_the_help_columns_is_not_counted_and_not_lost():
    row = row_with(medical="возможно", sessions="много", treatment="санаторий", phone="спросить брата")
    assert (row.help.medical, row.help.medical_words, row.help.sessions, row.help.treatment, row.help.treatment_words) == (
        False,
        "возможно",
        0,
        "",
        "санаторий",
    )
    assert [(phone.number, phone.typed) for phone in row.phones] == [("", "спросить брата")]
    assert row_with(sessions="да").help.sessions == 1


# ---- ties

SURVIVOR = {"№": 1}
FAMILY = {"№": 2, "Категория": "член семьи", "Пол": "Ж", "Кем приходится": "супруга", "№ пострадавшего": 1}


def test_a_family_member_is_tied_to_the_row_whose_number_is_named():
    _survivor, family = understood(SURVIVOR, FAMILY).rows
    assert (family.relationship.relation, family.relationship.to_number, family.relationship.to_row, family.relationship.status) == (
        Relation.WIFE,
        "1",
        2,
        OtherStatus.IN_CARE,
    )
    assert warnings(family) == []


def test_the_row_named_may_come_later():
    family, _survivor = understood(FAMILY, SURVIVOR).rows
    assert family.relationship.to_row == 3


@pytest.mark.parametrize("named", ["№ 1", "1.0", "01", 1.0, " 1 "])
def test_a_number_is_known_however_written(named):
    assert understood(SURVIVOR, {**FAMILY, "№ пострадавшего": named}).rows[1].relationship.to_row == 2


def test_a_number_that_is_not_there_leaves_the_survivor_unknown_for_the_caller_to_look_up():
    _survivor, family = understood(SURVIVOR, {**FAMILY, "№ пострадавшего": 77}).rows
    assert (family.relationship.to_number, family.relationship.to_row, family.relationship.status, family.relationship.is_ambiguous) == (
        "77",
        None,
        OtherStatus.UNKNOWN,
        False,
    )
    assert warnings(family) == ["number_not_here"]


def test_a_number_that_two_rows_have_ties_to_nobody_and_both_rows_are_kept():
    found = understood(SURVIVOR, {**SURVIVOR, "Фамилия": "Саидов"}, FAMILY)
    assert len(found.rows) == 3
    assert [warnings(row) for row in found.rows] == [["number_twice"], ["number_twice"], ["number_ambiguous"]]
    assert (found.rows[2].relationship.to_row, found.rows[2].relationship.is_ambiguous, found.rows[2].relationship.status) == (
        None,
        True,
        OtherStatus.UNKNOWN,
    )


def test_a_rejected_survivor_is_not_tied_to():
    found = understood({**SURVIVOR, "Пол": "?"}, FAMILY)
    assert (len(found.rows), len(found.rejected), found.rows[0].relationship.to_row, warnings(found.rows[0])) == (
        1,
        1,
        None,
        ["number_of_rejected"],
    )


def test_a_family_member_named_in_place_of_the_survivor_is_pointed_out():
    found = understood(
        {**FAMILY, "№": 5, "№ пострадавшего": None, "Примечание": "пострадавший скончался"}, {**FAMILY, "№": 6, "№ пострадавшего": 5}
    )
    assert (found.rows[1].relationship.to_row, warnings(found.rows[1])) == (2, ["number_of_family"])


def test_a_row_that_names_itself_is_tied_to_nobody():
    row = only(understood({**FAMILY, "№ пострадавшего": 2}))
    assert (row.relationship.to_number, row.relationship.to_row, warnings(row)) == ("", None, ["number_of_itself"])


def test_of_several_numbers_the_first_is_taken():
    row = understood(SURVIVOR, {**FAMILY, "№ пострадавшего": "1, 9"}).rows[1]
    assert (row.relationship.to_row, warnings(row)) == (2, ["several_numbers"])


def test_a_survivor_with_a_number_of_another_is_not_tied():
    row = only(understood({**SURVIVOR, "№ пострадавшего": 9}))
    assert (row.relationship, warnings(row)) == (None, ["tie_of_survivor"])


@pytest.mark.parametrize(
    ("note", "status"),
    [
        ("пострадавший скончался", OtherStatus.DEAD),
        ("пострадавший под стражей", OtherStatus.DETAINED),
        ("пострадавший за пределами страны", OtherStatus.UNREACHABLE),
    ],
)
def test_a_note_says_why_there_is_no_survivor_here(note, status):
    row = only(understood({**FAMILY, "№ пострадавшего": None, "Примечание": note}))
    assert (row.relationship.status, row.relationship.to_number, row.note, warnings(row)) == (status, "", note, [])


def test_a_note_that_the_survivor_died_holds_beside_a_number():
    row = understood(SURVIVOR, {**FAMILY, "Примечание": "пострадавший умер"}).rows[1]
    assert (row.relationship.to_row, row.relationship.status) == (2, OtherStatus.DEAD)


@pytest.mark.parametrize(
    ("cells", "relation", "words", "codes"),
    [
        ({"Кем приходится": None}, None, "", ["relation_missing"]), ({"Кем приходится": "сосед"}, None, "сосед", ["relation_unknown"]),
        ({"Кем приходится": "сестра", "Пол": "М"}, Relation.SISTER, "сестра", ["relation_other_sex"]), ({"Кем приходится": None, "Категория": "член семьи (мать)"}, Relation.MOTHER, "мать", []),
        ({"Кем приходится": None, "Категория": "мать"}, Relation.MOTHER, "мать", []), ({"Кем приходится": "ҳамсар", "Пол": "М"}, Relation.HUSBAND, "ҳамсар", []),
    ],
)  # fmt: skip
def test_the_relation_is_named_or_kept_in_words(cells, relation, words, codes):
    row = understood(SURVIVOR, {**FAMILY, **cells}).rows[1]
    assert (row.relationship.relation, row.relationship.relation_words, warnings(row)) == (relation, words, codes)


def test_a_family_member_of_nobody_named_is_kept():
    row = only(understood({**FAMILY, "№ пострадавшего": None}))
    assert (row.relationship.status, warnings(row)) == (OtherStatus.UNKNOWN, ["survivor_unknown"])


# ---- nothing is lost


def test_every_cell_is_kept_under_its_head():
    row = row_with(note=" а  б ", phone=940003420.0)
    assert row.cells["Дата поступления"] == "21.01.2020"
    assert (row.cells["Примечание"], row.cells["Телефон"], "Отчество" in row.cells) == ("а б", "940003420", True)
    row = only(understood({"Цвет глаз": "карие"}))
    assert row.cells["Цвет глаз"] == "карие"


def test_the_fingerprint_is_the_same_from_a_workbook_and_from_pasted_rows_whatever_the_order():
    table = read_table(
        workbook(rows_of({"Дата поступления": dt.datetime(2020, 1, 21), "Сеансы психолога": 5.0, "Телефон": None, "Имя": "Нурий"})),
        "r.xlsx",
    )
    from_workbook = only(understand(table, today=TODAY))
    lines = [[str(cell) for cell in row] for row in rows_of({"Сеансы психолога": " 5 ", "Имя": "Нури\u0438\u0306"})]
    turned = read_pasted("\n".join("\t".join(reversed(line)) for line in lines))
    assert fingerprint_text(only(understand(turned, today=TODAY))) == fingerprint_text(from_workbook)


def test_the_fingerprint_changes_with_any_cell_and_with_the_number():
    plain = fingerprint_text(row_with())
    changed = {
        fingerprint_text(row_with(**{name: value}))
        for name, value in {"number": 2, "note": "x", "birth": "1990", "sex": "Ж", "district": "Яван"}.items()
    }
    assert len(changed) == 5
    assert plain not in changed
    assert fingerprint_text(only(understood({"Цвет глаз": "карие"}))) != plain
    assert fingerprint_text(only(understood({"Цвет глаз": None}))) == plain


def test_cells_that_change_places_do_not_look_the_same():
    assert fingerprint_text(row_with(family_name="а", given_name="б")) != fingerprint_text(row_with(family_name="б", given_name="а"))


def test_no_row_shows_its_person_when_printed():
    found = understood({"Фамилия": "Ҷӯраева"})
    for thing in (found, found.table, found.table.lines[0], found.rows[0], found.rows[0].help, *found.rows[0].warnings):
        assert "Ҷӯраева" not in repr(thing)


def test_every_remark_has_a_sentence():
    assert set(SENTENCES) == {*Problem, *Warn}
