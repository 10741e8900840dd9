"""Kinds of facilities, the services they give, and what is known of each."""

from typing import Any

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class FacilityKind(TextChoices):
    """Tiers of the health system and what stands beside it (FIELD 5.5)."""

    HEALTH_HOUSE = "health_house", _("health house")
    HEALTH_CENTRE = "health_centre", _("health centre")
    POLYCLINIC = "polyclinic", _("polyclinic")
    HOSPITAL = "hospital", _("hospital")
    REGIONAL_HOSPITAL = "regional_hospital", _("regional hospital")
    NATIONAL_HOSPITAL = "national_hospital", _("national hospital")
    DISPENSARY = "dispensary", _("dispensary")
    PRIVATE_CLINIC = "private_clinic", _("private clinic")
    PSYCHOLOGICAL_CENTRE = "psychological_centre", _("centre of psychological help")
    PSYCHIATRIC_CENTRE = "psychiatric_centre", _("psychiatric centre")
    SPECIALIST = "specialist", _("specialist")
    SOCIETY = "society", _("society of specialists")
    SOCIAL_SERVICE = "social_service", _("social service")
    SHELTER = "shelter", _("shelter")
    LEGAL_AID = "legal_aid", _("legal help")
    CENTRE_ABROAD = "centre_abroad", _("centre abroad")
    OTHER = "other", _("other")


class KeyCheck(TextChoices):
    """By which other way a centre abroad said that the key is its own."""

    TELEPHONE = "telephone", _("by telephone, read aloud")
    MET = "met", _("face to face")
    POST = "post", _("on paper, by post")
    MESSENGER = "messenger", _("through another messenger")


class Service(TextChoices):
    """What a facility may be asked for."""

    GENERAL = "general", _("general practitioner")
    PAEDIATRICS = "paediatrics", _("paediatrician")
    NEUROLOGY = "neurology", _("neurologist")
    CARDIOLOGY = "cardiology", _("cardiologist")
    TRAUMATOLOGY = "traumatology", _("traumatologist")
    SURGERY = "surgery", _("surgeon")
    UROLOGY = "urology", _("urologist")
    GYNAECOLOGY = "gynaecology", _("gynaecologist")
    GASTRO = "gastro", _("gastroenterologist")
    ENDOCRINOLOGY = "endocrinology", _("endocrinologist")
    SKIN = "skin", _("skin specialist")
    EAR = "ear", _("ear, nose and throat")
    EYE = "eye", _("eye specialist")
    DENTAL = "dental", _("dentist")
    INFECTIONS = "infections", _("infectious diseases")
    TUBERCULOSIS = "tuberculosis", _("tuberculosis")
    NARCOLOGY = "narcology", _("narcologist")
    LABORATORY = "laboratory", _("laboratory")
    IMAGING = "imaging", _("X-ray, ultrasound, tomography")
    INPATIENT = "inpatient", _("in-patient treatment")
    PSYCHOLOGY = "psychology", _("psychological help")
    PSYCHIATRY = "psychiatry", _("psychiatrist")
    PHYSIOTHERAPY = "physiotherapy", _("physiotherapy")
    PROSTHETICS = "prosthetics", _("prostheses and aids")
    DISABILITY = "disability", _("recognition of a disability")
    LEGAL = "legal", _("legal help")
    SHELTER = "shelter", _("shelter")
    MATERIAL = "material", _("food, clothes, money")
    SCHOOLING = "schooling", _("school and training")
    WORK = "work", _("finding work")
    SOCIAL = "social", _("social help")
    OTHER = "other", _("other")


# As the form offers them.
_GROUPS: tuple[tuple[Any, tuple[Service, ...]], ...] = (
    (
        _("Doctors"),
        (
            Service.GENERAL,
            Service.PAEDIATRICS,
            Service.NEUROLOGY,
            Service.CARDIOLOGY,
            Service.TRAUMATOLOGY,
            Service.SURGERY,
            Service.UROLOGY,
            Service.GYNAECOLOGY,
            Service.GASTRO,
            Service.ENDOCRINOLOGY,
            Service.SKIN,
            Service.EAR,
            Service.EYE,
            Service.DENTAL,
            Service.INFECTIONS,
            Service.TUBERCULOSIS,
            Service.NARCOLOGY,
        ),
    ),
    (
        _("Examination and treatment"),
        (Service.LABORATORY, Service.IMAGING, Service.INPATIENT, Service.PHYSIOTHERAPY, Service.PROSTHETICS),
    ),
    (_("Psychological and psychiatric help"), (Service.PSYCHOLOGY, Service.PSYCHIATRY)),
    (
        _("Rights and daily life"),
        (
            Service.LEGAL,
            Service.DISABILITY,
            Service.SHELTER,
            Service.MATERIAL,
            Service.SCHOOLING,
            Service.WORK,
            Service.SOCIAL,
            Service.OTHER,
        ),
    ),
)
SERVICE_GROUPS = [(name, [(each.value, each.label) for each in services]) for name, services in _GROUPS]


class Register(TextChoices):
    """State registers on which some facilities put whoever they treat."""

    PSYCHIATRIC = "psychiatric", _("psychiatric register")
    NARCOLOGICAL = "narcological", _("narcological register")
    TUBERCULOSIS = "tuberculosis", _("tuberculosis register")


class Cost(TextChoices):
    """What the person pays."""

    FREE = "free", _("free")
    PAID = "paid", _("paid for")
    CONTRACT = "contract", _("paid by the Unit under an agreement")


class Capacity(TextChoices):
    """Whether it can take somebody now."""

    YES = "yes", _("accepts people now")
    WAITING = "waiting", _("has a waiting list")
    NO = "no", _("does not accept people now")


class CheckCycle(IntegerChoices):
    """After how many months an entry is to be checked again."""

    MONTH = 1, _("every month")
    QUARTER = 3, _("every three months")
    HALF_YEAR = 6, _("every six months")
    YEAR = 12, _("every year")


class Screening(TextChoices):
    """Whether it is safe to send somebody who was tortured there."""

    NOT_YET = "not_yet", _("not screened yet")
    PASSED = "passed", _("no objections")
    NOT_FOR_US = "not_for_us", _("not for referrals")


class Body(TextChoices):
    """To whom a facility belongs, where people may have to fear it."""

    INTERIOR = "interior", _("interior ministry")
    PENITENTIARY = "penitentiary", _("penitentiary system")
    SECURITY = "security", _("security service")
    MILITARY = "military", _("army")


class PublicField(TextChoices):
    """What may be said to everybody, field by field. Without its name an entry stands in no booklet."""

    NAME = "name", _("name")
    DESCRIPTION = "description", _("its own description")
    SERVICES = "services", _("what help it gives")
    PLACE = "place", _("place")
    ADDRESS = "address", _("address")
    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")
    WEBSITE = "website", _("website")
    CONTACT_NAME = "contact_name", _("who to ask for")
    OPENING = "opening", _("opening hours")
    LANGUAGES = "languages", _("languages")
    WHO_SEES = "who_sees", _("women and men on the staff, children, access")
    COST = "cost", _("what it costs")
    CAPACITY = "capacity", _("whether it has places")
