"""What reporting records: figures that leave the page, released tables, how the Unit rates itself, case studies."""

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
    STUDY_WRITTEN = "reporting.study_written"
    STUDY_CHANGED = "reporting.study_changed"
    STUDY_SHOWN = "reporting.study_shown"
    STUDY_APPROVED = "reporting.study_approved"
    STUDY_WITHDRAWN = "reporting.study_withdrawn"
    STUDIES_TAKEN = "reporting.studies_taken"


SENTENCES = {
    Event.REPORT_TAKEN: _("Statistics were downloaded as a file"),
    Event.RELEASE_DRAWN_UP: _("A table of statistics was drawn up for publication"),
    Event.RELEASE_ASKED: _("Colleagues were asked to check a table before publication"),
    Event.RELEASE_READ: _("A reader gave an opinion on a table"),
    Event.RELEASE_SENT_BACK: _("A reader objected to publishing a table"),
    Event.RELEASED: _("A table of statistics was published"),
    Event.RELEASE_TAKEN_BACK: _("A table prepared for publication was withdrawn"),
    Event.WITHDRAWN: _("A published table was withdrawn"),
    Event.STANDARD_PASTED: _("The text of a standard of the network was saved"),
    Event.STANDARD_RATED: _("The Unit rated itself against a standard of the network"),
    Event.STUDY_WRITTEN: _("A case study was started"),
    Event.STUDY_CHANGED: _("The text of a case study was changed"),
    Event.STUDY_SHOWN: _("A case study was checked and shown to the person"),
    Event.STUDY_APPROVED: _("The person approved the text of a case study"),
    Event.STUDY_WITHDRAWN: _("A case study was removed"),
    Event.STUDIES_TAKEN: _("The approved case studies of a year were downloaded as a file"),
}
