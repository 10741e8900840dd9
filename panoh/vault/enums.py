"""What can be wrong with a copy that was made at night."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Fault(TextChoices):
    """At which step a nightly copy failed. None of them says a word of what is in it."""

    ROOM = "room", _("There was no room on the disk.")
    COPY = "copy", _("The database could not be copied, or the copy could not be sealed.")
    SEALED = "sealed", _("What was sealed did not open again, or was not what had been copied.")
    COUNTS = "counts", _("Put back on trial, it held other rows than were copied.")
    RECORD = "record", _("Put back on trial, its record was not whole.")
    WORDS = "words", _("Put back on trial, its words did not open.")
    TRIAL = "trial", _("It was sealed, but there was no empty database to try it in.")
    BROKEN_OFF = "broken_off", _("It was broken off before its end.")
