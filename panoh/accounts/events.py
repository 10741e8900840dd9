"""What the record keeps about accounts. The account concerned stands in the event's purpose, by its alias."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """Signing in, and whoever changes what somebody may do."""

    COALITION_FOUNDED = "accounts.coalition_founded"
    ORGANISATION_ADDED = "accounts.organisation_added"
    ORGANISATION_RENAMED = "accounts.organisation_renamed"
    ORGANISATION_CORRECTED = "accounts.organisation_corrected"
    MEMBERSHIP_CHANGED = "accounts.membership_changed"
    ORGANISATION_GONE = "accounts.organisation_gone"
    ACCOUNT_ADDED = "accounts.account_added"
    ACCOUNT_CHANGED = "accounts.account_changed"
    ACCOUNT_DEACTIVATED = "accounts.account_deactivated"
    NAME_TAKEN_OFF = "accounts.name_taken_off"
    ROLE_GRANTED = "accounts.role_granted"
    ROLE_ENDED = "accounts.role_ended"
    DEPUTY_MADE = "accounts.deputy_made"
    RIGHT_ASKED = "accounts.right_asked"
    RIGHT_AGREED = "accounts.right_agreed"
    RIGHT_CALLED_OFF = "accounts.right_called_off"
    RIGHT_TOLD = "accounts.right_told"
    REGIONS_SET = "accounts.regions_set"
    REGIONS_WIDENED = "accounts.regions_widened"
    LINK_MADE = "accounts.link_made"
    PASSWORD_SET = "accounts.password_set"  # noqa: S105 -- the name of an event
    CODE_SET = "accounts.code_set"
    PASSKEY_ADDED = "accounts.passkey_added"
    PASSKEY_REMOVED = "accounts.passkey_removed"
    RECOVERY_CODES_MADE = "accounts.recovery_codes_made"
    RECOVERY_CODE_USED = "accounts.recovery_code_used"
    SECOND_FACTOR_RESET = "accounts.second_factor_reset"
    PREFERENCES_SET = "accounts.preferences_set"
    NOTICES_SET = "accounts.notices_set"
    PUSH_DEVICE_ENROLLED = "accounts.push_device_enrolled"
    PUSH_DEVICE_TAKEN_OFF = "accounts.push_device_taken_off"
    NOTICE_SENT = "accounts.notice_sent"
    TOKEN_MADE = "accounts.token_made"  # noqa: S105 -- the name of an event
    TOKEN_REVOKED = "accounts.token_revoked"  # noqa: S105 -- the name of an event
    SIGNED_IN = "accounts.signed_in"
    SIGN_IN_FAILED = "accounts.sign_in_failed"
    PROVED_AGAIN = "accounts.proved_again"
    SIGNED_OUT = "accounts.signed_out"
    SESSION_ENDED = "accounts.session_ended"
    TELEPHONE_LOST = "accounts.telephone_lost"
    UNDER_DURESS = "accounts.under_duress"
    DURESS_TOLD = "accounts.duress_told"
    ALARM_TOLD = "accounts.alarm_told"
    ALARM_LOOKED_AT = "accounts.alarm_looked_at"
    DURESS_OVER = "accounts.duress_over"
    OWN_KEY_MADE = "accounts.own_key_made"
    FEATURE_SWITCHED_ON = "accounts.feature_switched_on"
    FEATURE_SWITCHED_OFF = "accounts.feature_switched_off"
    ACCESS_DENIED = "accounts.access_denied"


SENTENCES = {
    Event.COALITION_FOUNDED: _("The organisations of the coalition were entered"),
    Event.ORGANISATION_ADDED: _("An organisation was added"),
    Event.ORGANISATION_RENAMED: _("An organisation got a new name"),
    Event.ORGANISATION_CORRECTED: _("The names of an organisation were corrected"),
    Event.MEMBERSHIP_CHANGED: _("The membership of an organisation was changed"),
    Event.ORGANISATION_GONE: _("An organisation has left"),
    Event.ACCOUNT_ADDED: _("An account was added"),
    Event.ACCOUNT_CHANGED: _("An account was changed"),
    Event.ACCOUNT_DEACTIVATED: _("An account was closed"),
    Event.NAME_TAKEN_OFF: _("The name of someone who left was removed"),
    Event.ROLE_GRANTED: _("A role was given"),
    Event.ROLE_ENDED: _("A role was ended"),
    Event.DEPUTY_MADE: _("A deputy was appointed"),
    Event.RIGHT_ASKED: _("Access to names was requested for an account"),
    Event.RIGHT_AGREED: _("A second person agreed to access to names for an account"),
    Event.RIGHT_CALLED_OFF: _("A request for access to names was cancelled"),
    Event.RIGHT_TOLD: _("A notice about access to names was sent"),
    Event.REGIONS_SET: _("The regions of an account were set"),
    Event.REGIONS_WIDENED: _("An account with access to names by region was given more regions"),
    Event.LINK_MADE: _("A sign-in link was created"),
    Event.PASSWORD_SET: _("A password was set"),
    Event.CODE_SET: _("An app for sign-in codes was set up"),
    Event.PASSKEY_ADDED: _("A passkey was added"),
    Event.PASSKEY_REMOVED: _("A passkey was removed"),
    Event.RECOVERY_CODES_MADE: _("Recovery codes were created"),
    Event.RECOVERY_CODE_USED: _("A recovery code was used"),
    Event.SECOND_FACTOR_RESET: _("The second factor of an account was removed"),
    Event.PREFERENCES_SET: _("Language and look were chosen"),
    Event.NOTICES_SET: _("Someone chose how to be notified"),
    Event.PUSH_DEVICE_ENROLLED: _("A phone was connected, so that it rings"),
    Event.PUSH_DEVICE_TAKEN_OFF: _("A phone was disconnected and no longer rings"),
    Event.NOTICE_SENT: _("A notice about something new was sent"),
    Event.TOKEN_MADE: _("A token for the command line was created"),
    Event.TOKEN_REVOKED: _("A token for the command line was ended"),
    Event.SIGNED_IN: _("Someone signed in"),
    Event.SIGN_IN_FAILED: _("A sign-in failed"),
    Event.UNDER_DURESS: _("Someone signed in under duress"),
    Event.DURESS_TOLD: _("A notice of a sign-in under duress was sent"),
    Event.ALARM_TOLD: _("A notice about an entry in the activity log was sent"),
    Event.ALARM_LOOKED_AT: _("Someone looked at an alarm about opened data and said what it was"),
    Event.DURESS_OVER: _("Someone who had signed in under duress signed in freely"),
    Event.OWN_KEY_MADE: _("An account got its own key"),
    Event.PROVED_AGAIN: _("Someone signed in confirmed the second factor again"),
    Event.SIGNED_OUT: _("Someone signed out"),
    Event.SESSION_ENDED: _("A sign-in was ended"),
    Event.TELEPHONE_LOST: _("The phone of an account was reported lost or taken, and its sign-ins were ended"),
    Event.FEATURE_SWITCHED_ON: _("A part of Panoh was switched on"),
    Event.FEATURE_SWITCHED_OFF: _("A part of Panoh was switched off"),
    Event.ACCESS_DENIED: _("Something was requested that the account is not allowed to do"),
}
