"""A danger: how soon somebody acts, where it was noticed, what was done, how it ended."""

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """How soon somebody acts on a danger (FIELD 3.3, 8)."""

    HOUR = "hour", _("within an hour")
    DAY = "day", _("within 24 hours")
    THREE_DAYS = "three_days", _("within three days")
    WEEK = "week", _("within seven days")


LEVEL_CLOCKS = {
    Level.HOUR: dt.timedelta(hours=1),
    Level.DAY: dt.timedelta(hours=24),
    Level.THREE_DAYS: dt.timedelta(hours=72),
    Level.WEEK: dt.timedelta(days=7),
}


class Source(TextChoices):
    """Where a danger was noticed."""

    CALL = "call", _("call")
    REQUEST = "request", _("request")
    MESSAGE = "message", _("message from outside")
    URGENCY = "urgency", _("check for danger")
    QUESTIONNAIRE = "answers", pgettext_lazy("where a danger was noticed", "questionnaire")
    SESSION = "session", _("session")
    VISIT = "visit", _("visit")
    DISPATCH = "dispatch", _("worker sent out")
    FINDINGS = "findings", _("medical findings")
    LEGAL = "legal", _("legal work")
    CONTACT = "contact", _("contact with the person")
    WORD = "word", _("danger word")
    COLLEAGUE = "colleague", _("told by a colleague")


class DangerOutcome(TextChoices):
    """How a danger ended."""

    SAFE = "safe", _("the person is safe")
    HANDED = "handed", _("a person or service outside has taken over and said so")
    DIED = "died", _("the person has died")
    UNREACHED = "unreached", _("the person cannot be reached")
    NONE = "none", _("there was no danger")
    WORDS = "words", _("written in words")  # where the danger was one thing among others that were ended
    CARRIED = "carried", _("it goes on in the case")
    JOINED = "joined", _("it is the same danger as another report")
    NO_HELP = "no_help", _("no help is wanted after the call")


class Measure(TextChoices):
    """What was done about a danger, and how it was tried to reach the person."""

    CALLED = "called", _("called by telephone")
    WROTE = "wrote", _("sent a neutral message")
    ASKED = "asked", _("asked the trusted person")
    WENT = "went", _("went there")
    NOBODY = "nobody", _("found nobody there")
    SPOKE = "spoke", _("spoke with the person")
    MEANS = "means", _("means are out of reach")
    STAYS = "stays", _("someone stays with the person")
    PLACE = "place", _("the person is in a safe place")
    CARE = "care", _("a physician or an ambulance has come")
    LAWYER = "lawyer", _("a lawyer has been informed")
    UNSAID = "unsaid", _("an answer of the questionnaire was undone")
    AGAIN = "again", pgettext_lazy("about a danger", "they called again")


class DangerAct(TextChoices):
    """What happened to a danger, as its history says it beside who did it and when."""

    REPORTED = "reported", pgettext_lazy("history of a danger", "reported it")
    TAKEN = "taken", pgettext_lazy("history of a danger", "took it on")
    BY_LINK = "by_link", pgettext_lazy("history of a danger", "took it on by the link of a message, without signing in")
    ASKED = "asked", pgettext_lazy("history of a danger", "asked a colleague to take it on")
    CANNOT = "cannot", pgettext_lazy("history of a danger", "cannot take it on")
    GIVEN = "given", pgettext_lazy("history of a danger", "handed it over")
    WROTE = "wrote", pgettext_lazy("history of a danger", "wrote what was done")
    CONTINUES = "continues", pgettext_lazy("history of a danger", "recorded that it continues")
    HELP = "help", pgettext_lazy("history of a danger", "requested help")
    ENDED = "ended", pgettext_lazy("history of a danger", "recorded that it ended")
    AGAIN = "again", pgettext_lazy("history of a danger", "opened it again")
    JOINED = "joined", pgettext_lazy("history of a danger", "joined another report of it")
    PARTED = "parted", pgettext_lazy("history of a danger", "separated a report that is about someone else")
    ADDED = "added", pgettext_lazy("history of a danger", "added what they know")


# What is chosen on the page of a danger.
GOES_ON = (DangerOutcome.CARRIED, DangerOutcome.JOINED)  # as another: no end of what it is about
CHOSEN_OUTCOMES = tuple(each for each in DangerOutcome if each not in (*GOES_ON, DangerOutcome.WORDS, DangerOutcome.NO_HELP))
CHOSEN_MEASURES = tuple(each for each in Measure if each not in (Measure.NOBODY, Measure.UNSAID, Measure.AGAIN))
TOLD_MEASURES = (Measure.AGAIN, Measure.CALLED, Measure.SPOKE)  # what whoever reported it says besides words
TRIES = frozenset({Measure.CALLED, Measure.WROTE, Measure.ASKED, Measure.WENT})
