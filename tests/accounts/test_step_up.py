"""What an open desk must not give to a stranger: the second factor is asked for again, and nothing that was typed is lost."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts import codes
from panoh.accounts.access import access_of
from panoh.accounts.models import Draft, Session
from panoh.accounts.roles import Role
from panoh.accounts.sessions import PROVED
from panoh.audit.models import AuditEvent
from panoh.core.clock import now
from panoh.desk.staff.views.sign_in import SEED
from panoh.reference import addresses
from tests.factories.accounts import give_code_device, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATE = dt.timedelta(minutes=6)

# Every address that takes rows of persons out, erases, gives rights to an account, or opens what is closed. One that is new is
# written here as well, after somebody asked whether a stranger at an open desk may do it.
ASKS_AGAIN = {
    "add_passkey",
    "add_user",
    "block_lift",
    "enrol_telephone",
    "erasure_add",
    "erasure_agree",
    "export_add",
    "export_agree",
    "export_take",
    "former_agree",
    "grant_role",
    "import_rejected",
    "make_cards",
    "make_deputy",
    "make_link",
    "make_token",
    "new_code_device",
    "new_recovery_codes",
    "opening_add",
    "reset_second_factor",
    "revoke",
    "right_agree",
    "second_password",
    "set_lock_hours",
    "set_regions",
    "telephones",
    "user_sheet",
    "user_sheet_check",
}


def test_what_a_stranger_at_an_open_desk_must_not_do_asks_for_the_second_factor_again():
    found = {pattern.name for _route, pattern in addresses() if (access := access_of(pattern.callback)) and access.step_up}

    assert found == ASKS_AGAIN


def asked(response):
    """Where the answer leads back to after the second factor; it must lead to the page that asks for one."""
    assert urlsplit(response["Location"]).path == reverse("desk:prove")
    return parse_qs(urlsplit(response["Location"]).query)["next"][0]


def test_a_factor_shown_long_ago_is_asked_for_again_and_leads_back_under_a_fresh_key(client):
    coordinator = sign_in(client, make_coordinator())
    seed, case = give_code_device(coordinator), make_case(by=coordinator)
    page, ends = reverse("desk:erasure_add", args=[case.code]), Session.objects.get().expires_at
    assert client.get(page).status_code == 200

    with time_machine.travel(now() + LATE):
        back = asked(client.get(page))
        wrong = client.post(reverse("desk:prove"), {"code": "000000", "next": back})
        key = client.session.session_key
        right = client.post(reverse("desk:prove"), {"code": codes.code_at(seed, codes.step_now()), "next": back})
        assert client.get(page).status_code == 200

    assert (back, wrong.status_code, right["Location"]) == (page, 400, page)
    assert client.session.session_key != key
    assert Session.objects.get().expires_at == ends  # asked again, a session does not live longer
    assert AuditEvent.objects.filter(verb="accounts.proved_again").count() == 1
    assert AuditEvent.objects.filter(verb="accounts.signed_in").count() == 0


def test_a_form_that_comes_too_late_is_kept_and_a_press_leads_back_to_its_page(client):
    coordinator = sign_in(client, make_coordinator())
    page = reverse("desk:erasure_add", args=[make_case(by=coordinator).code])
    user = make_user(Role.SOCIAL_WORKER)
    card = reverse("desk:user", args=[user.pk])

    with time_machine.travel(now() + LATE):
        assert asked(client.post(page, {"why": "wish", "draft": "erasure:x"})) == f"{page}?draft=use"
        sign_in(client, make_user(Role.ADMINISTRATOR))
    with time_machine.travel(now() + 2 * LATE):
        press = client.post(reverse("desk:make_link", args=[user.pk]), headers={"Referer": f"http://testserver{card}"})
        assert asked(press) == card
        htmx = client.post(reverse("desk:make_link", args=[user.pk]), headers={"HX-Request": "true"})

    assert Draft.objects.get().form == "erasure:x"
    assert htmx.headers["HX-Redirect"].startswith(reverse("desk:prove"))
    assert user.sign_in_links.count() == 0


def test_a_press_that_was_asked_for_the_second_factor_is_not_done_and_its_page_says_so(client):
    admin, user = sign_in(client, make_user(Role.ADMINISTRATOR)), make_user(Role.SOCIAL_WORKER)
    seed, card = give_code_device(admin), reverse("desk:user", args=[user.pk])

    with time_machine.travel(now() + LATE):
        asked(client.post(reverse("desk:make_link", args=[user.pk]), headers={"Referer": f"http://testserver{card}"}))
        page = client.post(reverse("desk:prove"), {"code": codes.code_at(seed, codes.step_now()), "next": card}, follow=True)

    assert "Nothing is done yet: press the button again." in page.text
    assert "Nothing is done yet" not in client.get(card).text


def test_a_script_that_makes_a_passkey_is_told_where_the_second_factor_is_asked_for(client):
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    page = reverse("desk:account")
    with time_machine.travel(now() + LATE):
        answer = client.post(
            reverse("desk:add_passkey"), "{}", content_type="application/json", headers={"Referer": f"http://testserver{page}"}
        )

    assert (answer.status_code, answer.json()) == (401, {"go": f"{reverse('desk:prove')}?next=%2Fdesk%2Faccount%2F"})


def test_whoever_was_asked_again_while_setting_up_an_app_finds_the_same_picture(client):
    user = sign_in(client, make_user(Role.SOCIAL_WORKER, password="three words apart"))
    page, seed = reverse("desk:new_code_device"), give_code_device(user)
    assert client.get(page)["Location"] == reverse("desk:account")
    client.post(page, {"device-current": "three words apart"})
    waiting = client.session[SEED]

    with time_machine.travel(now() + LATE):
        assert asked(client.post(page, {"code": "000000"}, headers={"Referer": f"http://testserver{page}"})) == page
        client.post(reverse("desk:prove"), {"code": codes.code_at(seed, codes.step_now()), "next": page})
        assert (client.get(page).status_code, client.session[SEED]) == (200, waiting)


def test_guessing_at_it_uses_up_the_tries_of_sign_in(client):
    user = sign_in(client, make_coordinator())
    give_code_device(user)
    answers = [client.post(reverse("desk:prove"), {"code": "000000"}).status_code for _try in range(6)]

    assert answers == [400] * 5 + [429]


def test_another_password_does_not_count_as_a_second_factor(client):
    sign_in(client, make_user(Role.SOCIAL_WORKER, password="three words apart"))
    before = client.session[PROVED]
    with time_machine.travel(now() + LATE):
        given = {"password-current": "three words apart", "password-password": "other words apart", "password-again": "other words apart"}
        assert client.post(reverse("desk:change_password"), given).status_code == 302
        assert client.session[PROVED] == before
