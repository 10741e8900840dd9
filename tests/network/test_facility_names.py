"""What a facility is called: in each language in which it has a name, elsewhere by the one on its door."""

import pytest
from django.urls import reverse
from django.utils import translation

from panoh.audit.guard import writes_allowed
from panoh.desk.frame.facility_names import facility_choices, facility_label
from panoh.network import actions
from panoh.network.actions.directory import facility_by_name
from panoh.network.countries import country_name
from panoh.network.enums import Service
from panoh.network.kinds_of_help import service_choices
from panoh.network.models import Facility
from panoh.network.queries import names_of
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import sign_in
from tests.factories.network import make_facility, make_keeper
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def user():
    return make_keeper()


@pytest.fixture
def row(user):
    return actions.change_facility(make_facility(by=user, name="Психологический центр"), by=user, name_tg="Маркази равоншиносӣ")


@pytest.mark.parametrize(
    ("language", "name"), [("tg", "Маркази равоншиносӣ"), ("ru", "Психологический центр"), ("en", "Психологический центр")]
)
def test_lists_and_pages_call_it_as_who_reads_does(client, user, row, language, name):
    with translation.override(language):
        assert names_of([row], by=user, purpose=Purpose.CARE) == {row.pk: name}
    user.language = language
    with writes_allowed():
        user.save()
    sign_in(client, user)

    assert soup_of(client.post(reverse("desk:facility", args=[row.pk]))).h1.text == name


def test_names_are_typed_below_the_first_and_none_of_them_is_needed(client, user):
    sign_in(client, user)
    facts = {"name": "Клиника", "name_en": "Clinic", "kind": "polyclinic", "services": ["neurology"]}

    assert client.post(reverse("desk:facility_add"), facts).status_code == 302

    (opened,) = open_sealed(list(Facility.objects.all()), by=user.actor, purpose=Purpose.CARE)
    assert (opened.name, opened.name_tg, opened.name_ru, opened.name_en) == ("Клиника", "", "", "Clinic")
    assert b"Clinic" not in bytes(opened.row.name_en)


def test_a_register_that_writes_it_in_another_language_means_the_same_entry(user, row):
    assert facility_by_name("МАРКАЗИ РАВОНШИНОСӢ", by=user) == row
    assert Facility.objects.count() == 1


def test_a_name_that_is_no_more_than_the_kind_is_said_once(user):
    row = make_facility(by=user, name="Поликлиника", kind="polyclinic", region="TJ-DU")

    with translation.override("ru"):
        assert facility_label(row, "Поликлиника") == "Поликлиника, Душанбе"
        assert facility_label(row, "Поликлиника № 2") == "Поликлиника № 2, поликлиника, Душанбе"


def test_facilities_and_kinds_of_help_stand_by_the_alphabet_whatever_their_first_letter_is_like(user):
    for name in ("ЛОР", "гастроцентр", "Ғамхорӣ", "Аптека"):
        make_facility(by=user, name=name)

    found = [label.partition(",")[0] for _row, label in facility_choices(user, None)]
    kinds = [label for _value, label in service_choices()]

    assert found == ["Аптека", "гастроцентр", "Ғамхорӣ", "ЛОР"]
    assert kinds.index("cardiologist") < kinds.index("X-ray, ultrasound, tomography")
    assert (kinds[-1], len(kinds)) == ("other", len(Service))


@pytest.mark.parametrize(("language", "name"), [("en", "Germany"), ("ru", "Германия"), ("tg", "Германия")])
def test_a_country_is_called_by_its_name(language, name):
    with translation.override(language):
        assert (country_name("DE"), country_name("XX")) == (name, "XX")
