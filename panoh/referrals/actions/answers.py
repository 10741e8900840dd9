"""What a facility answers, what comes of the appointment: each is a turn, with how it is known."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action
from panoh.core.clock import DUSHANBE, today
from panoh.core.errors import Invalid, WrongState
from panoh.referrals.actions.moving import check_leads, check_step, move, passed
from panoh.referrals.enums import DeclineReason, Evidence, NoShowReason, ReferralState
from panoh.referrals.events import Event
from panoh.referrals.grounds import check_ground
from panoh.referrals.models import Referral
from panoh.referrals.policy import check_can_answer, check_can_refer
from panoh.vault.actions import seal

NO_REASON = _("Choose the reason, so that the next facility is a better choice.")
NO_QUESTION = _("Write what you need to know.")
NO_ANSWER = _("Write the answer.")
NOT_ASKED = _("There is no question to answer now. Check the status of the referral.")
BEFORE_LETTER = _("This date is before the letter was sent. Check it.")


def _answered(referral: Referral) -> None:
    """The first answer is the day on which the facility is known to have the letter."""
    referral.acknowledged_on = referral.acknowledged_on or today()


@action(undo=_("Acknowledgement recorded."))
def acknowledge(referral: Referral, *, by: User, evidence: str = "", expected: int | None = None) -> Referral:
    """The facility has the letter; it has not said yet whether it takes the person."""
    check_step(referral, ReferralState.ACKNOWLEDGED, by)
    _answered(referral)
    return move(referral, ReferralState.ACKNOWLEDGED, event=Event.ACKNOWLEDGED, by=by.actor, expected=expected, evidence=evidence)


@action(undo=_("Recorded: accepted."))
def accept(referral: Referral, *, by: User, evidence: str = "", expected: int | None = None) -> Referral:
    """The facility takes the person; the day is still to be said."""
    check_step(referral, ReferralState.ACCEPTED, by)
    _answered(referral)
    return move(referral, ReferralState.ACCEPTED, event=Event.ACCEPTED, by=by.actor, expected=expected, evidence=evidence)


@action(undo=_("Question sent."))
def ask_back(referral: Referral, *, by: User, words: str, expected: int | None = None) -> Referral:
    """A recipient in the house wants to know something before it decides; whoever referred answers."""
    check_can_answer(by, referral)
    check_leads(referral, ReferralState.ASKED_BACK)
    if not words.strip():
        raise Invalid(NO_QUESTION, {"words": NO_QUESTION})
    _answered(referral)
    seal(referral, by=by.actor, question_words=words.strip(), answer_words="")
    return move(referral, ReferralState.ASKED_BACK, event=Event.ASKED_BACK, by=by.actor, expected=expected, evidence=Evidence.ACCOUNT)


@action(undo=_("Question answered."))
def answer_question(referral: Referral, *, by: User, words: str, expected: int | None = None) -> Referral:
    """Answers what the recipient asked, on the same consent: then it is their turn again. Raises NoGround where it holds no more."""
    check_can_refer(by, referral.case)
    if referral.state != ReferralState.ASKED_BACK:
        raise WrongState(NOT_ASKED)
    check_ground(referral)
    if not words.strip():
        raise Invalid(NO_ANSWER, {"words": NO_ANSWER})
    seal(referral, by=by.actor, answer_words=words.strip())
    return move(referral, ReferralState.ACKNOWLEDGED, event=Event.QUESTION_ANSWERED, by=by.actor, expected=expected)


@action(undo=_("Recorded: on a waiting list."))
def waitlist(referral: Referral, *, by: User, evidence: str = "", expected: int | None = None) -> Referral:
    """The facility has no place now. The coordinator decides whether to wait or to look elsewhere."""
    check_step(referral, ReferralState.WAITLISTED, by)
    _answered(referral)
    return move(referral, ReferralState.WAITLISTED, event=Event.WAITLISTED, by=by.actor, expected=expected, evidence=evidence)


@action(undo=_("Appointment recorded."))
def book(
    referral: Referral, *, by: User, day: dt.date, hour: dt.time | None = None, evidence: str = "", expected: int | None = None
) -> Referral:
    """The facility gave an appointment; a second one takes the place of the first."""
    check_step(referral, ReferralState.BOOKED, by)
    if referral.sent_at and day < referral.sent_at.astimezone(DUSHANBE).date():
        raise Invalid(BEFORE_LETTER, {"day": BEFORE_LETTER})
    _answered(referral)
    referral.appointment_at = dt.datetime.combine(day, hour or dt.time(0), DUSHANBE)
    return move(referral, ReferralState.BOOKED, event=Event.BOOKED, by=by.actor, expected=expected, evidence=evidence)


@action(undo=_("Attendance recorded."))
def record_attendance(
    referral: Referral, *, by: User, attended_on: dt.date | None = None, evidence: str = "", expected: int | None = None
) -> Referral:
    """The person was there; now the facility says what came of it."""
    check_step(referral, ReferralState.ATTENDED, by)
    referral.attended_on = passed(referral, attended_on, "attended_on")
    return move(referral, ReferralState.ATTENDED, event=Event.ATTENDED, by=by.actor, expected=expected, evidence=evidence)


@action(undo=_("Recorded: could not come."))
def record_no_show(
    referral: Referral, *, by: User, reason: str, words: str = "", evidence: str = "", expected: int | None = None
) -> Referral:
    """The person could not come, and why: the worker finds a way, makes another appointment, or looks elsewhere."""
    check_step(referral, ReferralState.NO_SHOW, by)
    if reason not in NoShowReason.values:
        raise Invalid(NO_REASON, {"reason": NO_REASON})
    referral.no_show_reason = reason
    seal(referral, by=by.actor, outcome_words=words.strip())
    return move(referral, ReferralState.NO_SHOW, event=Event.NO_SHOW, by=by.actor, expected=expected, evidence=evidence, reason=reason)


@action(undo=_("Recorded: being treated."))
def begin_service(referral: Referral, *, by: User, evidence: str = "", expected: int | None = None) -> Referral:
    """It was not over with one visit: the facility goes on treating the person, and says from time to time how it goes."""
    check_step(referral, ReferralState.IN_SERVICE, by)
    return move(referral, ReferralState.IN_SERVICE, event=Event.IN_SERVICE, by=by.actor, expected=expected, evidence=evidence)


@action(undo=_("Refusal of the facility recorded."))
def decline(referral: Referral, *, by: User, reason: str, words: str = "", evidence: str = "", expected: int | None = None) -> Referral:
    """The facility does not take it, and why. It stays open until somebody found another, or says that nobody is needed."""
    check_step(referral, ReferralState.DECLINED, by)
    if reason not in DeclineReason.values:
        raise Invalid(NO_REASON, {"reason": NO_REASON})
    _answered(referral)
    referral.decline_reason = reason
    seal(referral, by=by.actor, outcome_words=words.strip())
    return move(referral, ReferralState.DECLINED, event=Event.DECLINED, by=by.actor, expected=expected, evidence=evidence, reason=reason)
