"""How drills of danger went, and when the next is due."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Min, QuerySet

from panoh.accounts.models import User
from panoh.core.clock import now
from panoh.core.errors import NotFound
from panoh.hotline.enums import AlertKind
from panoh.hotline.models import Alert, Drill, Shift
from panoh.hotline.policy import check_sees_drills
from panoh.hotline.queries.calls import NOT_HERE

EACH = dt.timedelta(days=92)  # a quarter
SHOWN = 12


@dataclass(frozen=True, slots=True)
class DrillResult:
    """One drill: who was told, the first first; after how many seconds it was on a screen and was answered, None where it was not."""

    drill: Drill
    told: list[Alert]

    @property
    def seconds_to_screens(self) -> int | None:
        """Until the first of those who must answer had it on a screen. None where a notice alone reached somebody."""
        return self._seconds_to(min((alert.shown_at for alert in self.told if alert.shown_at), default=None))

    @property
    def seconds_to_answer(self) -> int | None:
        """Until somebody said that they have it."""
        return self._seconds_to(self.drill.answered_at)

    def _seconds_to(self, moment: dt.datetime | None) -> int | None:
        return None if moment is None else max(round((moment - self.drill.begun_at).total_seconds()), 0)


def drill_results(user: User, *, only: UUID | None = None) -> list[DrillResult]:
    """The latest drills, the newest first, or the one. Two queries."""
    check_sees_drills(user)
    rows = _drills() if only is None else _drills().filter(pk=only)
    found = list(rows[:SHOWN])
    told: dict[UUID | None, list[Alert]] = defaultdict(list)
    alerts = Alert.objects.filter(kind=AlertKind.DRILL, target__in=[drill.pk for drill in found])
    for alert in alerts.select_related("owner", "shown_to").order_by("at", "step", "pk"):
        told[alert.target].append(alert)
    return [DrillResult(drill, told[drill.pk]) for drill in found]


def get_drill(user: User, key: UUID) -> Drill:
    """One of them. Raises NotFound."""
    check_sees_drills(user)
    found = _drills().filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def drill_is_due() -> dt.datetime | None:
    """Since when a drill is due: a quarter after the last one, without any a quarter after the first shift on a line. None where it is
    not, or where nobody was ever on a line. One query, or two."""
    begun = Drill.objects.values_list("begun_at", flat=True).first()
    begun = begun or Shift.objects.aggregate(first=Min("starts_at"))["first"]
    return begun + EACH if begun is not None and begun + EACH <= now() else None


def _drills() -> QuerySet[Drill]:
    return Drill.objects.select_related("begun_by", "answered_by")
