"""What became of a register's rows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Holds(TextChoices):
    """What a file holds, as whoever brings it in says."""

    NEW = "new", _("new people")
    CORRECTIONS = "corrections", _("corrections of people who are here")
    MEMBER = "member", _("a member organisation's own list")


class RowState(TextChoices):
    """Every row of a file is one of these; together they are the file."""

    ADMITTED = "admitted", pgettext_lazy("row", "admitted")
    HELD = "held", _("waiting for a decision")
    REJECTED = "rejected", _("rejected")
    UNCHANGED = "unchanged", _("here already, unchanged")


class HeldReason(TextChoices):
    """Why a person must decide."""

    DUPLICATE = "duplicate", _("probably the same person")
    CHANGED = "changed", _("the row changed after the import")


class Answer(TextChoices):
    """What was decided about a held row."""

    SAME = "same", _("the same person")
    OTHER = "other", _("another person")


class RunState(TextChoices):
    """How far an import has come."""

    PREVIEW = "preview", _("checked, nothing saved yet")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    TAKEN_BACK = "undone", pgettext_lazy("import", "undone")
