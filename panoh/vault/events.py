"""What the vault records."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """Reading is an event like any other."""

    OPENED = "vault.opened"
    LOCKED = "vault.locked"
    UNLOCKED = "vault.unlocked"
    REWRAPPED = "vault.rewrapped"
    BACKED_UP = "vault.backed_up"
    RESTORED = "vault.restored"
    COPY_HELD = "vault.copy_held"
    COPY_FAILED = "vault.copy_failed"


SENTENCES = {
    Event.OPENED: _("Words were opened"),
    Event.LOCKED: _("Everything was locked"),
    Event.UNLOCKED: _("Everything was unlocked"),
    Event.BACKED_UP: _("A sealed backup was made"),
    Event.RESTORED: _("A backup was put back"),
    Event.COPY_HELD: _("The nightly backup was put back on trial, and held"),
    Event.COPY_FAILED: _("The nightly backup failed"),
    Event.REWRAPPED: _("Keys were wrapped anew, so that older copies open nothing"),
}
