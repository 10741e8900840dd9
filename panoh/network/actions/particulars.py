"""What is told of an entry, whom to reach there, and that somebody looked whether it still holds."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, remove, save
from panoh.core.errors import Invalid
from panoh.network.actions.directory import NO_CHOICE, mark_checked
from panoh.network.enums import CheckCycle, PublicField
from panoh.network.events import Event
from panoh.network.models import Facility, FacilityContact
from panoh.network.policy import check_can_write
from panoh.vault.actions import record_about, seal

NO_CONTACT = _("Enter a name, a function, a telephone number or a mail address: at least one of them.")
NO_NAME_TOLD = _("An entry without its name is of no use. Tick the name too, or nothing at all.")


@action(undo=_("Entry checked."))
def confirm_facility(facility: Facility, *, by: User, check_every: int, expected: int | None = None) -> Facility:
    """Somebody asked the facility: what stands here still holds. Says when it is to be asked again."""
    check_can_write(by)
    if check_every not in CheckCycle.values:
        raise Invalid(NO_CHOICE, {"check_every": NO_CHOICE})
    facility.check_every = check_every
    mark_checked(facility, by)
    save(facility, expected=expected)
    record_about(Event.FACILITY_CHECKED, by=by.actor, about=[facility])
    return facility


@action(undo=_("What may be told was changed."))
def publish_facility(
    facility: Facility, *, by: User, fields: Sequence[str], contacts: Sequence[FacilityContact] = (), expected: int | None = None
) -> Facility:
    """Says, field by field and contact by contact, what everybody may be told; all else stays within the house."""
    check_can_write(by)
    if any(field not in PublicField.values for field in fields):
        raise Invalid(NO_CHOICE, {"fields": NO_CHOICE})
    if (fields or contacts) and PublicField.NAME not in fields:
        raise Invalid(NO_NAME_TOLD, {"fields": NO_NAME_TOLD})
    facility.public_fields = [field for field in PublicField.values if field in fields]
    told = {contact.pk for contact in contacts}
    for contact in facility.contacts.all():
        if contact.is_public != (contact.pk in told):
            contact.is_public = contact.pk in told
            save(contact)
    save(facility, expected=expected)
    record_about(Event.FACILITY_PUBLISHED, by=by.actor, about=[facility])
    return facility


@action(undo=_("Contact added."))
def add_contact(facility: Facility, *, by: User, name: str = "", title: str = "", phone: str = "", email: str = "") -> FacilityContact:
    """One more way to reach a facility; for the house alone until somebody says otherwise."""
    check_can_write(by)
    row = FacilityContact(facility=facility)
    _fill(row, by, name, title, phone, email)
    save(row)
    record_about(Event.CONTACT_ADDED, by=by.actor, about=[facility])
    return row


@action(undo=_("Contact changed."))
def change_contact(
    contact: FacilityContact,
    *,
    by: User,
    name: str = "",
    title: str = "",
    phone: str = "",
    email: str = "",
    expected: int | None = None,
) -> FacilityContact:
    """Writes down what is right now."""
    check_can_write(by)
    _fill(contact, by, name, title, phone, email)
    save(contact, expected=expected)
    record_about(Event.CONTACT_CHANGED, by=by.actor, about=[contact.facility])
    return contact


@action(undo=_("Contact removed."))
def remove_contact(contact: FacilityContact, *, by: User) -> None:
    """Nobody is reached there any more."""
    check_can_write(by)
    record_about(Event.CONTACT_REMOVED, by=by.actor, about=[contact.facility])
    remove(contact)


def _fill(row: FacilityContact, by: User, name: str, title: str, phone: str, email: str) -> None:
    words = {"name": name.strip(), "title": title.strip(), "phone": phone.strip(), "email": email.strip()}
    if not any(words.values()):
        raise Invalid(NO_CONTACT, {"name": NO_CONTACT})
    seal(row, by=by.actor, **words)
