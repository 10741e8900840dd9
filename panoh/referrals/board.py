"""Open referrals as whoever coordinates them looks at them: by who acts next, late first, narrowed by codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case as Choose
from django.db.models import Count, Q, QuerySet, Value, When

from panoh.accounts.models import User
from panoh.core.clock import now
from panoh.network.enums import FacilityKind, Service
from panoh.places import catalogue
from panoh.referrals.enums import ACTS_NEXT, OPEN_STATES, ActsNext
from panoh.referrals.models import Referral
from panoh.referrals.policy import visible_referrals
from panoh.referrals.queries.referrals import LIGHT

# In which order the groups stand: what waits for the coordinator alone comes first.
ORDER = (ActsNext.COORDINATOR, ActsNext.WORKER, ActsNext.PROVIDER)


# By what number an address asks for a kind of help and of facility: it does not say from what somebody suffers.
SERVICE_NUMBERS = {str(number): service for number, service in enumerate(Service, 1)}
FACILITY_NUMBERS = {str(number): kind for number, kind in enumerate(FacilityKind, 1)}
NUMBERED_SERVICES: dict[str, str] = {service: number for number, service in SERVICE_NUMBERS.items()}
NUMBERED_FACILITIES: dict[str, str] = {kind: number for number, kind in FACILITY_NUMBERS.items()}


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board is narrowed to: codes and numbers alone, so that it may stand in an address. Unknown ones narrow nothing."""

    service: str = ""
    region: str = ""
    kind: str = ""
    who: str = ""
    late: bool = False

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "BoardFilter":
        """From the parts of an address; what is no code is left out."""

        def known(name: str, values: Iterable[str]) -> str:
            return given.get(name, "") if given.get(name, "") in set(values) else ""

        return cls(
            service=SERVICE_NUMBERS.get(given.get("service", ""), ""),
            region=known("region", [code for code, _name in catalogue.region_choices()]),
            kind=FACILITY_NUMBERS.get(given.get("kind", ""), ""),
            who=known("who", [str(who) for who in ORDER]),
            late=given.get("late") == "1",
        )


@dataclass(frozen=True, slots=True)
class Head:
    """A group of the board: who acts next, how many, and how many of them late."""

    who: ActsNext
    total: int
    late: int


def _turn_of(who: str) -> Q:
    """Open referrals whose turn is somebody's: by their state, but the worker's where an answer lies that nobody has looked at."""
    by_state = Q(state__in=[state for state in OPEN_STATES if ACTS_NEXT[state] == who])
    lies_there = Q(answered_at__isnull=False)
    return by_state | (lies_there & Q(state__in=OPEN_STATES)) if who == ActsNext.WORKER else by_state & ~lies_there


def _narrowed(user: User, narrowed: BoardFilter) -> QuerySet[Referral]:
    rows = visible_referrals(user).filter(_turn_of(narrowed.who) if narrowed.who else Q(state__in=OPEN_STATES))
    for name, value in (("service", narrowed.service), ("case__region", narrowed.region), ("facility__kind", narrowed.kind)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.filter(due_at__lt=now()) if narrowed.late else rows


def open_referrals(user: User, narrowed: BoardFilter) -> QuerySet[Referral]:
    """The open referrals of this reader, without letters: by who acts next, and late first."""
    group = Choose(*(When(_turn_of(who), then=Value(place)) for place, who in enumerate(ORDER)), default=Value(len(ORDER)))
    rows = _narrowed(user, narrowed).select_related("case", "facility", "consent", "made_by", "reader").defer(*LIGHT)
    return rows.order_by(group, "due_at", "code")


def heads(user: User, narrowed: BoardFilter) -> list[Head]:
    """The groups that have any, in their order. One query."""
    rows = _narrowed(user, narrowed).order_by().annotate(who=Choose(*(When(_turn_of(who), then=Value(who)) for who in ORDER)))
    sums = {who: [0, 0] for who in ORDER}
    for row in rows.values("who").annotate(total=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now()))):
        mine = sums[ActsNext(row["who"])]
        mine[0] += row["total"]
        mine[1] += row["late"]
    return [Head(who, total, late) for who, (total, late) in sums.items() if total]
