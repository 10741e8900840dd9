"""Medico-legal reports, by the house's own actions, as far as a state."""

from typing import Any

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.core.clock import today
from panoh.findings.actions import (
    Signature,
    add_finding,
    confirm_reading,
    send_to_reader,
    sign_report,
    start_report,
    write_section,
)
from panoh.findings.actions.reports import NEEDED
from panoh.findings.enums import AskedBy, FindingKind, ReportState
from panoh.findings.models import Report
from tests.factories.consent import make_consent

TOLD = [DataKind.NAME, DataKind.MEDICAL, DataKind.PSYCHOLOGICAL, DataKind.STORY]
SCAR = "Рубец 3 см на левом предплечье"


def agree(case: Case, *, by: User, purpose: str = ConsentPurpose.MEDICO_LEGAL, **facts: Any) -> Consent:
    """The person's consent to the examination and report, or to another purpose."""
    known: dict[str, Any] = {"organisation": by.organisation} if purpose == ConsentPurpose.MEDICO_LEGAL else {}
    return make_consent(case.person, by=by, purpose=purpose, **({"data_kinds": TOLD} | known | facts))


def make_report(
    case: Case, *, by: User, reader: User | None = None, state: ReportState = ReportState.DRAFT, language: str = "en"
) -> Report:
    """A report with one physical finding and words in the parts that no report goes without; as far as a state."""
    if not case.person.consents.filter(purpose=ConsentPurpose.MEDICO_LEGAL).exists():
        agree(case, by=by)
    report = start_report(case, by=by, language=language, asked_by=AskedBy.PERSON, examined_on=today())
    for heading in NEEDED:
        write_section(report, by=by, heading=heading, words=f"Words of {heading.value}")
    add_finding(report, by=by, kind=FindingKind.PHYSICAL, words=SCAR, alleged="Удар дубинкой")
    if state != ReportState.DRAFT:
        assert reader is not None
        send_to_reader(report, by=by, user=reader)
    if state == ReportState.SIGNED:
        confirm_reading(report, by=reader)  # type: ignore[arg-type]
        sign_report(report, by=by, signature=a_signature())
    return report


def a_signature() -> Signature:
    """An invented physician, in Dushanbe, today."""
    return Signature("Д-р Намунаева Н., врач-терапевт", "Душанбе", today())
