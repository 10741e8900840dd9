"""One thing done to many cases, in parts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BulkOperationKind(TextChoices):
    """What is done."""

    HAND_OVER = "hand_over", _("All cases handed over")
    GUIDANCE = "guidance", _("Cases moved to a version of the guidance")


class BulkOperationState(TextChoices):
    """Where it stands."""

    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    GOING_BACK = "going_back", _("being undone")
    BACK = "back", _("undone")


class PartOutcome(TextChoices):
    """What became of one case."""

    DONE = "done", _("done")
    LEFT = "left", _("left unchanged")
    KEPT = "kept", _("not undone: changed since, or the ten minutes were over")
