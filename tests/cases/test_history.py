"""Who looked: plain words, roles and organisations, on rows that could leak."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.enums import Discipline
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def _page(client, case, query=""):
    response = client.get(reverse("desk:case_history", args=[case.code]) + query)
    assert response.status_code == 200
    return soup_of(response)


def _lines(page):
    return [" ".join(item.find(class_="what").get_text(" ").split()) for item in page.select("main ul.tasks > li")]


@pytest.fixture
def case(client):
    make_secretariat()
    worker = sign_in(client, make_user(Role.SOCIAL_WORKER, username="alias-of-worker"))
    return make_case(workers=((worker, Discipline.SOCIAL),))


def test_the_page_says_in_plain_words_who_did_what_for_what(client, case):
    physician = make_user(Role.PHYSICIAN, username="alias-of-physician")
    open_sealed([case.person], by=physician.actor, purpose=Purpose.CARE)

    lines = _lines(_page(client, case))

    assert lines[0] == "Names or text were opened — to help the person consulting physician, Secretariat · alias-of-physician"
    assert any(line.startswith("The person was admitted and a file was opened") for line in lines)


def test_the_copy_for_the_person_names_roles_and_no_account(client, case):
    physician = make_user(Role.PHYSICIAN, username="alias-of-physician")
    open_sealed([case.person], by=physician.actor, purpose=Purpose.CARE)

    page = _page(client, case, "?for=person")

    assert _lines(page)[0] == "Names or text were opened — to help the person consulting physician, Secretariat"
    assert "alias-of-physician" not in str(page.main)


def test_the_copy_on_paper_holds_no_link(client, case):
    page = _page(client, case, "?for=person")

    hidden = page.select("main :is(.no-print, .tabs, .how, .actions, .exit, .btn)")
    left = [link for link in page.select("main a") if not any(part in hidden for part in (link, *link.parents))]
    assert [link.get_text(" ", strip=True) for link in left] == []


def test_what_was_done_with_another_person_stands_elsewhere(client, case):
    other = make_case()
    before = len(_lines(_page(client, case)))
    open_sealed([other.person], by=make_coordinator().actor, purpose=Purpose.REVIEW)

    assert len(_lines(_page(client, case))) == before


def test_the_page_counts_readers_of_thirty_days(client, case):
    open_sealed([case.person], by=make_user(Role.PHYSICIAN).actor, purpose=Purpose.CARE)

    assert "In 30 days: 2 people" in _page(client, case).main.get_text(" ")


def test_looking_who_looked_needs_the_case(client, case):
    sign_in(client, make_user(Role.SOCIAL_WORKER))

    assert client.get(reverse("desk:case_history", args=[case.code])).status_code == 404


def test_the_same_reading_several_times_in_a_row_is_told_once_with_its_number(client, case):
    physician = make_user(Role.PHYSICIAN, username="alias-of-physician")
    before = len(_lines(_page(client, case)))
    for _turn in range(3):
        open_sealed([case.person], by=physician.actor, purpose=Purpose.CARE)

    lines = _lines(_page(client, case))

    assert len(lines) == before + 1
    assert lines[0].endswith("alias-of-physician · 3 times")
