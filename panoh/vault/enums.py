"""What can be wrong with a copy that was made at night."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Fault(TextChoices):
    """At which step a nightly copy failed. None of them says a word of what is in it."""

    ROOM = "room", _("There was no room on the disk.")
    COPY = "copy", _("The database could not be copied, or the copy could not be sealed.")
    SEALED = "sealed", _("The sealed copy did not open again, or differed from what was copied.")
    COUNTS = "counts", _("In a trial restore it had other rows than were copied.")
    RECORD = "record", _("In a trial restore its activity log was not complete.")
    WORDS = "words", _("In a trial restore its texts did not open.")
    TRIAL = "trial", _("It was sealed, but there was no empty database to test it in.")
    BROKEN_OFF = "broken_off", _("It was interrupted before its end.")
