"""In which money sums stand. Sums of two kinds are never added."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Currency(TextChoices):
    """In which money."""

    TJS = "TJS", _("somoni")
    USD = "USD", _("US dollars")
    EUR = "EUR", _("euros")
