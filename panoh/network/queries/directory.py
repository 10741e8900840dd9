"""Reads of the directory."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.core.errors import NotFound
from panoh.network.models import Facility
from panoh.network.policy import visible_facilities
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

NOT_HERE = _("There is no such entry in the directory.")


def facilities(user: User, *, closed: bool = False) -> QuerySet[Facility]:
    """The directory by region and kind; with `closed` what is no longer in it."""
    return visible_facilities(user).filter(is_active=not closed).order_by("region", "kind", "pk")


def get_facility(user: User, key: UUID) -> Facility:
    """One entry. Raises NotFound where this reader may not see it."""
    found = visible_facilities(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def names_of(rows: Iterable[Facility], *, by: User, purpose: Purpose) -> dict[UUID, str]:
    """The names of these facilities by id, opened and recorded at once; empty where this reader has no key."""
    wanted = {row.pk: row for row in rows}
    if not wanted:
        return {}
    opened = open_sealed(list(wanted.values()), by=by.actor, purpose=purpose, fields=["name"])
    return {item.row.pk: item.name or "" for item in opened}
