"""The complaints of the admission in a new letter, so that nobody types them a second time: put in by a press, and recorded."""

from django.utils import translation

from panoh.accounts.access import StaffRequest
from panoh.accounts.roles import Permission
from panoh.cases.complaints import complaint_labels
from panoh.cases.policy import can
from panoh.cases.queries.cases import CaseRow
from panoh.desk.frame.form_page import is_sent
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose


def may_fill_in(request: StaffRequest, case: CaseRow) -> bool:
    """Whether the page offers them: on a form that nobody has sent yet, where there are some and this reader may read them."""
    known = bool(case.complaints or case.complaint_words)
    return known and request.method == "GET" and can(request.user, Permission.CASE_WORK, case)


def filled_in(request: StaffRequest, case: CaseRow, language: str) -> dict[str, str]:
    """With what the letter begins once that was pressed: those of the list in its language, then the words as they were written down."""
    if request.method != "POST" or is_sent(request) or not can(request.user, Permission.CASE_WORK, case):
        return {}
    (opened,) = open_sealed([case], by=request.user.actor, purpose=Purpose.LETTER, fields=["complaint_words"])
    with translation.override(language):
        listed = ", ".join(str(label) for label in complaint_labels(case.complaints))
    return {"complaints": "\n".join(filter(None, (listed, opened.complaint_words or "")))}
