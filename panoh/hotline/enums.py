"""What a call was, who called, how soon help is needed, what was given; what the hotline must not pass over."""

import datetime as dt
from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.accounts.roles import Role
from panoh.cases.danger import DangerSign
from panoh.cases.enums import LEVEL_CLOCKS, Asker, Level, Urgency


class CallKind(TextChoices):
    """A conversation, or what is counted by one press. The shape is that of helplines: with data, and without (PEERS 3.7)."""

    TALK = "talk", _("conversation")
    SILENT = "silent", _("silent")
    DROPPED = "dropped", _("cut off")
    WRONG = "wrong", _("wrong number")
    ABUSIVE = "abusive", _("abusive")
    INFORMATION = "information", _("information only")


class Way(TextChoices):
    """How somebody turned to an officer. On the line it is a call; on a telephone without a network the others are written down too."""

    CALL = "call", _("call")
    VISIT = "visit", _("personal meeting")
    MESSAGE = "message", _("message")


class EntryKind(TextChoices):
    """What somebody who goes out records on a telephone."""

    CALL = "call", _("call, meeting or message")
    SESSION = "session", _("session in a case")
    DANGER = "danger", _("danger in a case")
    DISPATCH = "dispatch", _("answer to a dispatch")
    BACK = "back", _("I am back safely")


class RoadAnswer(TextChoices):
    """What whoever was sent answers from the road: where the dispatch stands then."""

    GOING = "acknowledged", _("I am going")
    THERE = "arrived", _("I am there")
    DONE = "done", _("It is done")
    NOBODY = "nobody", _("I was there and found nobody")
    CANNOT = "cannot", _("I cannot go")


SHORT_KINDS = tuple(kind for kind in CallKind if kind != CallKind.TALK)


class Caller(TextChoices):
    """Who calls."""

    PERSON = "person", _("the person")
    FAMILY = "family", _("a relative")
    OTHER = "other", _("someone else")
    NOT_SAID = "not_said", _("does not say")
    LAWYER = "lawyer", _("a lawyer")
    ORGANISATION = "organisation", _("an organisation")
    OFFICIAL = "official", _("official")


ASKERS = {
    Caller.PERSON: Asker.PERSON,
    Caller.FAMILY: Asker.RELATIVE,
    Caller.LAWYER: Asker.LAWYER,
    Caller.ORGANISATION: Asker.ORGANISATION,
    Caller.NOT_SAID: Asker.NOT_SAID,
}


class Soon(TextChoices):
    """How soon help is needed: the clocks of who is sent (FIELD 6; issue of the doors)."""

    HOUR = "hour", _("now")
    DAY = "day", _("today")
    THREE_DAYS = "three_days", _("soon")
    ROUTINE = "routine", _("in order of arrival")


SOON_HINTS = {
    Soon.HOUR: _("within an hour"),
    Soon.DAY: _("within 24 hours"),
    Soon.THREE_DAYS: _("within three days"),
    Soon.ROUTINE: _("within seven days"),
}
SOON_LEVELS = dict(zip(Soon, Level, strict=True))  # those of a danger
SOON_CLOCKS = {soon: LEVEL_CLOCKS[level] for soon, level in SOON_LEVELS.items()}
LEAST_SOON = {Urgency.RED: Soon.DAY, Urgency.AMBER: Soon.THREE_DAYS, Urgency.GREEN: Soon.ROUTINE}  # by the urgency of a danger
URGENCIES = {Soon.HOUR: Urgency.RED, Soon.DAY: Urgency.RED, Soon.THREE_DAYS: Urgency.AMBER, Soon.ROUTINE: Urgency.GREEN}


class AnswerGiven(TextChoices):
    """What the caller was given."""

    LISTENED = "listened", _("listened to")
    SAFETY = "safety", _("made a safety plan")
    INFORMATION = "information", _("information")
    REFERRED = "referred", _("told where to get help")
    CONNECTED = "connected", _("connected with the psychologist or physician")
    NOTHING = "nothing", _("no help was possible")


OWN_LIFE = "own_life"  # beside the signs of `cases.danger.DangerSign`, the one that a caller says of themselves
OWN_LIFE_SAID = _("thinks of ending their own life")
OF_LIFE = frozenset({DangerSign.LIFE.value, OWN_LIFE})


