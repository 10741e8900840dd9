"""Reads of those with whom the Unit corresponds."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.core.errors import NotFound
from panoh.network.models import Addressee
from panoh.network.policy import visible_addressees
from panoh.network.queries.directory import NOT_HERE
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose


def addressees(user: User, *, closed: bool = False) -> QuerySet[Addressee]:
    """By kind and region; with `closed` those nobody writes to any more."""
    return visible_addressees(user).filter(is_active=not closed).order_by("kind", "region", "pk")


def get_addressee(user: User, key: UUID) -> Addressee:
    """One of them. Raises NotFound where this reader may not see it."""
    found = visible_addressees(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def institutions(rows: Iterable[Addressee], *, by: User, purpose: Purpose) -> dict[UUID, str]:
    """What these are called, by id: institution and office, opened and recorded at once; empty where this reader has no key."""
    wanted = {row.pk: row for row in rows}
    if not wanted:
        return {}
    opened = open_sealed(list(wanted.values()), by=by.actor, purpose=purpose, fields=["institution", "office"])
    return {item.row.pk: ", ".join(part for part in (item.institution, item.office) if part) for item in opened}
