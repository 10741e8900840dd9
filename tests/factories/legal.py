"""Legal help, by the house's own actions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.models import Case, Share
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import today
from panoh.legal.actions import note_milestone, refer_to_lawyers
from panoh.legal.enums import MilestoneKind
from panoh.legal.models import Milestone
from panoh.referrals.actions import send_referral
from panoh.referrals.models import Referral
from tests.factories.accounts import make_legal_unit, make_user
from tests.factories.cases import make_case, make_coordinator, show_case
from tests.factories.consent import make_consent


def make_lawyer(*cases: Case) -> User:
    """A lawyer of the legal unit, to which these cases are shown whole: the persons agreed to everything."""
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    for case in cases:
        show_to_lawyers(case)
    return lawyer


def show_to_lawyers(case: Case, kinds: Sequence[str] = tuple(DataKind), *, by: User | None = None, until: dt.date | None = None) -> Share:
    """The case is shared by hand with the legal unit, on a consent to these kinds of data; without kinds on none at all."""
    by, unit = by or make_coordinator(), make_legal_unit()
    if kinds:
        make_consent(case.person, by=by, purpose=ConsentPurpose.LEGAL, organisation=unit, data_kinds=list(kinds))
    return show_case(case, by=by, organisation=unit, until=until)


def make_legal_referral(case: Case | None = None, *, by: User | None = None, sent: bool = True, **facts: Any) -> Referral:
    """A referral to the legal unit with the name, on a consent to just that; sent, unless it is to stay a draft."""
    by = by or make_coordinator()
    case = case or make_case(by=by)
    kinds = facts.pop("data_kinds", [DataKind.NAME, DataKind.LEGAL])
    unit = make_legal_unit()
    row = refer_to_lawyers(case, by=by, words="Нужна жалоба на отказ", data_kinds=kinds, **facts)
    make_consent(case.person, by=by, purpose=ConsentPurpose.LEGAL, organisation=unit, data_kinds=kinds)
    row.refresh_from_db()
    return send_referral(row, by=by) if sent else row


def make_milestone(case: Case, *, by: User, ahead: int = 20, **facts: Any) -> Milestone:
    """A day at court in twenty days."""
    given = {"kind": MilestoneKind.HEARING, "held_on": today() + dt.timedelta(days=ahead), "words": "Зал на втором этаже", **facts}
    return note_milestone(case, by=by, **given)
