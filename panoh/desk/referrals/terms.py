"""On what terms a referral goes, as its page says it: today's while nothing has left, the frozen ones afterwards."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.core.clock import today
from panoh.core.money import Currency
from panoh.network.enums import TariffUnit
from panoh.referrals.enums import UNSENT, TermsProblem
from panoh.referrals.queries.referrals import ReferralRecord, ground_of
from panoh.referrals.terms import SENTENCES, cannot_wait, find_terms, terms_of

# The same of a sum that is known, where the letter's sentence speaks of what is to come.
ABOVE = {
    TermsProblem.TOTAL: _("This cost exceeds the ceiling of the agreement."),
    TermsProblem.PERSON: _("This cost exceeds the ceiling for one person."),
}


@dataclass(frozen=True, slots=True)
class TermsNow:
    """What the page shows: the agreement by its number, the price, what stands against it, who allowed it."""

    agreement: Any
    reference: str
    price: Decimal | None
    unit: str
    currency: str
    problem: str
    sentence: Any
    allowed: Any  # the kept row, where somebody gave a reason for just this
    could_not_wait: bool
    may_allow: bool
    opens_agreement: bool
    waits: bool  # somebody has to decide before it goes further
    cost: Any = None  # the kept row, where it cost more than is agreed
    may_allow_cost: bool = False

    @property
    def cost_sentence(self) -> Any:
        """What stands against the sum."""
        return ABOVE.get(self.cost.cost_problem, SENTENCES.get(self.cost.cost_problem, "")) if self.cost else ""


def terms_now(request: StaffRequest, row: ReferralRecord) -> TermsNow | None:
    """None where the help needs no agreement, and nobody else's terms are kept."""
    kept, unsent = terms_of(row), row.state in UNSENT
    if unsent:
        found = find_terms(row.facility, row.service, today(), person=row.person_id, is_practice=row.case.is_practice, without=row.pk)
        agreement, frozen, problem = found.agreement, found.frozen, found.problem
    elif kept is not None:
        agreement, frozen, problem = kept.agreement, kept.frozen, kept.problem
    else:
        return None
    if agreement is None and not problem:
        return None
    allowed = kept if kept is not None and kept.allows(problem, agreement) else None
    waits_not = bool(problem and not allowed) and (cannot_wait(row, ground_of(row)) if unsent else bool(kept and kept.could_not_wait))
    cost = kept if kept is not None and kept.cost_problem else None
    return TermsNow(
        agreement=agreement,
        reference=frozen.get("reference", ""),
        price=Decimal(frozen["price"]) if "price" in frozen else None,
        unit=str(TariffUnit(frozen["unit"]).label) if "unit" in frozen else "",
        currency=str(Currency(frozen["currency"]).label) if "currency" in frozen else "",
        problem=str(TermsProblem(problem).label) if problem else "",
        sentence=SENTENCES.get(problem, ""),
        allowed=allowed,
        could_not_wait=waits_not,
        may_allow=bool(problem) and not allowed and unsent and can(request.user, Permission.TERMS_EXCEPT, row.case),
        opens_agreement=has(request.user, Permission.AGREEMENT_VIEW),
        waits=bool(problem and unsent and not allowed and not waits_not) or bool(cost and cost.cost_waits),
        cost=cost,
        may_allow_cost=kept is not None and kept.cost_waits and can(request.user, Permission.TERMS_EXCEPT, row.case),
    )
