"""The statistics pages: the same numbers as the command, the way down to codes, downloads, and who sees what."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.enums import Help, Kind, Payer, Proof
from panoh.cases.models import Case, Payment
from panoh.core.clock import today
from panoh.desk.figures.year_page import _by as shown_by
from panoh.reporting import exports
from panoh.reporting.group_files import group_report
from panoh.reporting.indicators import groups
from panoh.reporting.queries import figures as queries
from tests.desk import frame
from tests.factories.accounts import make_member, make_organisation, make_secretariat, make_user, sign_in
from tests.pages import soup_of
from tests.reporting.rows import counted, given

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PERIOD = "?start=01.01.2015&end=31.12.2021"
START, END = dt.date(2015, 1, 1), dt.date(2021, 12, 31)


@pytest.fixture
def secretariat():
    return make_secretariat()


@pytest.fixture
def coordinator(client, secretariat):
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.fixture
def some(secretariat):
    """Nine admissions of every sort."""
    for year in (2016, 2016, 2016, 2018):
        counted(secretariat, kind=Kind.SURVIVOR, sex="male", age=40, region="TJ-SU", admitted_on=dt.date(year, 3, 1))
    for age in (12, 17, 18, None):
        counted(secretariat, kind=Kind.FAMILY, sex="female", age=age, region="TJ-KT", admitted_on=dt.date(2018, 4, 1))
    counted(secretariat, kind=Kind.FAMILY, sex="unstated", age=30, region="", admitted_on=dt.date(2019, 4, 1))
    counted(secretariat, kind=Kind.FAMILY, sex="male", admitted_on=dt.date(2022, 1, 1))


def page(response):
    assert response.status_code == 200
    return soup_of(response)


def text(part):
    return " ".join(part.get_text(" ").split())


def table(soup, name):
    """The table under this heading as rows of words."""
    (found,) = [one for one in soup.select("table") if text(one.caption).startswith(name)]
    return [[text(cell) for cell in line.select("th, td")] for line in found.select("tbody tr, tfoot tr")]


def told(user, name, **more):
    return json.loads(exports.report(name, user, START, END, "json", **more))


def test_the_page_shows_the_numbers_of_the_command(client, coordinator, some):
    soup = page(client.get("/desk/figures/" + PERIOD))
    found = told(coordinator, "admissions")

    shown = {text(one).split(" ", 1)[1]: int(text(one.b)) for one in soup.select(".sums > *")}
    assert shown == {"admitted in total": 9, "survivors": 4, "family members": 5, "women": 4, "men": 4, "sex not stated": 1}
    assert [found[key] for key in ("persons", "direct", "family", "women", "men", "sex_unstated")] == list(shown.values())
    assert f"Of these {found['under_age']} were under 18" in text(soup)
    years = table(soup, "By year")
    assert years == [["2016", "3", "0", "3"], ["2018", "1", "4", "5"], ["2019", "0", "1", "1"], ["Total", "4", "5", "9"]]
    assert {line[0]: int(line[3]) for line in years[:-1]} == found["years"]
    assert table(soup, "By region") == [
        ["Khatlon region", "0", "4", "4"],
        ["Sughd region", "4", "0", "4"],
        ["unknown", "0", "1", "1"],
    ]
    assert sum(int(line[3]) for line in table(soup, "By region")) == sum(found["regions"].values())
    assert table(soup, "Kind of person, sex and age on the day of admission") == [
        ["survivors", "0", "0", "4", "0", "0", "0", "4", "0"],
        ["family members", "4", "2", "0", "0", "1", "0", "5", "2"],
        ["Total", "4", "2", "4", "0", "1", "0", "9", "2"],
    ]
    by_kind_and_sex = {(line["kind"], line["sex"], line["age"]): line["persons"] for line in found["kind_sex_age"]}
    assert by_kind_and_sex["family", "female", "minor"] == 2


def test_places_and_organisations_are_found_by_the_alphabet_of_who_reads_on_page_and_in_files(client, secretariat):
    coordinator = sign_in(client, make_user(Role.COORDINATOR, language="ru"))
    for number, name in enumerate(("Яркий дом", "Ғамхор", "Гулшан"), 1):
        member = make_organisation(slug=f"member-{number}", name=name)
        counted(member, sex="female", region=("TJ-DU", "TJ-SU", "TJ-GB")[number - 1], admitted_on=dt.date(2016, 3, 1))

    with override("ru"):
        report = list(csv.reader(io.StringIO(exports.report("admissions", coordinator, START, END, "csv").removeprefix("\ufeff"))))
        crossed = exports.report("crosstab", coordinator, START, END, "csv", rows="organisation", columns="region").splitlines()
        charts = queries.admissions(coordinator, START, END)
        drawn = [label for label, _counts in shown_by(charts, "region")]
    soup = page(client.get("/desk/figures/" + PERIOD))

    names, regions = ["Гулшан", "Ғамхор", "Яркий дом"], ["Горно-Бадахшанская автономная область", "Душанбе", "Согдийская область"]
    lines = [line[0] for line in report if line]
    assert [line for line in lines if line in names] == names
    assert ([line for line in lines if line in regions], drawn) == (regions, regions)
    assert [line[0] for line in csv.reader(crossed[1:4])] == names
    assert next(csv.reader(crossed))[-4:-1] == regions
    assert [[line[0] for line in table(soup, title)] for title in ("По регионам", "По принявшей организации")] == [regions, names]


def test_where_nobody_was_under_age_nothing_is_said_of_them(client, coordinator, secretariat):
    counted(secretariat, kind=Kind.SURVIVOR, sex="male", age=40, region="TJ-SU", admitted_on=dt.date(2016, 3, 1))

    assert "under 18 on the day" not in text(page(client.get("/desk/figures/" + PERIOD)))


def test_the_chart_is_drawn_from_the_same_numbers_without_style(client, coordinator, some):
    chart = page(client.get("/desk/figures/" + PERIOD)).select_one("svg.chart")

    assert [text(one) for one in chart.select("text")] == ["2016", "3", "2018", "5", "2019", "1"]
    assert [one["width"] for one in chart.select("g rect")] == ["150.0", "0.0", "50.0", "200.0", "0.0", "50.0"]
    assert chart.select("[style], style, script") == []
    assert text(chart.desc) == "Most in 2018, 5; fewest in 2019, 1. The table shows the same numbers."


def test_small_numbers_are_dotted_and_only_they(client, coordinator, some):
    soup = page(client.get("/desk/figures/" + PERIOD))

    assert {text(one) for one in soup.select("td .small-n")} == {"1", "2", "3", "4"}
    assert "small-n" not in str(soup.select_one(".sums"))


def test_the_page_says_that_nobody_was_admitted(client, coordinator):
    soup = page(client.get("/desk/figures/" + PERIOD))

    assert text(soup.select_one(".empty")) == "Nobody was admitted in this period Choose another period above."
    assert soup.select("svg.chart") == []


@pytest.mark.parametrize("query", ["?start=01.01.2021&end=31.12.2015", "?start=32.01.2015&end=", "?start=x&end=y"])
def test_a_period_that_cannot_be_is_said_beside_its_field_and_the_usual_one_shown(client, coordinator, secretariat, some, query):
    counted(secretariat, admitted_on=today())

    soup = page(client.get("/desk/figures/" + query))

    assert soup.select(".filter .error")
    assert int(text(soup.select_one(".sums .all b"))) == 1  # of this year, as the indicators
    assert soup.select("svg.chart") == []  # nothing is compared within one year
    assert (soup.select("table.stacks") != [], "Nobody was admitted" in soup.text) == (True, False)
    assert page(client.get("/desk/figures/assistance/" + query)).select(".filter .error")


def test_help_given_shows_the_numbers_of_the_command(client, coordinator, secretariat):
    one, other = counted(secretariat), counted(secretariat)
    given(one, Help.PSYCHOLOGICAL, 12)
    given(other, Help.PSYCHOLOGICAL, 1)
    given(other, Help.SOCIAL, 3)

    soup = page(client.get("/desk/figures/assistance/" + PERIOD))

    rows = table(soup, "By kind of help")
    assert rows[1:3] == [["psychological", "2", "13"], ["social", "1", "3"]]
    assert [[int(a), int(b)] for _kind, a, b in rows] == [
        [one["persons"], one["services"]] for one in told(coordinator, "assistance").values()
    ]


def test_a_table_of_ones_own_shows_the_numbers_of_the_command(client, coordinator, some):
    soup = page(client.get(f"/desk/figures/crosstab/{PERIOD}&rows=kind&columns=sex&by=age"))

    found = told(coordinator, "crosstab", rows="kind", columns="sex", by="age")
    shown = table(soup, "All")
    assert shown == [["survivor", "0", "4", "0", "4"], ["family member", "4", "0", "1", "5"], ["Total", "4", "4", "1", "9"]]
    assert [[int(cell) for cell in line[1:-1]] for line in shown[:-1]] == found["cells"]
    assert table(soup, "under 18") == [["family member", "2", "2"], ["Total", "2", "2"]]


@pytest.mark.parametrize("query", ["&rows=kind&columns=kind&by=", "&rows=method&columns=sex&by=", "&rows=kind&columns="])
def test_a_table_that_cannot_be_is_said(client, coordinator, query):
    soup = page(client.get(f"/desk/figures/crosstab/{PERIOD}{query}"))

    assert soup.select(".note--error")
    assert soup.select("table") == []


def test_a_table_for_the_public_hides_what_the_command_hides(client, coordinator, some):
    soup = page(client.get(f"/desk/figures/crosstab/{PERIOD}&rows=kind&columns=sex&publish=on"))

    found = told(coordinator, "crosstab", rows="kind", columns="sex", publish=True)
    shown = table(soup, "For the public")
    words = {None: "hidden"}
    assert [line[1:-1] for line in shown[:-1]] == [[words.get(cell, str(cell)) for cell in line] for line in found["cells"]]
    assert shown[-1][-1] == str(found["total"]) == "10"
    assert "Not published. Each number is rounded separately to the nearest 5" in text(soup)
    assert "Outside the Unit a table has at most two dimensions" in text(
        page(client.get(f"/desk/figures/crosstab/{PERIOD}&rows=kind&columns=sex&by=age&publish=on"))
    )


def test_a_part_of_the_house_is_not_offered_figures_for_the_public(client, some):
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    soup = page(client.get(f"/desk/figures/crosstab/{PERIOD}&rows=kind&columns=sex&publish=on"))

    assert soup.select("[name=publish]") == []
    assert soup.select(".quiet")
    assert "Not published" not in text(soup)


def test_downloads_hold_the_numbers_of_the_page_and_start_no_formula(client, coordinator, some):
    as_csv = client.get("/desk/figures/admissions/download/csv/" + PERIOD)
    book = load_workbook(io.BytesIO(client.get("/desk/figures/assistance/download/xlsx/" + PERIOD).content))

    assert as_csv["Content-Disposition"] == 'attachment; filename="admissions-20150101-20211231.csv"'
    assert as_csv.content.decode().splitlines()[:2] == ["\ufeffAdmitted,9", "Survivors,4"]
    assert book.sheetnames == ["Notes", "Help given"]
    assert client.get("/desk/figures/crosstab/download/csv/" + PERIOD).status_code == 400
    assert client.get("/desk/figures/gossip/download/csv/" + PERIOD).status_code == 400
    assert client.get("/desk/figures/admissions/download/pdf/" + PERIOD).status_code == 400


def test_a_number_leads_to_the_codes_behind_it(client, coordinator, some, secretariat):
    link = page(client.get("/desk/figures/" + PERIOD)).select_one(".sums a[href*='kind=self']")["href"]

    soup = page(client.get(link))

    assert text(soup.h1) == "4 cases"
    assert len(soup.select("main a[href*='/desk/cases/'] .code")) == 4
    assert ("the person themselves" in text(soup.select_one(".title")), "surviv" in str(soup.main) + link) == (True, False)


def test_an_address_does_not_say_that_it_is_about_children_and_leads_to_them(client, coordinator, some):
    links = [link["href"] for link in page(client.get("/desk/figures/" + PERIOD)).select("main a[href*='/rows/']")]

    assert [link for link in links if "minor" in link or "adult" in link] == []
    (young,) = {link for link in links if "age=0-17" in link and "kind" not in link and "sex" not in link}
    assert text(page(client.get(young)).h1) == "2 cases"


@pytest.mark.parametrize("query", ["&region=nowhere", "&kind=x", "&organisation=x", "&year=' OR 1=1"])
def test_codes_behind_what_does_not_exist_are_none(client, coordinator, some, query):
    assert text(page(client.get(f"/desk/figures/rows/{PERIOD}{query}")).h1) == "0 cases"


def test_the_director_sees_numbers_and_no_way_to_persons(client, some):
    sign_in(client, make_user(Role.DIRECTOR))

    soup = page(client.get("/desk/figures/" + PERIOD))

    assert text(soup.select_one(".sums .all")) == "9 admitted in total"
    assert "/desk/figures/rows/" not in str(soup)
    assert "/desk/data-quality/" not in str(soup)
    assert page(client.get("/desk/figures/rows/" + PERIOD)).select(".code") == []


def test_a_member_organisation_sees_its_own_numbers_and_codes_alone(client, some):
    member = make_member(1)
    own = counted(member, kind=Kind.SURVIVOR)
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=member))

    assert text(page(client.get("/desk/figures/" + PERIOD)).select_one(".sums .all b")) == "1"
    soup = page(client.get("/desk/figures/rows/" + PERIOD))
    assert [link["href"] for link in soup.select("main a[href*='/desk/cases/']")] == [f"/desk/cases/{own.code}/"]


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.ACCOUNTANT, Role.ADMINISTRATOR, Role.DATA_GUARDIAN])
def test_who_sees_no_figures_is_refused(client, secretariat, role):
    sign_in(client, make_user(role))

    for address in (
        "",
        "assistance/",
        "crosstab/",
        "reports/",
        "reports/people/",
        "people/download/csv/",
        "rows/",
        "admissions/download/csv/",
    ):
        assert client.get("/desk/figures/" + address).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_however_many_are_counted(client, coordinator, secretariat, count, django_assert_num_queries):
    for _each in range(count):
        given(counted(secretariat))
    client.get("/desk/figures/")

    with django_assert_num_queries(frame.QUERIES + 5):  # what changed, the two parts, the names of organisations, what is out of the year
        client.get("/desk/figures/" + PERIOD)
    with django_assert_num_queries(frame.QUERIES + 2):
        client.get("/desk/figures/assistance/" + PERIOD)
    with django_assert_num_queries(frame.QUERIES + 3):  # the own questions that may be counted
        client.get(f"/desk/figures/crosstab/{PERIOD}&rows=kind&columns=sex&by=age")
    with django_assert_num_queries(frame.QUERIES + 3):
        client.get("/desk/figures/rows/" + PERIOD)


def test_a_report_shows_the_whole_the_cuts_and_the_rule_as_the_file_does(client, coordinator, some):
    soup = page(client.get("/desk/figures/reports/people/" + PERIOD))

    section = soup.select_one("section[aria-labelledby=persons_admitted]")
    assert text(section.select_one("p")) == "9 persons"
    assert text(soup.select_one("section[aria-labelledby=drop_out] p")) == "0 of 0"
    found = json.loads(group_report(coordinator, groups()["people"], START, END, "json"))["persons_admitted"]
    assert found["numerator"] == 9
    bands = table(section, "Age in years")
    assert bands == [["12–17", "2"], ["18–29", "1"], ["30–44", "5"], ["age unknown", "1"]]
    assert [int(line[1]) for line in bands] == [one["numerator"] for one in found["by"]["age_band"].values()]
    assert "Rule: Admitted, version 1." in text(section).replace("Rule :", "Rule:").replace(" ,", ",").replace(" .", ".")
    assert "People admitted in the period, each counted once" in text(section)


@pytest.mark.parametrize("code", ["people", "help", "referrals", "clocks", "outcomes", "hotline"])
def test_every_report_is_shown_and_taken_as_a_file(client, coordinator, some, code):
    soup = page(client.get(f"/desk/figures/reports/{code}/{PERIOD}"))

    links = [link["href"] for link in soup.select("p.row a[href*='/download/']")]
    assert [client.get(link).status_code for link in links] == [200, 200]
    assert soup.select("[aria-current=page]")


def test_what_was_spent_by_whom_stands_beside_help_for_who_sees_sums(client, coordinator, some):
    case = Case.objects.first()
    given(case)
    with writes_allowed():
        for help_given in case.assistance.all():
            Payment(
                case=case,
                person=case.person,
                assistance=help_given,
                amount=Decimal("120.50"),
                currency="TJS",
                payer=Payer.FUNDER,
                proof=Proof.RECEIPT,
            ).save(force_insert=True)

    shown = table(page(client.get("/desk/figures/reports/help/" + PERIOD)), "By who pays")
    sign_in(client, make_user(Role.DIRECTOR))
    soup = page(client.get("/desk/figures/reports/help/" + PERIOD))

    assert [line[1:] for line in shown] == [["1", "120.50 somoni", "120.50 somoni"]]
    assert not soup.select("#spent")


def test_a_report_that_does_not_exist_is_not_found(client, coordinator):
    assert client.get("/desk/figures/reports/gossip/").status_code == 404
    assert client.get("/desk/figures/reports/")["Location"] == "/desk/figures/reports/people/"
    assert page(client.get("/desk/figures/reports/people/?start=01.01.2021&end=31.12.2015")).select(".filter .error")


@pytest.mark.parametrize("count", [1, 3])
def test_reports_cost_the_same_however_many_are_counted(client, coordinator, secretariat, count, django_assert_num_queries):
    for _each in range(count):
        given(counted(secretariat))
    client.get("/desk/figures/")

    figures = len(groups()["people"].indicators)
    with django_assert_num_queries(frame.QUERIES + 3 + figures):  # what changed and by organisation, and one a figure
        client.get("/desk/figures/reports/people/" + PERIOD)
    with django_assert_num_queries(frame.QUERIES + 12):  # three of them for what was spent
        client.get("/desk/figures/reports/help/" + PERIOD)


def test_regions_stand_by_the_alphabet_of_who_reads_and_the_unknown_last(client, some):
    sign_in(client, make_user(Role.DIRECTOR, language="ru"))

    names = [line[0] for line in table(page(client.get("/desk/figures/" + PERIOD)), "По регионам")]

    assert names[:2] == ["Согдийская область", "Хатлонская область"]
    assert names[2].startswith("не")
