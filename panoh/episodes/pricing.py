"""At what price care outside is billed, under which agreement, and what stands against it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from panoh.core.clock import today
from panoh.episodes.models import Act, Episode
from panoh.network.models import Agreement
from panoh.network.queries.agreements import tariff
from panoh.referrals.enums import TermsProblem
from panoh.referrals.models import ReferralTerms
from panoh.referrals.spending import costs
from panoh.referrals.terms import find_terms, terms_of

CEILINGS = (TermsProblem.TOTAL, TermsProblem.PERSON)
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Terms:
    """The agreement a line takes, its prices by unit, and what stands against it ("" when nothing does; ceilings aside)."""

    agreement: Agreement | None
    prices: dict[str, Decimal]
    problem: str
    settled: bool = False  # the coordinator agreed to just this sum


def amount_of(quantity: Decimal, price: Decimal) -> Decimal:
    """To the hundredth, halves upwards."""
    return (quantity * price).quantize(HUNDREDTH, ROUND_HALF_UP)


def terms_for(episode: Episode, service: str) -> Terms:
    """What was frozen when the referral left; without a referral, or for another service, what holds on the day it began."""
    kept = terms_of(episode.referral) if episode.referral and episode.referral.service == service else None
    if kept is not None and kept.frozen_on is not None and kept.agreement is not None:
        return _frozen(kept, kept.agreement, service)
    day = episode.begun_on or today()
    found = find_terms(episode.facility, service, day, person=episode.person_id, is_practice=episode.case.is_practice)
    problem = "" if found.problem in CEILINGS else found.problem
    return Terms(found.agreement, _prices(found.agreement, service), problem)


def _frozen(kept: ReferralTerms, agreement: Agreement, service: str) -> Terms:
    settled = kept.problem in ("", *CEILINGS) or kept.allows(kept.problem, agreement) or kept.could_not_wait
    prices = _prices(agreement, service)
    if "price" in kept.frozen:
        prices |= {kept.frozen["unit"]: Decimal(kept.frozen["price"])}
    return Terms(agreement, prices, "" if settled else kept.problem)


def _prices(agreement: Agreement | None, service: str) -> dict[str, Decimal]:
    return {line.unit: line.price for line in tariff(agreement) if line.service == service} if agreement else {}


def over_ceiling(episode: Episode, agreement: Agreement, amount: Decimal) -> str:
    """Which ceiling would be passed: what was billed counts, and what is still expected of other referrals."""
    if agreement.ceiling_total is None and agreement.ceiling_person is None:
        return ""
    billed, expected = costs(agreement, is_practice=episode.case.is_practice)
    every = [*billed, *(cost for cost in expected if cost.referral != episode.referral_id)]
    if agreement.ceiling_total is not None and sum((cost.amount for cost in every), amount) > agreement.ceiling_total:
        return TermsProblem.TOTAL
    own = sum((cost.amount for cost in every if cost.person == episode.person_id), amount)
    return TermsProblem.PERSON if agreement.ceiling_person is not None and own > agreement.ceiling_person else ""


def act_over_ceiling(act: Act) -> str:
    """Which ceiling of its agreement is passed with this act, whose lines count as billed since it was handed in."""
    agreement = act.agreement
    if agreement.ceiling_total is None and agreement.ceiling_person is None:
        return ""
    every = [cost for found in costs(agreement) for cost in found]
    if agreement.ceiling_total is not None and sum((cost.amount for cost in every), Decimal(0)) > agreement.ceiling_total:
        return TermsProblem.TOTAL
    most, people = agreement.ceiling_person, set(act.lines.values_list("session__person", flat=True))
    own = [sum((cost.amount for cost in every if cost.person == person), Decimal(0)) for person in people]
    return TermsProblem.PERSON if most is not None and any(amount > most for amount in own) else ""
