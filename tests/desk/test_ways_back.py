"""What a press had opened is closed for whoever comes back to its address: they get the page on which it was pressed, never an empty one."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, resolve, reverse

from panoh.accounts.roles import Role
from panoh.desk import urls
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator
from tests.pages import soup_of, url

pytestmark = pytest.mark.django_db

KEY = "11111111-1111-4111-8111-111111111111"
SAMPLES = {"uuid": KEY, "int": "1", "slug": "x", "str": "x", "step": "78", "instrument": "1"}
# Nothing stands above them, and none opens anything: a press leads on.
TO_MY_DAY = {"discreet", "end_role", "reply_link_revoke", "sign_out", "take_back"}


def methods_of(view: Callable[..., Any] | None) -> list[str]:
    """By which methods alone the view is asked, as `require_POST` and the like hold it; empty where none of them stands before it."""
    while view is not None:
        code = getattr(view, "__code__", None)
        if code is not None and "request_method_list" in code.co_freevars:
            return list(view.__closure__[code.co_freevars.index("request_method_list")].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return []


def by_press() -> Iterator[tuple[str, str]]:
    """The name and an address of everything of the desk that is asked for by a press alone."""
    for one in urls.urlpatterns:
        if isinstance(one, URLPattern) and methods_of(one.callback) == ["POST"]:
            route = re.sub(r"\(\?P<\w+>[^)]*\)", "x", str(one.pattern).strip("^$"))
            yield str(one.name), "/desk/" + re.sub(r"<(\w+):\w+>", lambda part: SAMPLES[part[1]], route)


def test_every_address_of_a_press_leads_to_the_page_above_it_with_the_same_filter(client):
    make_secretariat()
    sign_in(client, make_user(*Role))
    asked, empty, nowhere = 0, [], set()
    for name, address in by_press():
        answer = client.get(f"{address}?show=open&page=2")
        asked += 1
        there = answer.headers.get("Location", "").removesuffix("?show=open&page=2")
        if answer.status_code != 302 or not address.startswith(there) or not answer.headers["Location"].endswith("?show=open&page=2"):
            empty.append(f"{name}: {answer.status_code} {there}")
        elif there == "/desk/":
            nowhere.add(name)
        else:
            resolve(there)

    assert empty == []
    assert nowhere == TO_MY_DAY
    assert asked > 180


@pytest.mark.parametrize(
    ("pressed", "page"),
    [
        ("/desk/cases/names/", "/desk/cases/"),
        ("/desk/letters/words/", "/desk/letters/"),
        ("/desk/letters/promises/words/", "/desk/letters/promises/"),
        ("/desk/letters/contacts/names/", "/desk/letters/contacts/"),
        ("/desk/directory/names/", "/desk/directory/"),
        (f"/desk/complaints/{KEY}/words/", f"/desk/complaints/{KEY}/"),
        ("/desk/recommendations/words/", "/desk/recommendations/"),
        ("/desk/search/open/", "/desk/search/"),
        ("/desk/referrals/2345-6789X/letter/", "/desk/referrals/2345-6789X/"),
    ],
)
def test_what_is_opened_by_a_press_leads_to_where_it_is_pressed(client, pressed, page):
    sign_in(client, make_user(*Role))

    assert client.get(f"{pressed}?show=&page=1").url == f"{page}?show=&page=1"


def test_what_somebody_typed_into_an_address_does_not_come_back_in_a_header(client):
    sign_in(client, make_user(*Role))

    assert client.get("/desk/cases/names/", {"page": "2", "q": "Қодиров", "Қодиров": "1"}).url == "/desk/cases/?page=2"


def test_who_comes_back_to_names_finds_the_list_closed(client):
    coordinator = sign_in(client, make_coordinator())
    case = make_case(by=coordinator, family_name="Қодиров")
    assert "Қодиров" in client.post(f"{reverse('desk:cases')}names/?page=1").text

    page = client.get(f"{reverse('desk:cases')}names/?page=1", follow=True)

    assert (page.status_code, page.request["PATH_INFO"], page.request["QUERY_STRING"]) == (200, reverse("desk:cases"), "page=1")
    assert case.code in page.text
    assert "Қодиров" not in page.text


@pytest.mark.parametrize(("came", "led"), [("/desk/", ["To my day"]), ("/desk/cases/", [])])
def test_an_act_that_began_in_my_day_ends_on_a_page_that_leads_back_there_once(client, came, led):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    client.get(url("case_file", case), headers={"Referer": f"http://testserver{came}"})
    form = soup_of(client.get(url("quick_note", case), headers={"Referer": f"http://testserver{url('case_file', case)}"}))
    begun = {name: form.select_one(f"[name={name}]")["value"] for name in ("day", "discipline")}
    typed = {**begun, "kind": "visit", "minutes": "40", "summary": "Был у врача"}

    ended = client.post(url("quick_note", case), typed, follow=True)

    assert [link.get_text() for link in soup_of(ended).select("#said a.btn")] == led
    assert soup_of(client.get(ended.request["PATH_INFO"])).select("#said a.btn") == []