def is_pressing(dangers: Collection[str], urgency: str) -> bool:
    """Whether a call tells of danger, or help is needed within the hour: nothing else that is asked keeps it from being written down."""
    return bool(dangers) or urgency == Soon.HOUR


class AlertKind(TextChoices):
    """What somebody has to look at."""

    SILENT_CALLS = "silent", _("Three silent calls to one line within a day")
    SHIFT_OPEN = "shift_open", _("A shift has begun but nobody has started it")
    NO_NOTE = "no_note", _("Your shift has ended: hand it over")
    NOT_REACHED = "not_reached", _("Three callback attempts, nobody answered")
    SENT_TO_YOU = "sent_to_you", _("You have a dispatch")
    CANNOT_GO = "cannot_go", _("The worker you sent cannot go")
    NOBODY_THERE = "nobody_there", _("The worker you sent found nobody")
    DISPATCH_LATE = "late", _("A worker who was sent is overdue")
    NUMBER_UNSURE = "number", _("Call a number of the public pages to check it")
    VISIT_OVERDUE = "visit", _("A worker is not back from a visit")
    CAPTURED = "captured", _("An entry from a phone arrived")
    CALL_DANGER = "call_danger", _("Help is not requested yet: danger was mentioned in a call")  # of before: it is a danger now
    CALLED_BACK = "called_back", _("Your dispatch is cancelled")
    DANGER = "danger", _("A life may be in danger, and nobody has taken it on")
    LINE_EMPTY = "line_empty", _("Nobody is on the line: the shift has ended")
    LINE_YOURS = "line_yours", _("You have the line now: the first consultant has ended the shift")
    DRILL = "drill", _("Drill: answer as if a life were in danger")
    TAKEN = "taken", _("A colleague cannot be reached and may be detained")
    PHONE_ENDED = "phone_ended", _("A disconnected phone still sends: ask whose it is")
    PHONE_DANGER = "phone_danger", _("A disconnected phone sent a danger: call whose it is now")


# Somebody may be in danger outside, or waits for help that does not come.
FOR_SOMEBODYS_SAFETY = (
    AlertKind.SENT_TO_YOU,
    AlertKind.CANNOT_GO,
    AlertKind.NOBODY_THERE,
    AlertKind.DISPATCH_LATE,
    AlertKind.VISIT_OVERDUE,
    AlertKind.CALLED_BACK,
    AlertKind.DANGER,
    AlertKind.LINE_EMPTY,
    AlertKind.LINE_YOURS,
    AlertKind.DRILL,
    AlertKind.TAKEN,
    AlertKind.PHONE_DANGER,
)
OF_ENDED_PHONES = (AlertKind.PHONE_ENDED, AlertKind.PHONE_DANGER)
ON_ITS_PAGE = (AlertKind.DANGER, AlertKind.VISIT_OVERDUE, *OF_ENDED_PHONES)  # answered there, by no press beside it


class AlertState(TextChoices):
    """Whether somebody has looked."""

    OPEN = "open", pgettext_lazy("count", "open")
    SEEN = "seen", _("dealt with")


ALERT_TRANSITIONS: dict[AlertState, frozenset[AlertState]] = {
    AlertState.OPEN: frozenset({AlertState.SEEN}),
    AlertState.SEEN: frozenset(),
}


class Post(TextChoices):
    """What somebody is on duty for."""

    PRIMARY = "primary", _("on the line")
    BACKUP = "backup", _("second on the line")
    PSYCHOLOGIST = "psychologist", _("psychologist on call")
    PHYSICIAN = "physician", _("physician on call")


ON_LINE = (Post.PRIMARY, Post.BACKUP)  # of one line; the others are on call for all of them
POST_ROLES: dict[Post, frozenset[Role]] = {
    Post.PRIMARY: frozenset({Role.DUTY_OFFICER, Role.COORDINATOR}),
    Post.BACKUP: frozenset({Role.DUTY_OFFICER, Role.COORDINATOR}),
    Post.PSYCHOLOGIST: frozenset({Role.PSYCHOLOGIST, Role.MEMBER_PSYCHOLOGIST}),
    Post.PHYSICIAN: frozenset({Role.PHYSICIAN}),
}
LONGEST_SHIFT = dt.timedelta(hours=12)  # FIELD 6


