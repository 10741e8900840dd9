"""Reads of the gap register: the open needs one sees, and persons counted by service and district."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import visible_cases
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import NotFound
from panoh.network.enums import Service
from panoh.places import catalogue
from panoh.referrals.enums import GapEnd, GapReason
from panoh.referrals.models import Gap
from panoh.referrals.policy import visible_gaps
from panoh.referrals.queries.referrals import NOT_HERE

# How views, which know no models, name what they are given.
type GapRow = Gap

_ONE_PERSON = Coalesce("person__merged_into", "person")  # joined records are one person


def open_gaps(user: User, *, service: str = "", region: str = "") -> QuerySet[Gap]:
    """What nobody meets yet, of the cases this reader sees, the longest waiting first."""
    rows = visible_gaps(user).filter(ended_on=None).select_related("case").defer("note")
    rows = rows.filter(service=service) if service else rows
    return (rows.filter(region=region) if region else rows).order_by("since_on", "pk")


def case_gaps(user: User, case: Case) -> list[Gap]:
    """The needs of one case that nobody met at first, open ones on top."""
    rows = visible_gaps(user).filter(case=case).select_related("by")
    return sorted(rows, key=lambda row: (row.ended_on is not None, row.since_on))


def get_gap(user: User, key: UUID) -> Gap:
    """One of them. Raises NotFound where this reader does not see its case."""
    found = visible_gaps(user).filter(pk=key).select_related("case").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@dataclass(slots=True)
class GapCount:
    """Persons whose need for a service was noted in a place, those among them for whom it is still open, and those met later."""

    service: str
    region: str
    place: str
    _noted: set[Any] = field(default_factory=set)
    _open: set[Any] = field(default_factory=set)
    _met: set[Any] = field(default_factory=set)

    def add(self, person: Any, end: str) -> None:
        """Counts a person once, however many rows there are."""
        self._noted.add(person)
        if not end:
            self._open.add(person)
        elif end == GapEnd.MET:
            self._met.add(person)

    @property
    def persons(self) -> int:
        return len(self._noted)

    @property
    def still_open(self) -> int:
        return len(self._open)

    @property
    def met(self) -> int:
        return len(self._met - self._open)

    @property
    def service_label(self) -> str:
        return str(Service(self.service).label)

    @property
    def where(self) -> str:
        return catalogue.name(self.place or self.region)


@bypass_rls()
def count_gaps(cases: QuerySet[Case], start: dt.date, end: dt.date) -> list[GapCount]:
    """Persons by service and district, noted from `start` to `end`, over these cases; the most wanted service first. One query."""
    rows = Gap.objects.filter(case__in=cases.values("pk"), since_on__range=(start, end)).order_by()
    counts: dict[tuple[str, str, str], GapCount] = {}
    for service, region, place, ended, person in rows.values_list("service", "region", "place", "end", _ONE_PERSON):
        counts.setdefault((service, region, place), GapCount(service, region, place)).add(person, ended)
    return sorted(counts.values(), key=lambda line: (-line.persons, line.service, line.region, line.place))


@bypass_rls()
def count_reasons(cases: QuerySet[Case], start: dt.date, end: dt.date) -> dict[str, list[tuple[str, int]]]:
    """By service: each reason why nobody was found, with the persons it was noted for in these days; the commonest first. One query."""
    rows = Gap.objects.filter(case__in=cases.values("pk"), since_on__range=(start, end)).order_by()
    persons: dict[tuple[str, str], set[Any]] = {}
    for service, reason, person in rows.values_list("service", "reason", _ONE_PERSON):
        persons.setdefault((service, reason), set()).add(person)
    found: dict[str, list[tuple[str, int]]] = {}
    for (service, reason), whom in sorted(persons.items(), key=lambda item: (-len(item[1]), item[0])):
        found.setdefault(service, []).append((str(GapReason(reason).label), len(whom)))
    return found


def count_persons(user: User, service: str, start: dt.date, end: dt.date, region: str = "", reason: str = "") -> int:
    """Persons of the cases this reader sees whose need for a service was noted in these days, in a region or in all, for a reason or for
    any. One query."""
    cases = visible_cases(user, Permission.REFERRAL_VIEW).filter(is_practice=user.is_practising)
    rows = Gap.objects.filter(case__in=cases.values("pk"), service=service, since_on__range=(start, end))
    rows = rows.filter(region=region) if region else rows
    rows = rows.filter(reason=reason) if reason else rows
    return len(set(rows.values_list(_ONE_PERSON, flat=True)))


def services_by_persons(counts: Sequence[GapCount]) -> list[GapCount]:
    """The same counts by service alone: a person in two places counts once."""
    whole: dict[str, GapCount] = {}
    for line in counts:
        into = whole.setdefault(line.service, GapCount(line.service, "", ""))
        into._noted |= line._noted
        into._open |= line._open
        into._met |= line._met
    return sorted(whole.values(), key=lambda line: (-line.persons, line.service))
