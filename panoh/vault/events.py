"""What the vault records."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """Reading is an event like any other."""

    OPENED = "vault.opened"
    LOCKED = "vault.locked"
    UNLOCKED = "vault.unlocked"
    REWRAPPED = "vault.rewrapped"


SENTENCES = {
    Event.OPENED: _("Words were opened"),
    Event.LOCKED: _("Everything was locked"),
    Event.UNLOCKED: _("Everything was unlocked"),
    Event.REWRAPPED: _("Keys were wrapped anew, so that older copies open nothing"),
}
