"""What happens to questionnaires, each with the sentence that the person concerned reads."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """Everything that is recorded of answers, and of the questionnaires themselves."""

    RESPONSE_RECORDED = "instruments.response_recorded"
    RESPONSE_CORRECTED = "instruments.response_corrected"
    SHEET_KEPT = "instruments.sheet_kept"
    SHEET_TAKEN_OUT = "instruments.sheet_taken_out"
    WORDING_LOADED = "instruments.wording_loaded"
    WORDING_CHECKED = "instruments.wording_checked"
    SWITCHED = "instruments.switched"


SENTENCES: dict[StrEnum, Promise] = {
    Event.RESPONSE_RECORDED: _("Answers to a questionnaire were recorded"),
    Event.RESPONSE_CORRECTED: _("Answers to a questionnaire were corrected, with a reason"),
    Event.SHEET_KEPT: _("The photograph of a filled-in questionnaire was saved"),
    Event.SHEET_TAKEN_OUT: _("The photograph of a filled-in questionnaire was removed"),
    Event.WORDING_LOADED: _("The wording of a questionnaire was added"),
    Event.WORDING_CHECKED: _("The wording of a questionnaire was checked"),
    Event.SWITCHED: _("A questionnaire was switched on or off"),
}
