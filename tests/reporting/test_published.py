"""Tables for everybody from records: what is hidden, which periods, who prepares them, and an attacker who compares them."""

import datetime as dt
import io
import json
import random
from itertools import product

import pytest
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.core.errors import Denied, Invalid
from panoh.reporting import exports
from panoh.reporting.published import Rules, public_crosstab, public_list, rules
from panoh.reporting.queries import figures as queries
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.reporting.rows import counted

pytestmark = [pytest.mark.django_db, pytest.mark.database]
START, END = dt.date(2015, 1, 1), dt.date(2021, 12, 31)
CUT = {"rows": "kind", "columns": "sex"}


@pytest.fixture
def secretariat():
    return make_secretariat()


def some(organisation, kind, sex, count, year=2018, **facts):
    for _each in range(count):
        counted(organisation, kind=kind, sex=sex, admitted_on=dt.date(year, 5, 1), **facts)


def table(user, start=START, end=END, **cut):
    return public_crosstab(user, start, end, **(cut or CUT)).as_dict()


def test_small_numbers_are_hidden_with_others_and_the_rest_is_rounded(secretariat, coordinator):
    some(secretariat, "survivor", "female", 12)
    some(secretariat, "survivor", "male", 13)
    some(secretariat, "survivor", "unstated", 11)
    some(secretariat, "family", "female", 2)
    some(secretariat, "family", "male", 14)
    some(secretariat, "family", "unstated", 18)

    told = table(coordinator)

    assert (told["rows"], told["columns"]) == (["survivor", "family"], ["female", "male", "unstated"])
    assert told["cells"] == [[None, None, 10], [None, None, 20]]
    assert told["row_totals"] == [35, 35]
    assert told["column_totals"] == [15, 25, 30]
    assert (told["total"], told["status"], told["hidden"]) == (70, "not released", 4)
    assert (told["threshold"], told["rounded_to"]) == (5, 5)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2018-03-01", "2018-03-31"),  # a month
        ("2015-01-01", "2021-12-30"),  # all but a day
        ("2014-01-01", "2021-12-31"),  # a year more than the span
        ("2020-01-01", "2022-12-31"),  # across its end
        ("2022-01-01", "2023-12-31"),  # two years that stand alone
        ("2035-01-01", "2035-12-31"),  # not over
    ],
)
def test_of_a_period_that_gives_others_away_nothing_is_told(secretariat, coordinator, start, end):
    some(secretariat, "survivor", "female", 30)

    told = table(coordinator, dt.date.fromisoformat(start), dt.date.fromisoformat(end))

    assert told["rows"] == ["survivor", "family"]
    assert set(told["columns"]) == {"male", "female", "unstated"}
    assert {cell for line in told["cells"] for cell in line} == {None}
    assert {*told["row_totals"], *told["column_totals"], told["total"]} == {None}
    assert "2015–2021" in told["why"]


def test_a_year_of_the_span_is_told_as_far_as_the_span_allows(secretariat, coordinator):
    for year, count in ((2017, 20), (2018, 30), (2019, 25)):
        for kind, sex in product(("survivor", "family"), ("female", "male")):
            some(secretariat, kind, sex, count, year)

    assert table(coordinator, dt.date(2018, 1, 1), dt.date(2018, 12, 31))["cells"] == [[30, 30], [30, 30]]
    assert table(coordinator, dt.date(2018, 1, 1), dt.date(2019, 12, 31))["cells"] == [[55, 55], [55, 55]]
    assert table(coordinator, dt.date(2018, 1, 1), dt.date(2020, 12, 31))["total"] is None  # nobody in 2020: not even that is said
    assert table(coordinator)["row_totals"] == [150, 150]


def test_a_later_year_stands_alone(secretariat, coordinator):
    for kind, sex in product(("survivor", "family"), ("female", "male")):
        some(secretariat, kind, sex, 9, 2022)

    assert table(coordinator, dt.date(2022, 1, 1), dt.date(2022, 12, 31))["cells"] == [[10, 10], [10, 10]]


def test_a_line_with_nobody_stands_there_and_takes_others_with_it(secretariat, coordinator):
    """Left out, it would say of everybody that they are not of it; alone, a line would say that all are of it."""
    some(secretariat, "survivor", "female", 9, 2022)
    some(secretariat, "family", "female", 12, 2022)

    told = table(coordinator, dt.date(2022, 1, 1), dt.date(2022, 12, 31))

    assert (told["rows"], told["columns"]) == (["survivor", "family"], ["female", "male"])
    assert told["cells"] == [[None, None], [None, None]]
    assert (told["row_totals"], told["column_totals"], told["total"]) == ([10, 10], [None, None], 20)
    one = public_list(coordinator, dt.date(2022, 1, 1), dt.date(2022, 12, 31), "region")
    assert {"TJ-GB", "TJ-KT", "TJ-SU"} <= set(one.rows)
    assert (set(one.row_totals), one.total) == ({None}, 20)


