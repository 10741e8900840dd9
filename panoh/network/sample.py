"""The invented facilities of the sample: the kinds the register names, and what stands beside them."""

from typing import TypedDict

from panoh.accounts.models import User
from panoh.audit.trail import action
from panoh.network.actions import add_facility, change_facility, facility_by_name, hand_out_directory
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

# The name on the door is Russian; this is what they are called in Tajik and in English.
_CALLED = {
    "Медицинский центр (договор)": ("Маркази тиббӣ (созишнома)", "Medical centre (agreement)"),
    "Центр здоровья": ("Маркази саломатӣ", "Health centre"),
    "Областная больница": ("Беморхонаи вилоятӣ", "Regional hospital"),
    "Психологический центр": ("Маркази равоншиносӣ", "Psychological centre"),
    "Поликлиника": ("Дармонгоҳ", "Outpatient clinic"),
    "Центр душевного здоровья (вымышленный)": ("Маркази саломатии рӯҳӣ (сохта)", "Centre for mental health (invented)"),
    "Невролог, частный приём (вымышленный)": ("Невролог, қабули хусусӣ (сохта)", "Neurologist, private practice (invented)"),
    "Общество психологов (вымышленное)": ("Ҷамъияти равоншиносон (сохта)", "Society of psychologists (invented)"),
    "Общество психологов-консультантов (вымышленное)": ("Ҷамъияти равоншиносони машваратчӣ (сохта)", "Society of counsellors (invented)"),
    "Психолог, приём по записи (вымышленный)": ("Равоншинос, қабул бо навбат (сохта)", "Psychologist, by appointment (invented)"),
    "Психолог из общества (вымышленный)": ("Равоншиноси ҷамъият (сохта)", "Psychologist of the society (invented)"),
    "Приют (вымышленный)": ("Паноҳгоҳ (сохта)", "Shelter (invented)"),
    "Юридическая консультация (вымышленная)": ("Машварати ҳуқуқӣ (сохта)", "Legal advice centre (invented)"),
    "Диспансер (вымышленный)": ("Диспансер (сохта)", "Dispensary (invented)"),
    "Ведомственная больница (вымышленная)": ("Беморхонаи идоравӣ (сохта)", "Hospital of a ministry (invented)"),
    "Zentrum Muster (вымышленный)": ("Zentrum Muster (сохта)", "Zentrum Muster (invented)"),
    "Centre Exemple (вымышленный)": ("Centre Exemple (сохта)", "Centre Exemple (invented)"),
}


class Called(TypedDict):
    """What a facility is called, as `add_facility` takes it."""

    name: str
    name_tg: str
    name_ru: str
    name_en: str


def called(name: str) -> Called:
    """The name of an invented facility, with what it is called in each language."""
    tajik, english = _CALLED[name]
    return {"name": name, "name_tg": tajik, "name_ru": name, "name_en": english}


@action
def make_sample_facilities(*, by: User) -> list[Facility]:
    """The register's facilities and two more, once: a second call finds what is there."""
    hand_out_directory(by=by)
    found = [facility_by_name(name, by=by) for name in REGISTER_NAMES]
    for row, name in zip(found, REGISTER_NAMES, strict=True):
        change_facility(row, by=by, **called(name))
    if not Facility.objects.filter(kind=FacilityKind.PSYCHIATRIC_CENTRE).exists():
        found.append(
            add_facility(
                by=by,
                **called("Центр душевного здоровья (вымышленный)"),
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
                **called("Невролог, частный приём (вымышленный)"),
                kind=FacilityKind.SPECIALIST,
                services=[Service.NEUROLOGY],
                region="TJ-KT",
                has_women_staff=True,
                is_child_friendly=True,
            )
        )
    return found
