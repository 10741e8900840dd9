"""Purpose, kind of data, form and recipient of a consent (FIELD 7.3)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConsentPurpose(TextChoices):
    """What the person agrees to. The last three never stand between a person and help."""

    SERVICES = "services", _("to receive help and have a file opened")
    STORAGE = "storage", _("to keep the data electronically")
    TEAM = "team", _("to share inside the team")
    REFERRAL = "referral", _("to be referred for treatment or help")
    LEGAL = "legal", _("to share with the legal assistance unit")
    MEDICO_LEGAL = "medico_legal", _("a medico-legal examination and report")
    AUTHORITIES = "authorities", _("to hand a report or a letter to an authority")
    REPRESENTATIVE = "representative", _("to give a report to a named representative")
    PHOTOGRAPHS = "photographs", _("to take photographs")
    REPORT_PHOTOS = "report_photos", _("photographs in a medico-legal report")
    CONTACT_FAMILY = "contact_family", _("to contact the family")
    INTERPRETER = "interpreter", _("to work with an interpreter")
    FOLLOW_UP = "follow_up", _("to be contacted after closure")
    ABROAD = "abroad", _("to keep or send data abroad")
    SUPERVISION = "supervision", _("to be discussed in professional supervision")
    STATISTICS = "statistics", _("to be counted in statistics for others")
    CASE_STUDY = "case_study", _("to be described in a case study")
    RESEARCH = "research", _("to take part in research")


NEVER_BLOCKS = frozenset({ConsentPurpose.STATISTICS, ConsentPurpose.CASE_STUDY, ConsentPurpose.RESEARCH})


# To these belong a recipient and the kinds of data that go to them.
PASSES_ON = (ConsentPurpose.REFERRAL, ConsentPurpose.LEGAL, ConsentPurpose.MEDICO_LEGAL)


class DataKind(TextChoices):
    """What may be passed on."""

    NAME = "name", _("name and year of birth")
    CONTACT = "contact", _("contact")
    COMPLAINTS = "complaints", _("complaints")
    MEDICAL = "medical", _("medical findings")
    PSYCHOLOGICAL = "psychological", _("psychological findings")
    SOCIAL = "social", _("social situation")
    LEGAL = "legal", _("legal information")
    STORY = "story", _("what happened")


class ConsentForm(TextChoices):
    """How it was given."""

    WRITTEN = "written", _("in writing")
    SPOKEN = "spoken", _("spoken, with someone present")
    TELEPHONE = "telephone", _("by telephone")
    THUMB_MARK = "thumb_mark", _("by thumb-mark")


UNWRITTEN = (ConsentForm.SPOKEN, ConsentForm.TELEPHONE, ConsentForm.THUMB_MARK)  # somebody has to have heard or seen it


class Decision(TextChoices):
    """The answer."""

    GIVEN = "given", _("given")
    REFUSED = "refused", _("the person refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class WhyNot(TextChoices):
    """Why somebody cannot consent now."""

    DETAINED = "detained", _("is detained")
    UNCONSCIOUS = "unconscious", _("is unconscious")
    OUT_OF_REACH = "out_of_reach", _("is out of reach")
    NO_GUARDIAN = "no_guardian", _("a child with no legal representative who can be asked")
