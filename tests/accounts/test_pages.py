"""The door and the pages of accounts, through Django's test client."""

import base64
import datetime as dt
import json
import re
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from panoh.accounts import actions, codes, queries
from panoh.accounts.enums import OrganisationKind
from panoh.accounts.middleware import access
from panoh.accounts.models import CodeDevice, Draft, Session, SignInLink, User
from panoh.accounts.roles import HOMES, Role
from panoh.accounts.sessions import AT_DESK, DISCREET, PROVED
from panoh.accounts.sign_in import user_of_token
from panoh.accounts.ways import sealed_way
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.enums import Discipline
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.desk.frame.next_page import safe_next
from tests.factories.accounts import give_code_device, make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.pages import soup_of, way_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PASSWORD = "four dull words here"


@pytest.fixture
def worker() -> User:
    return make_user(Role.SOCIAL_WORKER, username="worker", password=PASSWORD)


@pytest.fixture
def administrator(client) -> User:
    return sign_in(client, make_user(Role.ADMINISTRATOR, username="administrator"))


def typed(account="worker", password=PASSWORD, code="123456", **more):
    return {"account": account, "password": password, "code": code, **more}


def body(response) -> str:
    """The page without what differs each time."""
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", response.content.decode())


# -- the door -------------------------------------------------------------------------------------------------------------


def test_sign_in_opens_the_desk_and_rotates_the_session(client, worker):
    seed = give_code_device(worker)
    client.post(reverse("desk:passkey_options"))
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    response = client.post(reverse("desk:sign_in"), typed(code=codes.code_at(seed, codes.step_now()), next=sealed_way("/desk/account/")))
    assert (response.status_code, response["Location"]) == (302, "/desk/account/")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert Session.objects.count() == 1
    assert client.get("/desk/account/").status_code == 200


