"""Reads of corrections that were asked for and not made."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.cases.models import Case, Refusal
from panoh.core.errors import NotFound

NOT_HERE = _("There is no such page, or it is not open to you.")


def refusals(case: Case) -> QuerySet[Refusal]:
    """Those of a case that was fetched for this reader, the newest first."""
    return case.refusals.select_related("case__lead", "refused_by", "looked_by")


def get_refusal(case: Case, key: UUID) -> Refusal:
    """One of a case that was fetched for this reader. Raises NotFound."""
    found = refusals(case).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
