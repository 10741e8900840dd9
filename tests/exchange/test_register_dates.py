"""Dates as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.exchange.register.dates import NoSuchDayError, NotADateError, read_date, years_ago

LATEST = dt.date(2020, 6, 15)


@pytest.mark.parametrize(
    "text",
    [
        "05.05.1990", "5.5.1990", "5.5.90", "05.05.90", "05/05/1990", "5/5/90", "1990-05-05", "05-05-1990", "5-5-90", "05,05,1990",
        "1990.05.05", "1990/5/5", "05 05 1990", "05. 05. 1990", " 05.05.1990 ", "05.05.1990 г.", "05.05.1990г", "05.05.1990 года",
        "05.05.1990.", "05.05.1990 00:00", "05.05.1990 10:30:15", "1990-05-05 00:00:00", "1990-05-05T00:00:00", "1990-05-05T10:30:00Z",
        "1990-05-05T10:30:00+05:00", "\u00a005.05.1990\u00a0", "05\u00a0мая\u00a01990", "О5.О5.199О", "o5.05.1990", "05–05–1990", "05—05—1990",
        "5 мая 1990", "5 мая 1990 г.", "5 МАЯ 1990 года", "5-мая-1990", "5 май 1990", "05 мая 90 г.", "«5» мая 1990 г.", "5-го мая 1990",
        "5 майи 1990", "5 майи соли 1990", "5-уми майи 1990", "5 май соли 1990", "May 5, 1990", "5 May 1990", "5th May 1990", "May 5th, 1990",
        "5-May-90", "Saturday, 5 May 1990", "1990 May 5", "5.V.1990", "5.v.90", "05051990", "19900505", "5051990", "32998", "05.05.1990 г.р.",
        "05.05.1990 года рождения", "род. 05.05.1990", "05..05.1990", "05.05.1990\r\n", "05.05.1990 (уточнить)", "05.05.1990 (35 лет)", "05_05_1990",
    ],
)  # fmt: skip
def test_a_day_is_read_however_written(text):
    read = read_date(text, latest=LATEST)
    assert (read.when.iso, read.when.first, read.when.last, read.month_first) == (
        "1990-05-05", dt.date(1990, 5, 5), dt.date(1990, 5, 5), False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 января 2015", "2015-01-01"), ("2 фев 2015", "2015-02-02"), ("3 февр. 2015", "2015-02-03"), ("3 марта 2015", "2015-03-03"),
        ("4 апр. 2015", "2015-04-04"), ("6 июня 2015", "2015-06-06"), ("7 июл 2015", "2015-07-07"), ("8 авг 2015", "2015-08-08"),
        ("9 сент. 2015", "2015-09-09"), ("9 сен 2015", "2015-09-09"), ("10 окт 2015", "2015-10-10"), ("11 нояб. 2015", "2015-11-11"),
        ("12 дек 2015", "2015-12-12"), ("1 январи 2015", "2015-01-01"), ("2 феврали 2015", "2015-02-02"), ("3 марти 2015", "2015-03-03"),
        ("4 апрели 2015", "2015-04-04"), ("6 июни 2015", "2015-06-06"), ("7 июли 2015", "2015-07-07"), ("8 августи 2015", "2015-08-08"),
        ("9 сентябри 2015", "2015-09-09"), ("10 октябри 2015", "2015-10-10"), ("11 ноябри 2015", "2015-11-11"), ("12 декабри 2015", "2015-12-12"),
        ("Jan 1, 2015", "2015-01-01"), ("2 February 2015", "2015-02-02"), ("Sept 9, 2015", "2015-09-09"), ("12.XII.2015", "2015-12-12"),
        ("10.Х.2015", "2015-10-10"), ("29.02.2016", "2016-02-29"), ("31.12.1999", "1999-12-31"), ("01.01.00", "2000-01-01"),
    ],
)  # fmt: skip
def test_months_are_read_in_three_languages(text, day):
    assert read_date(text, latest=LATEST).when.iso == day


@pytest.mark.parametrize(
    ("text", "iso", "first", "last"),
    [
        ("05.1990", "1990-05", "1990-05-01", "1990-05-31"), ("5/1990", "1990-05", "1990-05-01", "1990-05-31"),
        ("1990-05", "1990-05", "1990-05-01", "1990-05-31"), ("май 1990", "1990-05", "1990-05-01", "1990-05-31"),
        ("майи соли 1990", "1990-05", "1990-05-01", "1990-05-31"), ("May 1990", "1990-05", "1990-05-01", "1990-05-31"),
        ("02.2016", "2016-02", "2016-02-01", "2016-02-29"), ("00.05.1990", "1990-05", "1990-05-01", "1990-05-31"),
        ("??.05.1990", "1990-05", "1990-05-01", "1990-05-31"), ("май 90", "1990-05", "1990-05-01", "1990-05-31"),
        ("1990", "1990", "1990-01-01", "1990-12-31"), ("1990 г.", "1990", "1990-01-01", "1990-12-31"), ("1990 г.р.", "1990", "1990-01-01", "1990-12-31"),
        ("соли 1990", "1990", "1990-01-01", "1990-12-31"), ("1990 сол", "1990", "1990-01-01", "1990-12-31"), ("199О", "1990", "1990-01-01", "1990-12-31"),
        ("1990.0", "1990", "1990-01-01", "1990-12-31"), ("00.00.1990", "1990", "1990-01-01", "1990-12-31"), ("xx.xx.1990", "1990", "1990-01-01", "1990-12-31"),
        ("year 1990", "1990", "1990-01-01", "1990-12-31"),
    ],
)  # fmt: skip
def test_a_month_or_a_year_keeps_its_precision(text, iso, first, last):
    when = read_date(text, latest=LATEST).when
    assert (when.iso, when.first.isoformat(), when.last.isoformat()) == (iso, first, last)


@pytest.mark.parametrize(
    "text", ["около 1990", "~1990", "1990?", "примерно 1990 г.", "тахминан 1990", "about 1990", "ca. 1990", "около 05.05.1990"]
)
def test_a_doubtful_date_is_about_its_year(text):
    when = read_date(text, latest=LATEST).when
    assert (when.precision.value, when.iso, when.last) == ("about", "1990", dt.date(1990, 12, 31))


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        (dt.datetime(2015, 1, 21), "2015-01-21"), (dt.datetime(2015, 1, 21, 14, 5), "2015-01-21"), (dt.date(2015, 1, 21), "2015-01-21"),
        (42025, "2015-01-21"), (42025.0, "2015-01-21"), (42025.75, "2015-01-21"), (1990, "1990"), (1990.0, "1990"), (21012015, "2015-01-21"),
        (5051990, "1990-05-05"), (20150121, "2015-01-21"),
    ],
)  # fmt: skip
def test_dates_and_numbers_of_a_spreadsheet_are_read(value, iso):
    assert read_date(value, latest=LATEST).when.iso == iso


@pytest.mark.parametrize(
    ("text", "latest", "iso"),
    [
        ("05.06.21", dt.date(2020, 1, 21), "1921-06-05"), ("05.06.20", dt.date(2020, 6, 5), "2020-06-05"), ("05.06.20", dt.date(2020, 6, 4), "1920-06-05"),
        ("05.06.19", dt.date(2020, 1, 21), "2019-06-05"), ("05.06.85", dt.date(2020, 1, 21), "1985-06-05"), ("29.02.20", dt.date(2019, 1, 1), "1920-02-29"),
        ("5 мая 21", dt.date(2020, 1, 21), "1921-05-05"), ("май 21", dt.date(2020, 1, 21), "1921-05"),
    ],
)  # fmt: skip
def test_two_digits_of_a_year_are_never_after_the_latest_day(text, latest, iso):
    assert read_date(text, latest=latest).when.iso == iso


def test_two_digits_alone_are_a_year_of_birth_and_nothing_else():
    assert read_date("85", latest=LATEST, is_birth=True).when.iso == "1985"
    assert read_date(85, latest=LATEST, is_birth=True).when.iso == "1985"
    assert read_date("21", latest=LATEST, is_birth=True).when.iso == "1921"
    assert read_date("19", latest=LATEST, is_birth=True).when.iso == "2019"
    with pytest.raises(NotADateError):
        read_date("15", latest=LATEST)


def test_the_american_order_is_read_only_where_no_other_can_be_meant():
    read = read_date("03/25/2015", latest=LATEST)
    assert (read.when.iso, read.month_first) == ("2015-03-25", True)
    assert read_date("03/04/2015", latest=LATEST).when.iso == "2015-04-03"
    with pytest.raises(NoSuchDayError):
        read_date("03.25.2015", latest=LATEST)


@pytest.mark.parametrize(
    "text",
    ["31.02.1988", "30.02.2016", "29.02.2015", "32.01.1990", "15.13.1990", "31.04.1990", "1990-02-30", "31 февраля 1988", "31 феврали 1988",
     "February 31, 1988", "01.01.1085", "31.02.88", "13.1990", "45.45.1990", "31021988", "05.05.9190", "3001"],
)  # fmt: skip
def test_a_day_that_is_not_in_the_calendar_is_refused(text):
    with pytest.raises(NoSuchDayError):
        read_date(text, latest=LATEST)


@pytest.mark.parametrize(
    "value",
    ["весной", "взрослый", "5 мая", "1985-1986", "05.05.199", "1.2.3.4", "#REF!", "@", True, dt.time(0, 0), dt.timedelta(days=3), 5.199, 123, 3, -7,
     "05.05.1990 или 06.05.1990", "1" * 300, "конец 1990"],
)  # fmt: skip
def test_what_is_no_date_is_refused_as_no_date(value):
    with pytest.raises(NotADateError) as caught:
        read_date(value, latest=LATEST, is_birth=False)
    assert not isinstance(caught.value, NoSuchDayError)


@pytest.mark.parametrize("value", [None, "", "   ", "\u00a0", "\n", float("nan")])
def test_a_blank_cell_is_no_date_and_no_fault(value):
    assert read_date(value, latest=LATEST) is None


def test_an_age_gives_about_the_year_of_birth():
    when = years_ago(dt.date(2020, 6, 15), 35)
    assert (when.iso, when.precision.value) == ("1985", "about")


@given(st.dates(min_value=dt.date(1850, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_every_day_survives_each_way_of_writing_it(day):
    for text in (
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%Y}",
        day.isoformat(),
        f"{day.day} {_RU[day.month - 1]} {day.year} г.",
        f"{day.day}.{day.month}.{day.year}",
    ):
        assert read_date(text, latest=LATEST).when.first == day


@given(st.dates(min_value=dt.date(1921, 1, 1), max_value=LATEST))
def test_a_short_year_is_the_last_one_that_is_not_too_late(day):
    assert read_date(f"{day:%d.%m.%y}", latest=LATEST).when.first >= day
    assert read_date(f"{day:%d.%m.%y}", latest=LATEST).when.first <= LATEST


_RU = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"]
