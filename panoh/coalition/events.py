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
    Event.PROPOSED: _("It was proposed to another organisation to help with the case"),
    Event.ASKED_BACK: _("The other organisation asked something before it answers"),
    Event.SAID_MORE: _("The question of the other organisation was answered"),
    Event.ACCEPTED: _("The other organisation agreed to help with the case"),
    Event.DECLINED: _("The other organisation could not take the case"),
    Event.DECLINE_READ: _("Whoever proposed the case read why the other organisation could not take it"),
    Event.TAKEN_BACK: _("What was proposed to another organisation was taken back"),
    Event.LEAVING_DRAWN_UP: _("The leaving of an organisation was prepared"),
    Event.LEAVING_PLANNED: _("It was written down where cases of an organisation that leaves go"),
    Event.LEAVING_ASKED: _("A second person was asked to agree that an organisation leaves"),
    Event.LEAVING_SENT_BACK: _("The second person wants the leaving prepared otherwise"),
    Event.LEAVING_AGREED: _("A second person agreed that an organisation leaves"),
    Event.LEAVING_CALLED_OFF: _("The leaving of an organisation was called off"),
    Event.LEAVING_BEGUN: _("An organisation began to leave: its accounts were closed"),
    Event.CASE_PASSED_ON: _("The case went to another organisation because the former one has left"),
    Event.CASE_STAYED: _("A case of an organisation that leaves could not be handed over yet"),
    Event.CASE_LET_GO: _("An organisation that leaves has no part in the case any more"),
    Event.REQUESTS_MOVED: _("Open requests of an organisation that leaves went to the secretariat"),
    Event.KEYS_TAKEN: _("Keys were taken from an organisation that leaves"),
    Event.LEFT: _("An organisation has left: its keys are destroyed"),
}
