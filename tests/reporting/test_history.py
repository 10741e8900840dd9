"""A history made at random and counted twice: by Panoh, and from the facts it was made of, without any of Panoh's code."""

import csv
import datetime as dt
import random

import pytest

from panoh.accounts.models import Organisation
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.enums import CaseState
from panoh.reporting.counting import count
from panoh.reporting.group_files import group_report
from panoh.reporting.indicators import groups, indicators
from panoh.reporting.queries import figures as queries
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.reporting.rows import counted, given

pytestmark = [pytest.mark.django_db, pytest.mark.database]
START, END = dt.date(2019, 1, 1), dt.date(2020, 12, 31)


@pytest.fixture
def history():
    """Fifty persons in two organisations, with what was given to them, as plain facts beside the rows."""
    made = random.Random(20)
    houses = {"secretariat": make_secretariat(), "member": make_member(1)}
    people = []
    for _number in range(50):
        who = {
            "house": made.choice(list(houses)),
            "kind": made.choice(("survivor", "family")),
            "sex": made.choice(("female", "male")),
            "age": made.choice((None, 4, 11, 17, 18, 29, 45, 71)),
            "region": made.choice(("TJ-SU", "TJ-KT", "")),
            "on": dt.date(2018, 6, 1) + dt.timedelta(days=made.randrange(1100)),
            "closed": made.choice((None, None, "goals_met", "lost_contact", "moved", "died")),
            "help": [],
        }
        case = counted(houses[who["house"]], kind=who["kind"], sex=who["sex"], age=who["age"], region=who["region"], admitted_on=who["on"])
        for _each in range(made.randrange(4)):
            help_kind, times, day = (
                made.choice(("medical", "social")),
                made.randrange(1, 5),
                who["on"] + dt.timedelta(days=made.randrange(300)),
            )
            given(case, help_kind, times, on=day)
            who["help"].append((help_kind, times, day))
        if who["closed"]:
            who["closed_on"] = who["on"] + dt.timedelta(days=made.randrange(500))
            with writes_allowed():
                case.state, case.close_reason, case.closed_on = CaseState.CLOSED, who["closed"], who["closed_on"]
                case.save()
        people.append(who)
    return people


def whole(code):
    found = count(make_user(Role.COORDINATOR), indicators()[code], START, END)
    return found.whole.numerator, found.whole.denominator


def test_persons_are_those_of_the_history(history):
    admitted = [who for who in history if START <= who["on"] <= END]
    closed = [who for who in history if who["closed"] and START <= who["closed_on"] <= END]
    alive = [who for who in closed if who["closed"] != "died"]

    assert whole("persons_admitted")[0] == len(admitted)
    assert whole("persons_active")[0] == sum(who["on"] <= END and (not who["closed"] or who["closed_on"] >= START) for who in history)
    assert whole("persons_closed")[0] == len(closed)
    assert whole("drop_out") == (sum(who["closed"] == "lost_contact" for who in alive), len(alive))


def test_every_cut_of_the_admitted_is_that_of_the_history(history):
    admitted = [who for who in history if START <= who["on"] <= END]
    found = count(make_user(Role.COORDINATOR), indicators()["persons_admitted"], START, END)

    def of(age):
        return "unknown" if age is None else next(band for band, last in BANDS if age <= last)

    expected = {"age_band": {}, "kind*sex": {}, "region": {}, "year": {}}
    for who in admitted:
        keys = {
            "age_band": of(who["age"]),
            "kind*sex": f"{who['kind']}*{who['sex']}",
            "region": who["region"] or "unknown",
            "year": str(who["on"].year),
        }
        for by, key in keys.items():
            expected[by][key] = expected[by].get(key, 0) + 1
    assert {by: {key: one.numerator for key, one in found.part(by).items()} for by in expected} == expected


BANDS = (("0-5", 5), ("6-11", 11), ("12-17", 17), ("18-29", 29), ("30-44", 44), ("45-59", 59), ("60+", 200))


def test_help_is_that_of_the_history_on_every_door(history):
    user = make_user(Role.COORDINATOR)
    persons, services = {}, {}
    for number, who in enumerate(history):
        for help_kind, times, day in who["help"]:
            if START <= day <= END:
                persons.setdefault(help_kind, set()).add(number)
                services[help_kind] = services.get(help_kind, 0) + times

    told = queries.assistance(user, START, END)
    lines = list(csv.reader(group_report(user, groups()["help"], START, END, "csv").splitlines()))
    in_file = {line[3]: int(line[4]) for line in lines if line[:3] == ["Helped", "version 1", "Kind of help"]}

    assert {kind: told[kind]["persons"] for kind in persons} == {kind: len(who) for kind, who in persons.items()}
    assert {kind: told[kind]["services"] for kind in services} == services
    assert in_file == {kind: len(who) for kind, who in persons.items()}
    assert whole("persons_helped")[0] == len(set().union(*persons.values()))
    assert whole("services_given")[0] == sum(services.values())


def test_no_cell_of_a_report_can_start_a_formula():
    house = make_secretariat()
    with writes_allowed():
        Organisation.objects.update(short_en="=1+1", name_en="=1+1")
    counted(house, admitted_on=START)

    taken = group_report(make_user(Role.COORDINATOR), groups()["people"], START, END, "csv")

    assert "'=1+1" in taken
    assert ",=1+1" not in taken
