"""Exports of other systems, known by their heads; a file that does not say who is a survivor."""

from pathlib import Path

import pytest

from panoh.cases.enums import Kind
from panoh.cases.models import Case
from panoh.core.errors import WrongState
from panoh.exchange import actions, queries
from panoh.exchange.deciding import look_again, read, read_again
from panoh.exchange.enums import Holds
from panoh.exchange.register.refusals import UnknownHeads
from panoh.people.enums import Sex
from tests.factories.exchange import bring, row

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SHEETS = Path(__file__).with_name("sheets")
NAMES = {"primero": "Primero", "openevsys": "OpenEvsys", "gnuhealth": "GNU Health", "kobo": "KoBo"}


def shown_heads(run, by):
    asked, _missing = queries.columns_to_choose(run, by=by)
    return asked["heads"]


def export(system):
    return (SHEETS / f"{system}.csv").read_bytes()


def start(system, by, **said):
    return actions.start_run(export(system), by=by, filename=f"{system}.csv", **said)


@pytest.mark.parametrize("system", NAMES)
def test_an_export_is_known_by_its_heads_and_everybody_in_it_is_understood(system, coordinator):
    run = start(system, coordinator)
    understood = read_again(run, by=coordinator)
    first, second = understood.rows

    assert [str(one.sentence) for row in understood.rejected for one in row.problems] == []
    assert understood.table.system == system
    assert (fold(first.family_name), fold(first.given_name)) == ("nazarov", "rustam")
    assert (fold(second.family_name), fold(second.given_name)) == ("saidova", "zarina")
    assert [one.sex for one in (first, second)] == [Sex.MALE, Sex.FEMALE]
    assert first.birth.iso == "1984-03-12"
    assert [one.admitted.iso for one in (first, second)] == ["2024-01-06", "2024-02-17"]
    assert all(one.own_number for one in (first, second))
    assert {one.kind for one in (first, second)} == {Kind.SURVIVOR}
    said = " ".join(map(str, understood.notices))
    assert f"an export of {NAMES[system]}" in said
    assert "Everyone is taken as “the person themselves”" in said


def fold(name):
    return {"Назаров": "nazarov", "Рустам": "rustam", "Саидова": "saidova", "Зарина": "zarina"}.get(name, name.lower())


@pytest.mark.parametrize(("system", "heads"), [
    ("primero", {"status": "", "name_first": "given_name", "telephone_current": "phone", "location_current": "residence"}),
    ("openevsys", {"Person Record Number": "number", "Name": "full_name", "Date Received": "admitted_on"}),
    ("gnuhealth", {"PUID": "number", "Family names": "family_name", "Residence": "", "Activation date": "admitted_on"}),
    ("kobo", {"_id": "number", "_status": "", "_notes": "", "person/first_name": "given_name", "_submission_time": "admitted_on", "start": ""}),
])  # fmt: skip
def test_each_of_its_heads_is_shown_as_it_was_understood(system, heads, coordinator):
    asked, missing = queries.columns_to_choose(start(system, coordinator), by=coordinator)

    assert missing is None
    assert {head: asked["heads"][head] for head in heads} == heads
    assert (asked["asks_kind"], asked["everyone_is"]) == (True, Kind.SURVIVOR)


def test_what_a_head_was_taken_for_is_changed_and_stays_changed(coordinator):
    run = start("primero", coordinator)
    shown = shown_heads(run, coordinator)
    actions.choose_columns(run, shown | {"location_current": "", "address_current": "residence"}, by=coordinator)
    again = shown_heads(run, coordinator)

    assert (again["location_current"], again["address_current"], again["name_first"]) == ("", "residence", "given_name")
    later = shown_heads(start("primero", coordinator), coordinator)
    assert (later["location_current"], later["address_current"]) == ("", "residence")


def test_what_was_understood_without_a_choice_is_not_remembered_for_other_files(coordinator):
    run = start("gnuhealth", coordinator)
    shown = shown_heads(run, coordinator)
    actions.choose_columns(run, shown, by=coordinator)

    plain = actions.start_run(b"Name;Sex;Kind;Date of admission\nNazarov Rustam;m;survivor;01.02.2021", by=coordinator, filename="r.csv")
    assert shown_heads(plain, coordinator)["Name"] == "full_name"


def test_whoever_brings_it_in_says_that_all_are_relatives(coordinator):
    run = start("gnuhealth", coordinator)
    shown = shown_heads(run, coordinator)
    actions.choose_columns(run, shown, everyone_is=Kind.FAMILY, by=coordinator)
    actions.continue_run(run, by=coordinator)

    assert {case.kind for case in Case.objects.all()} == {Kind.FAMILY}
    assert Case.objects.count() == 2


def test_a_plain_register_without_a_category_waits_until_it_is_said_who_all_are(coordinator):
    text = "Дата поступления;Фамилия;Имя;Пол\n01.02.2021;Назаров;Рустам;м".encode()
    run = actions.start_run(text, by=coordinator, filename="r.csv")
    with pytest.raises(UnknownHeads):
        look_again(run, by=coordinator)
    asked, missing = queries.columns_to_choose(run, by=coordinator)
    shown = asked["heads"]
    assert (shown["Фамилия"], "category" in str(missing)) == ("family_name", True)
    actions.choose_columns(run, shown, everyone_is=Kind.SURVIVOR, by=coordinator)

    assert look_again(run, by=coordinator).counts["admitted"] == 1
    assert "Everyone is taken as “the person themselves”" in " ".join(map(str, read_again(run, by=coordinator).notices))


def test_a_column_that_says_it_counts_before_what_was_said_of_all(coordinator):
    text = "Дата поступления;Фамилия;Имя;Пол;Категория\n01.02.2021;Назаров;Рустам;м;член семьи\n01.02.2021;Саидов;Анвар;м;".encode()
    understood = read(text, "r.csv", everyone_is=Kind.SURVIVOR)

    assert [one.kind for one in understood.rows] == [Kind.FAMILY]
    assert len(understood.rejected) == 1  # a blank cell of a column of categories is a question


def test_corrections_from_another_system_say_nothing_of_who_is_a_survivor(coordinator):
    bring(coordinator, row(1, family="Nazarov", given="Rustam", kind="член семьи", admitted="06.01.2024", Телефон="901112233"))
    run = start("primero", coordinator, holds=Holds.CORRECTIONS)

    assert [one.kind for one in read_again(run, by=coordinator).rows] == ["", ""]


def test_who_all_are_is_said_before_rows_are_brought_in_and_not_after(coordinator):
    run = start("kobo", coordinator)
    shown = shown_heads(run, coordinator)
    actions.continue_run(run, by=coordinator)

    with pytest.raises(WrongState):
        actions.choose_columns(run, shown, everyone_is=Kind.FAMILY, by=coordinator)
