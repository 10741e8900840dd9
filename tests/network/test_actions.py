"""The directory: adding, changing, closing, finding by a written name."""

import pytest

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.audit.trail import action
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.network import actions
from panoh.network.enums import FacilityKind, Service
from panoh.network.models import Facility
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.network import make_facility, make_keeper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def name_of(row, by):
    return open_sealed([row], by=by.actor, purpose=Purpose.ADMINISTRATION)[0].name


def test_add_facility_seals_its_name():
    user = make_keeper()

    row = make_facility(by=user, name=" Областная больница ")

    assert name_of(Facility.objects.get(pk=row.pk), user) == "Областная больница"
    assert "больница".encode() not in bytes(row.name)


def test_every_organisation_of_the_house_reads_the_directory_and_nobody_outside():
    make_keeper()
    member = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    outside = make_user(Role.SPECIALIST, organisation=make_organisation(kind=OrganisationKind.OUTSIDE))
    row = make_facility()

    assert name_of(row, member) == "Областная больница"
    assert open_sealed([row], by=outside.actor, purpose=Purpose.CARE)[0].is_unreadable


def test_an_organisation_that_joins_later_reads_the_directory_once_it_is_handed_out():
    user, row = make_keeper(), make_facility()
    member = make_user(Role.MEMBER_WORKER, organisation=make_member(2))
    assert open_sealed([row], by=member.actor, purpose=Purpose.CARE)[0].is_unreadable

    actions.hand_out_directory(by=user)

    assert name_of(row, member) == "Областная больница"


@pytest.mark.parametrize(
    ("given", "field"),
    [({"name": " "}, "name"), ({"kind": "shop"}, "kind"), ({"services": ()}, "services"), ({"services": ("massage",)}, "services")],
)
def test_add_facility_refuses_what_cannot_be(given, field):
    user = make_keeper()

    with pytest.raises(Invalid) as refused:
        actions.add_facility(**{"by": user, "name": "А", "kind": FacilityKind.HOSPITAL, "services": ("eye",)} | given)

    assert list(refused.value.fields) == [field]
    assert Facility.objects.count() == 0


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.MEMBER_WORKER, Role.ACCOUNTANT, Role.DIRECTOR])
def test_the_directory_is_written_by_the_coordinator_alone(role):
    row, other = make_facility(), make_user(role)

    for write in (
        lambda: actions.add_facility(by=other, name="А", kind=FacilityKind.HOSPITAL, services=("eye",)),
        lambda: actions.change_facility(row, by=other, name="А", kind=FacilityKind.HOSPITAL, services=("eye",)),
        lambda: actions.close_facility(row, by=other),
        lambda: actions.facility_by_name("А", by=other),
    ):
        with pytest.raises(Denied):
            write()


def test_change_facility_of_an_older_version_is_a_conflict():
    user = make_keeper()
    row = make_facility(by=user)
    actions.change_facility(row, by=user, name="Новое имя", kind=FacilityKind.HOSPITAL, services=(Service.EYE,), expected=1)

    with pytest.raises(Conflict):
        actions.change_facility(
            Facility.objects.get(), by=user, name="Другое", kind=FacilityKind.HOSPITAL, services=(Service.EYE,), expected=1
        )

    assert name_of(Facility.objects.get(), user) == "Новое имя"


def test_close_facility_once():
    user = make_keeper()
    row = make_facility(by=user)

    assert actions.close_facility(row, by=user).is_active is False
    with pytest.raises(WrongState):
        actions.close_facility(row, by=user)


@action
def _several(names, *, by):
    return [actions.facility_by_name(name, by=by) for name in names]


def test_facility_by_name_finds_the_same_written_otherwise_and_adds_what_is_new():
    user = make_keeper()
    known = make_facility(by=user, name="Медицинский центр «Сино»")

    found = _several(['медицинский  центр "СИНО"', "Центр здоровья", "центр здоровья.", "Психологический центр"], by=user)

    assert found[0].pk == known.pk
    assert found[1].pk == found[2].pk
    assert [row.kind for row in found[1:]] == [FacilityKind.HEALTH_CENTRE, FacilityKind.HEALTH_CENTRE, FacilityKind.PSYCHOLOGICAL_CENTRE]
    assert Facility.objects.count() == 3


def test_facility_by_name_opens_the_names_once_an_action():
    user = make_keeper()
    make_facility(by=user)
    before = AuditEvent.objects.filter(verb="vault.opened").count()

    _several(["А", "Б", "В", "А"], by=user)

    assert AuditEvent.objects.filter(verb="vault.opened").count() == before + 1


def test_facility_by_name_on_its_own_finds_what_an_earlier_action_added():
    user = make_keeper()

    assert actions.facility_by_name("Поликлиника", by=user).pk == actions.facility_by_name("поликлиника", by=user).pk
