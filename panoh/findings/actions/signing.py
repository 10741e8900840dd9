"""A medico-legal report signed, replaced by a newer version, given to whom the person chose."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, is_acting, save, save_all
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.findings import report_policy as policy
from panoh.findings.actions.reports import NOT_FROM_HERE, SHUT, ReportText, move, read_report
from panoh.findings.enums import Recipient, ReportState
from panoh.findings.events import ReportEvent
from panoh.findings.models import Delivery, Exhibit, Photograph, Report, ReportAuthor, ReportFinding, ReportSection
from panoh.findings.paper import Paper, as_pdf
from panoh.findings.queries.exhibits import exhibits
from panoh.people.data import FULL_NAME, full_name
from panoh.vault.actions import open_sealed, record_about, seal, seal_all
from panoh.vault.purpose import Purpose

NOT_READ_YET = _("The second reader has not agreed yet. You can sign the report after the second reading.")
WRITE_SIGNER = _("Enter the name and qualification of the signer.")
WRITE_PLACE = _("Enter the place.")
WRITE_WHY = _("Say why a new version is needed.")
WRITE_NAME = _("Enter the name of the recipient.")
NO_SUCH_DAY = _("The day must be between the examination and today.")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, with which qualification, where, on which day."""

    signer: str
    place: str
    day: dt.date


def sign_report(report: Report, *, by: User, signature: Signature, expected: int | None = None) -> Report:
    """Signs the report: its paper is made, sealed and hashed, and never changes again. It cannot be undone.

    The paper is made before the transaction, so that nobody waits for it; consent and state are asked for again within.
    """
    assert not is_acting(), "a paper is made outside of a transaction"
    known = report.version if expected is None else expected
    _check_signs(report, by, signature)
    said = read_report(report, by=by, purpose=Purpose.REPORT)
    (person,) = open_sealed([report.person], by=by.actor, purpose=Purpose.REPORT, fields=FULL_NAME)
    name = full_name(person)
    pictures = _pictures(report, said, by)
    pdf = as_pdf(_paper(report, said, signature, name, pictures))
    return _record_signed(report, by=by, signature=signature, pdf=pdf, pictures=len(pictures), expected=known)


def _pictures(report: Report, said: ReportText, by: User) -> dict[UUID, bytes]:
    """The pixels of the photographs that the report shows, opened with one event."""
    shown = said.exhibits.photographs
    if not shown:
        return {}
    policy.check_photographs(report)
    whole = list(Photograph.objects.filter(pk__in=[row.pk for row in shown]))
    found = {one.row.pk: one.file("image") for one in open_sealed(whole, by=by.actor, purpose=Purpose.REPORT)}
    if len(found) < len(shown) or None in found.values():
        raise Denied(SHUT)
    return {key: pixels for key, pixels in found.items() if pixels}


def _check_signs(report: Report, by: User, signature: Signature) -> None:
    policy.check_can_write(by, report)
    if report.state != ReportState.SECOND_READING:
        raise WrongState(NOT_FROM_HERE)
    if report.read_at is None:
        raise WrongState(NOT_READ_YET)
    for name, text, sentence in (("signer", signature.signer, WRITE_SIGNER), ("place", signature.place, WRITE_PLACE)):
        if not text.strip():
            raise Invalid(sentence, {name: sentence})
    if not report.examined_on <= signature.day <= today():
        raise Invalid(NO_SUCH_DAY, {"day": NO_SUCH_DAY})


def _paper(report: Report, said: ReportText, signature: Signature, name: str, pictures: dict[UUID, bytes]) -> Paper:
    return Paper(
        code=report.code,
        number=report.number,
        language=report.language,
        name=name,
        birth_year=report.person.birth_year,
        examined_on=report.examined_on,
        asked_by=report.asked_by,
        overall=report.overall,
        sections=said.sections,
        findings=[
            (row.kind, words, alleged, row.degree, [mark.number for mark in said.exhibits.of_finding.get(row.pk, [])])
            for row, words, alleged in said.findings
        ],
        marks=said.exhibits.marks,
        pictures=pictures,
        signer=signature.signer.strip(),
        place=signature.place.strip(),
        day=signature.day,
    )


