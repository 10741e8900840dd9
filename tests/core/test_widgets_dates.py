"""Dates and times as people write them."""

import datetime as dt

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError

from panoh.core.forms import DateField, PartialDate, PartialDateField, TimeField

TODAY = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("24.11.2026", dt.date(2026, 11, 24)),
        (" 1.2.2026 ", dt.date(2026, 2, 1)),
        ("01/02/2026", dt.date(2026, 2, 1)),
        ("01-02-2026", dt.date(2026, 2, 1)),
        ("01 02 2026", dt.date(2026, 2, 1)),
        ("01022026", dt.date(2026, 2, 1)),
        ("2026-02-01", dt.date(2026, 2, 1)),
        ("5 мая 1990 г.", dt.date(1990, 5, 5)),
        ("5 майи 1990", dt.date(1990, 5, 5)),
        ("5 марта 1990", dt.date(1990, 3, 5)),
        ("24 ноябри 2026", dt.date(2026, 11, 24)),
        ("May 5, 1990", dt.date(1990, 5, 5)),
        ("5th of May 1990", dt.date(1990, 5, 5)),
        ("5.5.90", dt.date(1990, 5, 5)),
        ("", None),
    ],
)
def test_date_is_read_as_people_write_it(typed: str, expected: dt.date | None) -> None:
    assert DateField(required=False).clean(typed) == expected


@pytest.mark.parametrize("typed", ["25.11.26", "25.11.27"])
def test_two_figures_of_a_year_are_no_day_a_hundred_years_ago(typed: str) -> None:
    assert DateField(past=True).clean("24.11.26") == dt.date(2026, 11, 24)
    with pytest.raises(ValidationError, match="in the future"):
        DateField(past=True).clean(typed)


def test_two_figures_of_a_planned_year_may_lie_ahead() -> None:
    assert DateField().clean("25.11.27") == dt.date(2027, 11, 25)


@pytest.mark.parametrize("typed", ["5.12", "5/12", "5 12", "05-12.", "5 декабря", "5 декабри", "December 5"])
def test_a_day_without_a_year_is_the_nearest(typed: str) -> None:
    assert DateField(ahead=True).clean(typed) == DateField().clean(typed) == dt.date(2026, 12, 5)
    with pytest.raises(ValidationError, match=r"in the future: 05\.12\.2026"):
        DateField(past=True).clean(typed)


def test_a_day_without_a_year_may_be_today_or_lie_beyond_the_turn_of_the_year() -> None:
    assert {field.clean("24.11") for field in (DateField(past=True), DateField(ahead=True))} == {dt.date(2026, 11, 24)}
    assert DateField(ahead=True).clean("9.1") == DateField().clean("9.1") == dt.date(2027, 1, 9)
    assert DateField().clean("29.2") == dt.date(2028, 2, 29)


def test_a_deadline_without_a_year_that_has_just_passed_is_not_a_year_ahead() -> None:
    with pytest.raises(ValidationError, match=r"has passed: 23\.11\.2026"):
        DateField(ahead=True).clean("23.11")
    assert DateField(ahead=True).clean("23.11.2027") == dt.date(2027, 11, 23)


@pytest.mark.parametrize("typed", ["31.11", "5", "5.13", "5.125", "12.20"])
def test_what_is_no_day_without_a_year_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        DateField().clean(typed)


def test_a_form_that_comes_back_shows_the_year() -> None:
    class Form(forms.Form):
        day = DateField(past=True)

    assert [Form({"day": typed})["day"].value() for typed in ("23.11", "31.11", "5.12.26")] == ["23.11.2026", "31.11", "5.12.26"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31.02.1988", "This date does not exist: 31.02.1988. For example: 29.02.1988"),
        ("31.02.1987", "This date does not exist: 31.02.1987. For example: 28.02.1987"),
        ("32.13.1988", "This date does not exist: 32.13.1988. For example: 24.11.2026"),
        ("yesterday", "Enter the day, the month and the year. For example: 24.11.2026"),
        ("11.2026", "Enter the day, the month and the year. For example: 24.11.2026"),
        ("1.2.3.4", "Enter the day, the month and the year. For example: 24.11.2026"),
        ("5 foo 1990", "Enter the day, the month and the year. For example: 24.11.2026"),
        ("25.11.2026", "This date is in the future: 25.11.2026."),
    ],
)
def test_what_cannot_be_a_past_date_is_refused_with_a_way_on(typed: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DateField(past=True).clean(typed)
    assert refused.value.messages == [sentence]


def test_date_is_shown_as_it_is_written_here() -> None:
    class Form(forms.Form):
        day = DateField(initial=dt.date(2026, 2, 1))

    assert Form()["day"].value() == "01.02.2026"


@pytest.mark.parametrize(
    ("typed", "expected", "shown", "precision"),
    [
        ("1990", PartialDate(1990), "1990", "year"),
        ("соли 1990", PartialDate(1990), "1990", "year"),
        ("05.1990", PartialDate(1990, 5), "05.1990", "month"),
        ("май 1990", PartialDate(1990, 5), "05.1990", "month"),
        ("3.5.1990", PartialDate(1990, 5, 3), "03.05.1990", "day"),
        ("25.11.26", PartialDate(1926, 11, 25), "25.11.1926", "day"),
    ],
)
def test_birth_may_be_just_a_year(typed: str, expected: PartialDate, shown: str, precision: str) -> None:
    birth = PartialDateField().clean(typed)
    assert birth == expected
    assert str(birth) == shown
    assert birth.precision == precision


@pytest.mark.parametrize("field", [DateField, PartialDateField, TimeField])
@pytest.mark.parametrize("typed", ["", " ", "\t \u00a0", None])
def test_blanks_are_nothing(field: type[forms.Field], typed: str | None) -> None:
    assert field(required=False).clean(typed) is None
    with pytest.raises(ValidationError):
        field().clean(typed)


@pytest.mark.parametrize("typed", ["2027", "12.2026", "90", "31.02.1988", "12345"])
def test_what_cannot_be_a_birth_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PartialDateField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "expected"), [("14:00", dt.time(14)), ("9.05", dt.time(9, 5)), ("1430", dt.time(14, 30)), ("14", dt.time(14))]
)
def test_time_is_read_as_people_write_it(typed: str, expected: dt.time) -> None:
    assert TimeField().clean(typed) == expected


@pytest.mark.parametrize("typed", ["25:00", "14:60", "noon", "12345"])
def test_what_cannot_be_a_time_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TimeField().clean(typed)
    assert refused.value.messages == ["Enter the hours and the minutes. For example: 14:00"]
