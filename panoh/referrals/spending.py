"""How much of an agreement is spent: what was billed, what a facility said it cost, and for the rest the price that was frozen."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import cast
from uuid import UUID

from panoh.core.db.row_level_security import bypass_rls
from panoh.network.models import Agreement
from panoh.referrals.enums import UNSENT, ReferralState
from panoh.referrals.models import ReferralTerms
from panoh.referrals.signals import costs_asked

NOUGHT = Decimal(0)
# Under these nothing will be paid any more, unless a room above says that it was.
NOT_SPENT = (
    *UNSENT,
    ReferralState.DECLINED,
    ReferralState.PERSON_DECLINED,
    ReferralState.WITHDRAWN,
    ReferralState.EXPIRED,
    ReferralState.REDIRECTED,
    ReferralState.ERROR,
)


@dataclass(frozen=True, slots=True)
class Cost:
    """One sum in the agreement's money: for which referral, if for one, and for which person, if for one."""

    amount: Decimal
    referral: UUID | None = None
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What is billed, and what is still expected, under an agreement."""

    billed: Decimal
    expected: Decimal
    people: int

    @property
    def total(self) -> Decimal:
        """Both together: what counts against a ceiling."""
        return self.billed + self.expected


def costs(agreement: Agreement, *, is_practice: bool = False, without: UUID | None = None) -> tuple[list[Cost], list[Cost]]:
    """What was billed, and what is expected of referrals that nothing was billed for yet. `without` leaves one referral out."""
    answers = [cast("list[Cost]", found) for _receiver, found in costs_asked.send(sender=None, agreement=agreement)]
    billed = [] if is_practice else [cost for found in answers for cost in found if without is None or cost.referral != without]
    known = {cost.referral for cost in billed if cost.referral is not None}
    rows = ReferralTerms.objects.filter(agreement=agreement, referral__case__is_practice=is_practice)
    rows = rows.exclude(referral__state__in=NOT_SPENT).exclude(referral=without) if without else rows.exclude(referral__state__in=NOT_SPENT)
    said = rows.values_list("referral", "person", "estimate", "referral__cost_amount", "referral__cost_currency")
    expected = [
        Cost(_sum_of(agreement, estimate, amount, currency), referral, person)
        for referral, person, estimate, amount, currency in said
        if referral not in known
    ]
    return billed, expected


def _sum_of(agreement: Agreement, estimate: Decimal | None, amount: Decimal | None, currency: str) -> Decimal:
    """What the facility said it cost, where that is in the agreement's money; else the frozen price."""
    said = amount if amount is not None and currency == agreement.currency else estimate
    return said if said is not None else NOUGHT


@bypass_rls()
def spent(agreement: Agreement, *, is_practice: bool = False) -> Spent:
    """What stands on the agreement's page, whoever reads it: also of cases that the reader does not see."""
    billed, expected = costs(agreement, is_practice=is_practice)
    people = {cost.person for cost in (*billed, *expected) if cost.person is not None}
    return Spent(_total(billed), _total(expected), len(people))


def _total(found: Iterable[Cost]) -> Decimal:
    return sum((cost.amount for cost in found), NOUGHT)


def committed(agreement: Agreement, person: UUID, *, is_practice: bool, without: UUID | None) -> tuple[Decimal, Decimal]:
    """What counts against the ceiling for all, and against the one for this person."""
    every = [cost for found in costs(agreement, is_practice=is_practice, without=without) for cost in found]
    return _total(every), _total(cost for cost in every if cost.person == person)
