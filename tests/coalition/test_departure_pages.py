"""Pages of an organisation that leaves: the coordinator's way through, the second person, and who sees nothing of it."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.models import Case
from panoh.coalition.actions import ask_to_agree, go_on
from panoh.coalition.enums import DepartureState
from panoh.coalition.models import Departure, Passage
from panoh.core.clock import today
from panoh.vault.actions import WrongPassphrase
from panoh.vault.client import has_left
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.departures import agreed, make_departure, make_leaver
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def coordinator(leaver):
    return make_coordinator()


@pytest.fixture
def administrator(leaver):
    return make_user(Role.ADMINISTRATOR)


def press(client, row, act):
    return client.post(reverse(f"desk:departure_{act}", args=[row.pk]), follow=True)


def test_the_guided_act_from_the_organisation_to_its_last_key(client, coordinator, administrator, leaver):
    case = make_case(by=coordinator, organisation=leaver)
    sign_in(client, coordinator)
    assert "It leaves the coalition or closes" in text(client.get(reverse("desk:organisation", args=[leaver.pk])))
    new = reverse("desk:departure_add", args=[leaver.pk])
    assert "Open cases 1" in text(client.get(new))
    day = f"{today():%d.%m.%Y}"
    given = {"why": "closed", "last_day": day, "taker": "secretariat", "tell_by": day, "words": "Нигоҳдории бойгонӣ"}

    shown = client.post(new, given, follow=True)

    row = Departure.objects.get()
    assert (case.code in text(shown), "not told yet" in text(shown), "бойгонӣ" in text(shown)) == (True, True, False)
    one = reverse("desk:departure", args=[row.pk])
    assert "Нигоҳдории бойгонӣ" in text(client.post(one))
    told = {"taker": "secretariat", "told": "told", "told_on": day, "words": "Корманд", "version": row.version}
    client.post(reverse("desk:departure_case", args=[row.pk, case.code]), told)
    assert Passage.objects.get().told == "told"
    assert "Waiting for a second person" in text(press(client, row, "ask"))
    assert client.post(reverse("desk:departure_agree", args=[row.pk])).status_code == 403

    sign_in(client, administrator)
    assert "leaves: waits for a second person" in text(client.get("/desk/"))
    seen = text(client.get(one))
    assert ("Do you agree?" in seen, case.code in seen) == (True, False)
    press(client, row, "agree")

    sign_in(client, coordinator)
    assert "After this there is no way back: the accounts close at once, deleted keys" in text(client.get(one))
    assert "Under way" in text(press(client, row, "begin"))
    assert "It has left the coalition" in text(press(client, row, "go_on"))
    assert Case.objects.get().organisation == make_secretariat()
    assert "Its keys are deleted" in text(client.get(reverse("desk:organisation", args=[leaver.pk])))


@pytest.mark.usefixtures("no_self_unlock")
def test_no_page_destroys_its_keys_where_there_is_a_passphrase_and_the_page_names_the_command(client, coordinator, leaver):
    make_case(by=coordinator, organisation=leaver)
    row = agreed(make_departure(leaver, by=coordinator))
    sign_in(client, coordinator)
    assert "panoh leave" not in text(press(client, row, "begin"))

    for _ in range(2):
        shown = press(client, row, "go_on")

    assert f"panoh leave {leaver.slug} --as {coordinator.username}" in text(shown)
    assert reverse("desk:departure_go_on", args=[row.pk]) not in shown.text  # it does not ask for more by itself
    assert Departure.objects.get().state == DepartureState.RUNNING
    assert not AuditEvent.objects.filter(verb="vault.keys_destroyed").exists()
    with pytest.raises(WrongPassphrase):
        go_on(Departure.objects.get(), by=coordinator, passphrase="a guess")
    assert not AuditEvent.objects.filter(verb="vault.keys_destroyed").exists()
    assert not has_left(leaver.pk)


def test_what_stayed_is_named_with_its_reason(client, coordinator, leaver):
    case = make_case(by=coordinator, organisation=leaver)
    row = make_departure(leaver, by=coordinator)
    sign_in(client, coordinator)
    many = {"cases": [str(Passage.objects.get().pk)], "taker": make_member(1).slug, "told": "to_tell", "told_on": "", "words": ""}
    client.post(reverse("desk:departure_plan", args=[row.pk]), {**many, "version": row.version})
    shown = text(client.get(reverse("desk:departure", args=[row.pk])))
    assert "no consent to this organisation" in shown
    asks = f"{reverse('desk:consent_add', args=[case.code])}?organisation={make_member(1).slug}&all=1"
    links = soup_of(client.get(reverse("desk:departure", args=[row.pk]))).select("td a")
    assert asks in [a["href"] for a in links]
    form = soup_of(client.get(asks)).select_one("main form.form")
    assert form.select_one("select[name=recipient] option[selected]")["value"] == f"organisation:{make_member(1).pk}"
    agreed(Departure.objects.get())

    press(client, row, "begin")
    shown = text(press(client, row, "go_on"))

    assert "1 case was not moved" in shown
    assert "the person did not agree that this organisation has all of the file" in shown
    assert Case.objects.get().organisation == leaver
    assert case.code in shown
    assert "Try these again" in shown


def test_the_second_person_sends_it_back(client, coordinator, administrator, leaver):
    row = make_departure(leaver, by=coordinator)
    ask_to_agree(row, by=coordinator)
    sign_in(client, administrator)

    client.post(reverse("desk:departure_send_back", args=[row.pk]), {"words": "Аввал ба одамон гӯед", "version": row.version})

    assert Departure.objects.get().state == DepartureState.DRAWN_UP
    assert client.get(reverse("desk:departure_add", args=[make_leaver().pk])).status_code == 403
    assert client.get(reverse("desk:departure_plan", args=[row.pk])).status_code == 403


def test_for_others_there_is_none(client, coordinator, leaver):
    row = make_departure(leaver, by=coordinator)
    for user in (make_user(Role.MEMBER_WORKER, organisation=leaver), make_user(Role.DIRECTOR), make_user(Role.SOCIAL_WORKER)):
        sign_in(client, user)
        assert client.get(reverse("desk:departure", args=[row.pk])).status_code == 403
        assert client.post(reverse("desk:departure_begin", args=[row.pk])).status_code == 403
    assert Departure.objects.get().state == DepartureState.DRAWN_UP


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_asks_as_much_for_one_case_as_for_three(client, coordinator, leaver, count, django_assert_num_queries):
    for _ in range(count):
        make_case(by=coordinator, organisation=leaver)
    row = make_departure(leaver, by=coordinator)
    sign_in(client, coordinator)
    one = reverse("desk:departure", args=[row.pk])
    client.get(one)

    with django_assert_num_queries(QUERIES + 19):
        shown = client.get(one)

    assert len(soup_of(shown).select("tbody > tr")) == count
