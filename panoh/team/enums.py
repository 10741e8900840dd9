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
    UNDER_WAY = "under_way", _("being looked into")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn by the person who said it")


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


class SupervisionKind(TextChoices):
    """With whom one talks about the work."""

    INDIVIDUAL = "individual", _("individual")
    GROUP = "group", _("in a group")
    EXTERNAL = "external", _("with someone from outside")


class SupervisionTopic(TextChoices):
    """What it was about. Codes alone: nobody who is helped is named."""

    LOAD = "load", _("amount of work")
    HEARD = "heard", _("what you hear and carry home")
    METHOD = "method", _("how to continue the work")
    SAFETY = "safety", _("safety of the worker")
    LIMITS = "limits", _("closeness and distance")
    TEAM = "team", _("working together")
    HEALTH = "health", _("own strength and rest")
    OTHER = "other", _("something else")


class Incident(TextChoices):
    """After what a talk is due."""

    ALARM = "alarm", _("a danger word on the hotline")
    RED = "red", _("a case became urgent")
    THREAT = "threat", _("a threat to a worker")
    VIOLENCE = "violence", _("violence seen or suffered")
    DEATH = "death", _("a death")
    OTHER = "other", _("something else")


class LoadBin(TextChoices):
    """How much one worker carries."""

    FINE = "fine", _("manageable")
    FULL = "full", _("full load")
    OVER = "over", _("too much")
