"""Keeping those with whom the Unit corresponds."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.network.actions.directory import hand_out_directory
from panoh.network.enums.addressees import AddresseeKind
from panoh.network.events import AddresseeEvent
from panoh.network.models import DIRECTORY, Addressee
from panoh.network.policy import check_can_keep_addressees
from panoh.vault.actions import has_key, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NO_INSTITUTION = _("Enter the name of the institution as on its letters.")
NO_KIND = _("Choose what kind of institution it is.")
CLOSED_ALREADY = _("This contact is already closed.")
WORDS = ("institution", "office", "contact_name", "phone", "address", "note")


@action(undo=_("Contact added."))
def add_addressee(*, by: User, kind: str, institution: str, region: str = "", place: str = "", **words: str) -> Addressee:
    """Adds one. `words`: office, contact_name, phone, address, note; all of it is sealed."""
    check_can_keep_addressees(by)
    if not has_key(DIRECTORY, by.organisation_id):
        hand_out_directory(by=by)
    row = Addressee(organisation_id=by.organisation_id, checked_on=today())
    _fill(row, by, kind, institution, region, place, words)
    save(row)
    record_about(AddresseeEvent.ADDRESSEE_ADDED, by=by.actor, about=[row])
    return row


@action(undo=_("Contact changed."))
def change_addressee(
    row: Addressee, *, by: User, kind: str, institution: str, region: str = "", place: str = "", expected: int | None = None, **words: str
) -> Addressee:
    """Changes one, and notes that it was looked at today. Under another name it is somebody else: older consents carry nothing."""
    check_can_keep_addressees(by)
    row.checked_on = today()
    (was,) = open_sealed([row], by=by.actor, purpose=Purpose.ADMINISTRATION, fields=["institution", "office"])
    if (was.institution, was.office) != (institution.strip(), words.get("office", "").strip()):
        row.named_at = now()
    _fill(row, by, kind, institution, region, place, words)
    save(row, expected)
    record_about(AddresseeEvent.ADDRESSEE_CHANGED, by=by.actor, about=[row])
    return row


def _fill(row: Addressee, by: User, kind: str, institution: str, region: str, place: str, words: dict[str, str]) -> None:
    if kind not in AddresseeKind.values:
        raise Invalid(NO_KIND, {"kind": NO_KIND})
    if not institution.strip():
        raise Invalid(NO_INSTITUTION, {"institution": NO_INSTITUTION})
    row.kind, row.region, row.place = kind, region, place
    seal(row, by=by.actor, institution=institution.strip(), **{name: words.get(name, "").strip() for name in WORDS[1:]})


@action(undo=_("Contact closed."))
def close_addressee(row: Addressee, *, by: User, expected: int | None = None) -> Addressee:
    """Nobody writes to it any more; what was written stays."""
    check_can_keep_addressees(by)
    if not row.is_active:
        raise WrongState(CLOSED_ALREADY)
    row.is_active = False
    save(row, expected)
    record_about(AddresseeEvent.ADDRESSEE_CLOSED, by=by.actor, about=[row])
    return row
