"""Legal proceedings of the sample."""

import datetime as dt

from panoh.cases.models import Case
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import today
from panoh.desk.sample_staff import SPOKEN, Staff
from panoh.legal.actions import change_milestone, note_milestone
from panoh.legal.enums import MilestoneKind, MilestoneState, Reparation


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


def _day(ahead: int) -> dt.date:
    return today() + dt.timedelta(days=ahead)
