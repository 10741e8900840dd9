"""What is recorded of strategic plans. Nothing here is about a person we help."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What happens to plans, their versions, periods and figures."""

    PLAN_BEGUN = "planning.plan_begun"
    PLAN_SET = "planning.plan_set"
    PART_WRITTEN = "planning.part_written"
    PART_MOVED = "planning.part_moved"
    PART_TAKEN_OUT = "planning.part_taken_out"
    VERSION_BEGUN = "planning.version_begun"
    VERSION_DISCARDED = "planning.version_discarded"
    VERSION_ADOPTED = "planning.version_adopted"
    PLAN_CLOSED = "planning.plan_closed"
    PERIOD_ADDED = "planning.period_added"
    PERIOD_TAKEN_OUT = "planning.period_taken_out"
    PERIOD_TOLD = "planning.period_told"
    FIGURE_BROUGHT = "planning.figure_brought"
    PERIOD_FROZEN = "planning.period_frozen"
    FILE_TAKEN = "planning.file_taken"
    PAGE_ASKED = "planning.page_asked"
    PAGE_APPROVED = "planning.page_approved"
    PAGE_DECLINED = "planning.page_declined"
    PAGE_WITHDRAWN = "planning.page_withdrawn"
    MEETING_HELD = "planning.meeting_held"
    MEETING_CHANGED = "planning.meeting_changed"
    MEETING_TAKEN_OUT = "planning.meeting_taken_out"
    PARTICIPANT_SEATED = "planning.participant_seated"
    PARTICIPANT_TAKEN_OUT = "planning.participant_taken_out"
    DECIDED = "planning.decided"
    DECISION_TAKEN_OUT = "planning.decision_taken_out"


SENTENCES: dict[StrEnum, Promise] = {
    Event.PLAN_BEGUN: _("A strategic plan was started"),
    Event.PLAN_SET: _("The title or the thresholds of a strategic plan were saved"),
    Event.PART_WRITTEN: _("A part of a draft strategic plan was saved"),
    Event.PART_MOVED: _("A part of a draft strategic plan was moved"),
    Event.PART_TAKEN_OUT: _("A part was removed from a draft strategic plan"),
    Event.VERSION_BEGUN: _("A new version of a strategic plan was started"),
    Event.VERSION_DISCARDED: _("A draft version of a strategic plan was deleted"),
    Event.VERSION_ADOPTED: _("A strategic plan was adopted"),
    Event.PLAN_CLOSED: _("A strategic plan was closed"),
    Event.PERIOD_ADDED: _("A period was added to a strategic plan"),
    Event.PERIOD_TAKEN_OUT: _("A period was removed from a strategic plan"),
    Event.PERIOD_TOLD: _("What was done in a period of a strategic plan was recorded"),
    Event.FIGURE_BROUGHT: _("A number of a strategic plan was entered by hand"),
    Event.PERIOD_FROZEN: _("The numbers of a period of a strategic plan were frozen"),
    Event.FILE_TAKEN: _("A strategic plan was downloaded as a file"),
    Event.PAGE_ASKED: _("Publication of a page of a strategic plan was requested"),
    Event.PAGE_APPROVED: _("Publication of a page of a strategic plan was approved"),
    Event.PAGE_DECLINED: _("Publication of a page of a strategic plan was not approved"),
    Event.PAGE_WITHDRAWN: _("A page of a strategic plan was removed from the public pages"),
    Event.MEETING_HELD: _("A meeting about a strategic plan was recorded"),
    Event.MEETING_CHANGED: _("The record of a meeting about a strategic plan was changed"),
    Event.MEETING_TAKEN_OUT: _("A meeting about a strategic plan was removed"),
    Event.PARTICIPANT_SEATED: _("A participant of a meeting about a strategic plan was recorded"),
    Event.PARTICIPANT_TAKEN_OUT: _("A participant of a meeting about a strategic plan was removed"),
    Event.DECIDED: _("A decision about a strategic plan was recorded"),
    Event.DECISION_TAKEN_OUT: _("A decision about a strategic plan was removed"),
}
