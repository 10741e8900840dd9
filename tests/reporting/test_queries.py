"""Figures from hand-made rows, and against a plain recount over random histories."""

import datetime as dt
import io
import json
from collections import Counter

import pytest
from hypothesis import given as random_rows
from hypothesis import strategies as st
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.enums import Attendance, Discipline, Help, Kind
from panoh.cases.models import Case
from panoh.core.errors import Denied, Invalid
from panoh.reporting import exports
from panoh.reporting.dimensions import case_facts
from panoh.reporting.policy import counted_cases
from panoh.reporting.queries import figures as queries
from tests.examples import examples
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.reporting.rows import counted, given, held

pytestmark = [pytest.mark.django_db, pytest.mark.database]
START, END = dt.date(2015, 1, 1), dt.date(2021, 12, 31)


@pytest.fixture
def secretariat():
    return make_secretariat()


def test_admissions_count_kinds_sexes_and_minors_as_a_subset(secretariat, coordinator):
    counted(secretariat, kind=Kind.SURVIVOR, sex="female", age=30)
    counted(secretariat, kind=Kind.FAMILY, sex="male", age=17)
    counted(secretariat, kind=Kind.FAMILY, sex="male", age=18)
    counted(secretariat, kind=Kind.FAMILY, sex="unstated", age=None)

    found = queries.admissions(coordinator, START, END).as_dict()

    assert [found[key] for key in ("persons", "direct", "family", "women", "men", "sex_unstated", "under_age")] == [4, 1, 3, 1, 2, 1, 1]
    assert found["kind_sex_age"] == [
        {"kind": "family", "sex": "male", "age": "adult", "persons": 1},
        {"kind": "family", "sex": "male", "age": "minor", "persons": 1},
        {"kind": "family", "sex": "unstated", "age": "unknown", "persons": 1},
        {"kind": "survivor", "sex": "female", "age": "adult", "persons": 1},
    ]


def test_a_person_admitted_twice_counts_once_by_the_first_admission_in_the_period(secretariat, coordinator):
    first = counted(secretariat, kind=Kind.FAMILY, age=17, admitted_on=dt.date(2016, 3, 1))
    counted(secretariat, kind=Kind.SURVIVOR, age=19, admitted_on=dt.date(2018, 3, 1), person=first.person)

    assert queries.admissions(coordinator, START, END).as_dict()["years"] == {"2016": 1}
    later = queries.admissions(coordinator, dt.date(2018, 1, 1), dt.date(2018, 12, 31)).as_dict()
    assert (later["persons"], later["direct"], later["under_age"]) == (1, 1, 0)


def test_both_ends_of_the_period_belong_to_it(secretariat, coordinator):
    for day in (dt.date(2014, 12, 31), dt.date(2015, 1, 1), dt.date(2021, 12, 31), dt.date(2022, 1, 1)):
        counted(secretariat, admitted_on=day)

    assert queries.admissions(coordinator, START, END).persons == 2


def test_invented_persons_are_never_counted(secretariat, coordinator):
    given(counted(secretariat, is_practice=True))
    coordinator.is_practising = True

    assert queries.admissions(coordinator, START, END).persons == 0
    assert queries.assistance(coordinator, START, END)["medical"] == {"persons": 0, "services": 0}
    assert not counted_cases(coordinator).exists()


def test_a_person_of_eighteen_is_no_minor_in_any_figure():
    ages = [case_facts((None, "survivor", "male", age, "", "hotline", "house"))[1]["age"] for age in (17, 18, None)]

    assert ages == ["minor", "adult", "unknown"]


def test_a_member_organisation_counts_its_own_alone(secretariat):
    member = make_member(1)
    counted(secretariat)
    counted(make_member(2))
    given(counted(member), Help.SOCIAL)

    worker = make_user(Role.MEMBER_WORKER, organisation=member)

    assert queries.admissions(worker, START, END).persons == 1
    assert queries.assistance(worker, START, END)["social"] == {"persons": 1, "services": 1}


def test_who_may_see_no_figures_is_refused(secretariat):
    with pytest.raises(Denied):
        queries.admissions(make_user(Role.PSYCHOLOGIST), START, END)


