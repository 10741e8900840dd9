"""What care outside cost: against the agreement, at the price that held."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.actions.drafting import BUDGET_CODE, NOT_A_CODE
from panoh.cases.enums import Payer
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.core.money import Currency
from panoh.episodes.events import EpisodeEvent
from panoh.episodes.models import CostLine, Episode
from panoh.episodes.policy import check_can_keep, may_except_cost
from panoh.episodes.pricing import Terms, amount_of, over_ceiling, terms_for
from panoh.network.enums import Service, TariffUnit
from panoh.network.models import Agreement
from panoh.referrals.enums import TermsProblem
from panoh.referrals.models import Referral
from panoh.referrals.terms import SENTENCES, terms_of
from panoh.vault.actions import record_about, seal

NO_CHOICE = _("This is not on the list. Choose from the list.")
HOW_MANY = _("Enter a quantity above zero.")
NO_PRICE = _("The agreement has no price for this. Enter the price for one unit.")
AGREED_PRICE = _("The agreement sets this price. Leave the price blank.")
OTHER_MONEY = _("The agreement is in another currency. Sums in two currencies cannot be mixed.")
ASK = _("%(problem)s Only the coordinator can record it, with a reason.")
SAY_WHY = _("%(problem)s Say in a sentence why it is still paid.")
NOTHING_TO_TAKE = _("The referral has no cost, or the cost was already copied from it.")
NO_REASON = _("Say in a sentence why it is crossed out.")
INVOICED = _("This cost is part of an invoice. First remove the line from the invoice, or mark the invoice as not valid.")
STRUCK = _("This line is already crossed out.")


@dataclass(frozen=True, slots=True)
class Billing:
    """Who pays, from which budget line; and why, where it stands outside of what is agreed."""

    payer: str = ""
    budget_code: str = ""
    reason: str = ""


@action(undo=_("Cost recorded."))
def add_cost(
    episode: Episode,
    *,
    by: User,
    unit: str,
    quantity: Decimal,
    billing: Billing,
    service: str = "",
    price: Decimal | None = None,
    currency: str = "",
) -> CostLine:
    """Bills so many units at the agreed price; where nothing is agreed, at the price that is written."""
    check_can_keep(by, episode.case)
    service = service or episode.service
    if service not in Service.values or unit not in TariffUnit.values:
        raise Invalid(NO_CHOICE, {"unit": NO_CHOICE})
    if quantity <= 0:
        raise Invalid(HOW_MANY, {"quantity": HOW_MANY})
    terms = terms_for(episode, service)
    agreed = terms.prices.get(unit)
    if agreed is not None and price is not None and price != agreed:
        raise Invalid(AGREED_PRICE, {"price": AGREED_PRICE})
    if agreed is None and terms.prices and not terms.problem:  # a price of one's own beside those that are agreed
        terms = replace(terms, problem=TermsProblem.TARIFF)
    one = agreed if agreed is not None else price
    if one is None or one < 0:
        raise Invalid(NO_PRICE, {"price": NO_PRICE})
    row = CostLine(service=service, unit=unit, quantity=quantity, price=one, currency=_money(terms, currency))
    return _bill(row, episode, terms, by=by, billing=billing)


@action(undo=_("Cost copied from the referral."))
def take_over_cost(episode: Episode, *, by: User, billing: Billing) -> CostLine:
    """What the facility said on the referral becomes the line: nobody types it twice."""
    check_can_keep(by, episode.case)
    referral = episode.referral
    if referral is None or referral.cost_amount is None or CostLine.objects.filter(taken_from=referral).exists():
        raise WrongState(NOTHING_TO_TAKE)
    terms = terms_for(episode, referral.service)
    row = CostLine(service=referral.service, unit=TariffUnit.PACKAGE, quantity=Decimal(1), price=referral.cost_amount, taken_from=referral)
    row.currency = _money(terms, referral.cost_currency)
    return _bill(row, episode, _with_cost(terms, referral), by=by, billing=billing)


def _with_cost(terms: Terms, referral: Referral) -> Terms:
    """With what the coordinator said, or was asked, of this sum when it was recorded; nobody is asked twice."""
    kept = terms_of(referral)
    if kept is None or not kept.cost_problem or kept.agreement != terms.agreement:
        return terms
    return replace(terms, problem=terms.problem or kept.cost_problem) if kept.cost_waits else replace(terms, settled=True)


def _money(terms: Terms, currency: str) -> str:
    if terms.agreement is None:
        return Currency(currency or Currency.TJS)
    if currency and currency != terms.agreement.currency:
        raise Invalid(OTHER_MONEY, {"currency": OTHER_MONEY})
    return terms.agreement.currency


def _bill(row: CostLine, episode: Episode, terms: Terms, *, by: User, billing: Billing) -> CostLine:
    """The agreement's row is held until the transaction ends, so that two lines at once do not both fit under one ceiling."""
    if billing.budget_code and not BUDGET_CODE.fullmatch(billing.budget_code):
        raise Invalid(NOT_A_CODE, {"budget_code": NOT_A_CODE})
    row.episode, row.person_id, row.agreement = episode, episode.person_id, terms.agreement
    row.amount = amount_of(row.quantity, row.price)
    row.payer, row.budget_code = Payer(billing.payer) if billing.payer else "", billing.budget_code
    row.entered_on, row.entered_by = today(), by
    row.problem = terms.problem
    if terms.agreement is not None:
        row.agreement_number = terms.agreement.reference
        Agreement.objects.select_for_update().only("pk").get(pk=terms.agreement.pk)
        row.problem = terms.problem or ("" if terms.settled else over_ceiling(episode, terms.agreement, row.amount))
    if row.problem:
        _except(row, by=by, reason=billing.reason.strip())
    save(row)
    record_about(EpisodeEvent.COST_EXCEPTED if row.problem else EpisodeEvent.COST_ADDED, by=by.actor, about=[episode])
    return row


def _except(row: CostLine, *, by: User, reason: str) -> None:
    said = {"problem": SENTENCES[row.problem]}
    if not may_except_cost(by, row.episode):
        raise Invalid(ASK % said)
    if not reason:
        raise Invalid(SAY_WHY % said, {"reason": SAY_WHY % said})
    seal(row, by=by.actor, reason=reason)


@action(undo=_("Cost crossed out."))
def strike_cost(line: CostLine, *, by: User, words: str, expected: int | None = None) -> CostLine:
    """Entered wrongly: it stays to be seen, with the reason, and counts nowhere."""
    check_can_keep(by, line.episode.case)
    if line.struck_on is not None:
        raise WrongState(STRUCK)
    if line.invoice_id is not None:
        raise WrongState(INVOICED)
    if not words.strip():
        raise Invalid(NO_REASON, {"words": NO_REASON})
    line.struck_on, line.struck_by, line.taken_from = today(), by, None
    seal(line, by=by.actor, struck_words=words.strip())
    save(line, expected)
    record_about(EpisodeEvent.COST_STRUCK, by=by.actor, about=[line.episode])
    return line
