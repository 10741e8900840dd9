"""Telephones that ring: enrolled by their owner, woken with nothing in the message beside the other ways, gone with the account."""

import datetime as dt
import json

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from panoh.accounts import actions, factors, passwords, push_devices
from panoh.accounts.enums import NoticeChannel
from panoh.accounts.models import NoticeWish, PushDevice
from panoh.accounts.notices import drivers, notify, set_notices, want_notices
from panoh.accounts.push_devices import TRIED_FOR, device_of, devices_of, enrol_device, take_off_device, wake_new_devices
from panoh.accounts.roles import Role
from panoh.accounts.sessions import PROVED_FOR
from panoh.audit.models import AuditEvent
from panoh.core.actor import SYSTEM
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import Invalid, NotFound
from panoh.core.way_out import blocked_since
from panoh.vault.purpose import Purpose
from tests.factories.accounts import give_code_device, make_user, sign_in
from tests.pages import main_text, soup_of
from tests.push_service import push_service

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NIGHT = dt.datetime(2026, 11, 24, 2, 10, tzinfo=DUSHANBE)
SECRET = "s" * 43


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Where the key for services and the note of no way out lie."""
    for module in ("panoh.accounts.push_devices", "panoh.desk.staff.views.telephones", "panoh.desk.staff.views.notices"):
        monkeypatch.setattr(f"{module}.data_folder", lambda: tmp_path)
    push_devices.own_key(tmp_path)
    return tmp_path


@pytest.fixture
def service(data, monkeypatch):
    """The one service that is on the list."""
    with push_service(data) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        monkeypatch.setattr("panoh.accounts.push_devices.push_hosts", lambda: (running.host,))
        yield running


@pytest.fixture
def outbox(settings, tmp_path):
    settings.NOTICE_MAIL = f"file:{tmp_path / 'mail'}"
    return lambda: [json.loads(line)["to"] for line in (tmp_path / "mail").read_text("utf-8").splitlines()]


@pytest.fixture
def user():
    return make_user(Role.PSYCHOLOGIST)


def enrol(service, user, name="one", secret=SECRET):
    return enrol_device(by=user, address=service.address(name), secret=secret)


def woken(service):
    return [path for path, _headers, _body in service.got]


def test_the_address_is_sealed_the_secret_hashed_and_notices_come(service, user):
    enrol(service, user)

    row = PushDevice.objects.get()
    kept = bytes(row.address) + bytes(row.mark) + bytes(row.digest)
    assert b"localhost" not in kept
    assert SECRET.encode() not in kept
    assert device_of(SECRET) == row
    assert device_of("x" * 43) is None
    assert NoticeWish.objects.get().channel == NoticeChannel.PUSH


def test_every_telephone_of_who_is_told_rings_and_nothing_is_sent_along(service, user):
    enrol(service, user)
    enrol(service, user, "two", "t" * 43)
    enrol(service, make_user(Role.PSYCHOLOGIST), "others", "o" * 43)

    assert notify([user])

    assert woken(service) == ["/wp/one", "/wp/two"]
    assert {body for _path, _headers, body in service.got} == {b""}
    assert all(device.woken_at for device in devices_of(user))


@pytest.mark.parametrize(("at_any_hour", "rings"), [(False, []), (True, ["/wp/one"])])
def test_it_rings_in_the_hours_that_were_chosen_and_for_somebodys_safety_at_any(service, user, at_any_hour, rings):
    enrol(service, user)
    set_notices(by=user, channel=NoticeChannel.PUSH, start=dt.time(8), end=dt.time(20))

    with time_machine.travel(NIGHT, tick=False):
        assert notify([user], at_any_hour=at_any_hour)

    assert woken(service) == rings


def test_it_rings_beside_the_way_that_was_chosen_and_not_where_none_is_wanted(service, user, outbox):
    set_notices(by=user, channel=NoticeChannel.MAIL, address="me@mail.example")
    enrol(service, user)
    notify([user])
    assert (woken(service), outbox()) == (["/wp/one"], ["me@mail.example"])

    set_notices(by=user, channel=NoticeChannel.NONE)
    notify([user], at_any_hour=True)
    assert len(service.got) == 1


def test_who_was_reached_by_one_way_is_told_and_is_not_told_again_with_others(service, user, outbox):
    silent = make_user(Role.PSYCHOLOGIST)
    set_notices(by=user, channel=NoticeChannel.MAIL, address="me@mail.example")
    enrol(service, silent)
    service.status = 500
    reached = set()

    assert [notify([user, silent], reached=reached) for _try in range(2)] == [False, False]
    assert (outbox(), len(service.got)) == (["me@mail.example"], 2)

    service.status = 201
    assert notify([user, silent], reached=reached)
    assert reached == {user.pk, silent.pk}


@pytest.mark.parametrize("status", [404, 410])
def test_a_telephone_that_its_service_has_forgotten_is_taken_off(service, user, status):
    enrol(service, user)
    service.status = status

    assert notify([user])

    assert devices_of(user) == []
    assert NoticeChannel.PUSH not in drivers()


def test_a_service_that_is_not_reached_is_tried_once_and_noted_until_it_is(service, data, user, monkeypatch):
    enrol(service, user)
    enrol(service, user, "two", "t" * 43)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert not notify([user])
    assert blocked_since(data) is not None
    assert woken(service) == []

    monkeypatch.delenv("https_proxy")
    assert notify([user])
    assert blocked_since(data) is None


def test_a_new_telephone_rings_once_by_itself(service, user):
    enrol(service, user)
    assert (wake_new_devices(), wake_new_devices()) == (1, 0)
    assert woken(service) == ["/wp/one"]


def test_a_new_telephone_that_cannot_be_woken_is_not_tried_for_ever(service, user):
    enrol(service, user)
    service.status = 500
    assert wake_new_devices() == 0
    with time_machine.travel(dt.datetime.now(dt.UTC) + TRIED_FOR, tick=False):
        assert wake_new_devices() == 0
    assert len(service.got) == 1


def test_a_telephone_rings_for_one_account_alone(service, user):
    enrol(service, user)
    other = make_user(Role.PSYCHOLOGIST)
    enrol(service, other, secret="o" * 43)

    assert (devices_of(user), len(devices_of(other))) == ([], 1)
    assert device_of(SECRET) is None


@pytest.mark.parametrize(
    "address", ["https://evil.example/wp/one", "http://localhost/wp/one", "https://localhost:1/wp/one", "https://127.0.0.1/latest", ""]
)
def test_an_address_of_no_service_on_the_list_is_refused(service, user, address):
    with pytest.raises(Invalid):
        enrol_device(by=user, address=address, secret=SECRET)
    with pytest.raises(Invalid):
        enrol(service, user, secret="short")
    assert not PushDevice.objects.exists()


def test_one_takes_off_ones_own_telephone_and_no_others(service, user):
    device = enrol(service, user)
    with pytest.raises(NotFound):
        take_off_device(device.pk, by=make_user(Role.PSYCHOLOGIST))
    take_off_device(device.pk, by=user)
    assert devices_of(user) == []


def _close(user, administrator):
    actions.deactivate_user(user, by=administrator)


def _password(user, administrator):
    factors.set_password(user, passwords.hashed("a new password of words"), by=user.actor)


def _factor(user, administrator):
    give_code_device(user)
    actions.reset_second_factor(user, by=administrator)


@pytest.mark.parametrize("act", [_close, _password, _factor])
def test_it_rings_no_more_once_the_account_is_closed_has_another_password_or_lost_its_factor(service, act):
    user = make_user(Role.ACCOUNTANT)
    enrol(service, user)

    act(user, make_user(Role.ADMINISTRATOR))

    assert not PushDevice.objects.exists()
    assert device_of(SECRET) is None


def test_a_notice_may_leave_to_who_has_a_telephone_and_to_nobody_who_has_none(service, user):
    assert not want_notices([user])
    device = enrol(service, user)
    assert want_notices([user])
    take_off_device(device.pk, by=user)
    enrol(service, make_user(Role.PSYCHOLOGIST), "others", "o" * 43)
    assert not want_notices([user])


def test_only_a_telephone_may_be_chosen_once_there_is_one(client, service, user):
    sign_in(client, user)
    page = reverse("desk:notices")

    def offered():
        return [one["value"] for one in soup_of(client.post(page, {"open": "1"})).select("[name=channel]")]

    assert offered() == ["none"]
    with pytest.raises(Invalid):
        set_notices(by=user, channel=NoticeChannel.PUSH)
    enrol(service, user)
    assert offered() == ["none", "push"]


def test_the_page_enrols_lists_and_takes_off(client, service, user):
    sign_in(client, user)
    page = reverse("desk:telephones")
    form = soup_of(client.get(page)).select_one("form[data-push-key]")
    assert len(form["data-push-key"]) == 87
    assert (form["data-plain"], form["data-codes"]) == ("Please look in", "{}: please look in")

    client.post(reverse("desk:enrol_telephone"), {"address": service.address("one"), "secret": SECRET})
    assert "has not rung yet" in main_text(client.get(page))
    refused = client.post(reverse("desk:enrol_telephone"), {"address": "https://evil.example/x", "secret": SECRET}, follow=True)
    assert "its push service is not on our list" in refused.content.decode()
    notify([user])
    assert "last rang" in main_text(client.get(page))

    (device,) = devices_of(user)
    client.post(reverse("desk:take_off_telephone", args=[device.pk]))
    assert "No phone is connected." in main_text(client.get(page))


def test_a_lost_telephone_asks_for_no_code_and_names_whom_to_call_and_what_can_be_ended(client, service, user, django_assert_num_queries):
    administrator, guardian, coordinator = (make_user(role) for role in (Role.ADMINISTRATOR, Role.DATA_GUARDIAN, Role.COORDINATOR))
    enrol(service, user)
    sign_in(Client(), user)
    sign_in(client, user)
    page = reverse("desk:lost_telephone")

    with time_machine.travel(now() + PROVED_FOR + dt.timedelta(minutes=1)):
        with django_assert_num_queries(12):
            shown = soup_of(client.get(page)).main
        said = client.post(reverse("desk:disconnect_telephone"))

    named = [name.get_text() for name in shown.select(".tasks strong")]
    assert named == [administrator.username, guardian.username, coordinator.username]
    assert shown.select("a[href^='tel:']") == []
    assert not AuditEvent.objects.filter(purpose=Purpose.ON_DUTY).exists()
    assert "1 phone rings for you." in shown.get_text(" ", strip=True)
    assert (said["Location"], devices_of(user)) == (page, [])


def test_the_numbers_of_whom_to_call_open_by_a_press_which_is_recorded(client):
    user = make_user(Role.PSYCHOLOGIST)
    keeper = {"display_name": "Холов", "phone": "+992900000007", "roles": [Role.ADMINISTRATOR]}
    actions.add_user(username="keeper", organisation=user.organisation, by=SYSTEM, **keeper)
    sign_in(client, user)

    shown = soup_of(client.post(reverse("desk:lost_telephone"))).main

    assert [link["href"] for link in shown.select("a[href^='tel:']")] == ["tel:+992900000007"]
    assert AuditEvent.objects.filter(purpose=Purpose.ON_DUTY).count() == 1


def test_every_other_sign_in_ends_and_this_one_stays(client, user):
    other = Client()
    sign_in(other, user)
    sign_in(client, user)

    said = client.post(reverse("desk:disconnect_telephone"), follow=True)

    assert "your other sign-ins have ended" in main_text(said)
    assert "You are signed in only here." in main_text(said)
    assert client.get(reverse("desk:account")).status_code == 200
    assert other.get(reverse("desk:account")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(client, service, user, count, django_assert_num_queries):
    for number in range(count):
        enrol(service, user, f"phone-{number}", str(number) * 43)
    sign_in(client, user)
    with django_assert_num_queries(9):
        client.get(reverse("desk:telephones"))


def test_a_server_without_a_way_out_says_so_and_what_to_allow(client, service, user, monkeypatch):
    enrol(service, user)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    notify([user])
    sign_in(client, user)

    for answer in (client.get(reverse("desk:telephones")), client.post(reverse("desk:notices"), {"open": "1"})):
        said = main_text(answer)
        assert "this server has no way out" in said
        assert "fcm.googleapis.com" in said
