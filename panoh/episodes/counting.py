"""What a month of a specialist's sessions comes to: each session under the agreement of its day, at that agreement's price."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from panoh.accounts.models import User
from panoh.cases.enums import Attendance
from panoh.cases.models import Session
from panoh.core.clock import DUSHANBE
from panoh.network.enums import Service, TariffUnit
from panoh.network.models import Agreement, TariffLine
from panoh.network.queries.agreements import agreements_with, engagement_of, held_on

HUNDREDTH = Decimal("0.01")
NOUGHT = Decimal("0.00")
UNITS = (TariffUnit.HOUR, TariffUnit.VISIT)  # what a session can be counted in; the hour where both have a price


@dataclass(frozen=True, slots=True)
class Counted:
    """One session as a line of an act."""

    session: Session
    held_on: dt.date
    unit: TariffUnit
    quantity: Decimal
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """Quantity by price, as one reckons it on the paper."""
        return (self.quantity * self.price).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Work:
    """What stands under one agreement; `priced` is false where it has prices, but none for an hour or a visit of this help."""

    agreement: Agreement
    price: TariffLine | None
    priced: bool
    lines: list[Counted] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """What is paid for it."""
        return sum((line.amount for line in self.lines), NOUGHT)

    @property
    def hours(self) -> Decimal:
        """How long it took, each meeting of a group once."""
        return hours_of((line.session.minutes or 0, bool(line.quantity)) for line in self.lines)


def hours_of(lines: Iterable[tuple[int, bool]]) -> Decimal:
    """Minutes as hours, of the lines that count."""
    return _hours(sum(minutes for minutes, counts in lines if counts))


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Month:
    """What may be handed in for a month, and how many sessions no agreement covers."""

    works: list[Work]
    uncovered: int


def count_month(user: User, month: dt.date) -> Month:
    """The sessions of this specialist until the month's end that took place and stand in no act yet. Those of practice never count."""
    entry = engagement_of(user)
    rows = agreements_with(entry.facility) if entry else []
    works: dict[UUID, Work] = {}
    groups: set[UUID] = set()
    uncovered = 0
    for session in _sessions(user, month):
        day = session.at.astimezone(DUSHANBE).date()
        agreement = held_on(rows, day)
        if agreement is None:
            uncovered += 1
            continue
        if agreement.pk not in works:
            works[agreement.pk] = _begin(agreement)
        work = works[agreement.pk]
        work.lines.append(_counted(session, day, work.price, groups))
    return Month(list(works.values()), uncovered)


def _sessions(user: User, month: dt.date) -> Sequence[Session]:
    until = dt.datetime.combine(next_month(month), dt.time(), DUSHANBE)
    done = Session.objects.filter(author=user, attendance=Attendance.ATTENDED, at__lt=until, act_line=None, case__is_practice=False)
    return list(done.select_related("case").defer("summary", "notes", "others").order_by("at", "id"))


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _begin(agreement: Agreement) -> Work:
    prices = list(agreement.tariff.all())
    found = {line.unit: line for line in prices if line.service == Service.PSYCHOLOGY}
    price = next((found[unit] for unit in UNITS if unit in found), None)
    return Work(agreement, price, price is not None or not prices)


def _counted(session: Session, day: dt.date, price: TariffLine | None, groups: set[UUID]) -> Counted:
    """A meeting of a group is one meeting, however many cases it is recorded for."""
    again = session.group_id is not None and session.group_id in groups
    if session.group_id is not None:
        groups.add(session.group_id)
    unit = TariffUnit(price.unit) if price else TariffUnit.HOUR
    quantity = NOUGHT if again else Decimal(1) if unit == TariffUnit.VISIT else _hours(session.minutes or 0)
    return Counted(session, day, unit, quantity, price.price if price else NOUGHT)
