"""What the audit records about the directory."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was done, in the past tense."""

    FACILITY_ADDED = "network.facility_added"
    FACILITY_CHANGED = "network.facility_changed"
    FACILITY_CLOSED = "network.facility_closed"
    FACILITY_CHECKED = "network.facility_checked"
    FACILITY_PUBLISHED = "network.facility_published"
    FACILITY_SCREENED = "network.facility_screened"
    CONTACT_ADDED = "network.contact_added"
    CONTACT_CHANGED = "network.contact_changed"
    CONTACT_REMOVED = "network.contact_removed"
    DIRECTORY_SHARED = "network.directory_shared"


SENTENCES = {
    Event.FACILITY_ADDED: _("A facility was added to the directory"),
    Event.FACILITY_CHANGED: _("A facility of the directory was changed"),
    Event.FACILITY_CLOSED: _("A facility was taken out of the directory"),
    Event.FACILITY_CHECKED: _("An entry of the directory was checked"),
    Event.FACILITY_PUBLISHED: _("It was said what may be told of a facility"),
    Event.FACILITY_SCREENED: _("It was said whether people may be sent to a facility"),
    Event.CONTACT_ADDED: _("A contact of a facility was added"),
    Event.CONTACT_CHANGED: _("A contact of a facility was changed"),
    Event.CONTACT_REMOVED: _("A contact of a facility was taken out"),
    Event.DIRECTORY_SHARED: _("The directory was opened to every organisation of the house"),
}
