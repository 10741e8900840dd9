"""Money given to a person: within the limit at once; above it the coordinator decides, before it is given or on what was given."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, save
from panoh.cases.actions.corrections import amend
from panoh.cases.actions.drafting import BUDGET_CODE, NOT_A_CODE
from panoh.cases.actions.sessions import CLOSED, give_assistance
from panoh.cases.actions.tasks import add_tasks, finish_tasks, new_task
from panoh.cases.enums import GIVEN_WITHOUT_ASKING, HelpItem, MoneyState, Payer, Proof, TaskKind
from panoh.cases.events import MoneyEvent
from panoh.cases.models import Assistance, Case, MoneyAsked, Payment
from panoh.cases.policy import check_can
from panoh.core.clock import add_working_days, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.core.money import Currency
from panoh.network.queries.agreements import dearest_price
from panoh.vault.actions import record_about, seal

DECIDE_DAYS = HEARD_WITHIN = 2  # working days
RECEIPT = BUDGET_CODE
PRICED = frozenset({HelpItem.CONSULTATION, HelpItem.TREATMENT, HelpItem.SESSION})  # what a facility has prices for

HOW_MUCH = _("Enter a sum above zero.")
NOT_A_RECEIPT = _("A receipt number has up to 20 letters, digits, dots, hyphens and slashes, without spaces. Never enter a name.")
NO_NUMBER = _("Enter the number of the receipt, or choose another proof.")
NOT_AGREED = _("This was not approved, or it was already given. Choose another one.")
WHAT_FOR = _("Write in one sentence what it is for.")
WHY_NOT = _("Give the reason in one sentence.")
NOT_OWN = _("Money is approved by someone other than the person who asked for it.")
DECIDED = _("This has already been decided.")


@dataclass(frozen=True, slots=True)
class Money:
    """How much of what money, from whom, with which proof; and on what agreement where one is needed."""

    amount: Decimal
    currency: str
    proof: str
    payer: str = ""
    budget_code: str = ""
    receipt: str = ""
    asked: MoneyAsked | None = None


@action(undo=_("Help recorded."))
def give_help(case: Case, *, by: User, money: Money | None = None, **facts: Any) -> Assistance:
    """Records help given, and what it cost where it cost something, as it was. `facts` as for `give_assistance`.

    A sum above the limit, or above what was agreed to, is laid before the coordinator: refused, it would be recorded falsely.
    """
    if money is None and facts.get("item") == HelpItem.MONEY:
        raise Invalid(HOW_MUCH, {"amount": HOW_MUCH})
    row = give_assistance(case, by=by, **facts)
    if money is not None:
        _check_money(money)
        _check_asked(money, case)
        if money.asked is not None:
            _is_known(money.asked, by=by)
        payment = Payment(
            case=case,
            person_id=case.person_id,
            assistance=row,
            asked=money.asked,
            amount=money.amount,
            currency=Currency(money.currency),
            payer=Payer(money.payer) if money.payer else "",
            budget_code=money.budget_code,
            receipt=money.receipt,
            proof=Proof(money.proof),
        )
        if money.amount > _most(money, money.asked, row):
            payment.asked = _lay_before_coordinator(payment, by=by, words=facts.get("words", ""))
        save(payment)
        record_about(MoneyEvent.MONEY_GIVEN, by=by.actor, about=[row])
    return row


def _check_money(money: Money) -> None:
    if money.amount <= 0:
        raise Invalid(HOW_MUCH, {"amount": HOW_MUCH})
    if money.budget_code and not BUDGET_CODE.fullmatch(money.budget_code):
        raise Invalid(NOT_A_CODE, {"budget_code": NOT_A_CODE})
    if money.receipt and not RECEIPT.fullmatch(money.receipt):
        raise Invalid(NOT_A_RECEIPT, {"receipt": NOT_A_RECEIPT})
    if money.proof == Proof.RECEIPT and not money.receipt:
        raise Invalid(NO_NUMBER, {"receipt": NO_NUMBER})


def _check_asked(money: Money, case: Case) -> None:
    """What it is given on was agreed to, for this case, and is given once."""
    asked = money.asked
    if asked is None:
        return
    if asked.case_id != case.pk or asked.state != MoneyState.AGREED or Payment.objects.filter(asked=asked).exists():
        raise Invalid(NOT_AGREED, {"asked": NOT_AGREED})


def _most(money: Money, asked: MoneyAsked | None, row: Assistance) -> Decimal:
    """How much of this money nobody has to decide on any more: the limit, and for treatment no more than what the facility agreed to."""
    if asked is not None and asked.state == MoneyState.AGREED:
        return asked.amount if money.currency == asked.currency else Decimal(0)
    limit = Decimal(GIVEN_WITHOUT_ASKING[Currency(money.currency)])
    if row.facility is None or not (row.treatment or row.item in PRICED):
        return limit
    dearest = dearest_price(row.facility, row.given_on)
    if dearest is None:
        return limit
    return min(limit, row.quantity * dearest.price) if dearest.agreement.currency == money.currency else Decimal(0)


def _lay_before_coordinator(payment: Payment, *, by: User, words: str = "") -> MoneyAsked:
    """Inside the action that records what was given: it counts as asked for by whoever recorded it. What was agreed to before stays
    to be seen as the sum that was asked for."""
    case, row = payment.case, payment.asked
    if row is None:
        row = MoneyAsked(case=case, person_id=case.person_id, payer=payment.payer, budget_code=payment.budget_code)
        seal(row, by=by.actor, words=words.strip())
    if row.state != MoneyState.AGREED:
        row.item, row.amount, row.currency = payment.assistance.item, payment.amount, payment.currency
    row.by, row.asked_on, row.state, row.decided_by, row.decided_on = by, today(), MoneyState.ASKED, None, None
    save(row)
    _is_known(row, by=by)
    if not case.tasks.filter(kind=TaskKind.MONEY, target=row.pk, done_at=None).exists():
        _have_decided(row)
    record_about(MoneyEvent.MONEY_ABOVE, by=by.actor, about=[row])
    return row


def _have_decided(row: MoneyAsked) -> None:
    due: dt.date = add_working_days(today(), DECIDE_DAYS)
    add_tasks([new_task(row.case, TaskKind.MONEY, due=due, role=Role.COORDINATOR, target=row.id)])


def _is_known(row: MoneyAsked, *, by: User) -> None:
    """Nobody has to read the decision any more: money was given on it, or it is asked for anew."""
    finish_tasks(row.case, TaskKind.ANSWERED, by=by, target=row.id)


@action(undo=_("Corrected."))
def correct_payment(payment: Payment, *, by: User, why: str, money: Money, expected: int | None = None) -> Payment:
    """Corrects what help cost; what stood there is kept with the reason. A sum raised above the limit is laid before the coordinator."""
    check_can(by, Permission.CASE_WORK, payment.case)
    _check_money(money)
    is_more = money.currency != payment.currency or money.amount > payment.amount
    values = {
        "amount": money.amount,
        "currency": Currency(money.currency),
        "payer": Payer(money.payer) if money.payer else "",
        "budget_code": money.budget_code,
        "receipt": money.receipt,
        "proof": Proof(money.proof),
    }
    amend(payment, by=by, why=why, values=values, texts={}, expected=expected)
    if is_more and money.amount > _most(money, payment.asked, payment.assistance):
        payment.asked = _lay_before_coordinator(payment, by=by, words=why)
        save(payment)
    return payment


@action(undo=_("Money requested."))
def ask_for_money(
    case: Case, *, by: User, amount: Decimal, currency: str, words: str, item: str = "", payer: str = "", budget_code: str = ""
) -> MoneyAsked:
    """Asks the coordinator for money above the limit, saying for which help and what it is for."""
    check_can(by, Permission.CASE_WORK, case)
    if not case.is_open:
        raise WrongState(CLOSED)
    if amount <= 0:
        raise Invalid(HOW_MUCH, {"amount": HOW_MUCH})
    if not words.strip():
        raise Invalid(WHAT_FOR, {"words": WHAT_FOR})
    if budget_code and not BUDGET_CODE.fullmatch(budget_code):
        raise Invalid(NOT_A_CODE, {"budget_code": NOT_A_CODE})
    row = MoneyAsked(
        case=case,
        person_id=case.person_id,
        by=by,
        asked_on=today(),
        item=HelpItem(item) if item else "",
        amount=amount,
        currency=Currency(currency),
        payer=Payer(payer) if payer else "",
        budget_code=budget_code,
    )
    seal(row, by=by.actor, words=words.strip())
    save(row)
    _have_decided(row)
    record_about(MoneyEvent.MONEY_ASKED, by=by.actor, about=[row])
    return row


@action(undo=_("Money decided."))
def decide_money(row: MoneyAsked, *, by: User, agreed: bool, remark: str = "", expected: int | None = None) -> MoneyAsked:
    """The coordinator agrees, or says why not; never who asked, who finds it in their day until they have read it."""
    check_can(by, Permission.MONEY_APPROVE, row.case)
    if row.by_id == by.pk:
        raise Denied(NOT_OWN)
    if row.state != MoneyState.ASKED:
        raise WrongState(DECIDED)
    if not agreed and not remark.strip():
        raise Invalid(WHY_NOT, {"remark": WHY_NOT})
    row.state, row.decided_by, row.decided_on = MoneyState.AGREED if agreed else MoneyState.DECLINED, by, today()
    seal(row, by=by.actor, remark=remark.strip())
    save(row, expected)
    finish_tasks(row.case, TaskKind.MONEY, by=by, target=row.id)
    add_tasks([new_task(row.case, TaskKind.ANSWERED, due=add_working_days(today(), HEARD_WITHIN), owner=row.by, target=row.id)])
    record_about(MoneyEvent.MONEY_DECIDED, by=by.actor, about=[row])
    return row