@action
def _record_signed(report: Report, *, by: User, signature: Signature, pdf: bytes, pictures: int, expected: int) -> Report:
    _check_signs(report, by, signature)
    if pictures:
        policy.check_photographs(report)
    move(report, ReportState.SIGNED)
    report.signed_by, report.signed_at, report.signed_on = by, now(), signature.day
    report.pictures = pictures
    report.digest = hashlib.sha256(pdf).hexdigest()
    seal(report, by=by.actor, pdf=pdf, signer=signature.signer.strip(), signed_place=signature.place.strip())
    save(report, expected)
    if report.previous is not None:
        move(report.previous, ReportState.REPLACED)
        save(report.previous)
    record_about(ReportEvent.SIGNED, by=by.actor, about=[report])
    return report


@action(undo=_("New version started."))
def begin_version(report: Report, *, by: User, why: str, language: str) -> Report:
    """Begins the next version of a signed report, with everything that stands in it. The signed one holds until the next is signed."""
    policy.check_can_write(by, report)
    if report.state != ReportState.SIGNED or Report.objects.filter(previous=report).exists():
        raise WrongState(NOT_FROM_HERE)
    if not why.strip():
        raise Invalid(WRITE_WHY, {"why": WRITE_WHY})
    said = read_report(report, by=by, purpose=Purpose.REPORT)
    fresh = Report(
        code=report.code,
        number=report.number + 1,
        case=report.case,
        person_id=report.person_id,
        previous=report,
        language=language,
        asked_by=report.asked_by,
        examined_on=report.examined_on,
        overall=report.overall,
        made_by=by,
        consent=report.consent,
    )
    seal(fresh, by=by.actor, why_new=why.strip())
    save(fresh)
    for author in report.authors.all():
        save(ReportAuthor(report=fresh, user=author.user))
    _copy(report, fresh, said, by)
    record_about(ReportEvent.VERSION_BEGUN, by=by.actor, about=[fresh])
    return fresh


def _copy(report: Report, fresh: Report, said: ReportText, by: User) -> None:
    sections: list[tuple[ReportSection, dict[str, str | bytes]]] = [
        (ReportSection(report=fresh, person_id=fresh.person_id, heading=heading), {"words": words})
        for heading, words in said.sections.items()
        if words
    ]
    findings: list[tuple[ReportFinding, dict[str, str | bytes]]] = [
        (
            ReportFinding(report=fresh, person_id=fresh.person_id, kind=row.kind, position=row.position, degree=row.degree),
            {"words": words, "alleged": alleged},
        )
        for row, words, alleged in said.findings
    ]
    seal_all([*sections, *findings], by=by.actor)
    for section, _words in sections:
        save(section)
    for finding, _words in findings:
        save(finding)
    fresh_of = {row.pk: finding for (row, _words, _alleged), (finding, _sealed) in zip(said.findings, findings, strict=True)}
    save_all([Exhibit(finding=fresh_of[row.finding_id], mark=row.mark, photograph=row.photograph) for row in exhibits(report)])


@action
def give_report(report: Report, *, by: User, recipient: str, given_on: dt.date, name: str = "") -> Delivery:
    """Records that the signed report was given to the person, or to whom the person agreed for this one use. It cannot be undone."""
    policy.check_is_author(by, report)
    if report.state != ReportState.SIGNED:
        raise WrongState(policy.NOT_SIGNED)
    ground = policy.delivery_ground(report, recipient)
    if recipient != Recipient.PERSON and not name.strip():
        raise Invalid(WRITE_NAME, {"name": WRITE_NAME})
    if report.signed_on is None or not report.signed_on <= given_on <= today():
        raise Invalid(NO_SUCH_DAY, {"given_on": NO_SUCH_DAY})
    row = Delivery(report=report, person_id=report.person_id, recipient=Recipient(recipient), given_on=given_on, by=by, consent=ground)
    seal(row, by=by.actor, name=name.strip())
    save(row)
    record_about(ReportEvent.GIVEN, by=by.actor, about=[row])
    return row


def open_paper(report: Report, *, by: User) -> bytes:
    """The exact paper that was signed; the opening is recorded, and what comes is what was hashed."""
    policy.check_reads_paper(by, report)
    (opened,) = open_sealed([report], by=by.actor, purpose=Purpose.REPORT, fields=["pdf"])
    pdf = opened.file("pdf")
    if pdf is None:
        raise Denied(SHUT)
    return pdf
