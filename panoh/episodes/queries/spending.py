"""What was spent in a period: help in money, care outside, sessions of specialists; by agreement, payer, budget code or case code."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.cases.enums import Payer
from panoh.cases.models import Payment
from panoh.core.money import Currency
from panoh.episodes.enums import ActState, SpendingBy
from panoh.episodes.models import ActLine, CostLine


@dataclass(frozen=True, slots=True)
class Spent:
    """One sum as it was recorded: under which agreement, by whom paid, from which line, for which case."""

    agreement: str
    payer: str
    budget_code: str
    case: str
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SpendingLine:
    """A key, a kind of money, how much, in how many sums."""

    key: str
    currency: Currency
    amount: Decimal
    count: int


def ways(user: User) -> list[SpendingBy]:
    """How this reader may divide it: by case only who sees cases."""
    return [way for way in SpendingBy if way != SpendingBy.CASE or has(user, Permission.CASE_VIEW)]


def _help(user: User, start: dt.date, end: dt.date) -> Iterator[Spent]:
    rows = Payment.objects.filter(case__is_practice=user.is_practising, assistance__given_on__range=(start, end))
    for payer, code, case, currency, amount in rows.values_list("payer", "budget_code", "case__code", "currency", "amount"):
        yield Spent("", payer, code, case, currency, amount)


def _care(user: User, start: dt.date, end: dt.date) -> Iterator[Spent]:
    rows = CostLine.objects.filter(episode__case__is_practice=user.is_practising, struck_on=None, entered_on__range=(start, end))
    fields = ("agreement_number", "payer", "budget_code", "episode__case__code", "currency", "amount")
    for each in rows.values_list(*fields):
        yield Spent(*each)


def _sessions(user: User, start: dt.date, end: dt.date) -> Iterator[Spent]:
    if user.is_practising:
        return
    rows = ActLine.objects.filter(held_on__range=(start, end)).exclude(act__state=ActState.RETURNED)
    for agreement, case, currency, amount in rows.values_list("act__agreement__reference", "case_code", "act__currency", "amount"):
        yield Spent(agreement, "", "", case, currency, amount)


def spending(user: User, by: SpendingBy, start: dt.date, end: dt.date) -> list[SpendingLine]:
    """Divided one way, each kind of money for itself. Added here and not in the database, so that every sum is exact. Three queries."""
    check_has(user, Permission.MONEY_VIEW)
    if by not in ways(user):
        check_has(user, Permission.CASE_VIEW)
    amounts: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for source in (_help, _care, _sessions):
        for found in source(user, start, end):
            amounts[getattr(found, by.value), found.currency].append(found.amount)
    return [SpendingLine(key, Currency(money), sum(each, Decimal(0)), len(each)) for (key, money), each in sorted(amounts.items())]


def totals(lines: list[SpendingLine]) -> dict[Currency, Decimal]:
    """One total for each kind of money; they are never added to one another."""
    found: dict[Currency, Decimal] = {}
    for line in lines:
        found[line.currency] = found.get(line.currency, Decimal(0)) + line.amount
    return dict(sorted(found.items()))


def said(by: SpendingBy, key: str) -> str:
    """A key as it is read."""
    return str(Payer(key).label) if by == SpendingBy.PAYER and key else key
