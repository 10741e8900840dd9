"""Released tables for everybody: listed, each on a light page and as a file; what was withdrawn is named without its numbers."""

import datetime as dt

import pytest
from django.conf import settings

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.public.publishing import make_site
from panoh.reporting.actions import withdraw_release
from panoh.reporting.enums import Audience, What, WithdrawWhy
from panoh.reporting.models import FigureRelease
from panoh.reporting.public_snapshot import FILE, lay_out_figures
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.figures import make_release, released
from tests.pages import soup_of
from tests.reporting.rows import counted

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def coordinator():
    house = make_secretariat()
    for count, facts in ((12, {"sex": "female"}), (3, {"sex": "male", "kind": "family"}), (14, {"kind": "family"}), (20, {"sex": "male"})):
        for _each in range(count):
            counted(house, admitted_on=dt.date(2022, 5, 1), **facts)
    yield make_user(Role.COORDINATOR)
    (settings.DATA / FILE).unlink(missing_ok=True)


def text(client, path):
    return " ".join(soup_of(client.get(path)).main.get_text(" ").split())


def test_what_was_released_to_everybody_stands_there_and_nothing_else(client, coordinator):
    released(by=coordinator, rows="kind", columns="sex")
    released(by=coordinator, rows="region", audience=Audience.INSIDE)
    make_release(by=coordinator, rows="door")

    assert (lay_out_figures(), lay_out_figures()) == (True, False)

    assert text(client, "/en/figures/").count("No. ") == 1
    shown = text(client, "/en/figures/1/")
    assert "survivor hidden hidden 30" in shown
    assert "family member hidden hidden 15" in shown
    assert "Number of people" not in shown
    assert client.get("/en/figures/2/").status_code == 404
    taken = client.get("/ru/figures/1.csv").content.decode()
    assert taken.splitlines()[1].endswith("скрыто,скрыто,30")


def test_what_was_withdrawn_is_named_with_its_reason_and_without_its_numbers(client, coordinator):
    row = released(by=coordinator, what=What.SENTENCE)
    lay_out_figures()
    assert "49 admitted: 20" not in text(client, "/en/figures/")
    assert "49 admitted" in text(client, "/en/figures/1/")

    withdraw_release(row, by=coordinator, why=WithdrawWhy.WRONG, words="Ошибка")
    lay_out_figures()

    said = text(client, "/en/figures/")
    assert "withdrawn" in said
    assert "a number was wrong" in said
    assert [client.get(f"/en/figures/1{end}").status_code for end in ("/", ".csv")] == [404, 404]
    assert "49" not in (settings.DATA / FILE).read_text(encoding="utf-8")


def test_what_went_out_exact_before_there_was_a_threshold_has_no_page_and_no_file(client, coordinator):
    row = released(by=coordinator, what=What.SENTENCE)
    with writes_allowed():
        FigureRelease.objects.filter(pk=row.pk).update(told={**row.told, "threshold": 0})
    lay_out_figures()
    sign_in(client, coordinator)

    addresses = ["/en/figures/1/", "/en/figures/1.csv", f"/desk/figures/releases/{row.pk}/file/csv/", "/desk/figures/year/2022/public/"]
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    assert "The year in one sentence" in text(client, "/en/figures/")


def test_the_copy_holds_page_and_file_and_stays_light(coordinator):
    released(by=coordinator, rows="kind", columns="sex")
    lay_out_figures()

    site = make_site()

    assert {"tg/figures/1/index.html", "ru/figures/1.csv"} <= site.keys()
    page = site["tg/figures/1/index.html"]
    assert b'href="../1.csv"' in page
    assert len(page) + len(site["static/core/panoh.css"]) + len(site["static/core/js/leave.js"]) < 20_000
