"""The headers are there whatever goes wrong, and nothing is done for a form that did not come from here."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from hypothesis import given
from hypothesis import strategies as st

from panoh.accounts.access import public
from panoh.accounts.roles import Role
from panoh.desk.frame.next_page import safe_next
from panoh.reference import addresses
from panoh.vault import client as agent_client
from tests.environment import DATA
from tests.examples import examples
from tests.factories.accounts import make_user, sign_in
from tests.security.answers import NO_FORM_CHECK, ask, missing


@pytest.fixture
def behind_tls(settings, db):
    """A browser that comes through the machine in front, which speaks TLS."""
    settings.SECURE_HSTS_SECONDS = 31536000
    return Client(raise_request_exception=False)


WHERE_SCRIPTS_SEND = ("/desk/sign-in/passkey/", "/desk/account/passkeys/", "/desk/prove/passkey/", "/desk/drafts/x1/")


@pytest.mark.parametrize("where", WHERE_SCRIPTS_SEND)
def test_a_form_where_a_script_sends_is_no_defect(client, db, where):
    """Found by generated requests: a form with files was read before the view, which found no body any more."""
    sign_in(client, make_user(Role.COORDINATOR))
    assert client.post(where, {"answer": "x"}).status_code < 500


def test_json_of_any_depth_is_no_defect(db):
    """Found by generated requests: the parser gives up in another way than over a comma."""
    answer = Client().post("/desk/sign-in/passkey/", "[" * 100_000, content_type="application/json")
    assert answer.status_code < 500


@public
def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [path("desk/breaks/", breaks), path("breaks/", breaks), path("", include("panoh.config.urls"))]
handler400, handler403, handler404, handler500 = (
    f"panoh.desk.frame.errors.{name}" for name in ("bad_request", "forbidden", "not_found", "server_error")
)


@pytest.mark.parametrize(
    ("method", "where", "more", "status"),
    [
        ("GET", "/desk/breaks/", {}, 500),
        ("POST", "/breaks/", {}, 500),
        ("GET", "/en/", {"headers": {"host": "evil.example"}}, 400),
        ("POST", "/desk/sign-in/", {"data": b"x" * (21 * 1024 * 1024), "content_type": "application/x-www-form-urlencoded"}, 400),
        ("POST", "/en/write/", {"data": b"words=" + b"x" * (13 * 1024 * 1024), "content_type": "application/x-www-form-urlencoded"}, 413),
        ("POST", "/desk/sign-in/", {"data": b"x=1&" * 6_000, "content_type": "application/x-www-form-urlencoded"}, 400),
        ("GET", "/static/core/given.css", {}, 200),
        ("GET", "/static/core/given.svg", {}, 200),
        ("GET", "/static/core/nothing.css", {}, 404),
        ("GET", "/desk/pack", {}, 301),
    ],
)
def test_what_goes_wrong_carries_them_too(behind_tls, settings, method, where, more, status):
    settings.ROOT_URLCONF = __name__
    (DATA / "static/core").mkdir(parents=True, exist_ok=True)
    for name in ("given.css", "given.svg"):
        (DATA / "static/core" / name).write_text("p {}")
    answer = ask(behind_tls, method, where, **more)
    assert answer.status_code == status
    assert missing(answer, where) == []
    assert b"Traceback" not in b"".join(answer)


def test_a_locked_instance_carries_them(behind_tls):
    agent_client.lock()
    try:
        answers = {
            where: ask(behind_tls, "GET", where) for where in ("/desk/", "/desk/cases/", "/desk/unlock/", "/api/v1/figures/people/", "/en/")
        }
    finally:
        agent_client.unlock(None)
    assert [answer.status_code for answer in answers.values()] == [503, 503, 200, 503, 200]
    assert {where: missing(answer, where) for where, answer in answers.items()} == {where: [] for where in answers}


def test_only_what_has_no_cookie_to_abuse_goes_without_the_form_check():
    assert {route for route, pattern in addresses() if getattr(pattern.callback, "csrf_exempt", False)} == NO_FORM_CHECK


def test_a_token_of_another_browser_or_from_another_place_is_refused(db):
    mine, theirs = (Client(enforce_csrf_checks=True) for _ in range(2))
    for one in (mine, theirs):
        one.get("/desk/sign-in/")
    token = theirs.cookies[settings.CSRF_COOKIE_NAME].value
    assert mine.post("/desk/sign-in/", {"csrfmiddlewaretoken": token}).status_code == 403
    own = mine.cookies[settings.CSRF_COOKIE_NAME].value
    from_elsewhere = mine.post("/desk/sign-in/", {"csrfmiddlewaretoken": own}, headers={"origin": "https://evil.example"})
    assert from_elsewhere.status_code == 403
    assert mine.post("/desk/sign-in/", {"csrfmiddlewaretoken": own}).status_code != 403


PIECES = st.sampled_from(
    ["/", "//", "\\", "/desk/", "desk", "..", "evil.example", "@", ":", "http:", "https:", "javascript:", "%2f", "%5c", "\t", "\n", "\r", "\0",
     "?next=", "#", "\u2044", "\uff0f", "\ufe68", " ", "\u202e", ".", ";"]
)  # fmt: skip


@given(
    st.one_of(
        st.lists(PIECES, max_size=6).map("".join), st.lists(PIECES, max_size=5).map(lambda found: "/desk/" + "".join(found)), st.text()
    )
)
@examples(500)
def test_next_leads_nowhere_but_to_the_desk(wanted):
    given_back = safe_next(wanted)
    # As a browser reads it: backslashes are slashes; tabs, line ends and what stands before the first letter are left out.
    read = re.sub(r"[\t\n\r]", "", given_back).strip("".join(map(chr, range(33)))).replace("\\", "/")
    led = urlsplit(urljoin("https://house.example/desk/sign-in/", read))
    assert (led.scheme, led.netloc) == ("https", "house.example")
    assert led.path.startswith("/")
