"""Kinds of facilities and of services they give."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FacilityKind(TextChoices):
    """Tiers of the health system and what stands beside it (FIELD 5.5)."""

    HEALTH_CENTRE = "health_centre", _("health centre")
    POLYCLINIC = "polyclinic", _("polyclinic")
    HOSPITAL = "hospital", _("hospital")
    REGIONAL_HOSPITAL = "regional_hospital", _("regional hospital")
    PRIVATE_CLINIC = "private_clinic", _("private clinic")
    PSYCHOLOGICAL_CENTRE = "psychological_centre", _("centre of psychological help")
    PSYCHIATRIC_CENTRE = "psychiatric_centre", _("psychiatric centre")
    SPECIALIST = "specialist", _("specialist")
    SOCIAL_SERVICE = "social_service", _("social service")
    OTHER = "other", _("other")


class Service(TextChoices):
    """What a facility may be asked for."""

    GENERAL = "general", _("general practitioner")
    NEUROLOGY = "neurology", _("neurologist")
    CARDIOLOGY = "cardiology", _("cardiologist")
    TRAUMATOLOGY = "traumatology", _("traumatologist")
    UROLOGY = "urology", _("urologist")
    GYNAECOLOGY = "gynaecology", _("gynaecologist")
    EAR = "ear", _("ear, nose and throat")
    EYE = "eye", _("eye specialist")
    DENTAL = "dental", _("dentist")
    LABORATORY = "laboratory", _("laboratory")
    IMAGING = "imaging", _("X-ray, ultrasound, tomography")
    INPATIENT = "inpatient", _("in-patient treatment")
    PSYCHOLOGY = "psychology", _("psychological help")
    PSYCHIATRY = "psychiatry", _("psychiatrist")
    PHYSIOTHERAPY = "physiotherapy", _("physiotherapy")
    SOCIAL = "social", _("social help")
    OTHER = "other", _("other")
