"""Reads of emergency openings and of what is closed to somebody who is tied to a person."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases import emergency_access_policy, policy
from panoh.cases.enums import Judged
from panoh.cases.models import ConflictOfInterest, EmergencyAccess
from panoh.core.clock import now
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import NotFound

# How views, which know no models, name what they are given.
type EmergencyAccessRow = EmergencyAccess

NOT_HERE = _("Page not found, or you do not have access to it.")
YEAR = dt.timedelta(days=365)


def emergency_accesses(user: User) -> QuerySet[EmergencyAccess]:
    """One's own, and those one looks at; the newest first."""
    return emergency_access_policy.visible_emergency_accesses(user).select_related("case", "user", "judged_by")


def get_emergency_access(user: User, key: UUID) -> EmergencyAccess:
    """One of them. Raises NotFound."""
    found = emergency_accesses(user).select_related("case__lead", "person").filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@dataclass(frozen=True, slots=True)
class Sums:
    """How often a case was opened in an emergency within a year."""

    all: int
    waiting: int
    late: int
    otherwise: int
    wrong: int


@bypass_rls()
def count_emergency_accesses(*, is_practice: bool) -> Sums:
    """Of the last 365 days: all, those nobody has looked at, those of them that are late, and what was said of the others. One query."""
    since = EmergencyAccess.objects.filter(opened_at__gte=now() - YEAR, case__is_practice=is_practice).order_by()
    found = since.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(judged="")),
        late=Count("pk", filter=Q(judged="", opened_at__lt=now() - policy.LOOKED_AT_WITHIN)),
        otherwise=Count("pk", filter=Q(judged=Judged.OTHERWISE)),
        wrong=Count("pk", filter=Q(judged=Judged.WRONG)),
    )
    return Sums(**found)


def conflicts(user: User) -> QuerySet[ConflictOfInterest]:
    """What is closed to somebody today, by code and account."""
    return emergency_access_policy.visible_conflicts(user).filter(lifted_at=None).select_related("user", "case", "set_by")


def get_conflict(user: User, key: UUID) -> ConflictOfInterest:
    """One of them. Raises NotFound."""
    found = emergency_access_policy.visible_conflicts(user).select_related("user", "case", "person").filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
