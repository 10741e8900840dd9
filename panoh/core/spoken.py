"""Languages people speak, whatever the desk itself is written in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Spoken(TextChoices):
    """In which language people speak with each other."""

    TAJIK = "tg", _("Tajik")
    RUSSIAN = "ru", _("Russian")
    ENGLISH = "en", _("English")
    UZBEK = "uz", _("Uzbek")
    PAMIRI = "pamiri", _("a Pamiri language")
    DARI = "prs", _("Dari")
    OTHER = "other", _("another language, with an interpreter")
