"""What is recorded between organisations of the house."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was proposed and what was answered, in the past tense."""

    PROPOSED = "coalition.proposed"
    ASKED_BACK = "coalition.asked_back"
    SAID_MORE = "coalition.said_more"
    ACCEPTED = "coalition.accepted"
    DECLINED = "coalition.declined"
    DECLINE_READ = "coalition.decline_read"
    TAKEN_BACK = "coalition.taken_back"
    LEAVING_DRAWN_UP = "coalition.leaving_drawn_up"
    LEAVING_PLANNED = "coalition.leaving_planned"
    LEAVING_ASKED = "coalition.leaving_asked"
    LEAVING_SENT_BACK = "coalition.leaving_sent_back"
    LEAVING_AGREED = "coalition.leaving_agreed"
    LEAVING_CALLED_OFF = "coalition.leaving_called_off"
    LEAVING_BEGUN = "coalition.leaving_begun"
    CASE_PASSED_ON = "coalition.case_passed_on"
    CASE_STAYED = "coalition.case_stayed"
    CASE_LET_GO = "coalition.case_let_go"
    REQUESTS_MOVED = "coalition.requests_moved"
    KEYS_TAKEN = "coalition.keys_taken"
    LEFT = "coalition.left"


SENTENCES = {
    Event.PROPOSED: _("Help with the case was proposed to another organisation"),
    Event.ASKED_BACK: _("The other organisation asked a question before it answered"),
    Event.SAID_MORE: _("The question of the other organisation was answered"),
    Event.ACCEPTED: _("The other organisation agreed to help with the case"),
    Event.DECLINED: _("The other organisation could not take the case"),
    Event.DECLINE_READ: _("The proposer of the case read why the other organisation could not take it"),
    Event.TAKEN_BACK: _("A proposal to another organisation was withdrawn"),
    Event.LEAVING_DRAWN_UP: _("The departure of an organisation was prepared"),
    Event.LEAVING_PLANNED: _("It was recorded where the cases of a departing organisation go"),
    Event.LEAVING_ASKED: _("A second person was asked to agree to the departure of an organisation"),
    Event.LEAVING_SENT_BACK: _("The second person asked for changes to the departure"),
    Event.LEAVING_AGREED: _("A second person agreed to the departure of an organisation"),
    Event.LEAVING_CALLED_OFF: _("The departure of an organisation was cancelled"),
    Event.LEAVING_BEGUN: _("The departure of an organisation was started: its accounts were closed"),
    Event.CASE_PASSED_ON: _("The case went to another organisation because the previous one has left"),
    Event.CASE_STAYED: _("A case of a departing organisation could not be handed over yet"),
    Event.CASE_LET_GO: _("A departing organisation no longer takes part in the case"),
    Event.REQUESTS_MOVED: _("Open requests of a departing organisation went to the secretariat"),
    Event.KEYS_TAKEN: _("Keys were withdrawn from a departing organisation"),
    Event.LEFT: _("An organisation has left: its keys were deleted"),
}
