"""What reporting records: figures that leave the page, tables that are released, how the Unit rates itself."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What was taken as a file or by command, and what became of a table that was to be released."""

    REPORT_TAKEN = "reporting.report_taken"
    RELEASE_DRAWN_UP = "reporting.release_drawn_up"
    RELEASE_ASKED = "reporting.release_asked"
    RELEASE_READ = "reporting.release_read"
    RELEASE_SENT_BACK = "reporting.release_sent_back"
    RELEASED = "reporting.released"
    RELEASE_TAKEN_BACK = "reporting.release_taken_back"
    WITHDRAWN = "reporting.withdrawn"
    STANDARD_PASTED = "reporting.standard_pasted"
    STANDARD_RATED = "reporting.standard_rated"


SENTENCES = {
    Event.REPORT_TAKEN: _("Figures were taken as a file"),
    Event.RELEASE_DRAWN_UP: _("A table of figures was drawn up to be released"),
    Event.RELEASE_ASKED: _("Readers were asked whether a table may be released"),
    Event.RELEASE_READ: _("A reader said what they think of a table"),
    Event.RELEASE_SENT_BACK: _("A reader spoke against releasing a table"),
    Event.RELEASED: _("A table of figures was released"),
    Event.RELEASE_TAKEN_BACK: _("A table that was to be released was taken back"),
    Event.WITHDRAWN: _("A released table was withdrawn"),
    Event.STANDARD_PASTED: _("The text of a standard of the network was kept"),
    Event.STANDARD_RATED: _("The Unit rated itself against a standard of the network"),
}
