"""What a register adds to persons it brings in: numbers as typed, and ties answered once the other is here."""

from collections.abc import Sequence

from panoh.accounts.models import User
from panoh.audit.trail import action, save, save_all
from panoh.people.enums import Channel, OtherStatus
from panoh.people.events import Event
from panoh.people.models import Person, SafeContact, Tie
from panoh.people.policy import check_can_change
from panoh.vault.actions import record_about, seal_all


@action
def add_numbers(numbers: Sequence[tuple[Person, str]], *, by: User) -> list[SafeContact]:
    """A number for each of these persons, on terms nobody has asked about yet: not confirmed, no message may be left."""
    check_can_change(by)
    rows = [SafeContact(person=person, channel=Channel.CALL) for person, _number in numbers]
    seal_all([(row, {"number": number}) for row, (_person, number) in zip(rows, numbers, strict=True)], by=by.actor)
    save_all(rows)
    record_about(Event.CONTACT_SET, by=by.actor, about=rows)
    return rows


@action
def point_tie(tie: Tie, other: Person, *, by: User) -> None:
    """The relative at the other end of a tie has come into the house."""
    check_can_change(by)
    tie.other, tie.other_status = other, OtherStatus.IN_CARE
    save(tie)
    record_about(Event.TIE_CHANGED, by=by.actor, about=[tie])
