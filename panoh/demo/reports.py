"""Medico-legal reports of the sample: one signed and given to the person, one with its second reader, both invented."""

import datetime as dt

from panoh.cases.models import Case
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import today
from panoh.demo.staff import SPOKEN, Staff
from panoh.findings import actions, report_policy
from panoh.findings.actions.reports import NEEDED
from panoh.findings.enums import AskedBy, Degree, FindingKind, Heading, Recipient
from panoh.findings.models import Report
from panoh.findings.queries.exhibits import to_choose
from panoh.findings.report_policy import TELLS

PARTS = {
    Heading.CASE_INFO: "Осмотр в кабинете врача, один час, без посторонних, переводчик не нужен. Человек пришёл сам.",
    Heading.ALLEGATIONS: "Со слов: удары тупым предметом по спине и левой руке, несколько часов без сна. Дата приблизительная.",
    Heading.PHYSICAL_EXAM: "Осмотрены кожа, спина, конечности; движения в левом плече ограничены болью.",
    Heading.PSYCHOLOGICAL_EXAM: "Беседа без давления. Сон прерывистый, вздрагивает от стука, избегает говорить о случившемся.",
    Heading.INTERPRETATION: "Находки описаны каждая отдельно; боли в плече возможны и по другим причинам.",
    Heading.CONCLUSIONS: "Нужны консультация невролога и занятия с психологом. Повторный осмотр через месяц.",
    Heading.TRUTHFULNESS: "Всё написанное мне известно лично и верно, насколько я знаю.",
    Heading.RESTRICTIONS: "Ограничений при осмотре не было.",
}


def make_reports(staff: Staff, cases: dict[str, Case]) -> None:
    """On the case that is furthest, a signed report with the figure; on the widow's, one that waits for its second reader.

    On a third, whose person agreed to photographs in it, a draft with a photograph.
    """
    signed = _sent(staff, _report(staff, cases["first"]))
    actions.confirm_reading(signed, by=staff.psychologist)
    actions.sign_report(
        signed, by=staff.physician, signature=actions.Signature("Намунаева С., врач-терапевт (вымышленное имя)", "Душанбе", today())
    )
    actions.give_report(signed, by=staff.physician, recipient=Recipient.PERSON, given_on=today())
    _sent(staff, _report(staff, cases["widow"]))
    consents.give_consent(cases["held"].person, by=staff.physician, purpose=ConsentPurpose.REPORT_PHOTOS, **SPOKEN)
    _report(staff, cases["held"])


def _report(staff: Staff, case: Case) -> Report:
    consents.give_consent(
        case.person,
        by=staff.physician,
        purpose=ConsentPurpose.MEDICO_LEGAL,
        organisation=staff.physician.organisation,
        data_kinds=sorted(TELLS),
        **SPOKEN,
    )
    report = actions.start_report(
        case, by=staff.physician, language="ru", asked_by=AskedBy.PERSON, examined_on=today() - dt.timedelta(days=3)
    )
    for heading in (*NEEDED, *(each for each in PARTS if each not in NEEDED)):
        actions.write_section(report, by=staff.physician, heading=heading, words=PARTS[heading])
    for kind, words, alleged, degree in (
        (FindingKind.PHYSICAL, "Полосовидный рубец 4 см на левом плече", "Удар тупым предметом", Degree.choices[3][0]),
        (FindingKind.PHYSICAL, "Боль при движении в левом плече", "Удар тупым предметом", Degree.NOT_ASSESSED),
        (FindingKind.PSYCHOLOGICAL, "Навязчивые воспоминания, бессонница", "Содержание без сна", Degree.choices[2][0]),
    ):
        actions.add_finding(report, by=staff.physician, kind=kind, words=words, alleged=alleged, degree=degree)
    finding = report.findings.filter(kind=FindingKind.PHYSICAL)[0]
    marks = [mark for mark in to_choose(staff.physician, report) if (mark.size_mm or 0) >= 40]
    agreed = report_policy.photographs_ground(report) is not None
    shown = [each.pk for mark in marks for each in mark.photographs.all()] if agreed else []
    actions.choose_exhibits(finding, by=staff.physician, marks=[mark.pk for mark in marks], photographs=shown)
    return report


def _sent(staff: Staff, report: Report) -> Report:
    return actions.send_to_reader(report, by=staff.physician, user=staff.psychologist)
