"""The guide on the desk: the page of one's own role, in one's own language, a press away from every page."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.desk.home.guide import NAMES
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_every_page_is_read_whole_without_pictures_and_without_ways_to_files(client, language):
    sign_in(client, make_user(Role.COORDINATOR, language=language))
    for name in NAMES:
        page = soup_of(client.get(f"{reverse('desk:guide')}?of={name}")).select_one("main")
        assert page.h1.get_text(strip=True)
        assert (len(page.select(".prose ol > li")) >= 5, len(page.select(".prose h2")) >= 4) == (True, True), name
        assert page.select("article img, article a") == [], name


def test_a_page_leads_to_the_guide_of_ones_role_and_that_to_ones_others(client):
    make_secretariat()
    sign_in(client, make_user(Role.DIRECTOR, Role.MEMBER_PSYCHOLOGIST, language="ru"))
    (way,) = soup_of(client.get(reverse("desk:my_day"))).select("details.how a")
    assert way["href"] == reverse("desk:guide")

    page = soup_of(client.get(way["href"])).select_one("main")

    assert page.h1.get_text(strip=True).startswith("Психолог")
    assert {link["href"]: link.get_text() for link in page.select("nav a")} == {f"{reverse('desk:guide')}?of=director": "Директор"}
    assert client.get(f"{reverse('desk:guide')}?of=nobody").status_code == 404
