"""On a telephone the names of a list open after a second factor shown for that alone; what is not plainly a desk computer counts as one."""

import datetime as dt
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse

from panoh.accounts import codes
from panoh.accounts.devices import looks_like_desk_computer
from panoh.accounts.roles import Role
from panoh.accounts.sessions import AT_DESK, PROVED_FOR_PRESS, open_session
from panoh.cases.enums import CaseState, Discipline
from panoh.core.clock import now
from tests.factories.accounts import give_code_device, make_user, sign_in
from tests.factories.cases import make_case
from tests.pages import soup_of, url

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
TABLET = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1"


@pytest.mark.parametrize(
    ("headers", "is_desk"),
    [
        ({"User-Agent": WINDOWS}, True),
        ({"User-Agent": WINDOWS, "Sec-CH-UA-Mobile": "?0", "Sec-CH-UA-Platform": '"Windows"'}, True),
        ({"User-Agent": FIREFOX}, True),
        ({"User-Agent": ANDROID}, False),
        ({"User-Agent": TABLET}, False),
        ({"User-Agent": IPHONE}, False),
        ({"User-Agent": WINDOWS, "Sec-CH-UA-Mobile": "?1"}, False),
        ({"User-Agent": FIREFOX, "Sec-CH-UA-Platform": '"Android"'}, False),
        ({"User-Agent": "curl/8.0"}, False),
        ({}, False),
    ],
)
def test_a_desk_computer_is_what_all_signs_speak_of(headers, is_desk):
    assert looks_like_desk_computer(headers) is is_desk


def begun(client, user, *, at_desk):
    """A session that began at a desk computer or not, and whose second factor was shown just now."""
    sign_in(client, user)
    session = client.session
    session[AT_DESK] = at_desk
    session.save()


def shows_names(client, address):
    """Whether a press on a telephone opens, or asks for the second factor."""
    return client.post(address, {"open": "1"}, headers={"User-Agent": ANDROID}).status_code == 200


@pytest.mark.django_db
@pytest.mark.database
def test_a_code_for_one_press_opens_once_and_nothing_else(client, coordinator):
    seed, case = give_code_device(coordinator), make_case(by=coordinator)
    begun(client, coordinator, at_desk=False)
    names, family = reverse("desk:case_names"), url("case_family", case)

    def enter_code(minute):
        with time_machine.travel(now() + dt.timedelta(minutes=minute), tick=False):
            page = client.post(reverse("desk:prove"), {"code": codes.code_at(seed, codes.step_now()), "next": reverse("desk:cases")})
            assert page.status_code == 302
            return page

    enter_code(0)  # for nothing that was pressed
    assert not shows_names(client, names)
    enter_code(1)
    with time_machine.travel(now() + dt.timedelta(minutes=1)):
        assert [shows_names(client, names) for _press in range(2)] == [True, False]
        enter_code(2)
        assert [shows_names(client, family), shows_names(client, names)] == [False, False]
    enter_code(3)
    with time_machine.travel(now() + dt.timedelta(minutes=9)):
        assert not shows_names(client, names)


@pytest.mark.django_db
@pytest.mark.database
def test_how_the_session_began_is_written_down_at_the_door(client, coordinator):
    for name, by_mouse, at_desk in ((WINDOWS, True, True), (WINDOWS, False, False), (ANDROID, True, False)):
        request = RequestFactory().get("/", headers={"User-Agent": name})
        request.session = client.session
        open_session(request, coordinator, "code", by_mouse=by_mouse)
        assert request.session[AT_DESK] is at_desk
    open_session(request, coordinator, "code")  # by a one-time link
    assert request.session[AT_DESK] is False


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize(("said", "at_desk"), [("1", True), ("", False)])
def test_who_does_not_say_at_the_door_that_a_mouse_points_is_on_a_telephone_whatever_the_browser_calls_itself(client, said, at_desk):
    user = make_user(Role.SOCIAL_WORKER, password="three words apart")
    typed = {"account": user.username, "password": "three words apart", "code": codes.code_at(give_code_device(user), codes.step_now())}

    assert client.post(reverse("desk:sign_in"), {**typed, "by_mouse": said}, headers={"User-Agent": WINDOWS}).status_code == 302

    assert client.session[AT_DESK] is at_desk


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize(
    ("at_desk", "name", "asks"), [(True, WINDOWS, False), (True, ANDROID, True), (False, WINDOWS, True), (False, ANDROID, True)]
)
def test_on_a_telephone_the_second_factor_is_asked_for_though_it_was_shown_just_now(client, coordinator, at_desk, name, asks):
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    begun(client, worker, at_desk=at_desk)
    lists = [reverse(f"desk:{view}") for view in ("case_names", "directory_names", "group_new")]
    lists += [url("case_family", case), url("case_family_picture", case)]

    came = f"http://testserver/desk/cases/?mine=1&state=open&{urlencode({'words': 'Намунаева Зарина'})}"
    for address in lists:
        answer = client.post(address, {"open": "1"}, headers={"User-Agent": name, "Referer": came})
        assert (address, answer.status_code) == (address, 302 if asks else 200)
        assert not asks or answer.url == f"{reverse('desk:prove')}?next=%2Fdesk%2Fcases%2F%3Fmine%3D1%26state%3Dopen"


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize(("state", "asks"), [(CaseState.ACTIVE, False), (CaseState.CLOSED, True)])
def test_on_a_telephone_the_name_of_a_closed_case_and_of_contacts_for_letters_asks_for_the_second_factor(client, coordinator, state, asks):
    case = make_case(by=coordinator, state=state)
    begun(client, coordinator, at_desk=False)

    answers = [client.post(address) for address in (url("case_file", case), reverse("desk:addressee_names"))]

    assert [answer.status_code for answer in answers] == [302 if asks else 200, 302]
    assert all(answer.url.startswith(reverse("desk:prove")) for answer in answers if answer.status_code == 302)


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize(("name", "names"), [(WINDOWS, 2), (ANDROID, 1)])
def test_on_a_telephone_closed_cases_are_left_out(client, coordinator, name, names):
    make_case(by=coordinator, family_name="Қодиров")
    make_case(by=coordinator, family_name="Раҳимов", state=CaseState.CLOSED)
    begun(client, coordinator, at_desk=True)
    session = client.session
    session[PROVED_FOR_PRESS] = reverse("desk:case_names")
    session.save()

    page = client.post(reverse("desk:case_names"), headers={"User-Agent": name})

    assert len(soup_of(page).select("tbody strong")) == names
    assert ("Раҳимов" in page.text) is (names == 2)
    assert ("Only on a desk computer" in page.text) is (names == 1)
