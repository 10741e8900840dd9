"""The invented facilities of the sample: the kinds the register names, and what stands beside them."""

from panoh.accounts.models import User
from panoh.audit.trail import action
from panoh.network.actions import add_facility, facility_by_name, hand_out_directory
from panoh.network.enums import FacilityKind, Register, Service
from panoh.network.models import Facility

# As the register writes them; the import finds these by their names.
REGISTER_NAMES = (
    "Медицинский центр (договор)",
    "Центр здоровья",
    "Областная больница",
    "Психологический центр",
    "Поликлиника",
)


@action
def make_sample_facilities(*, by: User) -> list[Facility]:
    """The register's facilities and two more, once: a second call finds what is there."""
    hand_out_directory(by=by)
    found = [facility_by_name(name, by=by) for name in REGISTER_NAMES]
    if not Facility.objects.filter(kind=FacilityKind.PSYCHIATRIC_CENTRE).exists():
        found.append(
            add_facility(
                by=by,
                name="Центр душевного здоровья (вымышленный)",
                kind=FacilityKind.PSYCHIATRIC_CENTRE,
                services=[Service.PSYCHIATRY],
                region="TJ-DU",
                register=Register.PSYCHIATRIC,
            )
        )
    if not Facility.objects.filter(kind=FacilityKind.SPECIALIST).exists():
        found.append(
            add_facility(
                by=by,
                name="Невролог, частный приём (вымышленный)",
                kind=FacilityKind.SPECIALIST,
                services=[Service.NEUROLOGY],
                region="TJ-KT",
                has_women_staff=True,
                is_child_friendly=True,
            )
        )
    return found
