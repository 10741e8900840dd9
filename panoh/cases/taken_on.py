"""Which dangers somebody has taken on."""

from uuid import UUID

from django.db.models import F, QuerySet

from panoh.cases.enums import DANGERS
from panoh.cases.models import Task


def taken_on_by(*users: UUID) -> QuerySet[Task]:
    """The open dangers that one of these accounts has taken on by name; who has it given has not."""
    return Task.objects.filter(kind__in=DANGERS, done_at=None, owner__in=users, owner=F("taken_by"))
