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
    Event.OPENED: _("Names or text were opened"),
    Event.MANY_ANNOUNCED: _("The data of very many people was about to be opened at once, for an import or a list"),
    Event.MANY_OPENED: _("The data of many people was opened or found within minutes or a day, more than work usually needs"),
    Event.LOCKED: _("Everything was locked"),
    Event.LOCKED_ITSELF: _("Everything was locked automatically: the data of more people was opened within an hour than work needs"),
    Event.ENDED_OPEN: _("It ended without being locked, by a power cut or by force: it is not known which events were being recorded"),
    Event.UNLOCKED: _("Everything was unlocked"),
    Event.SHARES_MADE: _("New cards that unlock everything together were made, and the earlier ones no longer work"),
    Event.STICK_MADE: _("A key on a USB stick was made"),
    Event.CONFIRMED: _("Someone confirmed that all is well, so that the system stays unlocked"),
    Event.CONFIRM_HOURS_SET: _("It was set after how many hours everything locks automatically"),
    Event.KEYS_SET_ASIDE: _("Keys of an organisation were set aside before they are deleted: older copies under them no longer open"),
    Event.KEYS_BROUGHT_BACK: _("Keys that were set aside were restored with the passphrase: older copies under them open again"),
    Event.KEYS_DESTROYED: _("Keys of an organisation were deleted: older copies under them no longer open"),
    Event.BACKED_UP: _("A sealed backup was made"),
    Event.RESTORED: _("Data was restored from a backup"),
    Event.COPY_HELD: _("The nightly backup was restored on trial and was complete"),
    Event.COPY_FAILED: _("The nightly backup failed"),
    Event.REWRAPPED: _("Keys were sealed again, so that older copies open nothing"),
}
