"""Which days a facility's clock counts."""

import datetime as dt

import pytest
from django.utils import translation

from panoh.core.clock import DUSHANBE
from panoh.network.models import Facility
from panoh.network.opening import add_opening_days, add_opening_hours, hours_on, is_open_on, opening_lines

# March 2027: the 8th is a holiday (Monday), Navruz lasts from Sunday the 21st to the 24th.
FRIDAY, SATURDAY, MONDAY = dt.date(2027, 3, 5), dt.date(2027, 3, 6), dt.date(2027, 3, 8)


def at(day, hour):
    return dt.datetime.combine(day, dt.time(hour), DUSHANBE)


def test_holiday_is_a_closed_day_but_for_who_opens_on_holidays():
    assert not is_open_on(Facility(), MONDAY)
    assert is_open_on(Facility(opens_on_holidays=True), MONDAY)


@pytest.mark.parametrize(
    ("facility", "days", "due"),
    [
        (Facility(), 0, FRIDAY),
        (Facility(), 1, dt.date(2027, 3, 9)),
        (Facility(opening_days=[1, 2, 3, 4, 5, 6]), 1, SATURDAY),
        (Facility(opening_days=[1, 2, 3, 4, 5, 6, 7], opens_on_holidays=True), 3, MONDAY),
        (Facility(opening_days=[1], opens_on_holidays=False), 2, dt.date(2027, 3, 29)),  # 8 and 22 March are holidays
        (Facility(opening_days=[]), 1, dt.date(2027, 3, 9)),
    ],
)
def test_add_opening_days_counts_only_days_on_which_it_is_open(facility, days, due):
    assert add_opening_days(facility, FRIDAY, days) == due


@pytest.mark.parametrize(
    ("facility", "start", "hours", "due"),
    [
        (Facility(), at(FRIDAY, 15), 24, at(dt.date(2027, 3, 9), 15)),
        (Facility(), at(SATURDAY, 15), 24, at(dt.date(2027, 3, 10), 0)),  # it begins when it opens again
        (Facility(opening_days=[1, 2, 3, 4, 5, 6, 7], opens_on_holidays=True), at(FRIDAY, 15), 72, at(MONDAY, 15)),
        (Facility(), at(FRIDAY, 23), 2, at(dt.date(2027, 3, 9), 1)),
    ],
)
def test_add_opening_hours_takes_nothing_from_closed_days(facility, start, hours, due):
    assert add_opening_hours(facility, start, hours) == due


def test_hours_are_known_only_for_a_day_on_which_it_is_open():
    facility = Facility(hours={"1": ["08:00", "17:00"], "5": ["08:00", "12:30"]})

    assert hours_on(facility, FRIDAY) == (dt.time(8), dt.time(12, 30))
    assert hours_on(facility, MONDAY) is None  # a holiday
    assert hours_on(facility, dt.date(2027, 3, 9)) is None


@pytest.mark.parametrize(("language", "said"), [("tg", ["дш–ҷм", "шн"]), ("ru", ["пн–пт", "сб"]), ("en", ["Mon–Fri", "Sat"])])
def test_weekdays_are_written_short_for_monday_in_tajik_bears_the_name_of_the_capital(language, said):
    hours = {**{day: ["08:00", "17:00"] for day in "12345"}, "6": ["08:00", "12:00"]}
    with translation.override(language):
        assert opening_lines([1, 2, 3, 4, 5, 6], hours) == list(zip(said, ["08:00–17:00", "08:00–12:00"], strict=True))
