"""Referrals, made by the house's own actions."""

from typing import Any

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.network.enums import Service
from panoh.referrals import actions
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.network import make_facility


def make_referral(
    *, by: User | None = None, case: Case | None = None, state: ReferralState = ReferralState.DRAFT, consented: bool = False, **facts: Any
) -> Referral:
    """A neutral referral in Russian to a neurologist, in any state; beyond a draft with the consent it rests on."""
    by = by or make_coordinator()
    case = case or make_case(by=by)
    given: dict[str, Any] = {"service": Service.NEUROLOGY, "complaints": "Головные боли, нарушение сна", **facts}
    given.setdefault("facility", make_facility())
    row = actions.draft_referral(case, by=by, **given)
    if state == ReferralState.CALLED_OFF:
        return actions.call_off(row, by=by)
    if consented or state != ReferralState.DRAFT:
        make_consent(row.person, by=by, facility=row.facility)
    return row if state == ReferralState.DRAFT else advance(row, state, by=by)


def advance(row: Referral, to: ReferralState, *, by: User) -> Referral:
    """Takes a draft that has its consent to a state by the shortest way."""
    actions.send_referral(row, by=by)
    match to:
        case ReferralState.ACKNOWLEDGED:
            actions.acknowledge(row, by=by)
        case ReferralState.NOT_ATTENDED:
            actions.record_not_attended(row, by=by)
        case ReferralState.DECLINED:
            actions.decline(row, by=by)
        case ReferralState.ATTENDED | ReferralState.OUTCOME:
            actions.record_attendance(row, by=by)
            if to == ReferralState.OUTCOME:
                actions.record_outcome(row, by=by, words="Назначено лечение")
        case _:
            pass
    return row