def test_wrong_unknown_and_closed_are_answered_alike(client, worker):
    give_code_device(worker)
    make_user(username="unset")
    english = {"accept-language": "en"}
    answers = [
        client.post(reverse("desk:sign_in"), typed(account=account, password="wrong"), headers=english)
        for account in ("worker", "unset", "absent")
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    pages = {body(answer).replace(account, "-") for answer, account in zip(answers, ("worker", "unset", "absent"), strict=True)}
    assert len(pages) == 1
    assert "The account, the password or the code is wrong" in pages.pop()


def test_the_right_password_with_a_wrong_code_is_answered_like_a_wrong_password(client, worker):
    give_code_device(worker)
    first = client.post(reverse("desk:sign_in"), typed(code="12345x"))
    second = client.post(reverse("desk:sign_in"), typed(password="wrong", code="12345x"))
    assert (first.status_code, body(first)) == (second.status_code, body(second))


def test_the_password_is_never_given_back(client, worker):
    assert PASSWORD not in client.post(reverse("desk:sign_in"), typed()).content.decode()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("/desk/cases/", "/desk/cases/"),
        ("https://evil.example/desk/", "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("/desk/\\evil", "/desk/"),
        ("/\\evil.example", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("/tg/", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_safe_next_leads_to_the_desk_alone(wanted, expected):
    assert safe_next(wanted) == expected


def test_sign_out_ends_the_session_and_clears_the_browser(client, worker):
    sign_in(client, worker)
    client.get(reverse("desk:sign_in"))
    response = client.post(reverse("desk:sign_out"))
    assert response["Clear-Site-Data"] == '"cache"'  # never "storage": calls wait there on a field telephone
    gone = [name for name, cookie in response.cookies.items() if cookie["max-age"] == 0]
    assert sorted(gone) == sorted([settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME])
    assert Session.objects.count() == 0
    assert client.get("/desk/account/").status_code == 302


@pytest.mark.parametrize("ends", ["locked", "ran out"])
def test_who_signs_in_after_another_lands_on_my_day_and_not_on_the_page_of_the_one_before(client, worker, ends):
    other = make_user(Role.PSYCHOLOGIST, username="other", password=PASSWORD)
    seeds = {each: give_code_device(each) for each in (worker, other)}

    def way_in(user):
        way = soup_of(client.get("/desk/account/", follow=True)).select_one("form.form [name=next]")["value"]
        code = codes.code_at(seeds[user], codes.step_now())
        return client.post(reverse("desk:sign_in"), typed(account=user.username, code=code, next=way)).url

    def leave():
        if ends == "locked":
            client.post(reverse("desk:sign_out"))
        clock.shift(dt.timedelta(hours=1))

    with time_machine.travel(now(), tick=False) as clock:
        for _times in range(2):
            assert way_in(worker) == "/desk/account/"
            leave()
        assert way_in(other) == "/desk/"
        kept = client.cookies[settings.WORKED_COOKIE_NAME]
        assert (kept["httponly"], kept["samesite"], kept["path"], other.username in kept.value) == (True, "Lax", "/", False)
        client.cookies.clear()  # another browser
        clock.shift(dt.timedelta(hours=1))
        assert way_in(worker) == "/desk/account/"


@pytest.mark.parametrize(("header", "language"), [("ru-RU,ru", "ru"), ("en", "en"), ("fr", "tg"), ("", "tg")])
def test_sign_in_speaks_the_language_of_the_browser(client, header, language):
    assert f'<html lang="{language}"' in client.get(reverse("desk:sign_in"), headers={"Accept-Language": header}).content.decode()


def test_sign_in_remembers_a_language_that_was_chosen(client):
    client.post(reverse("desk:choose_language"), {"language": "ru"})
    assert '<html lang="ru"' in client.get(reverse("desk:sign_in"), headers={"Accept-Language": "en"}).content.decode()
    client.post(reverse("desk:choose_language"), {"language": "xx"})
    assert '<html lang="ru"' in client.get(reverse("desk:sign_in")).content.decode()


def test_who_chooses_a_language_at_the_door_keeps_the_way_back_that_was_sealed_here_and_no_other(client):
    door = soup_of(client.get("/desk/account/", follow=True))
    way = door.select_one("form[action='/desk/sign-in/language/'] [name=next]")["value"]

    chosen = client.post(reverse("desk:choose_language"), {"language": "ru", "next": way})
    other = client.post(reverse("desk:choose_language"), {"language": "ru", "next": "/desk/?q=Karimova"})

    assert soup_of(client.get(chosen.url)).select_one("form [name=next]")["value"] == way
    assert other.url == reverse("desk:sign_in")


def test_the_door_keeps_its_language_after_sign_out(client, worker):
    client.post(reverse("desk:choose_language"), {"language": "ru"})
    sign_in(client, worker)
    response = client.post(reverse("desk:sign_out"))
    assert "cookies" not in response["Clear-Site-Data"]
    assert '<html lang="ru"' in client.get(response.url).content.decode()


def test_staff_read_the_desk_in_their_own_language(client):
    sign_in(client, make_user(Role.SOCIAL_WORKER, language="ru"))
    response = client.get("/desk/account/", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "ru"


# -- who may come in ------------------------------------------------------------------------------------------------------


def test_a_stranger_is_sent_to_sign_in_and_back_afterwards(client):
    assert way_of(client.get("/desk/account/")["Location"]) == "/desk/account/"
    assert client.post("/desk/account/preferences/")["Location"] == "/desk/sign-in/"


def test_the_page_of_the_door_names_no_case_and_leads_back_to_it(client, worker):
    case = make_case(by=make_coordinator(), workers=((worker, Discipline.SOCIAL),))
    seed, there = give_code_device(worker), reverse("desk:case_file", args=[case.code])

    door = client.get(there, follow=True)
    address = door.redirect_chain[-1][0]
    sealed = soup_of(door).select_one("[name=next]")["value"]
    ended = client.post(reverse("desk:sign_in"), typed(code=codes.code_at(seed, codes.step_now()), next=sealed))

    assert address.startswith("/desk/sign-in/?next=")
    assert [text for text in (case.code, "cases", case.code[:4]) if text in address or text in door.text] == []
    assert len(address) == len(Client().get("/desk/account/")["Location"])
    assert ended.url == there


@pytest.mark.parametrize("said", ["/desk/account/", "https://evil.example/", "AAAA", "я", "="])
def test_a_way_back_that_was_not_sealed_here_leads_to_my_day(client, worker, said):
    seed = give_code_device(worker)
    assert client.post(reverse("desk:sign_in"), typed(code=codes.code_at(seed, codes.step_now()), next=said)).url == "/desk/"


def test_what_was_searched_for_is_not_carried_to_sign_in(client):
    assert "Karimova" not in client.get("/desk/account/?q=Karimova")["Location"]


def test_htmx_is_told_to_go_to_sign_in(client):
    response = client.get("/desk/account/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/desk/sign-in/")


def test_a_session_without_a_second_factor_opens_no_page(client, worker):
    client.force_login(worker, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/desk/account/")["Location"].startswith("/desk/sign-in/")


def test_a_role_that_does_not_include_the_page_gets_403(client, worker):
    sign_in(client, worker)
    assert client.get("/desk/users/").status_code == 403
    assert client.post(reverse("desk:add_user"), {"username": "x"}).status_code == 403


def test_an_account_with_no_role_gets_nothing(client):
    sign_in(client, make_user())
    assert client.get("/desk/account/").status_code == 403


def test_a_view_that_declares_nothing_is_refused():
    request = RequestFactory().get("/")
    with pytest.raises(PermissionDenied):
        access(lambda _request: HttpResponse()).process_view(request, lambda _request: HttpResponse(), (), {})


# -- the one-time link ----------------------------------------------------------------------------------------------------


@pytest.fixture
def link(worker) -> str:
    token = actions.make_link(worker, by=SYSTEM)
    return reverse("desk:welcome", args=[token])


def test_the_link_sets_password_app_and_recovery_codes_and_works_once(client, worker, link):
    new = "entirely other dull words"
    assert client.post(link, {"password": new, "again": new})["Location"] == link
    page = client.get(link)
    seed = codes_of(page)
    done = client.post(link, {"code": codes.code_at(seed, codes.step_now())})
    shown = re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", done.content.decode())
    assert len(shown) == 10
    assert client.get("/desk/account/").status_code == 200
    assert Client().get(link).status_code == 410
    worker.refresh_from_db()
    assert worker.check_password(new)
    again = Client()
    assert again.post(reverse("desk:sign_in"), typed(password=new, code=shown[0])).status_code == 302


def codes_of(page) -> bytes:
    """The seed that the page shows in letters."""
    letters = re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())
    assert letters
    return base64.b32decode(letters[1].replace(" ", ""))


def test_the_link_asks_for_the_password_first_on_every_browser(client, link):
    client.post(link, {"password": "entirely other dull words", "again": "entirely other dull words"})
    assert "password" in Client().get(link).content.decode()
    assert Client().post(link, {"code": "123456"}).status_code == 200
    assert CodeDevice.objects.count() == 0


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), ("panoh", "panoh"), ("passwordpassword", "other"), ("password1234", "password1234")]
)
def test_the_link_refuses_weak_or_different_passwords(client, worker, link, password, again):
    assert client.post(link, {"password": password, "again": again}).status_code == 200
    worker.refresh_from_db()
    assert worker.check_password(PASSWORD)


def test_an_invented_link_is_good_for_nothing(client):
    assert client.get(reverse("desk:welcome", args=["x" * 43])).status_code == 410


def test_the_table_of_links_holds_no_usable_token(link):
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert token.encode() not in bytes(SignInLink.objects.get().digest)


# -- one's own account ----------------------------------------------------------------------------------------------------


def test_account_sets_language_look_and_practice(client, worker):
    sign_in(client, worker)
    chosen = {"language": "ru", "theme": "dark", "is_practising": "on", "version": User.objects.get(pk=worker.pk).version}
    client.post(reverse("desk:set_preferences"), chosen)
    worker.refresh_from_db()
    assert (worker.language, worker.theme, worker.is_practising) == ("ru", "dark", True)


def test_account_changes_the_password_only_with_the_old_one(client, worker):
    sign_in(client, worker)
    elsewhere = Client()
    sign_in(elsewhere, worker)
    new = {"password-password": "another four dull words", "password-again": "another four dull words"}
    assert client.post(reverse("desk:change_password"), {"password-current": "wrong", **new}).status_code == 400
    assert client.post(reverse("desk:change_password"), {"password-current": PASSWORD, **new}).status_code == 302
    worker.refresh_from_db()
    assert worker.check_password("another four dull words")
    assert client.get("/desk/account/").status_code == 200
    assert elsewhere.get("/desk/account/").status_code == 302


def test_another_password_makes_no_desk_computer_of_a_telephone_and_leaves_discreet_mode_on(client, worker):
    sign_in(client, worker)
    before = client.session
    before[AT_DESK], before[DISCREET] = False, True
    before.save()
    new = {"password-current": PASSWORD, "password-password": "another four dull words", "password-again": "another four dull words"}
    at_desk = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    assert client.post(reverse("desk:change_password"), new, headers={"User-Agent": at_desk}).status_code == 302

    assert client.session.session_key != before.session_key
    assert [client.session.get(name) for name in (AT_DESK, DISCREET, PROVED)] == [False, True, before[PROVED]]


@pytest.mark.parametrize(("view", "prefix"), [("new_recovery_codes", "recovery"), ("new_code_device", "device"), ("make_token", "command")])
def test_account_asks_for_the_password_before_what_a_stranger_must_not_do(client, worker, view, prefix):
    sign_in(client, worker)
    assert client.post(reverse(f"desk:{view}"), {f"{prefix}-current": "wrong"}).status_code == 400
    assert client.post(reverse(f"desk:{view}"), {f"{prefix}-current": PASSWORD}).status_code == 200


def test_account_makes_a_token_for_the_command_line_shows_it_once_and_ends_it(client, worker):
    sign_in(client, worker)
    shown = client.post(reverse("desk:make_token"), {"command-current": PASSWORD}).content.decode()
    token = re.search(r"<code>([\w-]{43})</code>", shown)
    assert token
    assert user_of_token(token[1]) == worker
    again = client.get("/desk/account/").content.decode()
    assert ("valid until" in again, token[1] in again) == (True, False)
    assert client.post(reverse("desk:revoke_token")).status_code == 302
    assert user_of_token(token[1]) is None
    assert "valid until" not in client.get("/desk/account/").content.decode()
    assert set(AuditEvent.objects.filter(verb__startswith="accounts.token").values_list("verb", "purpose")) == {
        ("accounts.token_made", "worker"),
        ("accounts.token_revoked", "worker"),
    }


def test_account_sets_up_another_app_and_keeps_this_session_alone(client, worker):
    old = give_code_device(worker)
    sign_in(client, worker)
    elsewhere = Client()
    sign_in(elsewhere, worker)
    seed = codes_of(client.post(reverse("desk:new_code_device"), {"device-current": PASSWORD}))
    assert client.post(reverse("desk:new_code_device"), {"code": "x"}).status_code == 400
    assert client.post(reverse("desk:new_code_device"), {"code": codes.code_at(seed, codes.step_now())}).status_code == 302
    device = CodeDevice.objects.get()
    assert codes.open_seed(bytes(device.seed), device.id) == seed != old
    assert client.get("/desk/account/").status_code == 200
    assert elsewhere.get("/desk/account/").status_code == 302


# -- drafts ---------------------------------------------------------------------------------------------------------------


def send(client, form, values, **more):
    return client.post(reverse("desk:draft", args=[form]), json.dumps(values), content_type="application/json", **more)


def test_a_draft_is_kept_sealed_given_back_and_thrown_away(client, worker):
    sign_in(client, worker)
    assert send(client, "case_note:1", {"text": ["Аввал"]}).status_code == 204
    assert send(client, "case_note:1", {"text": ["Модараш касал аст"], "kind": []}).status_code == 204
    assert "Модараш".encode() not in bytes(Draft.objects.get().words)
    events = AuditEvent.objects.count()
    assert client.get(reverse("desk:draft", args=["case_note:1"])).json() == {"text": ["Модараш касал аст"], "kind": []}
    assert AuditEvent.objects.count() == events + 1
    assert client.delete(reverse("desk:draft", args=["case_note:1"])).status_code == 204
    assert client.get(reverse("desk:draft", args=["case_note:1"])).status_code == 404


def test_a_draft_is_ones_own(client, worker):
    sign_in(client, worker)
    send(client, "case_note:1", {"text": ["Аввал"]})
    other = Client()
    sign_in(other, make_user(Role.SOCIAL_WORKER))
    assert other.get(reverse("desk:draft", args=["case_note:1"])).status_code == 404
    other.delete(reverse("desk:draft", args=["case_note:1"]))
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("sent", [b"[]", b"x", b'{"a": "b"}', b'{"a": [1]}', b'{"a": ["' + b"x" * 65536 + b'"]}'])
def test_a_draft_that_no_form_sends_is_refused(client, worker, sent):
    sign_in(client, worker)
    response = client.post(reverse("desk:draft", args=["case_note:1"]), sent, content_type="application/json")
    assert (response.status_code, Draft.objects.count()) == (400, 0)


def test_a_draft_has_no_name_of_a_person_in_its_address(client, worker):
    sign_in(client, worker)
    assert client.get("/desk/drafts/Karimova/").status_code == 404
    assert client.get("/desk/drafts/../").status_code == 404


# -- accounts of everybody ------------------------------------------------------------------------------------------------


def test_users_lists_aliases_and_opens_names_on_asking(client, administrator):
    actions.add_user(username="nurse", organisation=make_member(), display_name="Гулрухсор Омӯзишова", by=administrator)
    page = client.get("/desk/users/").content.decode()
    assert "nurse" in page
    assert "Гулрухсор" not in page
    opened = client.post(reverse("desk:user_names")).content.decode()
    assert "Гулрухсор Омӯзишова" in opened
    assert AuditEvent.objects.order_by("-seq").values_list("verb", "purpose")[0] == ("vault.opened", "administration")


@pytest.mark.parametrize("extra", [0, 2])
def test_users_takes_as_many_queries_for_one_as_for_three(client, administrator, django_assert_num_queries, extra):
    for _user in range(extra):
        make_user(Role.PHYSICIAN, Role.SOCIAL_WORKER, regions=("TJ-KT",))
    with django_assert_num_queries(9):
        client.get("/desk/users/")


def test_users_adds_an_account_with_a_link(client, administrator):
    home = make_secretariat()
    response = client.post(
        reverse("desk:add_user"),
        {
            "username": "nurse",
            "organisation": str(home.id),
            "roles": ["accountant"],
            "display_name": "Гулрухсор",
            "phone": "",
            "language": "tg",
        },
    )
    address = re.search(r"/desk/welcome/[\w-]+/", response.content.decode())
    assert address
    assert Client().get(address[0]).status_code == 200
    (opened,) = queries.names_of([User.objects.get(username="nurse")], by=administrator)
    assert opened.display_name == "Гулрухсор"


def test_users_keeps_what_was_typed_when_something_is_wrong(client, administrator):
    outside = make_member()
    response = client.post(
        reverse("desk:add_user"),
        {"username": "nurse", "organisation": str(outside.id), "roles": ["physician"], "display_name": "Гулрухсор", "language": "tg"},
    )
    assert response.status_code == 400
    assert "This kind of organisation cannot have this role" in response.content.decode()
    assert 'value="nurse"' in response.content.decode()
    assert not User.objects.filter(username="nurse").exists()


def test_user_page_gives_a_role_and_says_so(client, administrator, worker):
    response = client.post(
        reverse("desk:grant_role", args=[worker.id]), {"role-role": "accountant", "role-starts_on": "1.1.2027"}, follow=True
    )
    assert "Role given." in response.content.decode()
    assert queries.grants_of(worker)[0].role == "accountant"


def test_user_page_shows_what_cannot_be(client, administrator, worker):
    answer = client.post(
        reverse("desk:grant_role", args=[worker.id]), {"role-role": "physician", "role-starts_on": "2.1.2027", "role-ends_on": "1.1.2027"}
    )
    assert answer.status_code == 400
    assert "The last day is before the first day." in answer.content.decode()


def test_user_page_makes_a_deputy_from_a_day_to_a_day(client, administrator, worker):
    deputy = make_user(Role.PHYSICIAN)
    data = {"deputy-stands_for": str(worker.id), "deputy-role": "social_worker", "deputy-starts_on": "1.12.2026"}
    assert client.post(reverse("desk:make_deputy", args=[deputy.id]), data).status_code == 400
    assert client.post(reverse("desk:make_deputy", args=[deputy.id]), {**data, "deputy-ends_on": "15.12.2026"}).status_code == 302


def test_user_page_of_nobody_is_404(client, administrator):
    assert client.get(reverse("desk:user", args=[uuid4()])).status_code == 404


def test_user_page_closes_an_account(client, administrator, worker):
    colleague = Client()
    sign_in(colleague, worker)
    client.post(reverse("desk:deactivate_user", args=[worker.id]))
    assert colleague.get("/desk/account/").status_code == 302
    assert "This account is closed." in client.get(reverse("desk:user", args=[worker.id])).content.decode()


def test_an_administrator_gives_nothing_to_themselves(client, administrator):
    data = {"role-role": "coordinator", "role-starts_on": "24.11.2026"}
    response = client.post(reverse("desk:grant_role", args=[administrator.id]), data)
    assert response.status_code == 403
    assert "You cannot give rights to your own account" in response.content.decode()


def test_pages_open_in_three_languages(client, worker):
    for language in ("tg", "ru", "en"):
        sign_in(client, make_user(Role.ADMINISTRATOR, language=language))
        for address in ("/desk/users/", "/desk/users/add/", "/desk/account/", reverse("desk:user", args=[worker.id])):
            response = client.get(address)
            assert (response.status_code, f'<html lang="{language}"' in response.content.decode()) == (200, True)


def test_organisation_kinds_have_homes_for_roles():
    assert set(HOMES) == set(OrganisationKind)
    assert frozenset().union(*HOMES.values()) == frozenset(Role)


def test_the_language_of_the_door_holds_after_sign_in_until_it_is_made_the_accounts_or_another_is_chosen(client):
    user = make_user(Role.COORDINATOR, language="en")
    client.post(reverse("desk:choose_language"), {"language": "tg"})
    sign_in(client, user)

    day = client.get(reverse("desk:my_day"))
    assert (day["Content-Language"], User.objects.get(pk=user.pk).language) == ("tg", "en")
    (form,) = soup_of(day).select(f'form[action="{reverse("desk:keep_language")}"]')
    client.post(form["action"])

    day = client.get(reverse("desk:my_day"))
    assert (day["Content-Language"], User.objects.get(pk=user.pk).language) == ("tg", "tg")
    assert soup_of(day).select(f'form[action="{reverse("desk:keep_language")}"]') == []

    client.post(reverse("desk:choose_language"), {"language": "ru"})
    version = soup_of(client.get(reverse("desk:account"))).select_one("[name=version]")["value"]
    client.post(reverse("desk:set_preferences"), {"language": "en", "theme": "", "version": version})
    assert client.get(reverse("desk:my_day"))["Content-Language"] == "en"


def test_signing_in_ends_practice(client, worker):
    seed = give_code_device(worker)
    with writes_allowed():
        User.objects.filter(pk=worker.pk).update(is_practising=True)

    client.post(reverse("desk:sign_in"), typed(code=codes.code_at(seed, codes.step_now())))

    assert "practice" not in soup_of(client.get("/desk/account/")).body["class"]
    assert User.objects.get(pk=worker.pk).is_practising is False
