"""Legal proceedings of the sample."""

import datetime as dt

from panoh.accounts.models import User
from panoh.cases.documents import documents_of
from panoh.cases.enums import DocumentKind
from panoh.cases.models import Case
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import today
from panoh.demo.staff import SPOKEN, Staff
from panoh.legal.actions import (
    answer_referral,
    change_milestone,
    note_milestone,
    refer_to_lawyers,
    release_document,
    take_back_release,
)
from panoh.legal.enums import MilestoneKind, MilestoneState, ReleasePurpose, Reparation
from panoh.referrals.actions import send_referral
from panoh.referrals.enums import Priority, ReferralState
from panoh.referrals.models import Referral


def make_proceedings(staff: Staff, case: Case) -> None:
    """What took place, a day at court that was moved, what is asked for; the team may know when."""
    consents.give_consent(case.person, by=staff.coordinator, purpose=ConsentPurpose.TEAM, data_kinds=[DataKind.LEGAL], **SPOKEN)
    by, done = staff.lawyer, MilestoneState.DONE
    note_milestone(case, by=by, kind=MilestoneKind.COMPLAINT, held_on=_day(-20), state=done, words="Подана вместе с письмом о здоровье.")
    note_milestone(case, by=by, kind=MilestoneKind.EXAMINATION, held_on=_day(-9), state=done)
    hearing = note_milestone(case, by=by, kind=MilestoneKind.HEARING, held_on=_day(9), words="Пойдёт с сестрой.")
    change_milestone(hearing, by=by, state=MilestoneState.PLANNED, held_on=_day(16))
    year = dt.date(today().year + 1, 1, 1)
    asked = Reparation.COMPENSATION
    note_milestone(case, by=by, kind=MilestoneKind.REPARATION, reparation=asked, held_on=year, precision="year")


def make_legal_referrals(staff: Staff, cases: dict[str, Case]) -> None:
    """One that waits for a lawyer, and one about which the lawyer asked something first."""
    _sent(cases["first"], staff.social_worker, "Отказ в выдаче медицинской выписки, нужна жалоба (вымышлено)", Priority.URGENT)
    asked = _sent(cases["sister"], staff.regional_worker, "Нужна доверенность и консультация о выплате (вымышлено)", Priority.NORMAL)
    answer_referral(asked, ReferralState.ASKED_BACK, by=staff.lawyer, words="Есть ли у неё паспорт или справка?")


def make_releases(staff: Staff, case: Case) -> None:
    """A letter that left, shown to the lawyer on the case until a day; another one taken back."""
    kinds = [DataKind.NAME, DataKind.CONTACT, DataKind.LEGAL, DataKind.COMPLAINTS, DataKind.MEDICAL]
    consents.give_consent(
        case.person, by=staff.coordinator, purpose=ConsentPurpose.LEGAL, organisation=staff.lawyer.organisation, data_kinds=kinds, **SPOKEN
    )
    letters = [one for one in documents_of(case, staff.social_worker) if one.kind == DocumentKind.REFERRAL]
    shown = [
        release_document(case, by=staff.social_worker, kind=one.kind, target=one.key, to=staff.lawyer, purpose=ReleasePurpose.LEGAL)
        for one in letters[:2]
    ]
    take_back_release(shown[-1], by=staff.social_worker)


def _sent(case: Case, by: User, words: str, priority: Priority) -> Referral:
    kinds = [DataKind.NAME, DataKind.LEGAL]
    row = refer_to_lawyers(case, by=by, words=words, ask="Консультация на этой неделе", data_kinds=kinds, priority=priority)
    unit = row.facility.house
    consents.give_consent(case.person, by=by, purpose=ConsentPurpose.LEGAL, organisation=unit, data_kinds=kinds, **SPOKEN)
    row.refresh_from_db()
    return send_referral(row, by=by)


def _day(ahead: int) -> dt.date:
    return today() + dt.timedelta(days=ahead)
