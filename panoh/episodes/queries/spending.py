"""Costs that were recorded in a period, and how much of them is paid: help in money, care outside, sessions of specialists; by agreement,
payer, budget code or case code."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.cases.enums import Payer
from panoh.cases.models import Payment
from panoh.core.money import Currency
from panoh.episodes.enums import ActState, InvoiceState, SpendingBy
from panoh.episodes.models import ActLine, CostLine
from panoh.network.policy import visible_agreements
from panoh.referrals.spending import spent


@dataclass(frozen=True, slots=True)
class Spent:
    """One sum as it was recorded: under which agreement, who pays, from which line, for which case, and whether it is paid."""

    agreement: str
    payer: str
    budget_code: str
    case: str
    currency: str
    amount: Decimal
    is_paid: bool


@dataclass(frozen=True, slots=True)
class SpendingLine:
    """A key, a kind of money, how much, in how many sums, and how much of it is paid."""

    key: str
    currency: Currency
    amount: Decimal
    count: int
    paid: Decimal


def ways(user: User) -> list[SpendingBy]:
    """How this reader may divide it: by case only who sees cases."""
    return [way for way in SpendingBy if way != SpendingBy.CASE or has(user, Permission.CASE_VIEW)]


def _help(user: User, start: dt.date, end: dt.date) -> Iterator[Spent]:
    """Given to the person, or paid for them: nothing of it is still owed."""
    rows = Payment.objects.filter(case__is_practice=user.is_practising, assistance__given_on__range=(start, end))
    for payer, code, case, currency, amount in rows.values_list("payer", "budget_code", "case__code", "currency", "amount"):
        yield Spent("", payer, code, case, currency, amount, is_paid=True)


def _care(user: User, start: dt.date, end: dt.date) -> Iterator[Spent]:
    """What a facility bills, which is paid with its invoice."""
    rows = CostLine.objects.filter(episode__case__is_practice=user.is_practising, struck_on=None, entered_on__range=(start, end))
    fields = ("agreement_number", "payer", "budget_code", "episode__case__code", "currency", "amount", "invoice__state")
    for agreement, payer, code, case, currency, amount, state in rows.values_list(*fields):
        yield Spent(agreement, payer, code, case, currency, amount, is_paid=state == InvoiceState.PAID)


def _sessions(user: User, start: dt.date, end: dt.date) -> Iterator[Spent]:
    """What specialists are owed, which is paid with their act."""
    if user.is_practising:
        return
    rows = ActLine.objects.filter(held_on__range=(start, end)).exclude(act__state=ActState.RETURNED)
    fields = ("act__agreement__reference", "case_code", "act__currency", "amount", "act__state")
    for agreement, case, currency, amount, state in rows.values_list(*fields):
        yield Spent(agreement, "", "", case, currency, amount, is_paid=state == ActState.PAID)


def spending(user: User, by: SpendingBy, start: dt.date, end: dt.date) -> list[SpendingLine]:
    """Divided one way, each kind of money for itself. Added here and not in the database, so that every sum is exact. Three queries."""
    check_has(user, Permission.MONEY_VIEW)
    if by not in ways(user):
        check_has(user, Permission.CASE_VIEW)
    sums: dict[tuple[str, str], list[Spent]] = defaultdict(list)
    for source in (_help, _care, _sessions):
        for found in source(user, start, end):
            sums[getattr(found, by.value), found.currency].append(found)
    return [SpendingLine(key, Currency(money), _sum(each), len(each), _sum(each, paid=True)) for (key, money), each in sorted(sums.items())]


def _sum(found: list[Spent], *, paid: bool = False) -> Decimal:
    return sum((each.amount for each in found if each.is_paid or not paid), Decimal(0))


@dataclass(frozen=True, slots=True)
class Left:
    """The ceiling of an agreement, what remains of it, what was deducted for referrals of which no cost is recorded yet; in which money."""

    ceiling: Decimal
    remaining: Decimal
    expected: Decimal
    currency: Currency


def left_of_ceilings(user: User, lines: Iterable[SpendingLine]) -> dict[str, Left]:
    """By its number what remains of the ceiling of each agreement that has one, on all its days, with what is expected counted as spent.
    A number of two agreements says nothing. One query, and three for each that has a ceiling, which are few."""
    found = list(visible_agreements(user).filter(reference__in={line.key for line in lines if line.key}))
    borne = Counter(row.reference for row in found)
    sums = {
        row.reference: (row.ceiling_total, spent(row, is_practice=user.is_practising), Currency(row.currency))
        for row in found
        if row.ceiling_total is not None and borne[row.reference] == 1
    }
    return {number: Left(ceiling, ceiling - one.total, one.expected, money) for number, (ceiling, one, money) in sums.items()}


def totals(lines: list[SpendingLine]) -> dict[Currency, Decimal]:
    """What was recorded of each kind of money; they are never added to one another."""
    found: dict[Currency, Decimal] = {}
    for line in lines:
        found[line.currency] = found.get(line.currency, Decimal(0)) + line.amount
    return dict(sorted(found.items()))


def totals_paid(lines: list[SpendingLine]) -> dict[Currency, Decimal]:
    """The same of what is paid."""
    return totals([replace(line, amount=line.paid) for line in lines])


def said(by: SpendingBy, key: str) -> str:
    """A key as it is read."""
    return str(Payer(key).label) if by == SpendingBy.PAYER and key else key
