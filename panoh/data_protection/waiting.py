"""How many days an erasure waits once two people agreed, and how a page says so before anybody asked."""

from django.utils.translation import gettext as _

from panoh.vault import client

WAIT = 7  # days on which the house ran, since on others nobody could call it off


def days_to_wait() -> int:
    """What holds here: an instance that unlocks itself is for trying out, and does not wait."""
    return 0 if client.status().unlocks_itself else WAIT


def wait_in_words() -> str:
    """The same as a sentence."""
    if days_to_wait():
        return _("A second person must agree, then seven days pass; until then it can be cancelled.")
    return _("It is erased at once after the second person agrees; until then it can be cancelled.")
