"""Acts of completed work: handed in by the specialist, approved by the coordinator, paid by the accountant."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.money import NOT_A_RECEIPT, RECEIPT
from panoh.cases.enums import Attendance
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.episodes.counting import Counted, Work, count_month
from panoh.episodes.enums import ACT_TRANSITIONS, ActState
from panoh.episodes.events import ActEvent
from panoh.episodes.models import Act, ActLine
from panoh.episodes.policy import check_can_decide_act, check_can_hand_in, check_can_pay
from panoh.episodes.pricing import act_over_ceiling
from panoh.network.models import Agreement
from panoh.network.queries.agreements import engagement_of
from panoh.referrals.enums import TermsProblem
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NOBODY = _("Your account is not linked to a specialist in the directory. Ask the coordinator to link it, then make the act.")
AHEAD = _("This month has not begun yet.")
PRACTICE = _("You cannot make an act in practice mode: the people there are invented.")
NOTHING = _("Nothing to hand in for this month: no session under an agreement is missing from the acts.")
NO_PRICE = _("The agreement has no price for an hour or a visit of psychological help. Tell the coordinator.")
NOT_FROM_HERE = _("Someone has changed this act. Open it again.")
CHANGED_SINCE = _("A session was corrected after the act was handed in, so the hours differ. Return the act with a comment.")
SAY_WHY = _("Say what must be corrected.")
WHY_ABOVE = _("With this act: %(problem)s. Say in a sentence why it is still approved.")
WHEN_PAID = _("Enter the day it was paid: not before the approval and not in the future.")
SHUT = _("It is sealed for your organisation.")


@action(undo=_("Act handed in."))
def hand_in_act(*, by: User, month: dt.date) -> list[Act]:
    """Freezes what one did until the month's end into an act; one for each agreement, where more than one held."""
    check_can_hand_in(by)
    if by.is_practising:
        raise WrongState(PRACTICE)
    if engagement_of(by) is None:
        raise WrongState(NOBODY)
    if month > today():
        raise Invalid(AHEAD)
    works = count_month(by, month).works
    if not works:
        raise Invalid(NOTHING)
    if not all(work.priced for work in works):
        raise Invalid(NO_PRICE)
    return [_make(work, by=by, month=month.replace(day=1)) for work in works]


def _make(work: Work, *, by: User, month: dt.date) -> Act:
    agreement = work.agreement
    act = Act(user=by, organisation_id=by.organisation_id, agreement=agreement, month=month, currency=agreement.currency)
    act.total, act.submitted_on = work.total, today()
    save(act)
    save_all([_line(act, line) for line in work.lines])
    record_about(ActEvent.ACT_SUBMITTED, by=by.actor, about=[act])
    return act


def _line(act: Act, line: Counted) -> ActLine:
    return ActLine(
        act=act,
        session=line.session,
        case_code=line.session.case.code,
        held_on=line.held_on,
        kind=line.session.kind,
        minutes=line.session.minutes or 0,
        unit=line.unit,
        quantity=line.quantity,
        price=line.price,
        amount=line.amount,
    )


@action(undo=_("Act approved."))
def approve_act(act: Act, *, by: User, remark: str = "", expected: int | None = None) -> Act:
    """The coordinator agrees that this was done; the accountant may pay it. Above a ceiling of the agreement only with a reason."""
    check_can_decide_act(by, act)
    _check_step(act, ActState.APPROVED)
    if has_changed(act):
        raise WrongState(CHANGED_SINCE)
    Agreement.objects.select_for_update().only("pk").get(pk=act.agreement_id)
    if problem := act_over_ceiling(act):
        why = WHY_ABOVE % {"problem": TermsProblem(problem).label}
        if not remark.strip():
            raise Invalid(why, {"remark": why})
        seal(act, by=by.actor, remark=remark.strip())
    act.state, act.decided_by, act.decided_on = ActState.APPROVED, by, today()
    save(act, expected)
    record_about(ActEvent.ACT_APPROVED, by=by.actor, about=[act])
    return act


def has_changed(act: Act) -> bool:
    """Whether a session says otherwise now than when the act was handed in."""
    lines = act.lines.filter(session__isnull=False).values_list("minutes", "session__minutes", "session__attendance")
    return any(kept != minutes or attendance != Attendance.ATTENDED for kept, minutes, attendance in lines)


@action(undo=_("Act returned."))
def return_act(act: Act, *, by: User, remark: str, expected: int | None = None) -> Act:
    """Gives it back: its sessions are free again, and the specialist hands them in anew when they are right."""
    check_can_decide_act(by, act)
    _check_step(act, ActState.RETURNED)
    if not remark.strip():
        raise Invalid(SAY_WHY, {"remark": SAY_WHY})
    act.state, act.decided_by, act.decided_on = ActState.RETURNED, by, today()
    seal(act, by=by.actor, remark=remark.strip())
    save(act, expected)
    for line in act.lines.filter(session__isnull=False):
        line.session = None
        save(line)
    record_about(ActEvent.ACT_RETURNED, by=by.actor, about=[act])
    return act


@action(undo=_("Act marked as paid."))
def pay_act(act: Act, *, by: User, paid_on: dt.date, payment_number: str = "", expected: int | None = None) -> Act:
    """The accountant marks when it was paid, and by which payment order."""
    check_can_pay(by)
    _check_step(act, ActState.PAID)
    if act.decided_on is None or not act.decided_on <= paid_on <= today():
        raise Invalid(WHEN_PAID, {"paid_on": WHEN_PAID})
    if payment_number and not RECEIPT.fullmatch(payment_number):
        raise Invalid(NOT_A_RECEIPT, {"payment_number": NOT_A_RECEIPT})
    act.state, act.paid_by, act.paid_on, act.payment_number = ActState.PAID, by, paid_on, payment_number
    save(act, expected)
    record_about(ActEvent.ACT_PAID, by=by.actor, about=[act])
    return act


def _check_step(act: Act, to: ActState) -> None:
    if to not in ACT_TRANSITIONS[ActState(act.state)]:
        raise WrongState(NOT_FROM_HERE)


def read_remark(act: Act, *, by: User) -> str:
    """Why it was given back; the opening is recorded. `act` was found for this reader."""
    if not act.remark:
        return ""
    (opened,) = open_sealed([act], by=by.actor, purpose=Purpose.OWN_WORK, fields=["remark"])
    if opened.is_unreadable:
        raise Denied(SHUT)
    return opened.remark or ""
