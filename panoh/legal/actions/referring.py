"""Referrals to the legal unit from both sides: drawn up by whoever works on the case, answered by a lawyer with an account."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language, OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.audit.trail import action, save
from panoh.cases.actions import follow_agreed, left_out, new_assignment, new_task, open_share
from panoh.cases.enums import Discipline, TaskKind
from panoh.cases.events import Event as CaseEvent
from panoh.cases.models import Case
from panoh.cases.queries.cases import assignments, shares
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.queries import agreed_for
from panoh.core.clock import add_working_days, today
from panoh.core.errors import Invalid, WrongState
from panoh.network.actions import house_entry
from panoh.network.enums import Service
from panoh.referrals import actions as referrals
from panoh.referrals.enums import OPEN_STATES, Evidence, Level, Priority, ReferralState
from panoh.referrals.models import Referral
from panoh.referrals.policy import check_can_answer
from panoh.vault.actions import record_about

NO_UNIT = _("There is no legal assistance unit here. Refer the person to legal help outside.")
CASE_OVER = _("The case was closed in the meantime. Decline, or ask the person who made the referral.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
LOOK_WITHIN = 2  # working days


@action(undo=_("Referral drawn up."))
def refer_to_lawyers(
    case: Case,
    *,
    by: User,
    words: str,
    ask: str = "",
    data_kinds: Sequence[str] = (DataKind.NAME, DataKind.LEGAL),
    priority: str = Priority.NORMAL,
) -> Referral:
    """Draws up a referral to the lawyers of the house, in the same mechanism as all others: nothing is open to them yet.

    It goes on the person's consent to the legal unit and to these kinds of data.
    """
    unit = Organisation.objects.filter(kind=OrganisationKind.LEGAL_UNIT).first()
    if unit is None:
        raise WrongState(NO_UNIT)
    return referrals.draft_referral(
        case,
        by=by,
        facility=house_entry(unit, by=by),
        service=Service.LEGAL,
        complaints=words,
        ask=ask,
        level=Level.FULL,
        language=Language(by.language),
        data_kinds=list(dict.fromkeys([*data_kinds, DataKind.LEGAL])),
        priority=priority,
    )


@action(undo=_("You are on the case."))
def take_case(referral: Referral, *, by: User, evidence: str = Evidence.ACCOUNT, expected: int | None = None) -> Referral:
    """A lawyer takes the person: with that they work on the case in law, which is shown to their unit as long as the consent holds."""
    check_can_answer(by, referral)
    case = referral.case
    if not case.is_open:
        raise WrongState(CASE_OVER)
    referrals.accept(referral, by=by, evidence=evidence, expected=expected)
    _show(referral, by)
    if not assignments(case).filter(user=by, discipline=Discipline.LEGAL).exists():
        save(new_assignment(case, by, Discipline.LEGAL, starts_on=today()))
        record_about(CaseEvent.WORKER_ASSIGNED, by=by.actor, about=[case])
    return referral


def _show(referral: Referral, by: User) -> None:
    """The case as far as the person agrees today, kind by kind; of a first referral no more than it was sent with."""
    unit, case = by.organisation, referral.case
    share = shares(case).filter(organisation=unit).first()
    if share is not None:
        follow_agreed(share, by=by)
        return
    agreed, until = agreed_for(case.person, ConsentPurpose.LEGAL, unit, until=None)
    sent = {*agreed} & {*referral.data_kinds, DataKind.COMPLAINTS}
    open_share(case, unit, until=until, by=by, keeper=by.actor, without=left_out(unit, sent))


# What a lawyer answers, each by the very step that all referrals have.
ANSWERS: dict[ReferralState, Callable[..., Referral]] = {
    ReferralState.ACKNOWLEDGED: referrals.acknowledge,
    ReferralState.ACCEPTED: take_case,
    ReferralState.WAITLISTED: referrals.waitlist,
    ReferralState.DECLINED: referrals.decline,
    ReferralState.BOOKED: referrals.book,
    ReferralState.ATTENDED: referrals.record_attendance,
    ReferralState.NO_SHOW: referrals.record_no_show,
    ReferralState.IN_SERVICE: referrals.begin_service,
    ReferralState.COMPLETED: referrals.record_outcome,
}


@action(undo=_("Referral answered."))
def answer_referral(referral: Referral, to: str, *, by: User, **facts: Any) -> Referral:
    """A lawyer answers a referral that lies with their unit. Whoever referred finds an outcome in their day."""
    check_can_answer(by, referral)
    if to == ReferralState.ASKED_BACK:
        return referrals.ask_back(referral, by=by, **facts)
    if to not in ANSWERS:
        raise Invalid(NO_CHOICE)
    ANSWERS[ReferralState(to)](referral, by=by, evidence=Evidence.ACCOUNT, **facts)
    if referral.state not in OPEN_STATES:
        due = add_working_days(today(), LOOK_WITHIN)
        save(new_task(referral.case, TaskKind.REFERRAL, due=due, owner=referral.made_by, target=referral.pk))
    return referral
