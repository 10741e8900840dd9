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
    HELP_NOT_ASKED = "hotline.help_not_asked"  # as activity logs of before have it
    CALLS_FORGOTTEN = "hotline.calls_forgotten"
    WORDS_FORGOTTEN = "hotline.words_forgotten"
    PHONE_PIN_SET = "hotline.phone_pin_set"
    PHONE_PIN_ENDED = "hotline.phone_pin_ended"
    CAPTURE_TAKEN_IN = "hotline.capture_taken_in"
    ENTRY_PLACED = "hotline.entry_placed"
    ENTRY_WAITS = "hotline.entry_waits"
    ENTRY_CONFIRMED = "hotline.entry_confirmed"
    ENTRY_SETTLED = "hotline.entry_settled"
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
    RESULT_READ = "hotline.result_read"
    DANGER_FROM_THERE = "hotline.danger_from_there"
    VISIT_BEGUN = "hotline.visit_begun"
    BACK_SAFELY = "hotline.back_safely"
    VISIT_ENDED = "hotline.visit_ended"
    ALERT_RAISED = "hotline.alert_raised"
    ALERT_TOLD = "hotline.alert_told"
    ALERT_SHOWN = "hotline.alert_shown"
    ALERT_SEEN = "hotline.alert_seen"
    LINK_MADE = "hotline.notice_link_made"
    ANSWERED_BY_LINK = "hotline.answered_by_link"
    DRILL_BEGUN = "hotline.drill_begun"
    DRILL_ENDED = "hotline.drill_ended"


SENTENCES = {
    Event.LINES_SET: _("The hotlines were entered"),
    Event.NUMBER_CONFIRMED: _("The number of a hotline was called and answered"),
    Event.NUMBER_CHANGED: _("The number of a hotline was changed"),
    Event.ROUTE_CHANGED: _("The line of a region was changed"),
    Event.COVER_CHANGED: _("The worker for a district was changed"),
    Event.CALL_RECORDED: _("A call to the hotline was recorded"),
    Event.CALL_COUNTED: _("A call without a conversation was counted"),
    Event.CALL_SENT_ON: _("A call to the hotline became a request"),
    Event.HELP_NOT_ASKED: _("A reason was recorded why no help is requested after a call with danger"),
    Event.WORDS_FORGOTTEN: _("Text, names and numbers of calls of twelve months ago were deleted"),
    Event.CALLS_FORGOTTEN: _("The data for comparing old calls were deleted"),
    Event.PHONE_PIN_SET: _("A worker chose digits for sending from a phone"),
    Event.PHONE_PIN_ENDED: _("The digits for sending from a phone were deleted"),
    Event.CAPTURE_TAKEN_IN: _("An entry from a phone arrived"),
    Event.ENTRY_PLACED: _("An entry from a phone was recorded where it belongs"),
    Event.ENTRY_WAITS: _("An entry from a phone waits for the worker who sent it"),
    Event.ENTRY_CONFIRMED: _("The owner of a disconnected phone confirmed an entry that it sent"),
    Event.ENTRY_SETTLED: _("The worker dealt with their entry from a phone: its text was deleted"),
    Event.SHIFT_PLANNED: _("A worker was added to the hotline rota"),
    Event.SHIFT_DROPPED: _("A shift was removed from the rota"),
    Event.SHIFT_GIVEN: _("Shifts of a worker who can no longer come went to a colleague"),
    Event.SHIFT_TAKEN_UP: _("A shift was started"),
    Event.SHIFT_ENDED: _("A shift was handed over with a note"),
    Event.NOTE_READ: _("The note of a shift was read"),
    Event.SWAP_ASKED: _("A colleague was asked to take a shift"),
    Event.SWAP_ANSWERED: _("The colleague answered about the shift"),
    Event.SWAP_DECIDED: _("The coordinator decided on a shift swap"),
    Event.PACK_FILLED: _("A duty pack was filled"),
    Event.CALLED_BACK: _("A callback was attempted"),
    Event.WORKER_SENT: _("A worker of the region was sent"),
    Event.DISPATCH_MOVED: _("The worker who was sent reported their status"),
    Event.RESULT_READ: _("The result of a dispatch was read"),
    Event.DANGER_FROM_THERE: _("The worker who was sent reported a danger"),
    Event.VISIT_BEGUN: _("A worker went out"),
    Event.BACK_SAFELY: _("A worker is back"),
    Event.VISIT_ENDED: _("Someone recorded what became of a worker who was out"),
    Event.ALERT_RAISED: _("Someone was asked to check something on the hotline"),
    Event.ALERT_TOLD: _("The person who must check was notified"),
    Event.ALERT_SHOWN: _("An alert was on a screen of the person who must check"),
    Event.ALERT_SEEN: _("An alert on the hotline was dealt with"),
    Event.LINK_MADE: _("A notice was given a link by which its reader can answer"),
    Event.ANSWERED_BY_LINK: _("A notice was answered by its link, without signing in"),
    Event.DRILL_BEGUN: _("A danger drill was started"),
    Event.DRILL_ENDED: _("A danger drill was ended"),
}
