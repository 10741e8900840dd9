"""Golden reports: the sample register and a history made at random, reckoned by pandas from the bare facts; every door says the same."""

import csv
import datetime as dt
import json
import random
from importlib.resources import files

import pytest

from panoh.accounts.roles import Role
from panoh.exchange import actions
from panoh.reporting import exports
from panoh.reporting.group_files import group_report
from panoh.reporting.indicators import groups
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.pages import soup_of
from tests.reporting.rows import counted, given

pd = pytest.importorskip("pandas")

pytestmark = [pytest.mark.django_db, pytest.mark.database]
START, END = dt.date(2015, 1, 1), dt.date(2021, 12, 31)
REGIONS = {"г. Душанбе": "TJ-DU", "Согдийская область": "TJ-SU", "Хатлонская область": "TJ-KT", "РРП": "TJ-RA", "ГБАО": "TJ-GB"}


@pytest.fixture
def coordinator(client):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


def command(user, name, **more):
    return json.loads(exports.report(name, user, START, END, "json", **more))


def crossed(user, rows, columns):
    """The cross-tab of the command, as {(row, column): persons} without empty cells."""
    told = command(user, "crosstab", rows=rows, columns=columns)
    return {
        (row, column): cell
        for row, line in zip(told["rows"], told["cells"], strict=True)
        for column, cell in zip(told["columns"], line, strict=True)
        if cell
    }


def page_numbers(client, address, caption):
    """The bare numbers of a table of a page, line by line."""
    soup = soup_of(client.get(f"/desk/figures/{address}"))
    (table,) = [one for one in soup.select("table") if one.caption.get_text(strip=True).startswith(caption)]
    return [[int(cell.get_text(strip=True).replace("\xa0", "")) for cell in line.select("td")] for line in table.select("tbody tr")]


def file_numbers(user, name, **more):
    """The bare numbers of the CSV."""
    lines = csv.reader(exports.report(name, user, START, END, "csv", **more).splitlines())
    return [[int(cell) for cell in line[1:]] for line in lines if len(line) > 1 and all(cell.isdigit() for cell in line[1:])]


def test_the_sample_register_is_what_pandas_reads_in_it(client, coordinator):
    path = files("panoh.content").joinpath("register-2015-2021.xlsx")
    actions.import_register(path.read_bytes(), filename="register.xlsx", by=coordinator)
    facts = pd.read_excel(path, header=1, engine="openpyxl")
    facts["kind"] = facts["Категория"].map({"жертва пыток": "survivor", "член семьи": "family"})
    facts["sex"] = facts["Пол"].map({"Ж": "female", "М": "male"})
    facts["region"] = facts["Регион"].map(REGIONS)
    facts["year"] = facts["Дата поступления"].dt.year.astype(str)

    for rows, columns in (("kind", "sex"), ("year", "kind"), ("region", "sex")):
        assert crossed(coordinator, rows, columns) == facts.groupby([rows, columns]).size().to_dict()
    helped = command(coordinator, "assistance")
    sessions = facts["Сеансы психолога"]
    assert helped["medical"]["persons"] == (facts["Медицинская помощь"] != "нет").sum()
    assert helped["social"]["persons"] == (facts["Социальная помощь"] != "нет").sum()
    assert helped["psychological"] == {"persons": (sessions > 0).sum(), "services": sessions.sum()}
    by_page = page_numbers(client, "assistance/?start=01.01.2015&end=31.12.2021", "")
    assert [line[-2:] for line in by_page][: len(helped)] == [[one["persons"], one["services"]] for one in helped.values()]


def test_a_history_of_returns_and_repeats_is_what_pandas_makes_of_it(client, coordinator):
    made = random.Random(7)
    houses = [coordinator.organisation, make_member(1)]
    admitted, helped = [], []
    for number in range(40):
        sex, first = made.choice(("female", "male")), None
        for episode in range(made.choice((1, 1, 2, 3))):
            on = dt.date(2014, 1, 1) + dt.timedelta(days=made.randrange(3200))
            kind, house = made.choice(("survivor", "family")), made.choice((0, 1))
            case = counted(houses[house], kind=kind, sex=sex, admitted_on=on, person=first)
            first = case.person
            admitted.append({"who": number, "kind": kind, "sex": sex, "on": pd.Timestamp(on), "place": episode})
            for _each in range(made.randrange(4)):
                what, times = made.choice(("medical", "legal", "social")), made.randrange(1, 4)
                given(case, what, times, on=on + dt.timedelta(days=made.randrange(500)))
            helped += [
                {"who": number, "help": row.help, "times": row.quantity, "on": pd.Timestamp(row.given_on)} for row in case.assistance.all()
            ]
    period = (pd.Timestamp(START), pd.Timestamp(END))
    cases, help_frame = pd.DataFrame(admitted), pd.DataFrame(helped)
    firsts = cases[cases.on.between(*period)].sort_values("on").drop_duplicates("who")
    by_help = help_frame[help_frame.on.between(*period)].groupby("help").agg(persons=("who", "nunique"), services=("times", "sum"))

    expected = firsts.groupby(["kind", "sex"]).size()
    assert crossed(coordinator, "kind", "sex") == expected.to_dict()
    table = [[int(expected.get((kind, sex), 0)) for sex in ("female", "male")] for kind in ("survivor", "family")]
    with_totals = [[*line, sum(line)] for line in table] + [[*(sum(line) for line in zip(*table, strict=True)), len(firsts)]]
    query = "crosstab/?start=01.01.2015&end=31.12.2021&rows=kind&columns=sex"
    assert page_numbers(client, query, "")[:2] == with_totals[:2]
    assert file_numbers(coordinator, "crosstab", rows="kind", columns="sex") == with_totals
    told = command(coordinator, "assistance")
    assert {kind: told[kind] for kind in by_help.index} == by_help.to_dict("index")
    figures = json.loads(group_report(coordinator, groups()["help"], START, END, "json"))
    in_file = {kind: one["numerator"] for kind, one in figures["persons_helped"]["by"]["help"].items()}
    assert in_file == by_help["persons"].to_dict()
    assert (figures["persons_helped"]["version"], figures["services_given"]["numerator"]) == (1, by_help["services"].sum())
