"""What somebody must be told of the record."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AlarmKind(TextChoices):
    """What happened, in words that name nobody."""

    MANY_ANNOUNCED = "many_announced", _("Very many people were to be opened at once, for an import or a list")
    MANY_OPENED = "many_opened", _("Many people were opened within minutes or within a day, more than work does as a rule")
    LOCKED_ITSELF = "locked_itself", _("Everything had locked itself: within an hour more people were opened than work needs")
    LEAVES_MISSING = "leaves_missing", _("Something was done of which no record arrived")
    CHECKPOINT_REFUSED = "checkpoint_refused", _("The record is not sealed any more: it does not go on from where it was sealed last")
    RECORD_BROKEN = "record_broken", _("The daily check found the record broken")
    ENDED_OPEN = "ended_open", _("The program that holds the keys ended while it was open, and nobody had locked it")
    REGIONS_WIDENED = "regions_widened", _("An account that opens names by region was given more regions")


class WhyEnded(TextChoices):
    """Why the program that holds the keys ended while it was open, as somebody said."""

    POWER = "power", _("The power went off")
    MACHINE = "machine", _("The machine was switched off or started anew")
    KNOWN = "known", _("Something else, and we know what was opened before")


WHAT_TO_DO = {
    AlarmKind.MANY_ANNOUNCED: _(
        "For your information: an import compares with everybody, and a list is agreed by two. If none of you knows of either, "
        "the record says whose account it was."
    ),
    AlarmKind.MANY_OPENED: _(
        "The record says by whom: look at the newest lines, and ask. If nobody knows of it, or the record does not have it, lock "
        "everything and tell whoever runs the machine: somebody may be copying the house."
    ),
    AlarmKind.LOCKED_ITSELF: _("The record says whose account it was. Ask; if there is no good reason, end the access of that account."),
    AlarmKind.LEAVES_MISSING: _(
        "A power cut does this. If there was none, somebody may have read without a trace: check the whole record, and ask who worked then."
    ),
    AlarmKind.CHECKPOINT_REFUSED: _(
        "Either an earlier copy of the database was put in place, or somebody changed it. Check the whole record, keep the witness file "
        "safe, and tell whoever runs the machine."
    ),
    AlarmKind.RECORD_BROKEN: _("Do not go on as usual: keep the witness file safe and call the data guardian of the other organisation."),
    AlarmKind.ENDED_OPEN: _(
        "A power cut or a machine that was switched off does this. If there was neither, ask who was at the machine, and look in the "
        "record what was opened before. Until somebody says on the page of the record which it was, the record is not known to be whole."
    ),
    AlarmKind.REGIONS_WIDENED: _(
        "The record says which account, and by whom. If you do not know why, ask the administrator, and end the access until you know."
    ),
}
