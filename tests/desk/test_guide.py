"""The guide on the desk: the page of one's own role, in one's own language, a press away from every page."""

import re
from importlib.resources import files

import pytest
from django.urls import reverse
from django.utils import translation

from panoh.accounts.enums import Feature
from panoh.accounts.features import set_first_features
from panoh.accounts.roles import Role
from panoh.desk.frame.context import rail_places
from panoh.desk.frame.places import ACTS, BY_VIEW, open_places
from panoh.desk.home.guide import NAMES, TOGETHER, WITHOUT_DANGER, guide_name, in_use, pages_of
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BOLD = re.compile(r"\*\*([^*]+)\*\*")
UNDER_MORE = re.compile(r"((?:\*\*[^*]+\*\*(?:-ро)?(?: (?:and|и|ва) )?)+),? (?:under|в разделе|дар) \*\*(?:More|Ещё|Дигар)\*\*")
IN_MENU = re.compile("in the menu on the left|в меню слева|дар менюи чап", re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_every_page_is_read_whole_without_pictures_and_without_ways_to_files(client, language):
    sign_in(client, make_user(Role.COORDINATOR, language=language))
    for name in NAMES:
        page = soup_of(client.get(f"{reverse('desk:guide')}?of={name}")).select_one("main")
        assert page.h1.get_text(strip=True)
        assert (len(page.select(".prose ol > li")) >= 5, len(page.select(".prose h2")) >= 4) == (True, True), name
        assert page.select("article img, article a") == [], name


@pytest.mark.parametrize(("language", "act"), [("en", "I have it"), ("ru", "Беру на себя"), ("tg", "Ба уҳда мегирам")])
def test_who_may_meet_a_danger_reads_how_to_report_it_how_to_have_it_and_how_it_ends(client, language, act):
    sign_in(client, make_user(Role.COORDINATOR, language=language))
    told = {name for name in NAMES if act in client.get(f"{reverse('desk:guide')}?of={name}").content.decode()}

    assert set(NAMES) - told == {"accountant", "data-guardian", "administrator"}


@pytest.mark.parametrize(
    ("role", "own", "step"),
    [
        (Role.DUTY_OFFICER, "what a hotline consultant does", "Stay on the line"),
        (Role.PSYCHOLOGIST, "what a psychologist does", "Ask directly and calmly"),
        (Role.REGIONAL_WORKER, "what a social worker in the region does", "answer within 15 minutes"),
        (Role.COORDINATOR, "what a coordinator does", "after a quarter of its time"),
    ],
)
def test_four_roles_read_what_they_themselves_do_about_a_danger(client, role, own, step):
    sign_in(client, make_user(role, language="en"))

    page = soup_of(client.get(reverse("desk:guide"))).select_one("main")

    (head,) = (each for each in page.select(".prose h2") if own in each.get_text())
    assert step in head.find_next("ol").get_text()


def test_a_page_leads_to_the_guide_of_ones_role_and_that_to_ones_others(client):
    make_secretariat()
    sign_in(client, make_user(Role.DIRECTOR, Role.MEMBER_PSYCHOLOGIST, language="ru"))
    (way,) = soup_of(client.get(reverse("desk:my_day"))).select("details.how a")
    assert way["href"] == reverse("desk:guide")

    page = soup_of(client.get(way["href"])).select_one("main")

    assert page.h1.get_text().startswith("Руководство: психолог")
    assert {link["href"]: link.get_text() for link in page.select("nav a")} == {f"{reverse('desk:guide')}?of=director": "Директор"}
    assert client.get(f"{reverse('desk:guide')}?of=nobody").status_code == 404


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_what_is_read_of_a_danger_sends_nobody_to_a_place_that_is_closed_to_them(language):
    told = BOLD.findall((files("panoh.content") / "guide" / language / "danger.md").read_text(encoding="utf-8"))
    users = {role: make_user(role) for role in Role if guide_name(role) not in WITHOUT_DANGER}
    with translation.override(language):
        places = {str(place.label): place for place in (*BY_VIEW.values(), *ACTS) if str(place.label) in told}
    closed = {(place.view, role) for place in places.values() for role, user in users.items() if not place.is_open_to(user)}
    assert closed == {("desk:request_new", role) for role in (Role.DIRECTOR, Role.SPECIALIST)}  # they are told whom to telephone


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
@pytest.mark.parametrize("role", [role for role in Role if role not in TOGETHER])  # who reads another's page may miss a place of it
def test_what_a_guide_says_is_under_more_is_there_and_what_is_in_the_menu_is_in_the_rail(role, language):
    user = make_user(role)
    rail = {place.place.view for place in rail_places(user)}
    with translation.override(language):
        offered = {place.view: str(place.label) for place in open_places(user, BY_VIEW.values(), ())}
    under_more = {label for view, label in offered.items() if view not in rail}
    pages = [f"{page}.md" for page in pages_of(guide_name(role)) if page != "danger"]
    told = "".join(in_use((files("panoh.content") / "guide" / language / page).read_text(encoding="utf-8"), ()) for page in pages)

    named = [each for match in UNDER_MORE.findall(told) for each in BOLD.findall(match)]
    assert named
    assert [each for each in named if each not in under_more] == []
    lines = [line for line in told.splitlines() if IN_MENU.search(line)]
    assert [line for line in lines if not any(each in BOLD.findall(line) for each in offered.values() if each not in under_more)] == []


@pytest.mark.parametrize(("language", "plans"), [("en", "Strategic plans"), ("ru", "Стратегические планы"), ("tg", "Нақшаҳои стратегӣ")])
def test_the_guide_says_nothing_of_a_part_that_is_off_and_all_of_it_again_once_it_is_on(client, language, plans):
    sign_in(client, make_user(Role.DIRECTOR, language=language))
    assert plans in client.get(reverse("desk:guide")).content.decode()
    set_first_features(set(Feature) - {Feature.PLANS})

    text = soup_of(client.get(reverse("desk:guide"))).select_one("article.prose").get_text()

    assert plans not in text
    assert "<!--" not in text
    set_first_features(Feature)
    assert plans in client.get(reverse("desk:guide")).content.decode()
