"""What a call told of danger stands on its request and its case; a look at which nothing was asked is no look."""

import pytest
from django.urls import reverse

from panoh.cases.actions import Answers, admit, triage_request
from panoh.cases.danger import Signs
from panoh.cases.enums import Asker, Kind, Urgency
from panoh.cases.models import Case
from panoh.people.data import PersonData
from tests.factories.accounts import sign_in
from tests.factories.cases import make_coordinator, make_request
from tests.factories.hotline import make_call
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def panel(client, name, code):
    page = soup_of(client.get(reverse(name, args=[code])))
    return " ".join(page.select_one('section[aria-labelledby="danger"]').get_text(" ").split())


def admitted(request, by):
    return Case.objects.get(
        pk=admit(request, PersonData(sex="male", given_name="Кодир"), by=by, organisation=by.organisation, kind=Kind.SURVIVOR).pk
    )


@pytest.mark.parametrize("dangers", [["own_life"], ["own_life", "life"]])
def test_thoughts_of_death_told_at_a_call_without_words_stand_on_the_request_and_the_case(client, dangers):
    coordinator = sign_in(client, make_coordinator())
    request = make_call(by=coordinator, said="", urgency="hour", dangers=dangers, sending=Answers()).request

    shown = panel(client, "desk:request_detail", request.code)
    assert ("Reported during the call:" in shown, "thinks of ending their own life" in shown) == (True, True)
    assert ("Nobody has asked" in shown, "not asked" in shown) == (False, False)

    triage_request(request, by=coordinator, urgency=Urgency.RED)
    shown = panel(client, "desk:case_file", admitted(request, coordinator).code)
    assert ("thinks of ending their own life" in shown, "not asked" in shown) == (True, False)


def test_a_triage_at_which_nothing_was_asked_is_said_to_be_none_also_after_admission(client):
    coordinator = sign_in(client, make_coordinator())
    request = make_request(by=coordinator)
    triage_request(request, by=coordinator, urgency=Urgency.AMBER)
    shown = [panel(client, "desk:request_detail", request.code)]
    shown.append(panel(client, "desk:case_file", admitted(request, coordinator).code))

    for each in shown:
        assert ("Checked" in each, "Danger: not asked" in each) == (False, True)


def test_a_request_of_a_relative_says_for_whom_help_is_beside_who_asks(client):
    coordinator = sign_in(client, make_coordinator())
    request = make_request(by=coordinator, asker=Asker.RELATIVE, kind=Kind.SURVIVOR)

    page = soup_of(client.get(reverse("desk:request_detail", args=[request.code])))

    assert "help is for: the person themselves" in page.select_one(".title").get_text()
    assert [one.dd.get_text() for one in page.select(".facts div") if one.dt.get_text() == "Who asks"] == ["a relative"]


def test_danger_to_life_is_not_said_to_be_not_asked_beside_itself(client):
    coordinator = sign_in(client, make_coordinator())
    request = make_call(by=coordinator, urgency="hour", dangers=["life"], sending=Answers()).request

    shown = panel(client, "desk:request_detail", request.code)

    assert ("danger to life" in shown, "Danger to life: not asked" in shown, "Thoughts of death: not asked" in shown) == (True, False, True)


def test_what_was_told_and_seen_again_stands_once_and_so_does_the_urgent_referral(client):
    coordinator = sign_in(client, make_coordinator())
    request = make_call(by=coordinator, urgency="hour", dangers=["life"], sending=Answers()).request
    triage_request(request, by=coordinator, urgency=Urgency.RED, signs=Signs(dangers=("life", "no_shelter")))

    page = soup_of(client.get(reverse("desk:request_detail", args=[request.code])))

    badges = [each.get_text(strip=True) for each in page.select('[aria-labelledby="danger"] .badge')]
    assert (badges.count("danger to life"), len(badges)) == (1, 2)
    assert len(page.find_all("a", string=lambda said: said and "Urgent referral now" in said)) <= 1
    assert page.main.get_text().count("Urgent referral now") == 1
