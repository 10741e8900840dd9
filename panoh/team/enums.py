"""Kinds and states of what this room keeps, and what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ComplaintKind(TextChoices):
    """What is said about the Unit."""

    COMPLAINT = "complaint", _("complaint")
    THANKS = "thanks", _("thanks")
    SUGGESTION = "suggestion", _("suggestion")


class ComplaintAbout(TextChoices):
    """About whom or what."""

    WORKER = "worker", _("a worker")
    SERVICE = "service", _("the help itself")
    OTHER = "other", _("something else")


class Voice(TextChoices):
    """Who says it."""

    PERSON = "person", _("a person we help")
    RELATIVE = "relative", _("a relative")
    STAFF = "staff", _("a member of staff")
    PARTNER = "partner", _("a partner or facility")
    UNNAMED = "unnamed", _("without a name")


class ComplaintState(TextChoices):
    """Where it stands."""

    NEW = "new", _("new")
    UNDER_WAY = "under_way", _("looked into")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("taken back by whoever said it")


COMPLAINT_TRANSITIONS: dict[ComplaintState, frozenset[ComplaintState]] = {
    ComplaintState.NEW: frozenset({ComplaintState.UNDER_WAY, ComplaintState.ANSWERED, ComplaintState.WITHDRAWN}),
    ComplaintState.UNDER_WAY: frozenset({ComplaintState.ANSWERED, ComplaintState.WITHDRAWN}),
    ComplaintState.ANSWERED: frozenset(),
    ComplaintState.WITHDRAWN: frozenset(),
}
OPEN_COMPLAINTS = (ComplaintState.NEW, ComplaintState.UNDER_WAY)


class ComplaintOutcome(TextChoices):
    """What was found."""

    RIGHT = "right", _("right")
    PARTLY = "partly", _("partly right")
    NOT_RIGHT = "not_right", _("not confirmed")
    NOTED = "noted", _("heard, nothing to decide")
