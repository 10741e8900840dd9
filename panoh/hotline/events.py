"""What is recorded about the hotlines."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What happened at the hotline, in the past tense."""

    LINES_SET = "hotline.lines_set"
    NUMBER_CONFIRMED = "hotline.number_confirmed"
    NUMBER_CHANGED = "hotline.number_changed"
    ROUTE_CHANGED = "hotline.route_changed"
    COVER_CHANGED = "hotline.cover_changed"
    CALL_RECORDED = "hotline.call_recorded"
    CALL_COUNTED = "hotline.call_counted"
    CALL_SENT_ON = "hotline.call_sent_on"
    HELP_NOT_ASKED = "hotline.help_not_asked"
    CALLS_FORGOTTEN = "hotline.calls_forgotten"
    WORDS_FORGOTTEN = "hotline.words_forgotten"
    PHONE_PIN_SET = "hotline.phone_pin_set"
    PHONE_PIN_ENDED = "hotline.phone_pin_ended"
    CAPTURE_TAKEN_IN = "hotline.capture_taken_in"
    SHIFT_PLANNED = "hotline.shift_planned"
    SHIFT_DROPPED = "hotline.shift_dropped"
    SHIFT_GIVEN = "hotline.shift_given"
    SHIFT_TAKEN_UP = "hotline.shift_taken_up"
    SHIFT_ENDED = "hotline.shift_ended"
    NOTE_READ = "hotline.note_read"
    SWAP_ASKED = "hotline.swap_asked"
    SWAP_ANSWERED = "hotline.swap_answered"
    SWAP_DECIDED = "hotline.swap_decided"
    PACK_FILLED = "hotline.pack_filled"
    CALLED_BACK = "hotline.called_back"
    WORKER_SENT = "hotline.worker_sent"
    DISPATCH_MOVED = "hotline.dispatch_moved"
    VISIT_BEGUN = "hotline.visit_begun"
    BACK_SAFELY = "hotline.back_safely"
    ALERT_RAISED = "hotline.alert_raised"
    ALERT_TOLD = "hotline.alert_told"
    ALERT_SEEN = "hotline.alert_seen"


SENTENCES = {
    Event.LINES_SET: _("The hotlines were entered"),
    Event.NUMBER_CONFIRMED: _("The number of a hotline was rung and answered"),
    Event.NUMBER_CHANGED: _("The number of a hotline was changed"),
    Event.ROUTE_CHANGED: _("Which line serves a region was changed"),
    Event.COVER_CHANGED: _("Who goes to a district was changed"),
    Event.CALL_RECORDED: _("A call to the hotline was written down"),
    Event.CALL_COUNTED: _("A call without words was counted"),
    Event.CALL_SENT_ON: _("A call to the hotline became a request for help"),
    Event.HELP_NOT_ASKED: _("It was written why no help is asked for after a call that told of danger"),
    Event.WORDS_FORGOTTEN: _("What calls of twelve months ago held of words, names and numbers was deleted"),
    Event.CALLS_FORGOTTEN: _("What old calls could be compared by was deleted"),
    Event.PHONE_PIN_SET: _("Somebody of the staff chose figures to send from a phone"),
    Event.PHONE_PIN_ENDED: _("The figures for sending from a phone were deleted"),
    Event.CAPTURE_TAKEN_IN: _("What was written down on a phone came in"),
    Event.SHIFT_PLANNED: _("Somebody was planned for the hotline"),
    Event.SHIFT_DROPPED: _("A shift was taken off the rota"),
    Event.SHIFT_GIVEN: _("Hours on duty of somebody who cannot come any more went to a colleague"),
    Event.SHIFT_TAKEN_UP: _("A shift was taken up"),
    Event.SHIFT_ENDED: _("A shift was handed over with a note"),
    Event.NOTE_READ: _("The note of a shift was read"),
    Event.SWAP_ASKED: _("A colleague was asked to take a shift"),
    Event.SWAP_ANSWERED: _("The colleague answered about the shift"),
    Event.SWAP_DECIDED: _("The coordinator decided on a swap of shifts"),
    Event.PACK_FILLED: _("A duty pack was filled"),
    Event.CALLED_BACK: _("It was tried to call back"),
    Event.WORKER_SENT: _("A worker of the region was sent"),
    Event.DISPATCH_MOVED: _("Whoever was sent said where they stand"),
    Event.VISIT_BEGUN: _("Somebody of the staff went out"),
    Event.BACK_SAFELY: _("Somebody of the staff is back"),
    Event.ALERT_RAISED: _("Somebody was asked to look at something on the hotline"),
    Event.ALERT_TOLD: _("Whoever has to look was told that there is something"),
    Event.ALERT_SEEN: _("Somebody looked at what was raised on the hotline"),
}
