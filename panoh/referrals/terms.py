"""On what terms a referral goes: the agreement that holds on its day, the price of its service, and what stands against it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import WrongState
from panoh.network.enums import Cost, FacilityKind, Standing
from panoh.network.models import Agreement, Facility, TariffLine
from panoh.network.queries.agreements import agreements_with, standing
from panoh.referrals.enums import Priority, TermsProblem
from panoh.referrals.grounds import Ground
from panoh.referrals.models import Referral, ReferralTerms
from panoh.referrals.spending import committed

# These are paid for, unless the directory says that they are free or that the person pays.
PAID_KINDS = frozenset({FacilityKind.PRIVATE_CLINIC, FacilityKind.SPECIALIST, FacilityKind.SOCIETY})
SENTENCES: dict[str, Promise] = {
    TermsProblem.NO_AGREEMENT: _("There is no agreement with this facility, and its help is paid for."),
    TermsProblem.AHEAD: _("The agreement with this facility has not started yet."),
    TermsProblem.RUN_OUT: _("The agreement with this facility has ended."),
    TermsProblem.WINDOW: _("No new referrals can be made under the agreement with this facility."),
    TermsProblem.SERVICE: _("The agreement with this facility does not cover this help."),
    TermsProblem.TARIFF: _("The agreement has no price for this help."),
    TermsProblem.TOTAL: _("This referral would exceed the ceiling of the agreement."),
    TermsProblem.PERSON: _("This referral would exceed the ceiling for one person."),
    TermsProblem.COST: _("It cost more than the agreement says, or is in another currency."),
}
ASK = _("%(problem)s It can be sent only if the coordinator gives a reason. Or choose another facility.")
_BY_STANDING = {
    Standing.AHEAD: TermsProblem.AHEAD,
    Standing.RUN_OUT: TermsProblem.RUN_OUT,
    Standing.ENDED: TermsProblem.RUN_OUT,
    Standing.TERMINATED: TermsProblem.RUN_OUT,
    Standing.WINDOW_OVER: TermsProblem.WINDOW,
}
# Of several agreements the one that stands best; among equals the newest of the entry's own.
_RANK = {Standing.HOLDS: 0, Standing.WINDOW_OVER: 1, Standing.AHEAD: 2, Standing.RUN_OUT: 3, Standing.ENDED: 3, Standing.TERMINATED: 3}


class OutsideTerms(WrongState):
    """The referral stands outside of what is agreed, and nobody with the right has given a reason."""


@dataclass(frozen=True, slots=True)
class TermsMatch:
    """The agreement a referral would take, its price, and what stands against it ("" when nothing does)."""

    agreement: Agreement | None = None
    price: TariffLine | None = None
    problem: str = ""

    @property
    def frozen(self) -> dict[str, str]:
        """The terms as they stay with the referral whatever becomes of the agreement."""
        if self.agreement is None:
            return {}
        kept = {"reference": self.agreement.reference, "version": str(self.agreement.version), "currency": self.agreement.currency}
        for name in ("ends_on", "ceiling_total", "ceiling_person"):
            if (value := getattr(self.agreement, name)) is not None:
                kept[name] = str(value)
        return kept | ({"unit": self.price.unit, "price": str(self.price.price)} if self.price else {})

    @property
    def estimate(self) -> Decimal | None:
        """What one unit costs: an honest least, until the facility says what it was."""
        return self.price.price if self.price else None


def needs_agreement(facility: Facility) -> bool:
    """Whether somebody has to pay for what it gives, as far as the directory knows."""
    if facility.cost:
        return facility.cost == Cost.CONTRACT
    return facility.kind in PAID_KINDS


def find_terms(
    facility: Facility, service: str, day: dt.date, *, person: UUID, is_practice: bool, without: UUID | None = None
) -> TermsMatch:
    """What holds for this facility and service on a day. Who ever had an agreement goes by agreements; free state help needs none."""
    rows = sorted(agreements_with(facility), key=lambda row: (service not in row.services, _RANK[standing(row, day)]))
    if not rows:
        return TermsMatch(problem=TermsProblem.NO_AGREEMENT if needs_agreement(facility) else "")
    agreement = rows[0]
    stands = standing(agreement, day)
    if stands != Standing.HOLDS:
        return TermsMatch(agreement, problem=_BY_STANDING[stands])
    if service not in agreement.services:
        return TermsMatch(agreement, problem=TermsProblem.SERVICE)
    prices = list(agreement.tariff.order_by("price", "unit"))
    price = next((line for line in prices if line.service == service), None)
    if prices and price is None:
        return TermsMatch(agreement, problem=TermsProblem.TARIFF)
    return TermsMatch(agreement, price, _over_ceiling(agreement, price.price, person, is_practice, without) if price else "")


def _over_ceiling(agreement: Agreement, amount: Decimal, person: UUID, is_practice: bool, without: UUID | None) -> str:
    if agreement.ceiling_total is None and agreement.ceiling_person is None:
        return ""
    total, own = committed(agreement, person, is_practice=is_practice, without=without)
    if agreement.ceiling_total is not None and total + amount > agreement.ceiling_total:
        return TermsProblem.TOTAL
    if agreement.ceiling_person is not None and own + amount > agreement.ceiling_person:
        return TermsProblem.PERSON
    return ""


def cost_problem(kept: ReferralTerms, referral: Referral, quantity: int) -> str:
    """What stands against the sum that it cost: above the dearest price for so many, in other money, or above a ceiling."""
    agreement, cost = kept.agreement, referral.cost_amount
    if agreement is None or cost is None:
        return ""
    prices = [line.price for line in agreement.tariff.all() if line.service == referral.service]
    prices += [Decimal(kept.frozen["price"])] if "price" in kept.frozen else []
    if referral.cost_currency != agreement.currency or (prices and cost > quantity * max(prices)):
        return TermsProblem.COST
    return _over_ceiling(agreement, cost, referral.person_id, referral.case.is_practice, referral.pk)


def terms_of(referral: Referral) -> ReferralTerms | None:
    """The terms kept with a referral; none where help needs no agreement."""
    return ReferralTerms.objects.select_related("agreement", "allowed_by", "cost_allowed_by").filter(referral=referral).first()


def cannot_wait(referral: Referral, ground: Ground | None) -> bool:
    """An emergency, or a person who cannot speak: help never waits for an agreement; that it went without one is kept."""
    return referral.priority == Priority.EMERGENCY or (ground is not None and ground.vital_interest is not None)


def check_may_go(referral: Referral, ground: Ground, day: dt.date) -> TermsMatch:
    """What it goes on today. Raises OutsideTerms where it stands outside of what is agreed and nobody gave a reason for this."""
    kept = terms_of(referral)
    practice = referral.case.is_practice
    found = find_terms(referral.facility, referral.service, day, person=referral.person_id, is_practice=practice, without=referral.pk)
    if found.problem and not (kept and kept.allows(found.problem, found.agreement)) and not cannot_wait(referral, ground):
        raise OutsideTerms(ASK % {"problem": SENTENCES[found.problem]})
    return found
