"""What happens to a case as the guidance sees it, how a step runs, and where a version stands."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Happened(StrEnum):
    """Kinds of dated facts. Rooms above read them from their rows; the engine knows nothing else of a case."""

    ASKED = "asked"
    TRIAGED = "triaged"
    ADMITTED = "admitted"
    TURNED_RED = "turned_red"
    TURNED_AMBER = "turned_amber"
    TURNED_GREEN = "turned_green"
    CONSENTED = "consented"
    MET = "met"
    MET_PSYCHOLOGICAL = "met_psychological"
    MISSED = "missed"
    TRIED_FIRST = "tried_first"
    TRIED_SECOND = "tried_second"
    TRIED_THIRD = "tried_third"
    REACHED = "reached"
    CONTACT_LOST = "contact_lost"
    LOOKED_AT_LOSS = "looked_at_loss"
    WANTED_SOCIAL = "wanted_social"
    WANTED_PSYCHOLOGICAL = "wanted_psychological"
    WANTED_MEDICAL = "wanted_medical"
    WANTED_LEGAL = "wanted_legal"
    ASSESSED_SOCIAL = "assessed_social"
    ASSESSED_PSYCHOLOGICAL = "assessed_psychological"
    ASSESSED_MEDICAL = "assessed_medical"
    ASSESSED_LEGAL = "assessed_legal"
    RATED = "rated"
    SCORED = "scored"
    PROGRAMME_AGREED = "programme_agreed"
    PROGRAMME_APPROVED = "programme_approved"
    REVIEW_HELD = "review_held"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_ANSWERED = "referral_answered"
    CLOSED = "closed"
    FOLLOW_UP_PLANNED = "follow_up_planned"
    FOLLOWED_UP = "followed_up"
    REVIEW_CAUSED = "review_caused"
    URGENT_CARE = "urgent_care"
    # Noted by a worker, since no row tells of them.
    FRESH_INJURIES = "fresh_injuries"
    HOSPITAL = "hospital"
    DISCHARGED = "discharged"
    HEARING = "hearing"
    GOALS_MET = "goals_met"
    CLOSURE_PROPOSED = "closure_proposed"


class Unit(StrEnum):
    """In what a due time is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


UNITS = {Unit.HOURS: _("hours"), Unit.DAYS: _("days"), Unit.WORKING_DAYS: _("working days")}


class Repeat(StrEnum):
    """How often a step runs: once, with each trigger, with the latest trigger alone, or again after each time it was done."""

    ONCE = "once"
    EACH = "each"
    LATEST = "latest"
    ROLLING = "rolling"


class StepState(TextChoices):
    """Where a step of a case stands."""

    OPEN = "open", _("to be done")
    WAITING = "waiting", _("waits for another step")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("left out")
    DECLINED = "declined", _("not wanted by the person")
    DROPPED = "dropped", _("fallen away")


SETTLED = (StepState.DONE, StepState.SKIPPED, StepState.DECLINED)


class SkipReason(TextChoices):
    """Why a step is left out. A protocol says for each step which of these hold."""

    DONE_ELSEWHERE = "done_elsewhere", _("done elsewhere already")
    NOT_NEEDED = "not_needed", _("not needed for this person")
    NOT_SAFE = "not_safe", _("not safe now")
    OUT_OF_REACH = "out_of_reach", _("the person is out of reach")
    NOBODY_THERE = "nobody_there", _("nobody there who does it")


class VersionState(TextChoices):
    """Where a version of the guidance stands."""

    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted")


class TaskCode(StrEnum):
    """Which kind of task a step follows where another act makes it; `step` is the guidance's own."""

    STEP = "step"
    ASSESS = "assess"
    PLAN = "plan"
    APPROVE = "approve"
    REVIEW = "review"
    FOLLOW_UP = "follow_up"
    DANGER = "danger"
    REFERRAL = "referral"
    CONTACT = "contact"
    LOST = "lost"
