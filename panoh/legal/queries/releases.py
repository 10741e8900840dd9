"""Reads of single documents that were shown: from a case, and to oneself."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.cases.policy import unblocked, visible_cases
from panoh.consent.models import Consent
from panoh.consent.queries import in_place_of
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.legal.enums import Standing
from panoh.legal.models import Release
from panoh.legal.release_policy import standings, visible_releases

# How views, which know no models, name what they are given.
type ReleaseRow = Release

NOT_HERE = _("Page not found, or you do not have access to it.")


def releases_of(user: User, case: Case) -> QuerySet[Release]:
    """What was shown from a case, newest first."""
    return visible_releases(user).filter(case=case).select_related("by", "to__organisation", "consent")


def get_release(user: User, case: Case, key: UUID) -> Release:
    """One of them. Raises NotFound where the case is not open to the reader."""
    found = releases_of(user, case).filter(pk=key).select_related("case", "by", "to", "consent").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def released_to(user: User) -> list[Release]:
    """What was shown to this account and is open to it today, newest first. Two queries."""
    return _open(_not_over(user))


def _not_over(user: User) -> QuerySet[Release]:
    """What was shown to this account and is not over by its day, of cases that it sees."""
    rows = Release.objects.filter(case__in=visible_cases(user).values("pk"), to=user, until__gte=today(), taken_back_at=None)
    return rows.select_related("case", "by", "consent")


def _open(rows: QuerySet[Release]) -> list[Release]:
    found = list(rows)
    return [row for row, stands in zip(found, standings(found), strict=True) if stands == Standing.OPEN]


def get_released(user: User, key: UUID) -> Release:
    """One document that was shown to this account, however it stands. Raises NotFound for everybody else's."""
    found = Release.objects.filter(unblocked(user, "case__person"), to=user, pk=key).select_related("case", "by", "consent").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def shown_on(user: User, consents: Collection[Consent]) -> list[Release]:
    """What is open today on one of these answers, of cases that the reader sees, by the day it ends: withdrawn, they close it. Three
    queries."""
    people = {row.person_id for row in consents}
    rows = Release.objects.filter(case__in=visible_cases(user).values("pk"), person__in=people, until__gte=today(), taken_back_at=None)
    rows = rows.select_related("to", "consent")
    found = _open(rows.order_by("until", "pk"))
    held = in_place_of([row.consent for row in found])
    return [row for row in found if held.get(row.consent_id) in consents]


def unopened(user: User) -> list[Release]:
    """What is open to this account and they have not looked at."""
    return _open(_not_over(user).filter(opened=0).order_by("until", "pk"))
