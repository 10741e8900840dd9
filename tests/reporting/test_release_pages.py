"""The way of a table through the pages: drawn up, looked at, read blind, released, withdrawn; who sees what of it."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.reporting.actions import ask_readers
from panoh.reporting.enums import Audience
from panoh.reporting.models import FigureRelease
from panoh.reporting.publishable_table import read
from panoh.reporting.release_files import cover_lines
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.figures import make_release, read_by, released
from tests.pages import main_text as text
from tests.reporting.rows import counted

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def coordinator():
    for count, facts in ((12, {"sex": "female"}), (14, {"sex": "male"}), (6, {"kind": "family"}), (7, {"kind": "family", "sex": "male"})):
        for _each in range(count):
            counted(make_secretariat(), admitted_on=dt.date(2022, 5, 1), **facts)
    return make_user(Role.COORDINATOR)


@pytest.fixture
def readers(coordinator):
    for _each in range(2):
        make_user(Role.SOCIAL_WORKER)
    return make_user(Role.DIRECTOR), make_user(Role.DATA_GUARDIAN)


def url(row, name="", *more):
    return reverse(f"desk:statistics_release{name}", args=[row.pk, *more])


def test_the_sentence_goes_out_by_a_named_decision_with_what_each_number_could_reveal(client, coordinator, readers):
    sign_in(client, coordinator)
    given = {"what": "sentence", "start": "01.01.2022", "end": "31.12.2022", "audience": "public", "why": "Для сайта"}

    drawn = text(client.post(reverse("desk:statistics_release_new"), given, follow=True))
    row = FigureRelease.objects.get()
    assert "Do you decide to make these exact numbers public" in drawn
    assert "39 admitted" in drawn
    assert "Nobody: of every person it becomes known that they are not among these" not in drawn
    assert "Для сайта" not in drawn
    assert "Waiting for a check 0 of 2" in text(client.post(url(row, "_act", "ask"), follow=True))

    for reader, seen in zip(readers, ("waiting for a check", "published"), strict=True):
        sign_in(client, reader)
        page = client.get(url(row))
        assert ("Give your opinion" in text(page), "Просмотрено" in text(client.post(url(row)))) == (True, False)
        sent = {"verdict": "agrees", "words": "Просмотрено", "version": FigureRelease.objects.get().version}
        assert seen in text(client.post(url(row, "_read"), sent, follow=True))
    assert f"Decided by {coordinator.username}" in text(client.get(url(row)))
    assert text(client.post(url(row))).count("Просмотрено") == 2

    sign_in(client, coordinator)
    taken = client.get(url(row, "_file", "csv")).content.decode()
    assert taken.startswith('\ufeff"39 admitted')
    book = client.get(url(row, "_file", "xlsx"))
    assert book["Content-Disposition"] == 'attachment; filename="table-1.xlsx"'
    assert load_workbook(BytesIO(book.content)).sheetnames == ["Notes", "The year in one sentence"]
    sent = {"why": "wrong", "words": "Число", "version": FigureRelease.objects.get().version}
    assert "Withdrawn" in text(client.post(url(row, "_withdraw"), sent, follow=True))
    assert client.get(url(row, "_file", "csv")).status_code == 404


def test_the_cover_says_once_what_is_hidden_and_that_what_an_agreement_names_goes_no_further(coordinator, readers):
    told = read(released(by=coordinator, rows="sex", audience="agreement", recipient="Фонд").told)

    lines = cover_lines(told, 1, dt.date(2022, 1, 1), dt.date(2022, 12, 31), Audience.AGREEMENT)

    assert lines[-2:] == [
        "For: a funder or a network, under an agreement. Do not pass it on to anyone else.",
        "Numbers under 5, and some others, are hidden.",
    ]


def test_what_is_for_inside_is_exact_and_stays_on_its_page(client, coordinator, readers):
    row = released(by=coordinator, rows="sex", audience="inside")
    sign_in(client, coordinator)

    assert "/file/" not in client.get(url(row)).content.decode()
    assert [client.get(url(row, "_file", form)).status_code for form in ("csv", "xlsx")] == [404, 404]


def test_a_reader_does_not_learn_what_the_other_said_before_having_written(client, coordinator, readers):
    row = make_release(by=coordinator)
    sign_in(client, coordinator)
    client.post(url(row, "_act", "ask"))
    row.refresh_from_db()
    read_by(row, readers[0], verdict="against")

    for user in (coordinator, readers[1]):
        sign_in(client, user)
        said = text(client.post(url(row)))
        assert ("Просмотрено" in said, "it may not be published like this" in said, readers[0].username in said) == (False, False, False)


def test_what_waits_to_be_read_stands_in_the_day_of_who_reads_it_until_it_is_read(client, coordinator, readers):
    row = make_release(by=coordinator)
    ask_readers(row, by=coordinator)

    for user, waits in ((readers[0], True), (coordinator, False), (make_user(Role.SOCIAL_WORKER), False)):
        sign_in(client, user)
        day = text(client.get("/desk/"))
        assert ("Check a table before publication" in day, read(row.told).title in day) == (waits, waits)
    read_by(row, readers[0])
    sign_in(client, readers[0])
    assert "Check a table before publication" not in text(client.get("/desk/"))


def test_a_refusal_stands_in_the_form_and_nothing_typed_is_lost(client, coordinator):
    sign_in(client, coordinator)
    given = {"what": "table", "rows": "region", "start": "01.01.2018", "end": "31.12.2018", "audience": "public", "why": "Для сайта"}

    response = client.post(reverse("desk:statistics_release_new"), given)

    assert response.status_code == 400
    assert "2015–2021" in text(response)
    assert "Для сайта" in response.content.decode()


def test_a_member_sees_the_table_and_neither_words_nor_what_waits(client, coordinator):
    mine = released(by=coordinator, rows="sex", audience="members")
    waits = make_release(by=coordinator, rows="region")
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    assert "People admitted: sex" in text(client.get(reverse("desk:statistics_releases")))
    assert "Show text" not in text(client.get(url(mine)))
    assert "Для годового отчёта" not in text(client.post(url(mine)))
    assert client.get(url(waits)).status_code == 404
    assert client.get(reverse("desk:statistics_release_new")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_do_not_grow_with_rows(client, coordinator, count, django_assert_num_queries):
    sign_in(client, coordinator)
    for cut in ("sex", "region", "door")[:count]:
        make_release(by=coordinator, rows=cut)

    with django_assert_num_queries(QUERIES):
        assert client.get(reverse("desk:statistics_releases")).status_code == 200


QUERIES = 11
