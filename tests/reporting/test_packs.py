"""The tables that funders and networks ask for: read with one clear error, counted by the indicators, tagged, with a cover that explains."""

import csv
import datetime as dt
import importlib.util
import io
import json
import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.core.errors import Invalid
from panoh.reporting.enums import Audience, What
from panoh.reporting.indicators import BadIndicator, indicators
from panoh.reporting.packs import pack_file, pack_tables, packs, read_pack, tell_pack_table
from panoh.reporting.telling import read
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.figures import make_release
from tests.reporting.rows import counted, given

START, END = dt.date(2022, 1, 1), dt.date(2022, 12, 31)
HEAD = 'position = 1\n[name]\nen = "A"\nru = "Б"\ntg = "В"\n'
TABLE = '[[table]]\ncode = "one"\nindicator = "persons_helped"\nrows = "help"\n'
CORE = "adm1 beneficiary channel date indicator meta org reached sector service".split()


def test_both_packs_are_read_and_every_table_is_counted_by_an_indicator():
    assert list(packs()) == ["un_fund", "irct"]
    assert {"un_fund.helped", "un_fund.who", "irct.active", "irct.left"} <= set(pack_tables())
    assert all(table.indicator.kind == "count" for table in pack_tables().values())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("position = 'x", "toml"),
        (HEAD.replace("position = 1", ""), "position: a whole number"),
        (HEAD.replace('tg = "В"\n', ""), "name.tg: it is missing"),
        (HEAD + TABLE.replace("persons_helped", "persons_hidden"), "one, indicator: no indicator of this code counts"),
        (HEAD + TABLE.replace("persons_helped", "drop_out"), "one, indicator: no indicator of this code counts"),
        (HEAD + TABLE.replace('rows = "help"', 'rows = "hour"'), "one, rows: persons_helped is not cut by 'hour'"),
        (HEAD + TABLE + 'columns = "help"\n', "one, columns: it is in the rows already"),
        (HEAD + TABLE + 'by = "sex"\n', "one, by: there is no such field"),
        (HEAD + TABLE + TABLE, "one, code: it comes twice"),
    ],
)
def test_a_pack_that_is_not_right_stops_with_the_table_and_the_field(text, sentence):
    with pytest.raises(BadIndicator, match=re.escape(sentence)):
        read_pack("own.toml", text, indicators())


@pytest.fixture
def coordinator(db):
    """Two survivors with medical help, one of them with social help as well; a relative with social help."""
    house = make_secretariat()
    both, medical = (counted(house, admitted_on=dt.date(2022, 5, 1)) for _each in range(2))
    relative = counted(house, kind="family", sex="male", admitted_on=dt.date(2022, 5, 1))
    for case, help in ((both, "medical"), (both, "medical"), (both, "social"), (medical, "medical"), (relative, "social")):
        given(case, help, on=dt.date(2022, 6, 1))
    return make_user(Role.COORDINATOR)


def test_a_person_counts_once_in_a_kind_of_help_and_once_in_the_sum(coordinator):
    told = tell_pack_table(coordinator, "un_fund.helped", START, END)

    assert told.lines() == [
        ["", "survivor", "family member", "Total"],
        ["medical", 2, 0, 2],
        ["social", 1, 1, 2],
        ["Total", 2, 1, 3],
    ]
    with pytest.raises(Invalid, match="no such table"):
        tell_pack_table(coordinator, "un_fund.none", START, END)


def test_the_tagged_file_says_each_number_once_with_what_it_is(coordinator):
    rows = list(csv.reader(io.StringIO(pack_file(coordinator, packs()["un_fund"], START, END, "csv").removeprefix("\ufeff"))))

    heads, tags, *lines = rows
    assert len(heads) == len(tags) == len(set(tags)) == len(lines[0])
    assert all(re.fullmatch(rf"#(?:{'|'.join(CORE)})(?:\+[a-z][a-z0-9_]*)*", tag) for tag in tags)
    place = {tag: at for at, tag in enumerate(tags)}
    table = [line for line in lines if line[place["#meta+table"]] == "helped"]
    cells = {(line[place["#sector+name"]], line[place["#beneficiary+type"]]): line[place["#reached+ind"]] for line in table}
    assert cells["social", "family member"] == "1"
    assert (cells["medical", ""], cells["", ""]) == ("2", "3")
    assert {line[place["#date+start"]] for line in lines} == {"2022-01-01"}
    services = [line for line in lines if line[place["#meta+table"]] == "services" and line[place["#sector+name"]] == "medical"]
    assert {(line[place["#reached+ind"]], line[place["#indicator+value+num"]]) for line in services} == {("", "3"), ("", "0")}


@pytest.mark.skipif(importlib.util.find_spec("hxl") is None, reason="libhxl is not among our parts: it lacks one of its own")
def test_humanitarian_tools_read_the_tagged_file_and_find_it_valid(coordinator, tmp_path):
    reader = "import hxl, json, sys; print(json.dumps(hxl.validate(hxl.data(sys.stdin.buffer))['stats']))"
    for code, pack in packs().items():
        file = pack_file(coordinator, pack, START, END, "csv").encode()
        said = subprocess.run([sys.executable, "-c", reader], input=file, capture_output=True, check=True, cwd=tmp_path).stdout
        assert json.loads(said)["total"] == 0, code


def test_the_spreadsheet_has_a_cover_that_says_what_is_counted_and_that_nothing_is_hidden(coordinator):
    book = load_workbook(io.BytesIO(pack_file(coordinator, packs()["irct"], START, END, "xlsx")))

    assert book.sheetnames == ["README", "active", "active_age", "new", "new_age", "left", "helped", "services", "HXL"]
    cover = [[cell.value for cell in row] for row in book["README"].iter_rows()]
    assert [row[0] for row in cover[:3]] == [
        "Yearly numbers for the network",
        "From 01.01.2022 to 31.12.2022",
        "Exact numbers, for use inside the Unit. Small numbers can point at a person: do not publish them.",
    ]
    assert "persons_active 1" in [row[6] for row in cover]
    assert [cell.value for cell in book["new"][4]] == ["survivor", 2, 0, 2]


def test_a_table_goes_to_who_has_an_agreement_and_to_nobody_else(coordinator):
    given = {"by": coordinator, "what": What.PACK, "pack": "un_fund.who", "recipient": "Фонд, соглашение 7"}

    told = read(make_release(audience=Audience.AGREEMENT, **given).told)

    assert (told.row_totals, told.total) == ([2, 1], 3)
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        with pytest.raises(Invalid, match="not released to these readers"):
            make_release(audience=audience, **given)
    with pytest.raises(Invalid, match="no such table"):
        make_release(audience=Audience.AGREEMENT, **{**given, "pack": ""})


def test_the_page_shows_every_table_of_a_pack_and_leads_to_its_files(client, coordinator):
    sign_in(client, make_user(Role.DIRECTOR))
    period = "?start=01.01.2022&end=31.12.2022"

    page = BeautifulSoup(client.get(f"/desk/figures/packs/un_fund/{period}").content, "html.parser")

    assert len(page.select("table")) == 7
    (table,) = [one for one in page.select("table") if one.caption.get_text().startswith("Helped: kind of help × who")]
    assert [cell.get_text() for cell in table.select("tbody tr:last-child > *")] == ["Total", "2", "1", "3"]
    assert client.get(f"/desk/figures/packs/un_fund/file/csv/{period}").content.startswith("\ufeffTable,".encode())
    assert client.get(f"/desk/figures/packs/none/{period}").status_code == 404
    assert client.get("/desk/figures/packs/", follow=True).status_code == 200
