"""How what was spent is divided."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SpendingBy(TextChoices):
    """One way at a time; the values are fields of `queries.spending.Spent`."""

    AGREEMENT = "agreement", _("by agreement")
    PAYER = "payer", _("by who pays")
    BUDGET_CODE = "budget_code", _("by budget code")
    CASE = "case", _("by case code")
