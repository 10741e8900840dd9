"""Kinds of organisation, languages and looks of staff."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is to the Unit."""

    MEMBER = "member", _("member organisation")
    SECRETARIAT = "secretariat", _("secretariat")
    LEGAL_UNIT = "legal_unit", _("legal assistance unit")
    OUTSIDE = "outside", _("outside, under a memorandum")


class Language(TextChoices):
    """Languages of the desk."""

    TAJIK = "tg", "Тоҷикӣ"
    RUSSIAN = "ru", "Русский"
    ENGLISH = "en", "English"


class Theme(TextChoices):
    """Light or dark; automatic follows the device."""

    AUTO = "", _("as the device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class NoticeChannel(TextChoices):
    """How a member of staff is told that there is something."""

    NONE = "none", _("not at all")
    MAIL = "mail", _("by e-mail")
    SMS = "sms", _("by short message")