class SwapState(TextChoices):
    """Where a swap stands."""

    ASKED = "asked", _("waiting for the colleague's answer")
    ACCEPTED = "accepted", _("colleague agrees, the coordinator decides")
    APPROVED = "approved", _("swapped")
    DECLINED = "declined", _("colleague cannot")
    REFUSED = "refused", _("coordinator did not agree")
    TAKEN_BACK = "taken_back", _("withdrawn")


SWAP_TRANSITIONS: dict[SwapState, frozenset[SwapState]] = {
    SwapState.ASKED: frozenset({SwapState.ACCEPTED, SwapState.DECLINED, SwapState.TAKEN_BACK}),
    SwapState.ACCEPTED: frozenset({SwapState.APPROVED, SwapState.REFUSED, SwapState.TAKEN_BACK}),
    SwapState.APPROVED: frozenset(),
    SwapState.DECLINED: frozenset(),
    SwapState.REFUSED: frozenset(),
    SwapState.TAKEN_BACK: frozenset(),
}
SWAP_WAITS = (SwapState.ASKED, SwapState.ACCEPTED)


class CallBackOutcome(TextChoices):
    """What came of a try to call back."""

    REACHED = "reached", _("spoke with the person")
    NO_ANSWER = "no_answer", _("nobody answered")
    OTHER_ANSWERED = "other_answered", _("someone else answered")
    NOT_NOW = "not_now", _("cannot speak now")
    NOT_NEEDED = "not_needed", _("no call needed any more")


CALL_BACK_ENDS = (CallBackOutcome.REACHED, CallBackOutcome.NOT_NEEDED)
TRIES = 3  # without reaching anybody: then the coordinator looks (FIELD 8 row 19)


class OpenThing(TextChoices):
    """What may be open on a line when it changes hands."""

    DANGER = "danger", _("Danger")
    SENT = "sent", _("Worker sent")
    OUT = "out", _("Worker is out")
    CALL_BACK = "call_back", _("Callback due")
    CAPTURED = "captured", _("An entry from a phone arrived")
    RESULT = "result", _("Result of a dispatch not read yet")


class DispatchState(TextChoices):
    """Where somebody who is sent stands."""

    SENT = "sent", _("sent, not answered yet")
    ACKNOWLEDGED = "acknowledged", _("on the way")
    ARRIVED = "arrived", _("at the place")
    DONE = "done", _("done")
    NOBODY = "nobody", _("was there, found nobody")
    CANNOT = "cannot", _("cannot go")
    CALLED_OFF = "called_off", _("cancelled")


DISPATCH_TRANSITIONS: dict[DispatchState, frozenset[DispatchState]] = {
    DispatchState.SENT: frozenset({DispatchState.ACKNOWLEDGED, DispatchState.CANNOT, DispatchState.CALLED_OFF}),
    DispatchState.ACKNOWLEDGED: frozenset({DispatchState.ARRIVED, DispatchState.CANNOT, DispatchState.CALLED_OFF}),
    # Who is there and whose access ends answers no more.
    DispatchState.ARRIVED: frozenset({DispatchState.DONE, DispatchState.NOBODY, DispatchState.CANNOT}),
    DispatchState.DONE: frozenset(),
    DispatchState.NOBODY: frozenset({DispatchState.CALLED_OFF}),
    DispatchState.CANNOT: frozenset({DispatchState.CALLED_OFF}),
    DispatchState.CALLED_OFF: frozenset(),
}
UNDER_WAY = (DispatchState.SENT, DispatchState.ACKNOWLEDGED, DispatchState.ARRIVED)
WANTS_ANOTHER = {DispatchState.CANNOT: AlertKind.CANNOT_GO, DispatchState.NOBODY: AlertKind.NOBODY_THERE}  # and what it is told by


class VisitEnd(TextChoices):
    """What became of somebody who went out and cannot say so themselves, as somebody who knows says it."""

    BACK = "back", _("back and safe")
    CARE = "care", _("found, and someone is with them")
    HELD = "held", _("detained")
    DIED = "died", _("died")


# By when whoever is sent answers; by when they are there is SOON_CLOCKS.
ANSWER_CLOCKS = {
    Soon.HOUR: dt.timedelta(minutes=15),
    Soon.DAY: dt.timedelta(hours=2),
    Soon.THREE_DAYS: dt.timedelta(hours=12),
    Soon.ROUTINE: dt.timedelta(hours=24),
}
