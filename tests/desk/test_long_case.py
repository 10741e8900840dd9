"""A case of five years opens as quickly as one of a week: as many questions to the database, and a page that stays light."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from panoh.accounts.roles import Role
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.long_case import Size, make_long_case
from tests.factories.network import make_facility

pytestmark = pytest.mark.django_db

MOST = {"case_file": 34, "case_programme": 27, "case_assessments": 12, "case_questionnaires": 21}
LIGHT = 80_000


def test_the_pages_of_a_long_case_ask_as_often_as_those_of_a_short_one_and_stay_light(client):
    psychologist, coordinator, facility = make_user(Role.PSYCHOLOGIST), make_coordinator(), make_facility()
    sign_in(client, psychologist)
    sizes = (Size(3, 3, 3, 3, 3), Size())
    short, long = (make_long_case(by=psychologist, coordinator=coordinator, facility=facility, size=size) for size in sizes)
    for name, most in MOST.items():
        asked = [questions(client, reverse(f"desk:{name}", args=[case.code])) for case in (short, long)]
        assert asked[0] == asked[1] <= most, name


def questions(client, address):
    """How often the page asks the database; it must be light."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    assert len(answer.content) < LIGHT
    return len(queries)
