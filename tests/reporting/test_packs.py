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
from django.urls import reverse
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.core.errors import Invalid, NotFound
from panoh.reporting.actions import ask_readers, withdraw_release
from panoh.reporting.enums import Audience, What, WithdrawWhy
from panoh.reporting.indicators import BadIndicator, indicators
from panoh.reporting.packs import pack_file, pack_tables, packs, read_pack, tell_pack_table
from panoh.reporting.publishable_table import read
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.figures import make_release, read_by, released
from tests.pages import soup_of
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
    told = tell_pack_table(coordinator, "un_fund.helped", START, END, 0)

    assert told.lines() == [
        ["", "survivor", "family member", "Total"],
        ["medical", 2, 0, 2],
        ["social", 1, 1, 2],
        ["Total", 2, 1, 3],
    ]
    with pytest.raises(Invalid, match="no such table"):
        tell_pack_table(coordinator, "un_fund.none", START, END, 0)


@pytest.fixture
def many(coordinator):
    """Beside those three: 13 survivors and 9 relatives with medical help, 7 of the survivors with social help as well; nobody with else."""
    house = make_secretariat()
    for kind, count in (("survivor", 13), ("family", 9)):
        for each in range(count):
            case = counted(house, kind=kind, sex=("female", "male")[each % 2], admitted_on=dt.date(2022, 5, 1))
            given(case, "medical", 3, on=dt.date(2022, 6, 1))
            if kind == "survivor" and each < 7:
                given(case, "social", on=dt.date(2022, 6, 1))
    return coordinator


def out(user, *codes):
    return [released(by=user, what=What.PACK, pack=code, audience=Audience.AGREEMENT, recipient="Фонд, соглашение 7") for code in codes]


def test_a_number_behind_which_are_few_persons_is_hidden_services_too(many):
    told = {code: tell_pack_table(many, code, START, END, 5) for code in ("un_fund.helped", "un_fund.services", "un_fund.age")}

    lines = {code: {line[0]: line[1:] for line in table.lines()} for code, table in told.items()}
    # 15 and 9 with medical help; 8 and 1 with social help, in all 16 and 10 persons; of 26 nobody is under age.
    assert lines["un_fund.helped"]["medical"] == [15, 9, 24]
    assert lines["un_fund.helped"]["social"] == [None, None, 9]
    assert lines["un_fund.helped"]["psychological"] == [None, None, None]
    assert lines["un_fund.helped"]["Total"] == [None, None, None]  # beside 24 it would say that two had no medical help
    assert lines["un_fund.services"]["medical"] == [42, 27, 69]
    assert lines["un_fund.services"]["social"] == [None, None, 9]
    assert lines["un_fund.age"]["18 and over"] == lines["un_fund.age"]["under 18"] == [None, None, None]
    assert [each.threshold for each in told.values()] == [5, 5, 5]


def test_the_tagged_file_says_each_released_number_once_with_what_it_is(many):
    (helped,) = out(many, "un_fund.helped")
    rows = list(csv.reader(io.StringIO(pack_file(many, packs()["un_fund"], START, END, "csv").removeprefix("\ufeff"))))

    heads, tags, *lines = rows
    assert len(heads) == len(tags) == len(set(tags)) == len(lines[0])
    assert all(re.fullmatch(rf"#(?:{'|'.join(CORE)})(?:\+[a-z][a-z0-9_]*)*", tag) for tag in tags)
    place = {tag: at for at, tag in enumerate(tags)}
    assert {(line[place["#meta+table"]], line[place["#meta+release"]]) for line in lines} == {("helped", str(helped.number))}
    cells = {
        (line[place["#sector+name"]], line[place["#beneficiary+type"]]): (line[place["#reached+ind"]], line[place["#meta+hidden"]])
        for line in lines
    }
    assert (cells["medical", "survivor"], cells["medical", ""]) == (("15", ""), ("24", ""))
    assert (cells["social", "family member"], cells["", ""]) == (("", "hidden"), ("", "hidden"))
    assert {line[place["#date+start"]] for line in lines} == {"2022-01-01"}


@pytest.mark.skipif(importlib.util.find_spec("hxl") is None, reason="libhxl is not among our parts: it lacks one of its own")
def test_humanitarian_tools_read_the_tagged_file_and_find_it_valid(many, tmp_path):
    out(many, "un_fund.helped")
    reader = "import hxl, json, sys; print(json.dumps(hxl.validate(hxl.data(sys.stdin.buffer))['stats']))"
    file = pack_file(many, packs()["un_fund"], START, END, "csv").encode()
    said = subprocess.run([sys.executable, "-c", reader], input=file, capture_output=True, check=True, cwd=tmp_path).stdout
    assert json.loads(said)["total"] == 0


