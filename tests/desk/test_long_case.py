"""A case of five years opens as quickly as one of a week: the same questions to the database, and a page that stays light."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.long_case import Size, make_long_case
from tests.factories.network import make_facility

pytestmark = pytest.mark.django_db

QUERIES = {"case_file": 31, "case_programme": 27, "case_assessments": 12}
LIGHT = 80_000


@pytest.fixture
def reader(client):
    psychologist = make_user(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    return psychologist


@pytest.mark.parametrize("size", [Size(3, 3, 3, 3), Size()])
def test_the_pages_of_a_long_case_ask_as_often_and_stay_light(client, reader, size, django_assert_num_queries):
    case = make_long_case(by=reader, coordinator=make_coordinator(), facility=make_facility(), size=size)
    for name, count in QUERIES.items():
        address = reverse(f"desk:{name}", args=[case.code])
        client.get(address)
        with django_assert_num_queries(count, info=name):
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(answer.content) < LIGHT
