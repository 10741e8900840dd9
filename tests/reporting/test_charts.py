"""Pictures of figures: read without colour, with the numbers beside; a year on one page of paper."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.reporting.charts import LONGEST, bars
from panoh.reporting.enums import What
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.figures import make_release, released
from tests.pages import soup_of
from tests.reporting.rows import counted, given


def test_each_series_has_a_pattern_and_an_end_of_its_own_and_each_bar_its_number():
    chart = bars("c", "Help", ["Persons", "Services"], [("medical", [10, 40]), ("social", [None, 0]), ("legal", [0, 0])])

    assert [(name, one.fill, one.end) for name, one in chart.key_lines] == [("Persons", "solid", "0"), ("Services", "hatch", "8")]
    assert [[(one.fill, one.end, one.number) for one in line.strokes] for line in chart.lines] == [
        [("solid", "0", 10), ("hatch", "8", 40)],
        [("solid", "0", None), ("hatch", "8", 0)],
    ]
    assert [float(one.width) for one in chart.lines[0].strokes] == [LONGEST / 4, LONGEST]


def test_nothing_is_no_picture_and_of_very_many_lines_the_longest_are_drawn():
    assert bars("c", "Help", [""], [("medical", [0]), ("social", [None])]) is None

    chart = bars("c", "Hours", [""], [(str(hour), [hour]) for hour in range(24)])

    assert [line.label for line in chart.lines] == [str(hour) for hour in range(9, 24)]
    assert "15" in chart.note


@pytest.fixture
def coordinator(db):
    house = make_secretariat()
    for count, facts in ((12, {"sex": "female"}), (14, {"sex": "male"}), (7, {"kind": "family"}), (6, {"kind": "family", "sex": "male"})):
        for _each in range(count):
            given(counted(house, admitted_on=dt.date(2022, 5, 1), **facts), on=dt.date(2022, 6, 1))
    return make_user(Role.COORDINATOR)


def paper(response):
    assert response.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


@pytest.mark.parametrize(("language", "region"), [("en", "Sughd"), ("ru", "Согд"), ("tg", "Суғд")])
def test_a_year_is_one_page_with_exact_numbers_inside(client, coordinator, language, region):
    sign_in(client, make_user(Role.DIRECTOR, language=language))

    text = paper(client.get("/desk/figures/year/2022/inside/"))

    assert all(word in text for word in ("2022", "39", region))


def test_the_page_for_everybody_holds_what_was_released_and_nothing_else(client, coordinator):
    sign_in(client, coordinator)
    assert client.get("/desk/figures/year/2022/public/").status_code == 404
    of_2022 = "/desk/figures/?start=01.01.2022&end=31.12.2022"
    assert "/desk/figures/year/2022/public/" not in client.get(of_2022).content.decode()  # no link to what is not there
    released(by=coordinator, rows="kind", columns="sex")
    assert "/desk/figures/year/2022/public/" in client.get(of_2022).content.decode()
    make_release(by=coordinator, what=What.HELP, audience="inside")

    text = paper(client.get("/desk/figures/year/2022/public/"))

    assert "Published table No. 1" in text
    assert "Help given" not in text
    assert "39" not in text


def test_pages_draw_what_their_tables_say(client, coordinator):
    sign_in(client, coordinator)

    page = soup_of(client.get("/desk/figures/assistance/?start=01.01.2022&end=31.12.2022"))

    (chart,) = page.select("svg.chart")
    assert chart.desc.get_text() == "Most: medical, 39. The table has the same numbers."
    assert [each.get_text() for each in chart.select("text")] == ["People", "Services", "medical", "39", "39"]
    assert len({each["id"] for each in page.select("[id]")}) == len(page.select("[id]"))
