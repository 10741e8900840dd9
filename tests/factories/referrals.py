"""Referrals, made by the house's own actions."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.models import Case
from panoh.consent.actions import refuse_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose
from panoh.core.clock import today
from panoh.network.enums import Service
from panoh.referrals import actions
from panoh.referrals.actions.replies import Door, answer, enter, make_reply_link
from panoh.referrals.enums import UNSENT, DeclineReason, NoShowReason, ReferralState
from panoh.referrals.models import Referral, Reply
from tests.factories.accounts import make_legal_unit, make_user
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.legal import make_legal_referral
from tests.factories.network import make_facility


def make_referral(
    *,
    by: User | None = None,
    case: Case | None = None,
    state: ReferralState = ReferralState.AWAITING_CONSENT,
    consented: bool = False,
    **facts: Any,
) -> Referral:
    """A neutral referral in Russian to a neurologist, in any state; from a draft on with the consent it rests on."""
    by = by or make_coordinator()
    case = case or make_case(by=by)
    if state == ReferralState.ASKED_BACK:  # only who has an account here asks back
        lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
        return actions.ask_back(make_legal_referral(case, by=by), by=lawyer, words="Есть ли ответ на первую жалобу?")
    given: dict[str, Any] = {"service": Service.NEUROLOGY, "complaints": "Головные боли, нарушение сна", **facts}
    given.setdefault("facility", make_facility())
    row = actions.draft_referral(case, by=by, **given)
    if state == row.state and not consented:
        return row
    if state == ReferralState.WITHDRAWN:
        return actions.call_off(row, by=by)
    if state == ReferralState.CONSENT_REFUSED:
        refuse_consent(row.person, by=by, purpose=ConsentPurpose.REFERRAL, form=ConsentForm.SPOKEN, facility=row.facility)
        row.refresh_from_db()
        return row
    if consented or state != ReferralState.AWAITING_CONSENT:
        make_consent(row.person, by=by, facility=row.facility)
        row.refresh_from_db()
    return row if state in UNSENT else advance(row, state, by=by)


def make_reply(referral: Referral, kind: str = "accepted", **facts: Any) -> Reply:
    """An answer as it comes through a link, which is made for it."""
    made = make_reply_link(referral, by=referral.made_by)
    door = enter(made.token, made.code, address="203.0.113.7")
    return answer(Door(door.link, number=made.token.encode()), kind=kind, **facts)


def advance(row: Referral, to: ReferralState, *, by: User) -> Referral:
    """Takes a draft that has its consent to a state by the shortest way."""
    if to not in (ReferralState.PERSON_DECLINED, ReferralState.ERROR):
        actions.send_referral(row, by=by)
    if to in _AFTER_ATTENDANCE:
        actions.record_attendance(row, by=by)
    if to in _STEPS:
        _STEPS[to](row, by)
    return row


_AFTER_ATTENDANCE = (ReferralState.ATTENDED, ReferralState.IN_SERVICE, ReferralState.COMPLETED, ReferralState.PARTLY_COMPLETED)
_STEPS: dict[ReferralState, Callable[[Referral, User], Any]] = {
    ReferralState.ACKNOWLEDGED: lambda row, by: actions.acknowledge(row, by=by),
    ReferralState.ACCEPTED: lambda row, by: actions.accept(row, by=by),
    ReferralState.WAITLISTED: lambda row, by: actions.waitlist(row, by=by),
    ReferralState.DECLINED: lambda row, by: actions.decline(row, by=by, reason=DeclineReason.NO_PLACE),
    ReferralState.BOOKED: lambda row, by: actions.book(row, by=by, day=today() + dt.timedelta(days=3), hour=dt.time(10)),
    ReferralState.NO_SHOW: lambda row, by: actions.record_no_show(row, by=by, reason=NoShowReason.LOGISTICS),
    ReferralState.IN_SERVICE: lambda row, by: actions.begin_service(row, by=by),
    ReferralState.COMPLETED: lambda row, by: actions.record_outcome(row, by=by, words="Назначено лечение"),
    ReferralState.PARTLY_COMPLETED: lambda row, by: actions.record_outcome(
        row, by=by, words="Осмотр", state=ReferralState.PARTLY_COMPLETED
    ),
    ReferralState.PERSON_DECLINED: lambda row, by: actions.record_person_declined(row, by=by),
    ReferralState.EXPIRED: lambda row, by: actions.expire(row, by=by),
    ReferralState.REDIRECTED: lambda row, by: actions.refer_on(row, by=by, facility=make_facility()),
    ReferralState.ERROR: lambda row, by: actions.mark_error(row, by=by),
}
