"""The directory's pages."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.network.enums import FacilityKind
from panoh.network.models import Facility
from panoh.network.sample import make_sample_facilities
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.network import make_facility, make_keeper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def user(client):
    return sign_in(client, make_keeper())


def test_names_are_shut_until_they_are_asked_for(client, user):
    row = make_facility(by=user, name="Клиника Х")

    assert "Клиника Х" not in client.get(reverse("desk:directory")).content.decode()
    assert "Клиника Х" in client.post(reverse("desk:directory_names")).content.decode()
    assert "Клиника Х" not in client.get(reverse("desk:facility", args=[row.pk])).content.decode()
    assert "Клиника Х" in client.post(reverse("desk:facility", args=[row.pk])).content.decode()


def test_adding_changing_and_closing(client, user):
    given = {"name": "Клиника Х", "kind": "private_clinic", "services": ["eye", "dental"], "place": "TJ-DU"}
    assert client.post(reverse("desk:facility_add"), given).status_code == 302
    row = Facility.objects.get()
    assert (row.kind, row.services, row.region, row.place) == ("private_clinic", ["eye", "dental"], "TJ-DU", "")
    change = reverse("desk:facility_change", args=[row.pk])
    assert "Клиника Х" in client.post(change, {"open": "1"}).content.decode()

    assert client.post(change, given | {"name": "Клиника У", "version": "1"}).status_code == 302
    assert "Someone else changed this in the meantime" in client.post(change, given | {"version": "1"}).content.decode()
    assert "Клиника У" in client.post(reverse("desk:facility", args=[row.pk])).content.decode()
    assert client.post(reverse("desk:facility_close", args=[row.pk])).status_code == 302

    assert not Facility.objects.get().is_active
    assert str(row.pk) not in client.get(reverse("desk:directory")).content.decode()
    assert str(row.pk) in client.get(reverse("desk:directory") + "?show=closed").content.decode()


def test_a_member_reads_the_directory_and_does_not_write_it(client, user):
    row = make_facility(by=user, name="Клиника Х")
    member = make_member(1)
    make_facility(by=user)
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=member))

    text = client.post(reverse("desk:directory_names")).content.decode()
    assert "Клиника Х" in text
    assert reverse("desk:facility_add") not in text
    assert client.get(reverse("desk:facility_add")).status_code == 403
    assert client.post(reverse("desk:facility_close", args=[row.pk])).status_code == 403


def test_the_directory_is_closed_to_who_has_no_use_for_it(client, user):
    sign_in(client, make_user(Role.DIRECTOR))

    assert client.get(reverse("desk:directory")).status_code == 403


def test_the_sample_is_made_once(user):
    make_sample_facilities(by=user)
    make_sample_facilities(by=user)

    assert sorted(Facility.objects.values_list("kind", flat=True)) == [
        "health_centre",
        "polyclinic",
        "private_clinic",
        "psychiatric_centre",
        "psychological_centre",
        "regional_hospital",
        "specialist",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, user, count, django_assert_num_queries):
    for _ in range(count):
        make_facility(by=user)
    client.get(reverse("desk:directory"))

    with django_assert_num_queries(11):
        client.get(reverse("desk:directory"))


def test_entries_are_found_by_region_and_kind_in_the_alphabet_of_who_reads(client):
    keeper = sign_in(client, make_user(Role.COORDINATOR, language="ru"))
    for region, kind in (("TJ-SU", "polyclinic"), ("TJ-DU", "polyclinic"), ("TJ-KT", "specialist"), ("TJ-KT", "private_clinic")):
        make_facility(by=keeper, region=region, kind=FacilityKind(kind))

    rows = client.get(reverse("desk:directory")).context["rows"]

    assert [(item["row"].region, item["row"].kind) for item in rows] == [
        ("TJ-DU", "polyclinic"),  # Душанбе, before the region of Sughd, whose code comes first
        ("TJ-SU", "polyclinic"),
        ("TJ-KT", "specialist"),  # отдельный специалист
        ("TJ-KT", "private_clinic"),  # частная клиника
    ]
