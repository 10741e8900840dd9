"""What findings tell when they are asked: which files of theirs lie in a case."""

from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.documents import JPEG, Document
from panoh.cases.enums import DocumentKind
from panoh.cases.models import Case
from panoh.cases.policy import can
from panoh.cases.signals import documents_wanted
from panoh.consent.enums import DataKind
from panoh.findings.enums import ReportState
from panoh.findings.models import Photograph, Report
from panoh.findings.report_policy import TELLS, photographs_ground, reads_paper

_MEDICAL = frozenset({DataKind.MEDICAL})


def connect() -> None:
    """Called once, when the house is ready."""
    documents_wanted.connect(on_documents_wanted, dispatch_uid="findings.documents_wanted")


def on_documents_wanted(case: Case, user: User | None, **_kwargs: Any) -> list[Document]:
    """Signed reports for who reads them, photographs for the physicians on the case."""
    return [*_reports(case, user), *_photographs(case, user)]


def _reports(case: Case, user: User | None) -> list[Document]:
    """Where photographs stand in it, only as long as the person agrees to that."""
    rows = Report.objects.filter(case=case, state=ReportState.SIGNED).select_related("person").prefetch_related("authors").defer("pdf")
    open_ones = (row for row in rows if user is None or reads_paper(user, row))
    return [
        Document(
            kind=DocumentKind.REPORT, row=row, field="pdf", day=row.signed_on or row.examined_on, code=row.code, tells=frozenset(TELLS)
        )
        for row in open_ones
        if not row.pictures or photographs_ground(row) is not None
    ]


def _photographs(case: Case, user: User | None) -> list[Document]:
    if user is not None and not can(user, Permission.MEDICAL, case):
        return []
    rows = Photograph.objects.filter(person=case.person_id).defer("image")
    return [Document(kind=DocumentKind.PHOTOGRAPH, row=row, field="image", day=row.taken_on, media=JPEG, tells=_MEDICAL) for row in rows]
