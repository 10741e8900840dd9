"""What the audit records about the directory."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was done, in the past tense."""

    FACILITY_ADDED = "network.facility_added"
    FACILITY_CHANGED = "network.facility_changed"
    FACILITY_CLOSED = "network.facility_closed"
    DIRECTORY_SHARED = "network.directory_shared"


class AddresseeEvent(StrEnum):
    """Of those with whom the Unit corresponds."""

    ADDRESSEE_ADDED = "network.addressee_added"
    ADDRESSEE_CHANGED = "network.addressee_changed"
    ADDRESSEE_CLOSED = "network.addressee_closed"


SENTENCES: dict[StrEnum, Promise] = {
    Event.FACILITY_ADDED: _("A facility was added to the directory"),
    Event.FACILITY_CHANGED: _("A facility of the directory was changed"),
    Event.FACILITY_CLOSED: _("A facility was taken out of the directory"),
    Event.DIRECTORY_SHARED: _("The directory was opened to every organisation of the house"),
    AddresseeEvent.ADDRESSEE_ADDED: _("A contact for letters was added"),
    AddresseeEvent.ADDRESSEE_CHANGED: _("A contact for letters was changed"),
    AddresseeEvent.ADDRESSEE_CLOSED: _("A contact for letters was closed"),
}
