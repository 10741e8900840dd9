"""How a questionnaire was answered, at which moment, and what its wording is worth."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """How the answers came about."""

    ASKED = "asked", _("read out and asked")
    SELF = "self", _("filled in by the person")
    PAPER = "paper", _("entered from a paper form")


class Occasion(TextChoices):
    """When in the work it was asked: change is looked at from one to the next."""

    ADMISSION = "admission", _("at admission")
    REVIEW = "review", _("at a review")
    BETWEEN = "between", _("in between")
    CLOSURE = "closure", _("at closure")
    FOLLOW_UP = "follow_up", _("at follow-up")


class Informant(TextChoices):
    """Who answers about a child: cut-offs of some questionnaires differ by it."""

    SELF = "self", _("the person")
    PARENT = "parent", _("a parent or legal representative")
    TEACHER = "teacher", _("a teacher")


class Wording(TextChoices):
    """What a text pack is."""

    OFFICIAL = "official", _("official translation")
    ADAPTED = "adapted", _("adapted with permission")
    DRAFT = "draft", _("draft translation of the Unit")


class Verdict(TextChoices):
    """How the main score stands against the person's first, by a change that is more than chance."""

    BETTER = "better", _("better")
    SAME = "same", _("the same")
    WORSE = "worse", _("worse")
