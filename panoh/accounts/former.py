"""What is shown of an account whose name was taken off: the role it had, in the reader's language, and a mark that tells two apart."""

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from panoh.accounts.roles import Role

FORMER = "~"  # no alias that an administrator types begins so
MARK = 8  # the last figures of the account's id: the first ones would say when it was made


class Alias(str):
    """An account name as it is shown; `kept` is what the table holds."""

    __slots__ = ("kept",)
    kept: str


def mark_of(key: UUID) -> str:
    """By which an account without a name is told from others."""
    return key.hex[-MARK:]


def former(role: str, key: UUID) -> Alias:
    """The account name of somebody who left, from the role they had last, none where there was none."""
    return _shown(f"{FORMER}{role}~{mark_of(key)}")


def is_former(username: str) -> bool:
    """Whether the name was taken off this account."""
    return isinstance(username, Alias)


def _shown(kept: str) -> Alias:
    role, _tilde, mark = kept.removeprefix(FORMER).rpartition("~")
    label = Role(role).label if role in Role.values else _("staff")
    alias = Alias(_("%(role)s (former) %(mark)s") % {"role": label, "mark": mark})
    alias.kept = kept
    return alias


class AliasField(models.CharField):  # type: ignore[type-arg]  # the class takes none at run time
    """The account name. Of an account whose name was taken off the table holds the role; whoever reads it reads that in their language.

    To the database it is a column of characters like any other.
    """

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str | None:
        return _shown(value) if value and value.startswith(FORMER) else value  # none beside a row that names nobody

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.kept if isinstance(value, Alias) else value)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
