"""How a facility works, what may be told of it, whether it still holds and whether it is safe."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.core.errors import Conflict, Denied, Invalid
from panoh.network import actions
from panoh.network.actions.directory import months_after
from panoh.network.enums import Body, CheckCycle, FacilityKind, PublicField, Screening, Service
from panoh.network.models import Facility, FacilityContact
from panoh.network.queries import due_checks, due_screenings, without_register
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.network import make_facility, make_keeper
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOON = dt.datetime(2026, 11, 25, 7, tzinfo=dt.UTC)


@pytest.fixture
def user():
    return make_keeper()


@pytest.fixture
def row(user):
    return make_facility(by=user)


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (dt.date(2026, 11, 25), 1, dt.date(2026, 12, 25)),
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
    ],
)
def test_months_after_keeps_the_day_or_takes_the_last_of_the_month(day, months, due):
    assert months_after(day, months) == due


def test_entry_is_due_until_it_was_checked_and_again_when_its_time_is_over(user, row):
    with time_machine.travel(NOON, tick=False):
        assert list(due_checks(user)) == [row]

        actions.confirm_facility(row, by=user, check_every=CheckCycle.QUARTER)

        kept = Facility.objects.get()
        assert (kept.checked_on, kept.checked_by, kept.check_due_on) == (dt.date(2026, 11, 25), user, dt.date(2027, 2, 25))
        assert list(due_checks(user)) == []
    with time_machine.travel(NOON + dt.timedelta(days=92), tick=False):
        assert list(due_checks(user)) == [row]


def test_due_entries_are_for_who_keeps_the_directory(row):
    worker = make_user(Role.SOCIAL_WORKER)

    assert list(due_checks(worker)) == list(due_screenings(worker)) == []


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"opening_days": []}, "opening_days"),
        ({"opening_days": [8]}, "opening_days"),
        ({"hours": {"1": ["17:00", "08:00"]}}, "hours"),
        ({"price": -1, "currency": "TJS"}, "price"),
        ({"price": 10}, "price"),
        ({"languages": ["xx"]}, "languages"),
        ({"capacity": "perhaps"}, "capacity"),
    ],
)
def test_change_facility_refuses_what_cannot_be(user, row, known, field):
    with pytest.raises(Invalid) as refused:
        actions.change_facility(row, by=user, **known)

    assert list(refused.value.fields) == [field]


def test_a_specialist_belongs_to_a_society_and_to_nothing_else(user, row):
    society = actions.add_facility(by=user, name="Общество", kind=FacilityKind.SOCIETY, services=("psychology",))

    actions.change_facility(row, by=user, society=society)

    assert list(society.specialists.all()) == [row]
    with pytest.raises(Invalid):
        actions.change_facility(society, by=user, society=row)


def test_hours_of_a_day_on_which_it_is_closed_go(user, row):
    actions.change_facility(row, by=user, hours={"1": ["08:00", "17:00"], "6": ["08:00", "12:00"]}, opening_days=[1, 2])

    assert Facility.objects.get().hours == {"1": ["08:00", "17:00"]}


def test_nothing_is_told_without_the_name(user, row):
    with pytest.raises(Invalid):
        actions.publish_facility(row, by=user, fields=[PublicField.PHONE])

    assert Facility.objects.get().public_fields == []


def test_what_is_told_is_said_field_by_field_and_contact_by_contact(user, row):
    told, kept = actions.add_contact(row, by=user, name="А. Б."), actions.add_contact(row, by=user, phone="+992900000001")

    actions.publish_facility(row, by=user, fields=[PublicField.PHONE, PublicField.NAME], contacts=[told])

    assert Facility.objects.get().public_fields == ["name", "phone"]
    assert dict(FacilityContact.objects.values_list("pk", "is_public")) == {told.pk: True, kept.pk: False}


def test_a_contact_says_something(user, row):
    with pytest.raises(Invalid):
        actions.add_contact(row, by=user, name=" ")

    assert FacilityContact.objects.count() == 0


@pytest.mark.parametrize("given", [{"body": Body.INTERIOR}, {"is_related": True}])
def test_what_belongs_to_who_tortures_never_passes(user, row, given):
    for screening in (Screening.PASSED, Screening.NOT_YET):
        with pytest.raises(Invalid):
            actions.screen_facility(row, by=user, screening=screening, **given)

    actions.screen_facility(row, by=user, screening=Screening.NOT_FOR_US, reason="Ведомственная", **given)

    assert Facility.objects.get().screening == Screening.NOT_FOR_US


def test_not_for_referrals_wants_a_reason_and_takes_the_entry_out_of_every_booklet(user, row):
    actions.publish_facility(row, by=user, fields=[PublicField.NAME])
    with pytest.raises(Invalid):
        actions.screen_facility(row, by=user, screening=Screening.NOT_FOR_US)

    actions.screen_facility(row, by=user, screening=Screening.NOT_FOR_US, reason="Брат одного из сотрудников", is_related=True)

    kept = Facility.objects.get()
    assert kept.public_fields == []
    assert kept.screened_by == user
    assert "Брат".encode() not in bytes(kept.screening_reason)
    assert open_sealed([kept], by=user.actor, purpose=Purpose.ADMINISTRATION)[0].screening_reason == "Брат одного из сотрудников"


def test_screening_of_an_older_version_is_a_conflict(user, row):
    actions.screen_facility(row, by=user, screening=Screening.PASSED, expected=1)

    with pytest.raises(Conflict):
        actions.screen_facility(Facility.objects.get(), by=user, screening=Screening.NOT_FOR_US, reason="х", expected=1)


def test_particulars_are_written_by_who_keeps_the_directory(row):
    other = make_user(Role.SOCIAL_WORKER)

    for write in (
        lambda: actions.confirm_facility(row, by=other, check_every=12),
        lambda: actions.publish_facility(row, by=other, fields=[]),
        lambda: actions.add_contact(row, by=other, name="А"),
        lambda: actions.screen_facility(row, by=other, screening=Screening.PASSED),
    ):
        with pytest.raises(Denied):
            write()


def test_alternatives_keep_no_register_give_the_same_and_stand_near_first(user):
    kept = actions.add_facility(
        by=user, name="А", kind="psychiatric_centre", services=("psychiatry",), region="TJ-DU", register="psychiatric"
    )
    far = actions.add_facility(by=user, name="Б", kind="hospital", services=("psychiatry", "neurology"), region="TJ-SU")
    near = actions.add_facility(by=user, name="В", kind="specialist", services=("psychiatry",), region="TJ-DU")
    barred = actions.add_facility(by=user, name="Г", kind="hospital", services=("psychiatry",), region="TJ-DU")
    actions.screen_facility(barred, by=user, screening=Screening.NOT_FOR_US, reason="х")
    make_facility(by=user)

    assert list(without_register(user, kept, "psychiatry")) == [near, far]


def form_of(page):
    """What the form of a page would send as it stands."""
    form = soup_of(page).select_one("form.form")
    sent = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            sent[field["name"]] = chosen["value"] if chosen else ""
        elif field.name == "textarea":
            sent[field["name"]] = field.text.strip()
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                sent.setdefault(field["name"], []).append(field["value"])
        else:
            sent[field["name"]] = field.get("value", "")
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def test_pages_write_hours_terms_contacts_and_what_is_told(client, user, row):
    sign_in(client, user)
    page = reverse("desk:facility", args=[row.pk])

    def send(page, **given):
        address = reverse(f"desk:{page}", args=[row.pk])
        stands = form_of(client.post(address, {"open": "1"}) if page in ("facility_public", "facility_screening") else client.get(address))
        answer = client.post(address, stands | given)
        assert answer.status_code == 302, answer.content.decode()

    send("facility_opening", opening_days=["1", "6"], hours_1="8-17.30", hours_2="8:00–12:00")
    send("facility_terms", languages=["tg", "ru"], has_women_staff="yes", cost="paid", price="50", currency="TJS", capacity="waiting")
    send("contact_add", name="Регистратура", phone="900 00 00 01")
    contact = FacilityContact.objects.get()
    send("facility_public", fields_told=["name", "phone"], contacts=[str(contact.pk)])
    send("facility_check", check_every="3")
    send("facility_screening", screening="passed")

    kept = Facility.objects.get()
    assert kept.opening_days == [1, 2, 6]
    assert kept.hours == {"1": ["08:00", "17:30"], "2": ["08:00", "12:00"]}
    assert (kept.has_women_staff, kept.has_men_staff, kept.languages, str(kept.price)) == (True, None, ["tg", "ru"], "50.00")
    assert (kept.capacity, kept.capacity_on, kept.check_every, kept.screening) == ("waiting", kept.checked_on, 3, "passed")
    assert (kept.public_fields, FacilityContact.objects.get().is_public) == (["name", "phone"], True)
    text = client.post(page).content.decode()
    assert "Регистратура" in text
    assert "08:00–17:30" in text
    assert "Регистратура" not in client.get(page).content.decode()

    change = reverse("desk:contact_change", args=[contact.pk])
    stands = form_of(client.post(change, {"open": "1"}))
    assert client.post(change, stands | {"title": "Дежурная медсестра"}).status_code == 302
    assert "Дежурная медсестра" in client.post(page).content.decode()
    assert client.post(reverse("desk:contact_remove", args=[contact.pk])).status_code == 302
    assert FacilityContact.objects.count() == 0


def test_hours_that_are_none_are_refused_beside_their_field_and_nothing_is_lost(client, user, row):
    sign_in(client, user)
    address = reverse("desk:facility_opening", args=[row.pk])

    answer = client.post(address, {"version": "1", "opening_days": ["1"], "hours_1": "с утра"})

    assert answer.status_code == 400
    assert "с утра" in answer.content.decode()
    assert "Opening and closing time, for example 8:00–17:00; empty if not known" in answer.content.decode()


def test_the_reason_of_the_screening_opens_for_the_keeper_alone(client, user, row):
    member = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    actions.hand_out_directory(by=user)
    actions.screen_facility(row, by=user, screening=Screening.NOT_FOR_US, body=Body.SECURITY, reason="Тайное слово")
    page = reverse("desk:facility", args=[row.pk])

    sign_in(client, user)
    assert "Тайное слово" in client.post(page).content.decode()
    sign_in(client, member)
    text = client.post(page).content.decode()

    assert "Not for referrals" in text
    assert "Областная больница" in text
    assert "Тайное слово" not in text
    assert "security service" not in text


def test_the_day_of_the_keeper_says_what_the_directory_asks(client, user, row):
    sign_in(client, user)
    assert "Check 1 directory entry" in client.get(reverse("desk:my_day")).content.decode()
    actions.confirm_facility(row, by=user, check_every=12)
    actions.screen_facility(row, by=user, screening=Screening.PASSED)

    text = client.get(reverse("desk:my_day")).content.decode()

    assert "of the directory" not in text
    assert "whether it is safe" not in text


def test_the_list_is_narrowed_by_service_region_and_what_is_due(client, user, row):
    sign_in(client, user)
    other = make_facility(by=user, services=("eye",), region="TJ-SU")
    actions.confirm_facility(other, by=user, check_every=12)

    def shown(query):
        text = client.get(reverse("desk:directory") + query).content.decode()
        return [str(each.pk) in text for each in (row, other)]

    offered = soup_of(client.get(reverse("desk:directory"))).select("#service option")
    (number,) = (one["value"] for one in offered if one.text == Service.EYE.label)
    assert number.isdigit()  # an address says no illness
    assert shown(f"?service={number}") == [False, True]
    assert shown("?region=TJ-KT") == [True, False]
    assert shown("?show=due") == [True, False]
    assert shown("?show=unscreened") == [True, True]


def test_the_price_of_a_visit_is_said_with_the_name_of_its_money(client, user, row):
    actions.change_facility(row, by=user, cost="paid", price=Decimal("1420.50"), currency="TJS")
    sign_in(client, user)

    shown = " ".join(soup_of(client.get(reverse("desk:facility", args=[row.pk]))).get_text(" ").split())

    assert ("1 420.50 somoni" in shown, "TJS" in shown) == (True, False)
