"""The pages of erasing: by code, for three roles, and a press by the second of them."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.data_protection import actions
from panoh.data_protection.enums import ErasureState
from panoh.data_protection.models import Erasure
from panoh.vault import client as client_of_agent
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SAID = {"why": "wish", "in_private": "free", "copy": "refused"}


def test_asked_from_the_case_agreed_by_the_data_guardian_and_certified(client):
    coordinator, guardian = make_coordinator(), make_user(Role.DATA_GUARDIAN)
    case = make_case(by=coordinator)
    sign_in(client, coordinator)
    add = reverse("desk:erasure_add", args=[case.code])
    assert add in client.get(reverse("desk:case_closure", args=[case.code])).text
    assert "nothing is erased" in text(client.post(add, {**SAID, "in_private": "pressed"}))
    answered = client.post(add, SAID, follow=True)
    assert "Requested. Nothing is erased yet." in text(answered)
    row = Erasure.objects.get()
    one, agree = (reverse(f"desk:{name}", args=[row.pk]) for name in ("erasure", "erasure_agree"))
    assert agree not in answered.text
    assert client.post(agree).status_code == 403
    assert client.get(add).url == one  # what waits is not asked for twice

    sign_in(client, guardian)
    assert agree in client.get(one).text
    assert "Agreed. The file is erased now." in text(client.post(agree, follow=True))
    actions.erase_due()
    row.refresh_from_db()
    assert row.state == ErasureState.ERASED
    assert "Nobody can open it" in text(client.get(one))
    sign_in(client, coordinator)
    assert client.get(reverse("desk:case_file", args=[case.code])).status_code == 404
    assert client.get(add).status_code == 404


def test_the_page_says_on_how_many_days_the_server_has_to_run(client):
    coordinator, guardian = make_coordinator(), make_user(Role.DATA_GUARDIAN)
    row = actions.ask_erasure(make_case(by=coordinator), by=coordinator)
    with writes_allowed():
        Erasure.objects.filter(pk=row.pk).update(to_wait=7)
    actions.agree_to_erasure(Erasure.objects.get(), by=guardian)
    sign_in(client, guardian)
    one = reverse("desk:erasure", args=[row.pk])
    assert "The server must run for 7 more days, and nothing is erased before" in text(client.get(one))
    with writes_allowed():
        Erasure.objects.update(to_wait=1)

    assert "The server must run for 1 more day," in text(client.get(one))


def pages_before_an_agreement(client, row):
    """What the list, the form and the page of one that was asked for say, and its line of the day."""
    other = make_case(by=row.asked_by, family_name="Раҳимов")
    pages = [("erasures", []), ("erasure_add", [other.code]), ("erasure", [row.pk]), ("retention", []), ("my_day", [])]
    return [text(client.get(reverse(f"desk:{name}", args=args))) for name, args in pages]


def test_where_nothing_is_waited_for_the_pages_say_that_it_is_erased_at_once(client):
    row = actions.ask_erasure(make_case(by=(asker := make_coordinator())), by=asker)
    sign_in(client, make_user(Role.DIRECTOR))

    listed, form, one, due, day = pages_before_an_agreement(client, row)

    assert ["It is erased at once after the second person agrees" in page for page in (listed, form, due)] == [True] * 3
    assert "If you agree, the file is erased at once" in one
    assert "If you agree, it is erased without a waiting period." in day
    assert ["seven days pass" in page for page in (listed, form, one, due)] == [False] * 4
    client.post(reverse("desk:erasure_agree", args=[row.pk]))
    assert "It is erased now" in text(client.get(reverse("desk:erasure", args=[row.pk])))
    assert "The waiting period is over." in text(client.get(reverse("desk:my_day")))


def test_where_seven_days_are_waited_for_the_pages_say_from_when(client, monkeypatch):
    monkeypatch.setattr(client_of_agent, "status", lambda: client_of_agent.Status(running=True, locked=False, unlocks_itself=False))
    row = actions.ask_erasure(make_case(by=(asker := make_coordinator())), by=asker)
    sign_in(client, make_user(Role.DIRECTOR))

    listed, form, one, due, day = pages_before_an_agreement(client, row)

    assert ["A second person must agree, then seven days pass" in page for page in (listed, form, due)] == [True] * 3
    assert "if the second person agrees today" in one
    assert ("Agree or cancel." in day, "without a waiting period" in day) == (True, False)
    assert "erased on its date unless" in text(client.post(reverse("desk:erasure_agree", args=[row.pk]), follow=True))


def test_put_off_called_off_and_closed_to_everybody_else(client):
    coordinator = make_coordinator()
    row = actions.ask_erasure(make_case(by=coordinator), by=coordinator)
    sign_in(client, make_user(Role.DIRECTOR))
    hold, off, one = (reverse(f"desk:{name}", args=[row.pk]) for name in ("erasure_hold", "erasure_call_off", "erasure"))
    assert client.post(hold, {"reason": "child", "until": "01.01.2020", "version": row.version}).status_code == 400
    assert "Cancelled. Nothing was erased." in text(client.post(off, follow=True))
    assert client.post(off).status_code == 409

    sign_in(client, make_user(Role.SOCIAL_WORKER))
    assert [client.get(url).status_code for url in (one, reverse("desk:erasures"))] == [403, 403]


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_the_list_costs_the_same_however_many(client, django_assert_num_queries, rows):
    coordinator = make_coordinator()
    for _ in range(rows):
        actions.ask_erasure(make_case(by=coordinator), by=coordinator)
    sign_in(client, coordinator)
    client.get(reverse("desk:erasures"))

    with django_assert_num_queries(QUERIES + (2 if rows else 1)):
        client.get(reverse("desk:erasures"))
