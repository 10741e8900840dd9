"""Under duress, rows about invented persons open and change, and no other row; in practice mode they alone change."""

from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from panoh.core.duress import is_under_duress
from panoh.core.errors import Denied, WrongState
from panoh.core.practice import who_practises

# What an account may change of itself there: language and look, its second password; and a code that was used is used.
OWN = frozenset({"accounts.user", "accounts.codedevice", "accounts.passkey", "accounts.recoverycode"})
NOBODYS = frozenset({"accounts", "network"})  # rooms whose words are about staff and facilities
STEPS = 3  # so far from a row to the case, request or person it is about
# In practice mode an account stays one's own, but for what others give; what an act leaves to be taken back, and keys, are about nobody.
GIVEN = frozenset({"accounts.rolegrant", "accounts.rightasked", "accounts.regionscope", "accounts.signinlink"})
KEY = "vault.subjectkey"
INVENTED_ONLY = _("This is practice mode: you can change invented people only. First leave practice mode on the “My account” page.")
NOT_YOURS = _("Your role does not allow this. Ask the coordinator who can do it.")  # whoever may not, and why


def check_may_write(row: Model, *, is_change: bool = False) -> None:
    """Raises Denied under duress unless the row is about an invented person, WrongState in practice mode.

    `is_change`: it is there already, and stays. Closed by default: a row that says nothing of whom it is about is not written.
    """
    who = who_practises()
    if who is not None and not is_under_duress() and not _is_free(row, who, is_change) and _practice(row, STEPS) is not True:
        raise WrongState(INVENTED_ONLY)
    if is_under_duress() and not (is_change and row._meta.label_lower in OWN) and _practice(row, STEPS) is not True:
        raise Denied(NOT_YOURS)


def _is_free(row: Model, who: UUID, is_change: bool) -> bool:
    """Whether a row may be written in practice mode whomever it is about: of one's own account, the undo, a key that is made or dropped."""
    label = row._meta.label_lower
    if label == KEY:
        return not is_change
    own = row.pk if label == "accounts.user" else getattr(row, "user_id", None)
    is_own = row._meta.app_label == "accounts" and label not in GIVEN and own == who
    return is_own or label == "audit.undo"


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
