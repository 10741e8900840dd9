"""What kind of facility a written name most likely means, and when two written names are one."""

import re

from panoh.network.enums import FacilityKind, Service

# Stems in Russian and Tajik; the first that fits decides, so the narrower stand first.
_STEMS: tuple[tuple[FacilityKind, tuple[str, ...]], ...] = (
    (FacilityKind.PSYCHIATRIC_CENTRE, ("психиатр", "нарколог", "равонпизишк", "psychiatr")),
    (FacilityKind.DISPENSARY, ("диспансер", "dispensary")),
    (FacilityKind.PSYCHOLOGICAL_CENTRE, ("психолог", "равоншинос", "равонӣ", "psycholog")),
    (FacilityKind.REGIONAL_HOSPITAL, ("областная больниц", "областной больниц", "облбольниц", "беморхонаи вилоят", "regional hospital")),
    (FacilityKind.NATIONAL_HOSPITAL, ("республиканск", "национальн", "ҷумҳурия", "миллӣ", "national")),
    (FacilityKind.HOSPITAL, ("больниц", "госпитал", "беморхона", "hospital", "црб")),
    (FacilityKind.POLYCLINIC, ("поликлиник", "polyclinic", "дармонгоҳ")),
    (FacilityKind.HEALTH_HOUSE, ("медпункт", "бунгоҳи тиббӣ", "дом здоровья", "хонаи саломат", "health house")),
    (FacilityKind.HEALTH_CENTRE, ("центр здоров", "маркази саломат", "health centre", "health center")),
    (FacilityKind.PRIVATE_CLINIC, ("медицинский центр", "маркази тиббӣ", "клиник", "clinic", "medical centre", "договор")),
    (FacilityKind.SHELTER, ("приют", "кризисный центр", "паноҳгоҳ", "shelter")),
    (FacilityKind.LEGAL_AID, ("юридическ", "правовой помощи", "ҳуқуқ", "legal")),
    (FacilityKind.SOCIETY, ("ассоциация", "общество", "иттиҳодия", "ҷамъият", "association", "society")),
    (FacilityKind.SOCIAL_SERVICE, ("социальн", "иҷтимо", "social")),
    (FacilityKind.SPECIALIST, ("врач", "духтур", "табиб", "специалист", "specialist")),
)

SERVICES: dict[FacilityKind, tuple[Service, ...]] = {
    FacilityKind.HEALTH_HOUSE: (Service.GENERAL,),
    FacilityKind.HEALTH_CENTRE: (Service.GENERAL, Service.LABORATORY),
    FacilityKind.POLYCLINIC: (Service.GENERAL, Service.NEUROLOGY, Service.CARDIOLOGY, Service.LABORATORY),
    FacilityKind.HOSPITAL: (Service.INPATIENT, Service.TRAUMATOLOGY, Service.IMAGING),
    FacilityKind.REGIONAL_HOSPITAL: (Service.INPATIENT, Service.NEUROLOGY, Service.TRAUMATOLOGY, Service.UROLOGY, Service.IMAGING),
    FacilityKind.NATIONAL_HOSPITAL: (Service.INPATIENT, Service.SURGERY, Service.TRAUMATOLOGY, Service.IMAGING, Service.LABORATORY),
    FacilityKind.DISPENSARY: (Service.OTHER,),
    FacilityKind.PRIVATE_CLINIC: (Service.GENERAL, Service.NEUROLOGY, Service.IMAGING, Service.LABORATORY),
    FacilityKind.PSYCHOLOGICAL_CENTRE: (Service.PSYCHOLOGY,),
    FacilityKind.PSYCHIATRIC_CENTRE: (Service.PSYCHIATRY,),
    FacilityKind.SPECIALIST: (Service.GENERAL,),
    FacilityKind.SOCIETY: (Service.PSYCHOLOGY,),
    FacilityKind.SOCIAL_SERVICE: (Service.SOCIAL,),
    FacilityKind.SHELTER: (Service.SHELTER,),
    FacilityKind.LEGAL_AID: (Service.LEGAL,),
    FacilityKind.CENTRE_ABROAD: (Service.PSYCHOLOGY,),
    FacilityKind.OTHER: (Service.OTHER,),
}


def folded_name(name: str) -> str:
    """A written name without what does not tell two facilities apart: case, quotation marks, dots, runs of blanks, ё."""
    return " ".join(re.sub(r"[«»\"'“”„`.,;]+", " ", name.casefold().replace("ё", "е")).split())


def guess_kind(name: str) -> FacilityKind:
    """The kind the name speaks of, 'other' when it does not."""
    folded = folded_name(name)
    return next((kind for kind, stems in _STEMS if any(stem in folded for stem in stems)), FacilityKind.OTHER)
