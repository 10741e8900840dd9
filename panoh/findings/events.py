"""What happens to findings and reports, each with the sentence that the person concerned reads."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ReportEvent(StrEnum):
    """Everything that is recorded of a medico-legal report."""

    STARTED = "findings.report_started"
    WRITTEN = "findings.report_written"
    AUTHOR_NAMED = "findings.report_author_named"
    SENT_TO_READER = "findings.report_sent_to_reader"
    RETURNED = "findings.report_returned"
    READ = "findings.report_read"
    SIGNED = "findings.report_signed"
    VERSION_BEGUN = "findings.report_version_begun"
    GIVEN = "findings.report_given"


SENTENCES: dict[StrEnum, Promise] = {
    ReportEvent.STARTED: _("A medico-legal report was begun"),
    ReportEvent.WRITTEN: _("Something was written in the medico-legal report"),
    ReportEvent.AUTHOR_NAMED: _("Another author was named on the medico-legal report"),
    ReportEvent.SENT_TO_READER: _("The medico-legal report went to a second reader"),
    ReportEvent.RETURNED: _("The second reader gave the medico-legal report back with a remark"),
    ReportEvent.READ: _("The second reader agreed with the medico-legal report"),
    ReportEvent.SIGNED: _("The medico-legal report was signed"),
    ReportEvent.VERSION_BEGUN: _("A new version of the medico-legal report was begun"),
    ReportEvent.GIVEN: _("The medico-legal report was given to whom the person chose"),
}
