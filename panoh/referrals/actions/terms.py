"""A referral takes the agreement that holds, and its terms are frozen when it leaves; outside of them only with a reason."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, remove, save
from panoh.cases.actions import new_task
from panoh.cases.actions.steps import finish_all
from panoh.cases.enums import TaskKind
from panoh.cases.policy import check_can
from panoh.core.clock import add_working_days, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.network.models import Agreement
from panoh.referrals.actions.moving import finish_tasks
from panoh.referrals.enums import UNSENT
from panoh.referrals.events import TermsEvent
from panoh.referrals.grounds import Ground
from panoh.referrals.models import Referral, ReferralTerms
from panoh.referrals.policy import check_can_read_letter
from panoh.referrals.terms import TermsMatch, cannot_wait, check_may_go, cost_problem, find_terms, terms_of
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

DECIDE_DAYS = 1  # working days

NOTHING_WRONG = _("This referral is within the agreement. No permission is needed.")
LEFT = _("The letter was already sent.")
SAY_WHY = _("Write in one sentence why it is sent all the same.")
SAY_WHY_COST = _("Write in one sentence why it is paid all the same.")
SHUT = _("It is sealed for your organisation.")


def take_terms(referral: Referral, *, by: User) -> None:
    """Inside the action that drew it up or changed it: notes on what terms it would go; where it may not, the coordinator is asked."""
    day, practice = today(), referral.case.is_practice
    found = find_terms(referral.facility, referral.service, day, person=referral.person_id, is_practice=practice, without=referral.pk)
    kept = terms_of(referral)
    if found.agreement is None and not found.problem:
        if kept is not None:
            remove(kept)
    else:
        kept = kept or ReferralTerms(referral=referral, person_id=referral.person_id)
        if not kept.allows(found.problem, found.agreement):
            kept.allowed_for, kept.allowed_by, kept.allowed_on, kept.reason = "", None, None, b""
        _keep(kept, found)
        save(kept)
    _ask(referral, bool(found.problem and kept and not kept.allowed_for) and not cannot_wait(referral, None), by=by)


def _ask(referral: Referral, waits: bool, *, by: User) -> None:
    asked = referral.case.tasks.filter(kind=TaskKind.TERMS, target=referral.pk, done_at=None)
    if not waits:
        finish_all(asked, by.actor)
    elif not asked.exists():
        due = add_working_days(today(), DECIDE_DAYS)
        save(new_task(referral.case, TaskKind.TERMS, due=due, role=Role.COORDINATOR, target=referral.pk))


def _keep(row: ReferralTerms, found: TermsMatch) -> None:
    row.agreement, row.frozen, row.problem = found.agreement, found.frozen, found.problem
    row.estimate, row.currency = found.estimate, found.agreement.currency if found.agreement and found.price else ""


def freeze_terms(referral: Referral, *, by: User, ground: Ground) -> None:
    """Inside the action that sends it: the terms of this day stay with it. Raises OutsideTerms.

    The agreement's row is held until the transaction ends, so that two letters at once do not both fit under one ceiling.
    """
    kept = terms_of(referral)
    if kept is not None and kept.agreement_id is not None:
        Agreement.objects.select_for_update().only("pk").get(pk=kept.agreement_id)
    found = check_may_go(referral, ground, today())
    if found.agreement is None and not found.problem:
        if kept is not None:
            remove(kept)
        return
    row = kept or ReferralTerms(referral=referral, person_id=referral.person_id)
    _keep(row, found)
    row.frozen_on = today()
    row.could_not_wait = bool(found.problem) and not row.allows(found.problem, found.agreement)
    save(row)
    if row.could_not_wait:
        record_about(TermsEvent.WENT_WITHOUT_TERMS, by=by.actor, about=[referral])


@action(undo=_("Allowed with a reason."))
def allow_outside_terms(referral: Referral, *, by: User, reason: str) -> ReferralTerms:
    """Somebody with the right lets a referral go outside of what is agreed, and says why. It holds for just this: another facility,
    another help or another ceiling asks anew."""
    check_can(by, Permission.TERMS_EXCEPT, referral.case)
    if referral.state not in UNSENT:
        raise WrongState(LEFT)
    if not reason.strip():
        raise Invalid(SAY_WHY, {"reason": SAY_WHY})
    take_terms(referral, by=by)
    row = terms_of(referral)
    if row is None or not row.problem:
        raise WrongState(NOTHING_WRONG)
    row.allowed_for, row.allowed_by, row.allowed_on = row.problem, by, today()
    seal(row, by=by.actor, reason=reason.strip())
    save(row)
    finish_tasks(referral, TaskKind.TERMS, by=by.actor)
    record_about(TermsEvent.TERMS_EXCEPTED, by=by.actor, about=[referral])
    return row


def weigh_cost(referral: Referral, *, by: User, quantity: int) -> None:
    """Inside the action that records what it cost: the sum is kept as it was, and where it is above what is agreed the coordinator is
    asked. The agreement's row is held until the transaction ends, as when it was sent."""
    kept = terms_of(referral)
    if kept is None or kept.agreement_id is None or referral.cost_amount is None:
        return
    Agreement.objects.select_for_update().only("pk").get(pk=kept.agreement_id)
    kept.cost_problem = cost_problem(kept, referral, quantity)
    kept.cost_allowed_by, kept.cost_allowed_on, kept.cost_reason = None, None, b""
    save(kept)
    _ask(referral, kept.cost_waits, by=by)


@action(undo=_("Allowed with a reason."))
def allow_cost(referral: Referral, *, by: User, reason: str) -> ReferralTerms:
    """Somebody with the right agrees to a cost above what is agreed, and says why."""
    check_can(by, Permission.TERMS_EXCEPT, referral.case)
    row = terms_of(referral)
    if row is None or not row.cost_waits:
        raise WrongState(NOTHING_WRONG)
    if not reason.strip():
        raise Invalid(SAY_WHY_COST, {"reason": SAY_WHY_COST})
    row.cost_allowed_by, row.cost_allowed_on = by, today()
    seal(row, by=by.actor, cost_reason=reason.strip())
    save(row)
    _ask(referral, False, by=by)
    record_about(TermsEvent.COST_EXCEPTED, by=by.actor, about=[referral])
    return row


def read_terms_reason(referral: Referral, *, by: User) -> str:
    """Why it may go outside of what is agreed; the opening is recorded."""
    return _read(referral, "reason", by=by)


def read_cost_reason(referral: Referral, *, by: User) -> str:
    """Why it may cost more than is agreed; the opening is recorded."""
    return _read(referral, "cost_reason", by=by)


def _read(referral: Referral, field: str, *, by: User) -> str:
    check_can_read_letter(by, referral.case)
    row = terms_of(referral)
    if row is None or not getattr(row, field):
        return ""
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.CARE, fields=[field])
    if opened.is_unreadable:
        raise Denied(SHUT)
    return getattr(opened, field) or ""
