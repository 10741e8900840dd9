"""Reads of corrections that were asked for and not made."""

from uuid import UUID

from django.db.models import QuerySet

from panoh.cases.models import Case, Refusal
from panoh.cases.queries.cases import NOT_HERE
from panoh.core.errors import NotFound


def refusals(case: Case) -> QuerySet[Refusal]:
    """Those of a case that was fetched for this reader, the newest first."""
    return case.refusals.select_related("case__lead", "refused_by", "looked_by")


def get_refusal(case: Case, key: UUID) -> Refusal:
    """One of a case that was fetched for this reader. Raises NotFound."""
    found = refusals(case).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
