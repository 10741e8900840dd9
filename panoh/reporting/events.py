"""What reporting records: figures that leave the page."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """A report was taken as a file or by command."""

    REPORT_TAKEN = "reporting.report_taken"


SENTENCES = {Event.REPORT_TAKEN: _("Figures were taken as a file")}
