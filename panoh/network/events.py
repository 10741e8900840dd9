"""What the audit records about the directory."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was done, in the past tense."""

    FACILITY_ADDED = "network.facility_added"
    FACILITY_CHANGED = "network.facility_changed"
    FACILITY_CLOSED = "network.facility_closed"
    FACILITY_TAKEN = "network.facility_taken"
    FACILITY_CHECKED = "network.facility_checked"
    FACILITY_PUBLISHED = "network.facility_published"
    FACILITY_SCREENED = "network.facility_screened"
    CONTACT_ADDED = "network.contact_added"
    CONTACT_CHANGED = "network.contact_changed"
    CONTACT_REMOVED = "network.contact_removed"
    DIRECTORY_SHARED = "network.directory_shared"


class AbroadEvent(StrEnum):
    """Of centres abroad."""

    CENTRE_KEY_SET = "network.centre_key_set"
    CENTRE_KEY_CONFIRMED = "network.centre_key_confirmed"


class AddresseeEvent(StrEnum):
    """Of those with whom the Unit corresponds."""

    ADDRESSEE_ADDED = "network.addressee_added"
    ADDRESSEE_CHANGED = "network.addressee_changed"
    ADDRESSEE_CLOSED = "network.addressee_closed"


class AgreementEvent(StrEnum):
    """What was done about agreements, their tariffs and the accounts that work under them."""

    AGREEMENT_DRAFTED = "network.agreement_drafted"
    AGREEMENT_CHANGED = "network.agreement_changed"
    AGREEMENT_DROPPED = "network.agreement_dropped"
    TARIFF_CHANGED = "network.tariff_changed"
    AGREEMENT_SIGNED = "network.agreement_signed"
    AGREEMENT_CORRECTED = "network.agreement_corrected"
    AGREEMENT_OVER = "network.agreement_over"
    AGREEMENT_RENEWED = "network.agreement_renewed"
    SCAN_KEPT = "network.scan_kept"
    ACCOUNT_LINKED = "network.account_linked"
    ACCOUNT_UNLINKED = "network.account_unlinked"


class RulesEvent(StrEnum):
    """What was done about the terms of cooperation."""

    RULES_DRAFTED = "network.rules_drafted"
    RULES_CHANGED = "network.rules_changed"
    RULES_ADOPTED = "network.rules_adopted"
    RULES_ACCEPTED = "network.rules_accepted"
    ACCEPTANCE_TAKEN_OUT = "network.acceptance_taken_out"


SENTENCES = {
    AbroadEvent.CENTRE_KEY_SET: _("The key of a centre abroad was recorded"),
    AbroadEvent.CENTRE_KEY_CONFIRMED: _("The key of a centre abroad was confirmed in another way"),
    Event.FACILITY_ADDED: _("A facility was added to the directory"),
    Event.FACILITY_CHANGED: _("A facility in the directory was changed"),
    Event.FACILITY_CLOSED: _("A facility was removed from the directory"),
    Event.FACILITY_TAKEN: _("An entry was copied from another directory"),
    Event.FACILITY_CHECKED: _("An entry of the directory was checked"),
    Event.FACILITY_PUBLISHED: _("It was recorded what may be told about a facility"),
    Event.FACILITY_SCREENED: _("It was recorded whether people may be referred to a facility"),
    Event.CONTACT_ADDED: _("A contact of a facility was added"),
    Event.CONTACT_CHANGED: _("A contact of a facility was changed"),
    Event.CONTACT_REMOVED: _("A contact of a facility was removed"),
    Event.DIRECTORY_SHARED: _("The directory was opened to every organisation of the system"),
    AddresseeEvent.ADDRESSEE_ADDED: _("A contact for letters was added"),
    AddresseeEvent.ADDRESSEE_CHANGED: _("A contact for letters was changed"),
    AddresseeEvent.ADDRESSEE_CLOSED: _("A contact for letters was closed"),
    AgreementEvent.AGREEMENT_DRAFTED: _("An agreement was drawn up"),
    AgreementEvent.AGREEMENT_CHANGED: _("A draft agreement was changed"),
    AgreementEvent.AGREEMENT_DROPPED: _("A draft agreement was deleted"),
    AgreementEvent.TARIFF_CHANGED: _("The tariff of an agreement was changed"),
    AgreementEvent.AGREEMENT_SIGNED: _("An agreement was put in force"),
    AgreementEvent.AGREEMENT_CORRECTED: _("An agreement that was typed wrongly was corrected, with a reason"),
    AgreementEvent.AGREEMENT_OVER: _("An agreement was ended"),
    AgreementEvent.AGREEMENT_RENEWED: _("An agreement was drawn up to follow another one"),
    AgreementEvent.SCAN_KEPT: _("A scan of an agreement was saved"),
    AgreementEvent.ACCOUNT_LINKED: _("An account was linked to a specialist in the directory"),
    AgreementEvent.ACCOUNT_UNLINKED: _("An account was unlinked from a specialist in the directory"),
    RulesEvent.RULES_DRAFTED: _("A version of the terms of cooperation was drawn up"),
    RulesEvent.RULES_CHANGED: _("A draft of the terms of cooperation was changed"),
    RulesEvent.RULES_ADOPTED: _("A version of the terms of cooperation was adopted"),
    RulesEvent.RULES_ACCEPTED: _("A facility or specialist accepted the terms of cooperation"),
    RulesEvent.ACCEPTANCE_TAKEN_OUT: _("An acceptance of the terms of cooperation was removed"),
}
