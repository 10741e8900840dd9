"""The sample shows the house: nobody who signs in finds an empty page, and whatever can become of a row occurs."""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from panoh.accounts.models import User
from panoh.accounts.sample import SAMPLE_ACCOUNTS
from panoh.accounts.sessions import PROVED
from panoh.audit.guard import writes_allowed
from panoh.audit.models import Undo
from panoh.cases.enums import Attendance, CaseState, ProgrammeState, RequestState
from panoh.cases.models import Case, Programme, Request, Session, Task
from panoh.consent.enums import Decision
from panoh.consent.models import Consent
from panoh.core.clock import now, today
from panoh.exchange.enums import RowState, RunState
from panoh.exchange.models import ImportRow, ImportRun
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral
from tests.factories.accounts import sign_in
from tests.factories.sample import make_sample
from tests.pages import soup_of
from tests.worlds import shared

pytestmark = pytest.mark.django_db

ROWS = "main :is(.tasks > li, tbody > tr, .sums > *, .row a .code)"
# Pages that hold no list, the requests of who writes them down and never sees them again, and what is said about the Unit for who
# neither wrote it down nor answers it.
NO_LIST = {
    "desk:drills",
    "desk:features",
    "desk:guide",
    "desk:letterhead",
    "desk:account",
    "desk:hand_over",
    "desk:keys",
    "desk:phone",
    "desk:revoke",
    "desk:search",
    "desk:visit",
}
KNOW_OF_COMPLAINTS = {"coordinator", "director", "social-worker", "regional-worker", "member-worker", "lawyer"}
HOLD_NO_GROUP = {
    "coordinator",
    "social-worker",
    "physician",
    "regional-worker",
    "member-worker",
    "member-psychologist",
    "specialist",
    "lawyer",
}
NO_ROW = {("duty-officer", "desk:requests")} | {(name, "desk:complaints") for name in set(SAMPLE_ACCOUNTS) - KNOW_OF_COMPLAINTS}
# Groups are held by one of the sample.
NO_ROW |= {(name, "desk:groups") for name in HOLD_NO_GROUP}
# A document is shown to the lawyer alone.
SHOWN_NOTHING = {"coordinator", "social-worker", "physician", "psychologist", "regional-worker", "member-worker", "member-psychologist"}
NO_ROW |= {(name, "desk:released") for name in SHOWN_NOTHING}
# Neither they nor a case of theirs was opened in an emergency.
NO_ROW |= {("social-worker", "desk:openings")}
# No facility has answered about a case of hers.
NO_ROW |= {("member-worker", "desk:replies")}
# No report was signed and agreed to be shown to the legal unit.
NO_ROW |= {("lawyer", "desk:medico_reports")}


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Made once for all tests here: it takes longer than they do."""
    with shared(django_db_blocker, make_sample):
        yield


def lately(client: Client) -> None:
    """As if the second factor had been shown just now, however long the walk takes."""
    session = client.session
    session[PROVED] = now().timestamp()
    session.save()


def places(client: Client) -> dict[str, BeautifulSoup]:
    """The main pages of who is signed in, by the name of their view: what the rail and 'More' lead to."""
    found: dict[str, BeautifulSoup] = {}
    for start, links in (("desk:my_day", ".rail a"), ("desk:more", "main .what a")):
        page = soup_of(client.get(reverse(start)))
        for link in page.select(links):
            lately(client)
            response = client.get(link["href"])
            assert response.status_code == 200, link["href"]
            found[response.resolver_match.view_name] = soup_of(response)
    return found


def main_pages(client: Client) -> Iterator[tuple[str, str, BeautifulSoup]]:
    for name in SAMPLE_ACCOUNTS:
        sign_in(client, User.objects.get(username=name))
        for view, page in places(client).items():
            yield name, view, page


def test_no_main_page_of_anybody_is_empty(client, sample):
    pages = list(main_pages(client))

    empty = {(name, view) for name, view, page in pages if view not in NO_LIST and not page.select(ROWS)}
    assert empty == NO_ROW
    assert {name for name, _view, _page in pages} == set(SAMPLE_ACCOUNTS)


def test_who_works_outside_sees_the_one_case_that_was_shared(client, sample):
    for name in ("lawyer", "specialist"):
        sign_in(client, User.objects.get(username=name))
        page = soup_of(client.get(reverse("desk:cases")))

        assert len(page.select("tbody > tr")) == 1


def test_who_reads_english_only_finds_each_row_of_a_day_in_english(client, sample):
    with writes_allowed():
        User.objects.update(language="en")
    rows = []
    for name in SAMPLE_ACCOUNTS:
        sign_in(client, User.objects.get(username=name))
        rows += [row.get_text(" ", strip=True) for row in soup_of(client.get(reverse("desk:my_day"))).main.select("ul.tasks > li .what")]

    assert [row for row in rows if re.match(r"\W*[А-ӿ]", row)] == []
    assert [row for row in rows if row.startswith("Call the school · Позвонить")]


def occurring(model: type, field: str) -> set[str]:
    return set(model.objects.values_list(field, flat=True))


def test_every_state_occurs(sample):
    for model, field, states in (
        (Request, "state", RequestState),
        (Case, "state", CaseState),
        (Programme, "state", ProgrammeState),
        (Session, "attendance", Attendance),
        (Referral, "state", ReferralState),
        (Consent, "decision", Decision),
    ):
        assert occurring(model, field) == set(states.values), model
    assert occurring(ImportRow, "state") == {RowState.ADMITTED, RowState.HELD, RowState.REJECTED}
    assert occurring(ImportRun, "state") == {RunState.DONE, RunState.PREVIEW}


def test_nobodys_day_begins_with_what_the_sample_did(sample):
    assert not Undo.objects.exists()
    assert not Task.objects.filter(done_at__date=today()).exists()
    assert Task.objects.exclude(done_at=None).exists()


def test_nobodys_day_is_longer_than_a_page_reads_twice_or_is_red_without_danger(client, sample):
    for name in SAMPLE_ACCOUNTS:
        sign_in(client, User.objects.get(username=name))
        page = soup_of(client.get(reverse("desk:my_day")))
        rows = page.main.select("ul.tasks > li")
        read = [" ".join(row.find(class_="what").get_text(" ", strip=True).split()) for row in rows]

        assert len(rows) <= 25, name
        assert len(set(read)) == len(read), (name, [one for one in read if read.count(one) > 1])
        parts = [heading["id"] for heading in page.main.select("section > .head > h2")]
        assert parts == [part for part in ("danger", "decision", "due", "coming") if part in parts], name
        assert all(row.find_parent("section").h2["id"] == "danger" for row in page.main.select("li.danger, .badge--danger")), name
