"""Money given to a person: within the limit at once, above it after the coordinator agreed."""

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
from panoh.vault.actions import record_about, seal

DECIDE_DAYS = 2  # working days
RECEIPT = BUDGET_CODE

HOW_MUCH = _("Write how much, above nought.")
NOT_A_RECEIPT = _("A receipt number has up to 20 letters, figures, dots and strokes, and no blank. Never a name.")
NO_NUMBER = _("Write the number of the receipt, or choose another proof.")
ASK_FIRST = _("This is above what is given without asking. Ask for it first; when the coordinator agrees, record it here.")
NOT_AGREED = _("This was not agreed to, or it was given already. Choose another one.")
MORE_THAN_AGREED = _("This is more than was agreed to, or other money. Ask for the rest.")
WHAT_FOR = _("Write in a sentence what it is for.")
WHY_NOT = _("Write in a sentence why not.")
NOT_OWN = _("Money is agreed to by somebody other than who asks for it.")
DECIDED = _("This is decided already.")


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
    """Records help given, and what it cost where it cost something. `facts` as for `give_assistance`."""
    if money is None and facts.get("item") == HelpItem.MONEY:
        raise Invalid(HOW_MUCH, {"amount": HOW_MUCH})
    row = give_assistance(case, by=by, **facts)
    if money is not None:
        _check_money(money)
        _check_agreed(money, case)
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


def _check_agreed(money: Money, case: Case) -> None:
    """Above the limit only what was agreed to, no more, and once."""
    asked = money.asked
    if asked is None:
        if money.amount > GIVEN_WITHOUT_ASKING[Currency(money.currency)]:
            raise Invalid(ASK_FIRST, {"amount": ASK_FIRST})
        return
    if asked.case_id != case.pk or asked.state != MoneyState.AGREED or Payment.objects.filter(asked=asked).exists():
        raise Invalid(NOT_AGREED, {"asked": NOT_AGREED})
    if money.currency != asked.currency or money.amount > asked.amount:
        raise Invalid(MORE_THAN_AGREED, {"amount": MORE_THAN_AGREED})


@action(undo=_("Corrected."))
def correct_payment(payment: Payment, *, by: User, why: str, money: Money, expected: int | None = None) -> Payment:
    """Corrects what help cost; what stood there before is kept with the reason. The limit holds here too."""
    check_can(by, Permission.CASE_WORK, payment.case)
    _check_money(money)
    most = payment.asked.amount if payment.asked else GIVEN_WITHOUT_ASKING[Currency(money.currency)]
    if money.amount > most or (payment.asked and money.currency != payment.asked.currency):
        raise Invalid(MORE_THAN_AGREED, {"amount": MORE_THAN_AGREED})
    values = {
        "amount": money.amount,
        "currency": Currency(money.currency),
        "payer": Payer(money.payer) if money.payer else "",
        "budget_code": money.budget_code,
        "receipt": money.receipt,
        "proof": Proof(money.proof),
    }
    amend(payment, by=by, why=why, values=values, texts={}, expected=expected)
    return payment


@action(undo=_("Asked for."))
def ask_for_money(
    case: Case, *, by: User, amount: Decimal, currency: str, words: str, payer: str = "", budget_code: str = ""
) -> MoneyAsked:
    """Asks the coordinator for money above the limit, saying what it is for."""
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
        amount=amount,
        currency=Currency(currency),
        payer=Payer(payer) if payer else "",
        budget_code=budget_code,
    )
    seal(row, by=by.actor, words=words.strip())
    save(row)
    due: dt.date = add_working_days(today(), DECIDE_DAYS)
    add_tasks([new_task(case, TaskKind.MONEY, due=due, role=Role.COORDINATOR, target=row.id)])
    record_about(MoneyEvent.MONEY_ASKED, by=by.actor, about=[row])
    return row


@action(undo=_("Decided."))
def decide_money(row: MoneyAsked, *, by: User, agreed: bool, remark: str = "", expected: int | None = None) -> MoneyAsked:
    """The coordinator agrees, or says why not; never who asked."""
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
    record_about(MoneyEvent.MONEY_DECIDED, by=by.actor, about=[row])
    return row
