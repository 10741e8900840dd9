"""Steps of legal proceedings: noted, moved, said to have taken place. What is to be done around a day at court follows by itself."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.models import Case
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.legal.enums import MILESTONE_TRANSITIONS, MilestoneKind, MilestoneState, Reparation
from panoh.legal.events import Event
from panoh.legal.models import Milestone
from panoh.legal.policy import check_can_write
from panoh.people.enums import Precision
from panoh.vault.actions import record_about, seal

NO_CHOICE = _("This is not on the list. Choose from the list.")
WHICH_FORM = _("Choose the form of reparation.")
WHICH_DAY = _("Enter the date. The person is prepared a week before and asked how they are three days after.")
NOT_YET = _("This date is in the future. Choose “to come”, or enter the date it took place.")
NOT_FROM_HERE = _("This step has taken place or will not take place, so it cannot be changed in this way. Record a new step.")
CLOSED = _("This case is closed. Reopen it first.")
PRECISIONS = (Precision.DAY, Precision.MONTH, Precision.YEAR)


@action(undo=_("Legal step recorded."))
def note_milestone(
    case: Case,
    *,
    by: User,
    kind: str,
    held_on: dt.date,
    precision: str = Precision.DAY,
    state: str = MilestoneState.PLANNED,
    reparation: str = "",
    words: str = "",
) -> Milestone:
    """Notes a step of the proceedings that is to come or took place. The words stay with lawyers."""
    check_can_write(by, case)
    if not case.is_open:
        raise WrongState(CLOSED)
    if kind not in MilestoneKind:
        raise Invalid(NO_CHOICE, {"kind": NO_CHOICE})
    if kind == MilestoneKind.REPARATION and reparation not in Reparation:
        raise Invalid(WHICH_FORM, {"reparation": WHICH_FORM})
    row = Milestone(
        case=case,
        person_id=case.person_id,
        by=by,
        noted_at=now(),
        kind=kind,
        reparation=reparation if kind == MilestoneKind.REPARATION else "",
        state=state,
        held_on=held_on,
        precision=precision,
    )
    _check(row)
    seal(row, by=by.actor, words=words.strip())
    save(row)
    record_about(Event.MILESTONE_NOTED, by=by.actor, about=[case])
    return row


@action(undo=_("Legal step changed."))
def change_milestone(
    row: Milestone,
    *,
    by: User,
    state: str,
    held_on: dt.date,
    precision: str = Precision.DAY,
    words: str | None = None,
    expected: int | None = None,
) -> Milestone:
    """Moves its day, or says where it stands. Around a day at court the tasks move with it, and end where it is put off or called off."""
    check_can_write(by, row.case)
    if state not in MilestoneState:
        raise Invalid(NO_CHOICE, {"state": NO_CHOICE})
    if state != row.state and MilestoneState(state) not in MILESTONE_TRANSITIONS[MilestoneState(row.state)]:
        raise WrongState(NOT_FROM_HERE)
    is_moved = (held_on, precision) != (row.held_on, row.precision)
    row.state, row.held_on, row.precision = state, held_on, precision
    row.moved += is_moved
    _check(row)
    if words is not None:
        seal(row, by=by.actor, words=words.strip())
    save(row, expected)
    record_about(Event.MILESTONE_MOVED if is_moved else Event.MILESTONE_CHANGED, by=by.actor, about=[row.case])
    return row


def _check(row: Milestone) -> None:
    if row.state not in MilestoneState:
        raise Invalid(NO_CHOICE, {"state": NO_CHOICE})
    if row.precision not in PRECISIONS or (row.kind == MilestoneKind.HEARING and row.precision != Precision.DAY):
        raise Invalid(WHICH_DAY, {"day": WHICH_DAY})
    if row.state == MilestoneState.DONE and row.held_on > today():
        raise Invalid(NOT_YET, {"state": NOT_YET})
