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

MOST = {"case_file": 50, "case_programme": 32, "case_assessments": 16, "case_questionnaires": 16}
LIGHT = 80_000


@pytest.mark.parametrize("name", MOST)
def test_a_page_of_a_long_case_asks_as_often_as_that_of_a_short_one_and_stays_light(client, name):
    psychologist, coordinator = make_user(Role.PSYCHOLOGIST), make_coordinator()
    sign_in(client, psychologist)
    asked = []
    for size in (Size(3, 3, 3, 3, 3), Size()):
        case = make_long_case(by=psychologist, coordinator=coordinator, facility=make_facility(), size=size)
        address = reverse(f"desk:{name}", args=[case.code])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(answer.content) < LIGHT
        asked.append(len(queries))

    assert asked[0] == asked[1] <= MOST[name]
