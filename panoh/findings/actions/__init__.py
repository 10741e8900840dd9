"""What is done with findings and reports, a file an area; callers import from here."""

from panoh.findings.actions.exhibits import choose_exhibits, view_exhibited
from panoh.findings.actions.reports import (
    ReportText,
    add_finding,
    change_finding,
    confirm_reading,
    evaluate,
    name_author,
    read_finding,
    read_report,
    read_section,
    return_report,
    send_to_reader,
    start_report,
    take_out_finding,
    write_section,
)
from panoh.findings.actions.signing import Signature, begin_version, give_report, open_paper, sign_report

__all__ = [
    "ReportText",
    "Signature",
    "add_finding",
    "begin_version",
    "change_finding",
    "choose_exhibits",
    "confirm_reading",
    "evaluate",
    "give_report",
    "name_author",
    "open_paper",
    "read_finding",
    "read_report",
    "read_section",
    "return_report",
    "send_to_reader",
    "sign_report",
    "start_report",
    "take_out_finding",
    "view_exhibited",
    "write_section",
]
