"""Somebody of a member begins with what is theirs: the door, the organisation, the sender of a letter, the figures."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.enums import RequestState
from panoh.cases.models import Request
from panoh.core.clock import today
from panoh.referrals.actions.sending import preview_letter
from panoh.referrals.enums import Level
from panoh.reporting.queries.figures import admissions
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def worker(client):
    return sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))


def chosen(response, name):
    return soup_of(response).select_one(f"main select[name={name}] option[selected]")["value"]


def test_a_request_comes_by_the_member_and_who_admits_the_person_begins_with_the_member(client, worker):
    assert chosen(client.get(reverse("desk:request_new")), "door") == "member"

    item = make_request(by=worker, state=RequestState.TRIAGED)

    assert Request.objects.get().organisation == worker.organisation
    sign_in(client, make_coordinator())
    assert chosen(client.get(reverse("desk:request_admit", args=[item.code])), "organisation") == worker.organisation.slug


def test_a_letter_that_says_who_refers_says_the_member(worker):
    case = make_case(by=make_coordinator(), organisation=worker.organisation)
    row = make_referral(by=worker, case=case, level=Level.FULL)

    letter = str(preview_letter(row, by=worker))

    assert worker.organisation.name_ru in letter or worker.organisation.name_tg in letter


def test_figures_are_those_of_the_member(worker):
    coordinator = make_coordinator()
    make_case(by=coordinator, organisation=worker.organisation)
    make_case(by=coordinator)

    assert [admissions(user, today(), today()).persons for user in (worker, coordinator)] == [1, 2]
