"""How a case comes to its end and what is heard after it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reached(TextChoices):
    """What became of a try to reach somebody."""

    REACHED = "reached", _("reached")
    NO_ANSWER = "no_answer", _("no answer")
    OTHER = "other", _("someone else answered")
    GONE = "gone", _("the number or address is no longer the person's")
    NOT_SAFE = "not_safe", _("stopped, it was not safe")


class ClosingState(TextChoices):
    """Where the closing of a case stands."""

    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed to")
    RETURNED = "returned", _("returned with a comment")


class Outcome(TextChoices):
    """How things stand at a review or follow-up."""

    BETTER = "better", _("better")
    SAME = "same", _("the same")
    WORSE = "worse", _("worse")
    UNREACHED = "unreached", _("could not be reached")
