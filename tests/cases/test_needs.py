"""What help is asked for: neutral in lists, in full on the page of one request or call."""

import pytest
from django.urls import reverse

from panoh.cases.enums import Need
from tests.factories.accounts import sign_in
from tests.factories.cases import make_coordinator, make_request
from tests.factories.hotline import make_call, make_officer
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_list_of_requests_or_calls_does_not_say_injuries_and_the_page_of_one_does(client):
    by = make_coordinator()
    sign_in(client, by)
    request = make_request(by=by, needs=[Need.DOCUMENTATION, Need.SOCIAL])
    call = make_call(by=make_officer(), needs=[Need.DOCUMENTATION])

    row = soup_of(client.get(reverse("desk:requests"))).select_one("main .tasks .what a")
    assert row.get_text(strip=True) == "medical document, social help"
    assert "documentation of injuries, social help" in text(client.get(reverse("desk:request_detail", args=[request.code])))
    asked = soup_of(client.get(reverse("desk:request_triage", args=[request.code]))).select_one("[name=needs][value=documentation]")
    assert asked.find_parent("label").get_text(strip=True) == "documentation of injuries"

    sign_in(client, call.taken_by)
    calls = text(client.get(reverse("desk:calls")))
    assert ("medical document" in calls, "injuries" in calls) == (True, False)
    assert "documentation of injuries" in text(client.get(reverse("desk:call", args=[call.code])))
