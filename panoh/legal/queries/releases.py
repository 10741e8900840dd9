"""Reads of single documents that were shown: from a case, and to oneself."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.cases.policy import unblocked
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.legal.models import Release
from panoh.legal.release_policy import visible_releases

# How views, which know no models, name what they are given.
type ReleaseRow = Release

NOT_HERE = _("There is no such page, or it is not open to you.")


def releases_of(user: User, case: Case) -> QuerySet[Release]:
    """What was shown from a case, newest first."""
    return visible_releases(user).filter(case=case).select_related("by", "to__organisation", "consent")


def get_release(user: User, case: Case, key: UUID) -> Release:
    """One of them. Raises NotFound where the case is not open to the reader."""
    found = releases_of(user, case).filter(pk=key).select_related("case", "by", "to", "consent").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def released_to(user: User) -> QuerySet[Release]:
    """What was shown to this account and is not over by its day, newest first."""
    rows = Release.objects.filter(unblocked(user, "case__person"), to=user, until__gte=today(), taken_back_at=None)
    rows = rows.filter(case__is_practice=user.is_practising)
    return rows.select_related("case", "by", "consent")


def get_released(user: User, key: UUID) -> Release:
    """One document that was shown to this account, however it stands. Raises NotFound for everybody else's."""
    found = Release.objects.filter(unblocked(user, "case__person"), to=user, pk=key).select_related("case", "by", "consent").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def unopened(user: User) -> QuerySet[Release]:
    """What was shown to this account and they have not looked at."""
    return released_to(user).filter(opened=0).order_by("until", "pk")
