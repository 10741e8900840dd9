"""What kind of facility a written name means."""

import pytest

from panoh.network.enums import FacilityKind
from panoh.network.kinds import SERVICES, folded_name, guess_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Медицинский центр (договор)", FacilityKind.PRIVATE_CLINIC),
        ("Центр здоровья", FacilityKind.HEALTH_CENTRE),
        ("Маркази саломатии №2", FacilityKind.HEALTH_CENTRE),
        ("ОБЛАСТНАЯ БОЛЬНИЦА", FacilityKind.REGIONAL_HOSPITAL),
        ("Беморхонаи марказӣ", FacilityKind.HOSPITAL),
        ("Психологический центр", FacilityKind.PSYCHOLOGICAL_CENTRE),
        ("Поликлиника", FacilityKind.POLYCLINIC),
        ("Центр психиатрии и наркологии", FacilityKind.PSYCHIATRIC_CENTRE),
        ("«Сино»", FacilityKind.OTHER),
        ("", FacilityKind.OTHER),
    ],
)
def test_guess_kind(name, kind):
    assert guess_kind(name) == kind


def test_every_kind_has_services():
    assert set(SERVICES) == set(FacilityKind)
    assert all(SERVICES.values())


def test_folded_name_drops_what_tells_nothing_apart():
    assert folded_name(" Клиника «Ёр» ") == folded_name('клиника  "Ер".') == "клиника ер"
