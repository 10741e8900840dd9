"""Reads of what is done to many cases: how far it got, what stayed, whether it can be taken back."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit import undo
from panoh.cases import policy
from panoh.cases.bulk_operation_policy import visible_bulk_operations
from panoh.cases.enums import BulkOperationState, PartOutcome
from panoh.cases.models import BulkOperation, BulkOperationPart, Case
from panoh.core.errors import NotFound

NOT_HERE = _("Page not found, or you do not have access to it.")
PART = BulkOperationPart._meta.label_lower
UNDER_WAY = (BulkOperationState.RUNNING, BulkOperationState.GOING_BACK)

# How views, which know no models, name what they are given.
type BulkOperationRow = BulkOperation


def get_bulk_operation(user: User, key: UUID) -> BulkOperation:
    """One of this account's organisation. Raises NotFound."""
    found = visible_bulk_operations(user).filter(pk=key).select_related("by", "giver", "taker").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def under_way(user: User) -> QuerySet[BulkOperation]:
    """What was begun and is neither whole nor taken back, with how many cases are dealt with. One query."""
    dealt = Count("parts", filter=~Q(parts__outcome=PartOutcome.KEPT))
    return visible_bulk_operations(user).filter(state__in=UNDER_WAY).annotate(dealt=dealt)


def waiting(operation: BulkOperation) -> list[Case]:
    """The cases that are still to be dealt with, in order. One query."""
    dealt = BulkOperationPart.objects.filter(operation=operation).values("case")
    found = {str(case.pk): case for case in Case.objects.filter(pk__in=operation.wanted).exclude(pk__in=dealt)}
    return [found[key] for key in operation.wanted if key in found]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it got. `stayed` are cases that were left, or that could not be taken back, by code, as far as this reader sees them."""

    total: int
    done: int
    stayed: list[tuple[str, str]]

    @property
    def dealt(self) -> int:
        """How many need nothing more."""
        return self.done + len(self.stayed)


def progress(user: User, operation: BulkOperation) -> Progress:
    """Two queries."""
    rows = list(operation.parts.select_related("case").order_by("case__code"))
    seen = set(policy.visible_cases(user).filter(pk__in=[row.case_id for row in rows]).values_list("pk", flat=True))
    stayed = [(row.case.code if row.case_id in seen else "", row.get_outcome_display()) for row in rows if row.outcome != PartOutcome.DONE]
    return Progress(len(operation.wanted), sum(row.outcome == PartOutcome.DONE for row in rows), stayed)


def parts_to_take_back(operation: BulkOperation, *, by: User) -> list[UUID]:
    """The undo keys of everything done, newest first; empty unless this account can still take all of it back."""
    rows = {str(key) for key in operation.parts.exclude(outcome=PartOutcome.KEPT).values_list("pk", flat=True)}
    parts = [part for part in undo.parts(PART, by=by.actor, since=operation.began_at) if part.made & rows]
    whole = rows <= frozenset().union(*(part.made for part in parts))
    return [part.key for part in parts] if rows and whole else []
