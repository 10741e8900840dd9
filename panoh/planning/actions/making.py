"""How a plan is made: meetings, who sat there, what was decided."""

import datetime as dt

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, remove, save
from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.planning.actions.periods import ensure_key
from panoh.planning.enums import Came
from panoh.planning.events import Event
from panoh.planning.models import Decision, Meeting, Participant, Plan
from panoh.planning.policy import check_can_write
from panoh.vault.actions import seal

NOT_AHEAD = _("This date is in the future. Record a meeting after it was held.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
ROLE_NEEDED = _("Enter the role, without a name: director, psychologist, expert on rehabilitation.")
WORDS_NEEDED = _("Write what was decided.")


def _write(meeting: Meeting, held_on: dt.date, place: str, words: str, *, by: User, expected: int | None = None) -> None:
    if held_on > today():
        raise Invalid(NOT_AHEAD, {"held_on": NOT_AHEAD})
    ensure_key(by)
    meeting.held_on = held_on
    seal(meeting, by=by.actor, place=place.strip(), words=words.strip())
    save(meeting, expected)


@action(undo=_("Meeting saved."))
def hold_meeting(plan: Plan, *, by: User, held_on: dt.date, place: str = "", words: str = "") -> Meeting:
    """Writes a meeting down at which the plan was made. Place and words are sealed."""
    check_can_write(by)
    meeting = Meeting(plan=plan, by=by)
    _write(meeting, held_on, place, words, by=by)
    record(Event.MEETING_HELD, by=by.actor)
    return meeting


@action(undo=_("Meeting saved."))
def change_meeting(
    meeting: Meeting, *, by: User, held_on: dt.date, place: str = "", words: str = "", expected: int | None = None
) -> Meeting:
    """The same again, where something was written wrongly."""
    check_can_write(by)
    _write(meeting, held_on, place, words, by=by, expected=expected)
    record(Event.MEETING_CHANGED, by=by.actor)
    return meeting


@action(undo=_("Meeting removed."))
def take_out_meeting(meeting: Meeting, *, by: User) -> None:
    """A meeting that was written down by mistake, with who sat there and what was decided."""
    check_can_write(by)
    for row in (*meeting.decisions.all(), *meeting.participants.all()):
        remove(row)
    record(Event.MEETING_TAKEN_OUT, by=by.actor)
    remove(meeting)


@action(undo=_("Participant recorded."))
def seat(meeting: Meeting, *, by: User, came_as: str, role: str, organisation: str = "", name: str = "") -> Participant:
    """Somebody sat there: role and organisation as the plan may print them; the name, where it is written at all, is sealed."""
    check_can_write(by)
    if came_as not in Came.values:
        raise Invalid(NO_CHOICE, {"came_as": NO_CHOICE})
    if not role.strip():
        raise Invalid(ROLE_NEEDED, {"role": ROLE_NEEDED})
    ensure_key(by)
    row = Participant(meeting=meeting, came_as=came_as, role=role.strip(), organisation=organisation.strip())
    seal(row, by=by.actor, name=name.strip())
    save(row)
    record(Event.PARTICIPANT_SEATED, by=by.actor)
    return row


@action(undo=_("Participant removed."))
def unseat(row: Participant, *, by: User) -> None:
    """Was not there after all."""
    check_can_write(by)
    record(Event.PARTICIPANT_TAKEN_OUT, by=by.actor)
    remove(row)


@action(undo=_("Decision saved."))
def decide(meeting: Meeting, *, by: User, words: str) -> Decision:
    """What the meeting decided about the plan, numbered in its order."""
    check_can_write(by)
    if not words.strip():
        raise Invalid(WORDS_NEEDED, {"words": WORDS_NEEDED})
    ensure_key(by)
    last = meeting.decisions.aggregate(last=Max("number"))["last"] or 0
    row = Decision(meeting=meeting, number=last + 1)
    seal(row, by=by.actor, words=words.strip())
    save(row)
    record(Event.DECIDED, by=by.actor)
    return row


@action(undo=_("Decision removed."))
def take_out_decision(row: Decision, *, by: User) -> None:
    """Written down by mistake."""
    check_can_write(by)
    record(Event.DECISION_TAKEN_OUT, by=by.actor)
    remove(row)
