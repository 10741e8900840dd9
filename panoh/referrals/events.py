"""What the audit records about referrals."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was done, in the past tense."""

    DRAFTED = "referrals.drafted"
    CHANGED = "referrals.changed"
    SENT = "referrals.sent"
    PARCEL_KEPT = "referrals.parcel_kept"
    PARCEL_TAKEN = "referrals.parcel_taken"
    ACKNOWLEDGED = "referrals.acknowledged"
    ATTENDED = "referrals.attended"
    NO_SHOW = "referrals.no_show"
    OUTCOME = "referrals.outcome"
    DECLINED = "referrals.declined"
    CALLED_OFF = "referrals.called_off"
    GROUND_LOST = "referrals.ground_lost"
    CAN_BE_SENT = "referrals.can_be_sent"
    WAITS_FOR_CONSENT = "referrals.waits_for_consent"
    CONSENT_REFUSED = "referrals.consent_refused"
    ACCEPTED = "referrals.accepted"
    ASKED_BACK = "referrals.asked_back"
    QUESTION_ANSWERED = "referrals.question_answered"
    WAITLISTED = "referrals.waitlisted"
    BOOKED = "referrals.booked"
    IN_SERVICE = "referrals.in_service"
    PARTLY_COMPLETED = "referrals.partly_completed"
    PERSON_DECLINED = "referrals.person_declined"
    EXPIRED = "referrals.expired"
    REDIRECTED = "referrals.redirected"
    MISTAKEN = "referrals.mistaken"
    RAISED = "referrals.raised"
    LETTERHEAD_SET = "referrals.letterhead_set"


class GapEvent(StrEnum):
    """Of needs that nobody meets."""

    NOTED = "referrals.gap_noted"
    ENDED = "referrals.gap_ended"


SENTENCES: dict[StrEnum, Promise] = {
    GapEvent.NOTED: _("It was recorded that nobody provides the help the person needs"),
    GapEvent.ENDED: _("An unmet need was ended"),
    Event.DRAFTED: _("A referral was drawn up"),
    Event.CHANGED: _("A referral was changed"),
    Event.SENT: _("A referral letter was sent"),
    Event.PARCEL_KEPT: _("What is sent to a centre abroad was saved"),
    Event.PARCEL_TAKEN: _("The file sealed for a centre abroad was downloaded"),
    Event.ACKNOWLEDGED: _("The facility acknowledged a referral"),
    Event.ATTENDED: _("The person came to the appointment"),
    Event.NO_SHOW: _("The person could not come to the appointment"),
    Event.OUTCOME: _("The outcome of a referral was recorded"),
    Event.DECLINED: _("The facility declined a referral"),
    Event.CALLED_OFF: _("A referral was cancelled"),
    Event.GROUND_LOST: _("A referral that was sent no longer has a basis; the facility must be told"),
    Event.CAN_BE_SENT: _("A referral that waited for consent can be sent"),
    Event.WAITS_FOR_CONSENT: _("A referral that could be sent is now waiting for consent"),
    Event.CONSENT_REFUSED: _("The person did not consent to a referral"),
    Event.ACCEPTED: _("The facility accepted a referral"),
    Event.ASKED_BACK: _("The recipient of a referral asked a question before deciding"),
    Event.QUESTION_ANSWERED: _("The question of the recipient of a referral was answered"),
    Event.WAITLISTED: _("The facility put the person on its waiting list"),
    Event.BOOKED: _("The facility gave an appointment"),
    Event.IN_SERVICE: _("The facility continues to treat the person"),
    Event.PARTLY_COMPLETED: _("The outcome of a referral was recorded: partly done"),
    Event.PERSON_DECLINED: _("The person did not want a referral"),
    Event.EXPIRED: _("A referral was ended because the facility never answered"),
    Event.REDIRECTED: _("A referral was passed on to another facility"),
    Event.MISTAKEN: _("A referral was marked as created by mistake"),
    Event.RAISED: _("An overdue referral was reported to others who can help"),
    Event.LETTERHEAD_SET: _("The letterhead of neutral letters was changed"),
}


class ReplyEvent(StrEnum):
    """What outsiders answer, and what becomes of it."""

    LINK_MADE = "referrals.link_made"
    LINK_REVOKED = "referrals.link_revoked"
    LINK_OPENED = "referrals.link_opened"
    LINK_REFUSED = "referrals.link_refused"
    ANSWERED = "referrals.answered"
    REPLY_TAKEN = "referrals.reply_taken"
    REPLY_SET_ASIDE = "referrals.reply_set_aside"


SENTENCES |= {
    ReplyEvent.LINK_MADE: _("A link was made through which the facility can answer"),
    ReplyEvent.LINK_REVOKED: _("A link for the facility's answer was closed"),
    ReplyEvent.LINK_OPENED: _("Someone with the link and its code opened the page for the facility's answer; it shows no name"),
    ReplyEvent.LINK_REFUSED: _("A link for an answer, or its code, did not match"),
    ReplyEvent.ANSWERED: _("An answer came through the facility's link"),
    ReplyEvent.REPLY_TAKEN: _("The facility's answer through its link was accepted"),
    ReplyEvent.REPLY_SET_ASIDE: _("What came through the facility's link was set aside"),
}


class TermsEvent(StrEnum):
    """What was done about the terms of a referral."""

    TERMS_EXCEPTED = "referrals.terms_excepted"
    WENT_WITHOUT_TERMS = "referrals.went_without_terms"
    COST_EXCEPTED = "referrals.cost_excepted"


SENTENCES |= {
    TermsEvent.TERMS_EXCEPTED: _("A referral outside the agreement with the facility was allowed, with a reason"),
    TermsEvent.WENT_WITHOUT_TERMS: _("A referral that could not wait was sent outside the agreement with the facility"),
    TermsEvent.COST_EXCEPTED: _("A cost above the agreement with the facility was allowed, with a reason"),
}


class ReadingEvent(StrEnum):
    """Of a letter in which words that tell were kept."""

    GIVEN = "referrals.letter_given_to_reader"
    AGREED = "referrals.letter_agreed"
    RETURNED = "referrals.letter_returned"
    ALONE = "referrals.letter_goes_alone"


SENTENCES |= {
    ReadingEvent.GIVEN: _("A referral letter was given to a second reader"),
    ReadingEvent.AGREED: _("The second reader agreed to a referral letter"),
    ReadingEvent.RETURNED: _("The second reader returned a referral letter"),
    ReadingEvent.ALONE: _("An urgent referral letter was allowed without a second reader, with a reason; the coordinator was told"),
}


class ExclusionEvent(StrEnum):
    """Where a person is not to be sent."""

    MADE = "referrals.excluded"
    ENDED = "referrals.exclusion_ended"


SENTENCES |= {
    ExclusionEvent.MADE: _("It was recorded that the person must not be referred to a facility"),
    ExclusionEvent.ENDED: _("It was recorded that the person may be referred to a facility again"),
}