def test_assistance_counts_persons_once_a_kind_and_all_services(secretariat, coordinator):
    one, other = counted(secretariat), counted(secretariat)
    given(one, Help.PSYCHOLOGICAL, 12)
    given(one, Help.MEDICAL, 1)
    given(other, Help.MEDICAL, 2)
    held(one, coordinator)
    held(other, coordinator, discipline=Discipline.LEGAL)
    held(other, coordinator, attendance=Attendance.NOT_ATTENDED)
    held(other, coordinator, attendance=Attendance.PLANNED)

    found = queries.assistance(coordinator, START, END)

    assert list(found) == ["medical", "psychological", "social", "economic", "legal", "humanitarian", "educational", "other"]
    assert found["medical"] == {"persons": 2, "services": 3}
    assert found["psychological"] == {"persons": 1, "services": 13}
    assert found["legal"] == {"persons": 1, "services": 1}
    assert found["social"] == {"persons": 0, "services": 0}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_rows(secretariat, coordinator, count, django_assert_num_queries):
    for _ in range(count):
        given(counted(secretariat))
    queries.admissions(coordinator, START, END)  # the account's powers are read once

    with django_assert_num_queries(3):  # whether anything changed, and the two parts
        queries.admissions(coordinator, START, END).as_dict()
    with django_assert_num_queries(2):
        queries.assistance(coordinator, START, END)
    with django_assert_num_queries(2):  # from a day within a month on: the facts alone
        queries.assistance(coordinator, START.replace(day=2), END)
    with django_assert_num_queries(2):
        queries.crosstab(coordinator, START, END, rows="kind", columns="sex", by="age")


def test_crosstab_adds_up(secretariat, coordinator):
    counted(secretariat, kind=Kind.SURVIVOR, sex="male")
    counted(secretariat, kind=Kind.FAMILY, sex="female", age=12)
    counted(secretariat, kind=Kind.FAMILY, sex="male")

    found = queries.crosstab(coordinator, START, END, rows="kind", columns="sex", by="age").as_dict()

    assert found["rows"] == ["survivor", "family"]
    assert found["columns"] == ["female", "male"]
    assert found["cells"] == [[0, 1], [1, 1]]
    assert found["row_totals"] == [1, 2]
    assert found["column_totals"] == [1, 2]
    assert found["layers"]["minor"]["cells"] == [[1]]


@pytest.mark.parametrize(("rows", "columns", "by"), [("method", "sex", None), ("kind", "kind", None), ("kind", "sex", "sex")])
def test_a_dimension_that_cannot_be_is_one_clear_error(coordinator, rows, columns, by):
    with pytest.raises(Invalid):
        queries.crosstab(coordinator, START, END, rows=rows, columns=columns, by=by)


def test_a_period_that_ends_before_it_begins_is_refused(coordinator):
    with pytest.raises(Invalid, match="ends before it begins"):
        queries.assistance(coordinator, END, START)


FACTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Kind.values),
        "sex": st.sampled_from(["female", "male", "unstated"]),
        "age": st.one_of(st.none(), st.integers(0, 90)),
        "region": st.sampled_from(["TJ-SU", "TJ-KT", "TJ-DU", ""]),
        "admitted_on": st.dates(dt.date(2014, 6, 1), dt.date(2022, 6, 1)),
    }
)


@examples(40)
@random_rows(st.lists(FACTS, max_size=12))
def test_admissions_equal_a_plain_recount(secretariat, coordinator, facts):
    with writes_allowed():
        Case.objects.all().delete()
    for one in facts:
        counted(secretariat, **one)
    inside = [one for one in facts if START <= one["admitted_on"] <= END]

    found = queries.admissions(coordinator, START, END).as_dict()

    assert found["persons"] == len(inside)
    assert found["women"] == sum(one["sex"] == "female" for one in inside)
    assert found["under_age"] == sum(one["age"] is not None and one["age"] < 18 for one in inside)
    assert found["regions"] == dict(Counter(one["region"] or "unknown" for one in inside))
    assert found["years"] == dict(Counter(str(one["admitted_on"].year) for one in inside))
    assert sum(line["persons"] for line in found["kind_sex_age"]) == len(inside)


def test_every_format_says_the_same(secretariat, coordinator):
    counted(secretariat, kind=Kind.SURVIVOR)
    counted(secretariat, kind=Kind.FAMILY, age=3)

    as_json = json.loads(exports.report("admissions", coordinator, START, END, "json"))
    text = exports.report("admissions", coordinator, START, END, "text")
    as_csv = exports.report("admissions", coordinator, START, END, "csv")
    book = load_workbook(io.BytesIO(exports.report("admissions", coordinator, START, END, "xlsx")))

    assert as_json["persons"] == 2
    assert text.splitlines()[0].split() == ["Admitted", "2"]
    assert as_csv.splitlines()[0] == "\ufeffAdmitted,2"
    assert [cell.value for cell in book["Admitted"][1]][:2] == ["Admitted", 2]
    assert "Exact numbers, for use inside the Unit" in book["Notes"]["A3"].value


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_can_start_a_formula(cell):
    assert exports.to_csv([[cell]]).lstrip("\ufeff").strip('"').startswith("'")
    sheet = load_workbook(io.BytesIO(exports.to_xlsx([[cell]], "admissions", START, END)))["Admitted"]
    assert str(sheet["A1"].value).startswith("'")
    assert sheet["A1"].data_type == "s"


def test_an_unknown_report_or_format_is_one_clear_error(coordinator):
    with pytest.raises(Invalid, match="no report"):
        exports.report("gossip", coordinator, START, END, "json")
    with pytest.raises(Invalid, match="no format"):
        exports.report("admissions", coordinator, START, END, "pdf")
