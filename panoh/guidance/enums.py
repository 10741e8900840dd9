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
    MEASURED = "measured"
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
    DANGER_LOOKED = "danger_looked"
    DANGER_ANSWERED = "danger_answered"
    SAFETY_PLANNED = "safety_planned"
    CONSENT_ASKED = "consent_asked"
    REFERRED_MEDICAL = "referred_medical"
    # Noted by a worker, since no row tells of them.
    FRESH_INJURIES = "fresh_injuries"
    HOSPITAL = "hospital"
    DISCHARGED = "discharged"
    HEARING = "hearing"
    GOALS_MET = "goals_met"
    CLOSURE_PROPOSED = "closure_proposed"
    # Of the Unit itself, of no case.
    MONTH_BEGAN = "month_began"
    QUARTER_BEGAN = "quarter_began"
    SUPERVISED = "supervised"
    DATA_CHECKED = "data_checked"
    QUARTER_NOTED = "quarter_noted"


HAPPENED = {
    Happened.ASKED: _("help was asked for"),
    Happened.TRIAGED: _("a decision on the request was made"),
    Happened.ADMITTED: _("the person was admitted"),
    Happened.TURNED_RED: _("the case became urgent: danger (red)"),
    Happened.TURNED_AMBER: _("the case became urgent: strain (amber)"),
    Happened.TURNED_GREEN: _("the case became calm (green)"),
    Happened.CONSENTED: _("consent to help was given"),
    Happened.MET: _("someone met the person"),
    Happened.MET_PSYCHOLOGICAL: _("a psychologist met the person"),
    Happened.MISSED: _("the person missed a session, the reason is not known"),
    Happened.TRIED_FIRST: _("a first attempt to contact the person failed"),
    Happened.TRIED_SECOND: _("a second attempt failed"),
    Happened.TRIED_THIRD: _("a third attempt failed"),
    Happened.REACHED: _("the person was contacted"),
    Happened.CONTACT_LOST: _("there was no contact for 60 days"),
    Happened.LOOKED_AT_LOSS: _("it was considered whether to continue"),
    Happened.WANTED_SOCIAL: _("a social assessment is needed"),
    Happened.WANTED_PSYCHOLOGICAL: _("a psychological assessment is needed"),
    Happened.WANTED_MEDICAL: _("a medical assessment is needed"),
    Happened.WANTED_LEGAL: _("legal information is needed"),
    Happened.ASSESSED_SOCIAL: _("the social assessment was recorded"),
    Happened.ASSESSED_PSYCHOLOGICAL: _("the psychological assessment was recorded"),
    Happened.ASSESSED_MEDICAL: _("the medical assessment was recorded"),
    Happened.ASSESSED_LEGAL: _("the legal information was recorded"),
    Happened.RATED: _("the seven capacities were rated"),
    Happened.SCORED: _("a questionnaire was answered"),
    Happened.MEASURED: _("a questionnaire was answered and the seven capacities were rated"),
    Happened.PROGRAMME_AGREED: _("the programme was agreed with the person"),
    Happened.PROGRAMME_APPROVED: _("the programme was approved"),
    Happened.REVIEW_HELD: _("a review was held"),
    Happened.REFERRAL_SENT: _("a referral was sent"),
    Happened.REFERRAL_ANSWERED: _("the facility answered"),
    Happened.CLOSED: _("the case was closed"),
    Happened.FOLLOW_UP_PLANNED: _("a follow-up after closure was planned"),
    Happened.FOLLOWED_UP: _("the follow-up was done"),
    Happened.REVIEW_CAUSED: _("something requires a review"),
    Happened.URGENT_CARE: _("care is needed within hours"),
    Happened.DANGER_LOOKED: _("the urgency was assessed"),
    Happened.DANGER_ANSWERED: _("the outcome of the danger was recorded, or who takes it on"),
    Happened.SAFETY_PLANNED: _("the safety plan was written"),
    Happened.CONSENT_ASKED: _("an answer about a consent was recorded"),
    Happened.REFERRED_MEDICAL: _("a referral for medical help was sent"),
    Happened.FRESH_INJURIES: _("there are fresh injuries"),
    Happened.HOSPITAL: _("went to hospital"),
    Happened.DISCHARGED: _("came home from hospital"),
    Happened.HEARING: _("a court date is set"),
    Happened.GOALS_MET: _("goals are met, or the person wants to end"),
    Happened.CLOSURE_PROPOSED: _("closure is proposed"),
    Happened.MONTH_BEGAN: _("a month began"),
    Happened.QUARTER_BEGAN: _("a quarter began"),
    Happened.SUPERVISED: _("a supervision was recorded"),
    Happened.DATA_CHECKED: _("the data were checked"),
    Happened.QUARTER_NOTED: _("the numbers of the quarter were fixed"),
}
# These happen to the Unit, all others to a case.
OF_UNIT = frozenset({Happened.MONTH_BEGAN, Happened.QUARTER_BEGAN, Happened.SUPERVISED, Happened.DATA_CHECKED, Happened.QUARTER_NOTED})
AFTER_CLOSURE = frozenset({Happened.CLOSED, Happened.FOLLOW_UP_PLANNED, Happened.FOLLOWED_UP})
KNOWN_BEFOREHAND = frozenset({Happened.HEARING})
# A row and its own end: a step that runs with each of the one ends with the other, and with nothing else.
PAIRS = {
    Happened.PROGRAMME_AGREED: Happened.PROGRAMME_APPROVED,
    Happened.REFERRAL_SENT: Happened.REFERRAL_ANSWERED,
    Happened.FOLLOW_UP_PLANNED: Happened.FOLLOWED_UP,
}


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


REPEATS = {
    Repeat.ONCE: _("once"),
    Repeat.EACH: _("each time it happens"),
    Repeat.LATEST: _("only for the latest time"),
    Repeat.ROLLING: _("again after each time it was done"),
}


class StepState(TextChoices):
    """Where a step of a case stands."""

    OPEN = "open", _("to be done")
    WAITING = "waiting", _("waits for another step")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("skipped")
    DECLINED = "declined", _("not wanted by the person")
    DROPPED = "dropped", _("not needed any more")


SETTLED = (StepState.DONE, StepState.SKIPPED, StepState.DECLINED)


class SkipReason(TextChoices):
    """Why a step is left out. A protocol says for each step which of these hold."""

    DONE_ELSEWHERE = "done_elsewhere", _("already done elsewhere")
    NOT_NEEDED = "not_needed", _("not needed for this person")
    NOT_SAFE = "not_safe", _("not safe now")
    OUT_OF_REACH = "out_of_reach", _("the person cannot be contacted")
    NOBODY_THERE = "nobody_there", _("nobody can do it")


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