def test_a_small_year_stays_hidden_when_the_span_is_compared_with_the_rest_of_it(secretariat, coordinator):
    for kind, sex in product(("survivor", "family"), ("female", "male")):
        some(secretariat, kind, sex, 20, 2017)
        some(secretariat, kind, sex, 21, 2018)
    some(secretariat, "survivor", "female", 2, 2021)

    def cell(first, last):
        return table(coordinator, dt.date(first, 1, 1), dt.date(last, 12, 31))

    whole, rest, small = cell(2015, 2021), cell(2017, 2018), cell(2021, 2021)
    assert whole["total"] == 165
    assert small["total"] is None
    assert rest["total"] is None  # with it, 2021 would be a subtraction


def test_years_as_a_dimension_are_hidden_like_any_other(secretariat, coordinator):
    some(secretariat, "survivor", "female", 20, 2017)
    some(secretariat, "survivor", "male", 3, 2018)
    some(secretariat, "survivor", "male", 30, 2019)

    told = table(coordinator, rows="year", columns="sex")

    assert told["rows"] == [str(year) for year in range(2015, 2022)]  # a year that is left out was a year with nobody
    assert told["row_totals"] == [None, None, None, None, 30, None, None]
    assert told["total"] == 55


def test_an_attacker_who_takes_every_public_table_of_the_span_learns_no_small_number(secretariat, coordinator):
    """Years against the span, cells against totals: whoever subtracts never lands on a number of one to four."""
    made = random.Random(3)
    for year, kind, sex in product((2019, 2020, 2021), ("survivor", "family"), ("female", "male")):
        some(secretariat, kind, sex, made.choice((0, 1, 3, 6, 8, 12)), year)
    exact = {
        (year, kind, sex): queries.admissions(coordinator, START, END).count(year=year, kind=kind, sex=sex)
        for year, kind, sex in product(("2019", "2020", "2021"), ("survivor", "family"), ("female", "male"))
    }
    spans = [(first, last) for first in range(2019, 2022) for last in range(first, 2022)]
    seen = {}
    for first, last in [*spans, (2015, 2021)]:
        told = public_crosstab(coordinator, dt.date(first, 1, 1), dt.date(last, 12, 31), **CUT)
        for kind, line in zip(told.rows, told.cells, strict=True):
            for sex, count in zip(told.columns, line, strict=True):
                if count is not None:
                    seen[first, last, kind, sex] = count

    for (first, last, kind, sex), _count in seen.items():
        true = [exact[str(year), kind, sex] for year in range(max(first, 2019), last + 1)]
        assert first == 2015 or all(count >= 5 for count in true)  # what is told of some years is told of each of them
    for kind, sex in product(("survivor", "family"), ("female", "male")):
        hidden = [year for year in range(2019, 2022) if (year, year, kind, sex) not in seen]
        small = [year for year in hidden if exact[str(year), kind, sex] < 5]
        assert not small or (2015, 2021, kind, sex) not in seen or len(hidden) > 1


def test_an_own_question_wants_ten():
    assert rules() == Rules(threshold=5, sensitive_threshold=10, base=5, spans=((2015, 2021),))


def test_a_third_dimension_is_refused(coordinator):
    with pytest.raises(Invalid, match="Outside the Unit a table has at most two dimensions"):
        exports.report("crosstab", coordinator, START, END, "json", rows="region", columns="sex", by="door", publish=True)


@pytest.mark.parametrize(("rows", "columns"), [("method", "sex"), ("kind", "kind")])
def test_a_dimension_that_cannot_be_is_one_clear_error(coordinator, rows, columns):
    with pytest.raises(Invalid):
        public_crosstab(coordinator, START, END, rows=rows, columns=columns)
    with pytest.raises(Invalid, match="ends before it begins"):
        public_crosstab(coordinator, END, START, **CUT)


def test_a_part_of_the_house_prepares_nothing_for_the_public(secretariat):
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))

    with pytest.raises(Denied, match="whole Unit"):
        public_crosstab(worker, START, END, **CUT)
    with pytest.raises(Denied):
        public_crosstab(make_user(Role.PSYCHOLOGIST), START, END, **CUT)


def test_every_format_hides_the_same(secretariat, coordinator):
    some(secretariat, "survivor", "female", 12)
    some(secretariat, "survivor", "male", 3)
    some(secretariat, "family", "male", 14)
    some(secretariat, "family", "female", 16)

    def taken(form):
        return exports.report("crosstab", coordinator, START, END, form, **CUT, publish=True)

    assert json.loads(taken("json"))["cells"] == [[None, None], [None, None]]
    assert taken("csv").splitlines()[1] == "survivor,hidden,hidden,15"
    assert "Not published" in taken("text")
    book = load_workbook(io.BytesIO(taken("xlsx")))
    assert [cell.value for cell in book["Table"][2]] == ["survivor", "hidden", "hidden", 15]
    assert book["Notes"]["A3"].value == "Prepared for the public, not published."


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_rows(secretariat, coordinator, count, django_assert_num_queries):
    some(secretariat, "survivor", "female", count)
    queries.admissions(coordinator, START, END)  # the account's powers are read once

    with django_assert_num_queries(2):
        public_crosstab(coordinator, START, END, **CUT)
