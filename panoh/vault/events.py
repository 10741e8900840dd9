"""What the vault records."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """Reading is an event like any other."""

    OPENED = "vault.opened"
    MANY_ANNOUNCED = "vault.many_announced"
    MANY_OPENED = "vault.many_opened"
    LOCKED = "vault.locked"
    LOCKED_ITSELF = "vault.locked_itself"
    ENDED_OPEN = "vault.ended_open"
    UNLOCKED = "vault.unlocked"
    SHARES_MADE = "vault.shares_made"
    STICK_MADE = "vault.stick_made"
    CONFIRMED = "vault.confirmed"
    CONFIRM_HOURS_SET = "vault.confirm_hours_set"
    REWRAPPED = "vault.rewrapped"
    KEYS_SET_ASIDE = "vault.keys_set_aside"
    KEYS_BROUGHT_BACK = "vault.keys_brought_back"
    KEYS_DESTROYED = "vault.keys_destroyed"
    BACKED_UP = "vault.backed_up"
    RESTORED = "vault.restored"
    COPY_HELD = "vault.copy_held"
    COPY_FAILED = "vault.copy_failed"


SENTENCES = {
    Event.OPENED: _("Words were opened"),
    Event.MANY_ANNOUNCED: _("Very many people were about to be opened at once, for an import or a list"),
    Event.MANY_OPENED: _("Many people were opened or found within minutes or a day, more than work does as a rule"),
    Event.LOCKED: _("Everything was locked"),
    Event.LOCKED_ITSELF: _("Everything locked itself: more people were opened within an hour than work needs"),
    Event.ENDED_OPEN: _("It ended without being locked, by a power cut or by force: which events were on their way is not known"),
    Event.UNLOCKED: _("Everything was unlocked"),
    Event.SHARES_MADE: _("New cards that open everything together were made, and the earlier ones ended"),
    Event.STICK_MADE: _("A key on a stick was made"),
    Event.CONFIRMED: _("Somebody said that all is well, so that it stays open"),
    Event.CONFIRM_HOURS_SET: _("It was set after how many hours everything locks itself"),
    Event.KEYS_SET_ASIDE: _("Keys of an organisation were set aside before they are destroyed: older copies under them open no more"),
    Event.KEYS_BROUGHT_BACK: _("Keys that were set aside were brought back with the passphrase: older copies under them open again"),
    Event.KEYS_DESTROYED: _("Keys of an organisation were destroyed: older copies under them open no more"),
    Event.BACKED_UP: _("A sealed backup was made"),
    Event.RESTORED: _("A backup was put back"),
    Event.COPY_HELD: _("The nightly backup was put back on trial, and held"),
    Event.COPY_FAILED: _("The nightly backup failed"),
    Event.REWRAPPED: _("Keys were wrapped anew, so that older copies open nothing"),
}
