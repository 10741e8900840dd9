"""Why a case is closed to one account whatever its role, and why one is opened in an emergency out of somebody's reach; what somebody
else found who looked at a correction that was refused."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tied(TextChoices):
    """What stands between a member of staff and a person."""

    FAMILY = "family", _("own family")
    CLOSE = "close", _("a friend, a neighbour or someone known well")
    CONFLICT = "conflict", _("another conflict of interest")


class Emergency(TextChoices):
    """What cannot wait for whoever works on the case."""

    LIFE = "life", _("danger to life or health")
    CHILD = "child", _("a child is in danger")
    HELD = "held", _("the person was taken or has disappeared")
    CALLS = "calls", _("the person asks for help now, and nobody on the case can be reached")


class Judged(TextChoices):
    """What somebody else says of an emergency opening afterwards."""

    RIGHT = "right", _("it was right")
    OTHERWISE = "otherwise", _("well meant, but there was another way")
    WRONG = "wrong", _("it was not right")


class Looked(TextChoices):
    """What somebody else says to a correction that was asked for and not made."""

    STAYS = "stays", _("it stays, with the person's own words beside it")
    RIGHT = "right", _("it was wrong and has been corrected")
