"""Which dangers somebody has taken on."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, QuerySet

from panoh.cases.enums import DANGERS
from panoh.cases.models import Task


def taken_on_by(*users: UUID) -> QuerySet[Task]:
    """The open dangers that one of these accounts has taken on by name; who has it given has not."""
    return _taken_on().filter(owner__in=users)


def taken_on_of(people: Collection[UUID]) -> QuerySet[Task]:
    """The open dangers of these people's cases that somebody has taken on by name."""
    return _taken_on().filter(case__person__in=people)


def _taken_on() -> QuerySet[Task]:
    return Task.objects.filter(kind__in=DANGERS, done_at=None, owner=F("taken_by"))
