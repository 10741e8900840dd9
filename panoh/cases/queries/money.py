"""Reads of money: of a case for who works on it, and codes and sums alone for the accountant."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncMonth

from panoh.accounts.models import User
from panoh.cases.enums import MoneyState
from panoh.cases.models import Case, MoneyAsked, Payment, ReceiptPhoto
from panoh.cases.queries.care import NOT_HERE
from panoh.core.errors import NotFound
from panoh.core.money import Currency

type MoneyRow = MoneyAsked


def sums(case: Case) -> list[tuple[Currency, Decimal]]:
    """What the help of a case has cost, by kind of money."""
    rows = case.payments.order_by().values_list("currency").annotate(Sum("amount"))
    return sorted((Currency(currency), amount) for currency, amount in rows)


def money_asked(case: Case) -> list[MoneyAsked]:
    """What was asked for, newest first, with whether it was given."""
    return list(case.money_asked.select_related("by", "decided_by", "payment").order_by("-asked_on", "id"))


def agreed_money(case: Case) -> list[MoneyAsked]:
    """What was agreed to and not yet given."""
    return list(case.money_asked.filter(state=MoneyState.AGREED, payment=None).order_by("asked_on", "id"))


def money_by_key(keys: Iterable[UUID]) -> dict[UUID, MoneyAsked]:
    """What was asked for, by its key, without its words. No query without any."""
    found = set(keys)
    return MoneyAsked.objects.in_bulk(found) if found else {}


def get_money_asked(case: Case, key: UUID) -> MoneyAsked:
    """One of them."""
    found = case.money_asked.filter(pk=key).select_related("case", "by", "payment").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_payment(case: Case, key: UUID) -> Payment:
    """What one line of help cost, by the line."""
    found = case.payments.filter(assistance=key).select_related("case", "asked", "assistance").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_receipt(case: Case, key: UUID) -> ReceiptPhoto:
    """The photograph of a receipt, by the line of help."""
    found = ReceiptPhoto.objects.filter(payment__assistance=key, payment__case=case).select_related("payment__case", "by").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@dataclass(frozen=True, slots=True)
class CodeSum:
    """A month, a budget code, a kind of money: how much, in how many payments."""

    month: dt.date
    budget_code: str
    currency: Currency
    amount: Decimal
    count: int


def _all(user: User) -> QuerySet[Payment]:
    return Payment.objects.filter(case__is_practice=user.is_practising)


def sums_by_code(user: User) -> list[CodeSum]:
    """By month and budget code, the newest month first: what the accountant sees. No case, no person. One query."""
    months = _all(user).annotate(month=TruncMonth("assistance__given_on")).order_by("-month", "budget_code", "currency")
    rows = months.values_list("month", "budget_code", "currency").annotate(Sum("amount"), Count("id"))
    return [CodeSum(month, code, Currency(currency), amount, count) for month, code, currency, amount, count in rows]


def payments(user: User) -> QuerySet[Payment]:
    """Single payments for the accountant, newest first: day, code, sum, receipt, and whether a photograph of it is kept."""
    photographed = Exists(ReceiptPhoto.objects.filter(payment=OuterRef("pk")))
    return _all(user).select_related("assistance").annotate(photographed=photographed).order_by("-assistance__given_on", "id")
