"""Under duress, rows about invented persons open and change, and no other row."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from panoh.core.duress import is_under_duress
from panoh.core.errors import Denied

# What an account may change of itself there: language and look, its second password; and a code that was used is used.
OWN = frozenset({"accounts.user", "accounts.codedevice", "accounts.passkey", "accounts.recoverycode"})
NOBODYS = frozenset({"accounts", "network"})  # rooms whose words are about staff and facilities
STEPS = 3  # so far from a row to the case, request or person it is about
NOT_YOURS = _("Your role does not include this. The coordinator can say who may do it.")  # whoever may not, and why


def check_may_write(row: Model, *, is_change: bool = False) -> None:
    """Raises Denied under duress unless the row is about an invented person. `is_change`: it is there already, and stays."""
    if is_under_duress() and not (is_change and row._meta.label_lower in OWN) and _practice(row, STEPS) is not True:
        raise Denied(NOT_YOURS)


def may_open(row: Model) -> bool:
    """Whether the words of a row may be opened now: under duress those about an invented person, or about none."""
    return not is_under_duress() or _practice(row, STEPS) is True or row._meta.app_label in NOBODYS


def _practice(row: Model, steps: int) -> bool | None:
    """Whether a row, or all that it hangs on, is invented; None where nothing says."""
    known: bool | None = getattr(row, "is_practice", None)
    if known is not None or not steps:
        return known
    ends = [field for field in row._meta.concrete_fields if field.is_relation and getattr(row, field.attname) is not None]
    found = {_practice(end, steps - 1) for field in ends if (end := getattr(row, field.name)) is not None} - {None}
    return None if not found else found == {True}