def test_a_file_of_a_pack_is_made_of_what_was_released_and_of_nothing_else(many):
    pack = packs()["un_fund"]
    make_release(by=many, what=What.PACK, pack="un_fund.helped", audience=Audience.AGREEMENT, recipient="Фонд, соглашение 7")
    out_inside = make_release(by=many, what=What.PACK, pack="un_fund.who", audience=Audience.INSIDE)
    read_by(ask_readers(out_inside, by=many), make_user(Role.DIRECTOR))
    with pytest.raises(NotFound, match="None of these tables is published for exactly these days"):
        pack_file(many, pack, START, END, "csv")
    (row,) = out(many, "un_fund.region")
    with pytest.raises(NotFound):
        pack_file(many, pack, START, dt.date(2022, 12, 30), "csv")

    book = load_workbook(io.BytesIO(pack_file(many, pack, START, END, "xlsx")))

    assert book.sheetnames == ["Notes", f"{row.number}. Helped region", "HXL"]
    cover = [[cell.value for cell in line] for line in book["Notes"].iter_rows()]
    assert [line[0] for line in cover[:3]] == [
        "Statistics for the UN Fund",
        "From 01.01.2022 to 31.12.2022",
        f"Helped: region. Published table No. {row.number}. Numbers under 5, and some others, are hidden.",
    ]
    assert [line[0:6:5] for line in cover[4:]] == [["Indicator", "Rule"], ["Helped", "version 1"]]
    withdraw_release(row, by=many, why=WithdrawWhy.WRONG, words="Одно число")
    with pytest.raises(NotFound):
        pack_file(many, pack, START, END, "csv")


def test_a_table_goes_to_who_has_an_agreement_and_to_nobody_else(many):
    given = {"by": many, "what": What.PACK, "pack": "un_fund.who", "recipient": "Фонд, соглашение 7"}

    told = read(make_release(audience=Audience.AGREEMENT, **given).told)

    assert (told.row_totals, told.total, told.threshold) == ([15, 10], 25, 5)
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        with pytest.raises(Invalid, match="This is not published for these readers"):
            make_release(audience=audience, **given)
    with pytest.raises(Invalid, match="no such table"):
        make_release(audience=Audience.AGREEMENT, **{**given, "pack": ""})


def test_the_page_leads_to_the_file_of_what_was_released(client, many):
    out(many, "un_fund.region")
    sign_in(client, make_user(Role.DIRECTOR))
    period = "?start=01.01.2022&end=31.12.2022"

    page = soup_of(client.get(f"/desk/figures/packs/1/{period}"))

    (link,) = [one["href"] for one in page.select("main a") if "/file/csv/" in one["href"]]
    assert client.get(link).content.startswith("\ufeffTable,".encode())


def test_the_page_shows_every_table_of_a_pack_and_no_file_of_what_was_not_released(client, coordinator):
    sign_in(client, make_user(Role.DIRECTOR))
    period = "?start=01.01.2022&end=31.12.2022"

    page = soup_of(client.get(f"/desk/figures/packs/1/{period}"))

    assert len(page.select("table")) == 7
    (table,) = [one for one in page.select("table") if one.caption.get_text().startswith("Helped: kind of help × who")]
    assert [cell.get_text(strip=True) for cell in table.select("tbody tr:last-child > *")] == ["Total", "2", "1", "3"]
    file = f"/desk/figures/packs/1/file/csv/{period}"
    assert (client.get(file).status_code, f'href="{file}"' in str(page)) == (404, False)
    assert "None of these tables is published for exactly these days" in page.main.get_text()
    assert client.get(f"/desk/figures/packs/99/{period}").status_code == 404
    assert client.get("/desk/figures/packs/", follow=True).status_code == 200


def test_while_details_are_hidden_neither_heading_nor_button_nor_address_names_who_pays(client, coordinator):
    sign_in(client, coordinator)
    client.post(reverse("desk:discreet"), {"on": "1"})

    page = soup_of(client.get("/desk/figures/packs/1/"))
    shown = page.main
    for behind in shown.select("details"):
        behind.decompose()

    assert "Fund" not in page.title.get_text() + shown.get_text()
    assert shown.h1.get_text() == "Statistics: for funders and networks"
    assert client.get("/desk/figures/packs/un_fund/").status_code == 404
