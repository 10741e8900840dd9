"""What a register adds to persons it has brought in: ties answered once the other is here."""

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.people.enums import OtherStatus
from panoh.people.events import Event
from panoh.people.models import Person, Tie
from panoh.people.policy import check_can_change
from panoh.vault.actions import record_about


@action
def point_tie(tie: Tie, other: Person, *, by: User) -> None:
    """The relative at the other end of a tie has come into the house."""
    check_can_change(by)
    tie.other, tie.other_status = other, OtherStatus.IN_CARE
    save(tie)
    record_about(Event.TIE_CHANGED, by=by.actor, about=[tie])
