"""What somebody must be told of the record."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AlarmKind(TextChoices):
    """What happened, in words that name nobody."""

    MANY_ANNOUNCED = "many_announced", _("Very many people's data was to be opened at once, for an import or a list")
    MANY_OPENED = "many_opened", _("Many people's files were opened within minutes or a day, more than work usually needs")
    LOCKED_ITSELF = "locked_itself", _("Everything locked itself: within an hour more files were opened than work needs")
    LEAVES_MISSING = "leaves_missing", _("Something was done, but it did not reach the activity log")
    CHECKPOINT_REFUSED = "checkpoint_refused", _("The activity log is no longer sealed: it does not continue from the last seal")
    RECORD_BROKEN = "record_broken", _("The daily check found that the activity log is damaged")
    ENDED_OPEN = "ended_open", _("The program that holds the keys stopped while unlocked: nobody had locked it")
    REGIONS_WIDENED = "regions_widened", _("An account with access to names by region was given more regions")


class WhyEnded(TextChoices):
    """Why the program that holds the keys ended while it was open, as somebody said."""

    POWER = "power", _("There was a power cut")
    MACHINE = "machine", _("The computer was switched off or restarted")
    KNOWN = "known", _("Another reason, and we know what was opened before")


class Looked(TextChoices):
    """What somebody found who was told of opened data and looked."""

    OWN = "own", _("It was our own work, and we know who did it")
    ASKED = "asked", _("We asked whose account it was; there was a good reason")
    ACTED = "acted", _("We ended the access of an account, or locked everything")


# What somebody looks at and then knows; of the others the record itself is in doubt, and the keys have an act of their own.
LOOKED_AT = (AlarmKind.MANY_ANNOUNCED, AlarmKind.MANY_OPENED, AlarmKind.LOCKED_ITSELF, AlarmKind.REGIONS_WIDENED)

WHAT_TO_DO = {
    AlarmKind.MANY_ANNOUNCED: _(
        "For your information: an import compares with everybody, and two people agree to a list. If none of you knows about "
        "either, check in the activity log whose account it was."
    ),
    AlarmKind.MANY_OPENED: _(
        "The activity log shows who it was: check the newest entries and ask. If nobody knows about it, or the log does not "
        "show it, lock everything and tell the person who runs the computer: someone may be copying all the data."
    ),
    AlarmKind.LOCKED_ITSELF: _(
        "The activity log shows whose account it was. Ask. If there is no good reason, end the access of that account."
    ),
    AlarmKind.LEAVES_MISSING: _(
        "A power cut can cause this. If there was none, someone may have read data without a trace: check the whole activity "
        "log and ask who was working then."
    ),
    AlarmKind.CHECKPOINT_REFUSED: _(
        "Either an earlier copy of the database was restored, or someone changed it. Check the whole activity log, keep the "
        "witness file safe, and tell the person who runs the computer."
    ),
    AlarmKind.RECORD_BROKEN: _("Stop normal work: keep the witness file safe and call the data guardian of the other organisation."),
    AlarmKind.ENDED_OPEN: _(
        "A power cut or switching off the computer can cause this. If there was neither, ask who was at the computer and check "
        "in the activity log what was opened before. Until the reason is given on the page of the activity log, it is not "
        "known whether the log is complete."
    ),
    AlarmKind.REGIONS_WIDENED: _(
        "The activity log shows which account it was and who gave them. If you do not know why, ask the administrator, and end "
        "the access until you know."
    ),
}
