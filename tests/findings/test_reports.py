"""Medico-legal reports: the way from consent to signature, and who reads their words."""

import ast
import datetime as dt
import hashlib
import io

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.actions import assign_worker
from panoh.cases.enums import Discipline
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.findings.actions import (
    add_finding,
    begin_version,
    change_finding,
    confirm_reading,
    evaluate,
    give_report,
    name_author,
    open_paper,
    read_report,
    return_report,
    send_to_reader,
    sign_report,
    start_report,
    take_out_finding,
    write_section,
)
from panoh.findings.enums import Degree, FindingKind, Heading, Recipient, ReportState
from panoh.findings.models import Delivery, Report, ReportFinding
from panoh.findings.queries.reports import clinicians_for, get_report, hint_for, reports
from panoh.findings.report_policy import is_author, reads_paper, reads_words
from tests.consistency.house import PACKAGE, modules, short, tree
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_legal_unit, make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, show_case
from tests.factories.reports import SCAR, TOLD, a_signature, agree, make_report
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def physician():
    make_secretariat()
    return make_user(Role.PHYSICIAN)


@pytest.fixture
def reader(physician):
    return make_user(Role.PSYCHOLOGIST)


@pytest.fixture
def case(physician):
    return make_case(workers=((physician, Discipline.MEDICAL),))


def fresh(report):
    return Report.objects.select_related("case__person", "person").get(pk=report.pk)


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


# Consent before a word is written, and before it leaves


def test_no_report_begins_without_consent(physician, case):
    facts = {"language": "ru", "asked_by": "person", "examined_on": today()}

    with pytest.raises(WrongState, match="has not consented"):
        start_report(case, by=physician, **facts)
    agree(case, by=physician, data_kinds=TOLD[:2])
    with pytest.raises(WrongState, match="has not consented"):
        start_report(case, by=physician, **facts)
    agree(case, by=physician)

    assert start_report(case, by=physician, **facts).overall == Degree.NOT_ASSESSED


def agree_withdrawn(case, by):
    withdraw_consent(case.person.consents.get(purpose=ConsentPurpose.MEDICO_LEGAL), by=by)


def test_after_a_withdrawal_nothing_more_is_written_or_signed(physician, reader, case):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SECOND_READING)
    confirm_reading(report, by=reader)
    agree_withdrawn(case, physician)

    with pytest.raises(WrongState, match="withdrew the consent"):
        sign_report(fresh(report), by=physician, signature=a_signature())
    return_report(report, by=reader, remark="Согласие отозвано")
    with pytest.raises(WrongState, match="withdrew the consent"):
        write_section(fresh(report), by=physician, heading=Heading.TESTS, words="Рентген")
    assert fresh(report).digest == ""


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.COORDINATOR])
def test_only_clinicians_begin_a_report(physician, case, role):
    agree(case, by=physician)
    other = make_user(role)
    if role == Role.SOCIAL_WORKER:
        assign_worker(case, by=make_coordinator(), user=other, discipline=Discipline.SOCIAL)

    with pytest.raises(Denied):
        start_report(case, by=other, language="ru", asked_by="person", examined_on=today())
    assert Report.objects.count() == 0


# Degrees are chosen


def test_a_finding_begins_as_not_assessed_and_holds_what_was_chosen(physician, case):
    report = make_report(case, by=physician)
    row = report.findings.get()
    assert row.degree == "not_assessed"

    change_finding(row, by=physician, kind=row.kind, words=SCAR, degree=Degree.HIGHLY_CONSISTENT)
    evaluate(report, by=physician, overall=Degree.CONSISTENT)

    stored = fresh(report)
    assert (stored.findings.get().degree, stored.overall) == ("highly_consistent", "consistent")


def test_writing_a_finding_changes_no_other_degree(physician, case):
    """Five findings of the highest degree make nothing of the evaluation; none at all makes nothing either."""
    report = make_report(case, by=physician)
    for number in range(5):
        add_finding(report, by=physician, kind=FindingKind.PHYSICAL, words=f"Рубец {number}", degree=Degree.DIAGNOSTIC)
    assert fresh(report).overall == "not_assessed"
    for row in report.findings.all():
        take_out_finding(row, by=physician)

    assert fresh(report).overall == "not_assessed"


def test_no_code_names_a_degree_so_none_can_compute_one():
    """Degrees are words of their list. The code names none but 'not assessed', compares none, counts none."""
    named = [
        f"{short(path)}:{node.lineno} {node.attr}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Degree"
        if node.attr not in {"NOT_ASSESSED", "choices", "values"}
    ]
    written = {
        short(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"degree", "overall"} and isinstance(node.ctx, ast.Store)
    }

    assert named == []
    assert written == {"panoh/findings/actions/reports.py"}


def test_no_word_of_the_code_calls_it_a_verdict():
    texts = [path.read_text(encoding="utf-8").lower() for path in (PACKAGE / "findings").rglob("*.py")]

    assert not any("def verdict" in text or "no_torture" in text or "probability" in text for text in texts)


def test_every_heading_and_degree_has_its_guidance_in_three_languages():
    for language in ("en", "ru", "tg"):
        with translation.override(language):
            said = {hint_for(name) for name in (*Heading.values, *Degree.values)}
        assert len(said) == len(Heading) + len(Degree)


# The way to the signature


def test_a_report_is_signed_after_the_second_reading_alone(physician, reader, case):
    report = make_report(case, by=physician)
    with pytest.raises(WrongState):
        sign_report(report, by=physician, signature=a_signature())
    send_to_reader(report, by=physician, user=reader)
    with pytest.raises(WrongState, match="has not agreed yet"):
        sign_report(fresh(report), by=physician, signature=a_signature())
    with pytest.raises(WrongState, match="You can only change a draft"):
        write_section(fresh(report), by=physician, heading=Heading.TESTS, words="Рентген")
    confirm_reading(fresh(report), by=reader)

    signed = sign_report(fresh(report), by=physician, signature=a_signature())

    assert (signed.state, signed.signed_by, signed.signed_on) == ("signed", physician, today())
    assert undo.latest(physician.actor) is None


def test_the_second_reader_gives_it_back_with_a_remark(physician, reader, case):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SECOND_READING)
    with pytest.raises(Invalid):
        return_report(report, by=reader, remark=" ")

    return_report(report, by=reader, remark="Опишите цвет рубца")

    assert fresh(report).state == "draft"
    assert read_report(fresh(report), by=physician).remark == "Опишите цвет рубца"
    assert not reads_words(reader, fresh(report))


def test_a_report_with_empty_parts_goes_to_no_reader_and_they_are_named(physician, reader, case):
    agree(case, by=physician)
    report = start_report(case, by=physician, language="ru", asked_by="person", examined_on=today())
    write_section(report, by=physician, heading=Heading.CASE_INFO, words="Осмотр в кабинете")

    with pytest.raises(Invalid, match="What is alleged, Interpretation of the findings, Conclusions"):
        send_to_reader(report, by=physician, user=reader)


@pytest.mark.parametrize("who", ["author", "outside", "social"])
def test_the_second_reader_is_another_clinician_who_can_open_it(physician, case, who):
    report = make_report(case, by=physician)
    user = {
        "author": lambda: physician,
        "outside": lambda: make_user(Role.MEMBER_PSYCHOLOGIST, organisation=make_member(2)),
        "social": lambda: make_user(Role.SOCIAL_WORKER),
    }[who]()

    assert user not in clinicians_for(report)
    with pytest.raises(Invalid, match="not named on this report yet"):
        send_to_reader(report, by=physician, user=user)


def test_two_who_write_the_same_part_get_a_conflict(physician, case):
    report = make_report(case, by=physician)
    section = report.sections.get(heading=Heading.CASE_INFO)
    write_section(report, by=physician, heading=Heading.CASE_INFO, words="Раз", expected=section.version)

    with pytest.raises(Conflict):
        write_section(report, by=physician, heading=Heading.CASE_INFO, words="Два", expected=section.version)


# Signed is for good


def test_a_signed_report_is_immutable(physician, reader, case):
    report = fresh(make_report(case, by=physician, reader=reader, state=ReportState.SIGNED))
    before = (report.digest, bytes(report.pdf), report.version)

    for write in (
        lambda: write_section(report, by=physician, heading=Heading.TESTS, words="Позже"),
        lambda: add_finding(report, by=physician, kind="physical", words="Позже"),
        lambda: evaluate(report, by=physician, overall=Degree.DIAGNOSTIC),
        lambda: take_out_finding(ReportFinding.objects.get(report=report), by=physician),
        lambda: sign_report(report, by=physician, signature=a_signature()),
        lambda: send_to_reader(report, by=physician, user=reader),
    ):
        with pytest.raises(WrongState):
            write()
    stored = fresh(report)
    assert (stored.digest, bytes(stored.pdf), stored.version) == before


def test_the_paper_is_what_was_hashed(physician, reader, case):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SIGNED)

    pdf = open_paper(fresh(report), by=physician)

    assert hashlib.sha256(pdf).hexdigest() == fresh(report).digest
    assert AuditEvent.objects.filter(verb="vault.opened", actor_ref=physician.id, purpose="report").exists()


@pytest.mark.parametrize(
    ("language", "title", "degree", "absence"),
    [
        ("en", "Medico-legal report", "not assessed", "The absence of marks does not show whether torture took place"),
        ("ru", "Медицинское заключение", "не оценено", "ничего не говорит"),
        ("tg", "Хулосаи тиббӣ", "баҳо дода нашудааст", "чизе намегӯяд"),
    ],
)
def test_the_paper_is_read_in_three_languages(physician, reader, case, language, title, degree, absence):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SIGNED, language=language)

    text = " ".join(text_of(open_paper(fresh(report), by=physician)).split())

    for part in (title, report.code, "Қодиров Ҷамшед", "Words of allegations", SCAR, degree, absence, "врач-терапевт", "Душанбе"):
        assert part in text
    assert all(f"{number}. " in text for number in range(1, 17))


def test_a_new_version_begins_with_everything_and_replaces_when_signed(physician, reader, case):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SIGNED)
    with pytest.raises(Invalid):
        begin_version(fresh(report), by=physician, why=" ", language="ru")

    second = begin_version(fresh(report), by=physician, why="Пришёл рентген", language="ru")
    with pytest.raises(WrongState):
        begin_version(fresh(report), by=physician, why="Ещё раз", language="ru")
    said = read_report(second, by=physician)
    assert (second.number, second.code, said.sections["allegations"], said.findings[0][1]) == (2, report.code, "Words of allegations", SCAR)
    assert fresh(report).state == "signed"
    send_to_reader(second, by=physician, user=reader)
    confirm_reading(second, by=reader)
    sign_report(second, by=physician, signature=a_signature())

    assert (fresh(report).state, fresh(second).state) == ("replaced", "signed")
    assert open_paper(fresh(report), by=physician)


# Who reads, from each side


def test_the_coordinator_sees_that_it_exists_and_not_a_word(physician, reader, case, client):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SIGNED)
    coordinator = sign_in(client, make_coordinator())

    with pytest.raises(Denied, match="clinicians named"):
        read_report(fresh(report), by=coordinator)
    with pytest.raises(Denied):
        open_paper(fresh(report), by=coordinator)
    url = reverse("desk:medico_report", args=[report.code, 1])
    page = client.get(url)
    assert page.status_code == 200
    assert "signed" in page.content.decode()
    assert client.post(url).status_code == 403
    assert client.post(reverse("desk:medico_paper", args=[report.code, 1])).status_code == 403


def test_a_clinician_on_the_case_who_is_not_named_reads_nothing(physician, reader, case):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SIGNED)
    other = make_user(Role.PHYSICIAN)
    assign_worker(case, by=make_coordinator(), user=other, discipline=Discipline.MEDICAL)

    assert list(reports(other)) == [report]
    for read in (read_report, open_paper):
        with pytest.raises(Denied):
            read(fresh(report), by=other)
    with pytest.raises(Denied):
        name_author(fresh(report), by=other, user=other)


def test_the_social_worker_on_the_case_does_not_know_of_it(physician, case, client):
    report = make_report(case, by=physician)
    social = sign_in(client, make_user(Role.SOCIAL_WORKER))
    assign_worker(case, by=make_coordinator(), user=social, discipline=Discipline.SOCIAL)

    assert not reports(social).exists()
    with pytest.raises(NotFound):
        get_report(social, report.code, 1)
    assert client.get(reverse("desk:medico_report", args=[report.code, 1])).status_code == 403
    assert "Medico-legal" not in client.get(reverse("desk:case_file", args=[case.code])).content.decode()


def test_the_second_reader_reads_from_the_second_reading_on(physician, reader, case):
    report = make_report(case, by=physician)
    with pytest.raises(Denied):
        read_report(report, by=reader)

    send_to_reader(report, by=physician, user=reader)

    assert read_report(fresh(report), by=reader).sections["allegations"] == "Words of allegations"
    with pytest.raises(Denied):
        evaluate(fresh(report), by=reader, overall=Degree.CONSISTENT)
    with pytest.raises(Denied):
        sign_report(fresh(report), by=reader, signature=a_signature())


def test_an_author_cannot_stand_in_for_the_second_reader(physician, reader, case):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SECOND_READING)

    with pytest.raises(Denied, match="reader named"):
        confirm_reading(report, by=physician)


def test_another_author_reads_once_named(physician, reader, case):
    report = make_report(case, by=physician)
    assert not is_author(reader, report)

    name_author(report, by=physician, user=reader)

    assert read_report(get_report(reader, report.code, 1), by=reader).findings[0][1] == SCAR


def a_lawyer_on(case):
    coordinator, lawyer = make_coordinator(), make_user(Role.LAWYER, organisation=make_legal_unit())
    show_case(case, by=coordinator, organisation=lawyer.organisation, until=today() + dt.timedelta(days=30))
    return lawyer


def test_the_lawyer_reads_the_signed_paper_where_the_person_agreed_and_never_a_draft(physician, reader, case):
    lawyer = a_lawyer_on(case)
    draft = make_report(case, by=physician)
    report = make_report(case, by=physician, reader=reader, state=ReportState.SIGNED)
    assert not reads_paper(lawyer, fresh(report))
    with pytest.raises(Denied):
        open_paper(fresh(report), by=lawyer)

    consent = agree(case, by=make_coordinator(), purpose=ConsentPurpose.LEGAL, organisation=lawyer.organisation)

    assert open_paper(fresh(report), by=lawyer).startswith(b"%PDF")
    for read in (lambda: open_paper(fresh(draft), by=lawyer), lambda: read_report(fresh(report), by=lawyer)):
        with pytest.raises(Denied):
            read()
    withdraw_consent(consent, by=make_coordinator())
    with pytest.raises(Denied):
        open_paper(fresh(report), by=lawyer)


def test_a_consent_to_less_than_a_report_tells_opens_nothing_for_the_lawyer(physician, reader, case):
    lawyer = a_lawyer_on(case)
    report = make_report(case, by=physician, reader=reader, state=ReportState.SIGNED)
    agree(case, by=make_coordinator(), purpose=ConsentPurpose.LEGAL, organisation=lawyer.organisation, data_kinds=TOLD[:3])

    assert not reads_paper(lawyer, fresh(report))


def test_of_a_report_that_is_not_for_them_the_legal_unit_knows_nothing(client, physician, reader, case):
    lawyer = a_lawyer_on(case)
    report = make_report(case, by=physician, reader=reader, state=ReportState.SECOND_READING)
    sign_in(client, lawyer)
    one = reverse("desk:medico_report", args=[report.code, 1])
    lists = (reverse("desk:medico_reports"), reverse("desk:case_medico", args=[case.code]))

    def shown():
        named = [physician.username in client.get(page).content.decode() for page in lists]
        return [*(answer.status_code for answer in (client.get(one), client.post(one))), *named]

    unit = {"by": make_coordinator(), "purpose": ConsentPurpose.LEGAL, "organisation": lawyer.organisation}
    agree(case, **unit, data_kinds=TOLD[:3])
    assert shown() == [404, 404, False, False]
    consent = agree(case, **unit)
    assert shown() == [404, 404, False, False]

    confirm_reading(report, by=reader)
    sign_report(fresh(report), by=physician, signature=a_signature())

    assert shown() == [200, 403, True, True]
    withdraw_consent(consent, by=make_coordinator())
    assert shown()[:3] == [404, 404, False]


def test_words_are_sealed_in_the_tables(physician, case):
    report = make_report(case, by=physician)

    stored = [bytes(row.words) for row in (*report.sections.all(), *report.findings.all())]
    assert not any(SCAR.encode() in words or b"Words of" in words for words in stored)


# Given to somebody


def test_the_person_is_given_their_own_report_without_asking_for_more(physician, reader, case):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SIGNED)

    row = give_report(fresh(report), by=physician, recipient=Recipient.PERSON, given_on=today())

    assert row.consent is None
    assert undo.latest(physician.actor) is None


@pytest.mark.parametrize(
    ("recipient", "purpose"),
    [(Recipient.REPRESENTATIVE, ConsentPurpose.REPRESENTATIVE), (Recipient.AUTHORITY, ConsentPurpose.AUTHORITIES)],
)
def test_every_other_use_asks_anew(physician, reader, case, recipient, purpose):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SIGNED)
    facts = {"recipient": recipient, "given_on": today(), "name": "Намунаев Р."}
    with pytest.raises(WrongState, match="The person has not consented to give the report to this recipient, or the"):
        give_report(fresh(report), by=physician, **facts)

    consent = agree(case, by=physician, purpose=purpose)
    with pytest.raises(Invalid, match="Enter the name of the recipient"):
        give_report(fresh(report), by=physician, **{**facts, "name": ""})
    assert give_report(fresh(report), by=physician, **facts).consent == consent
    with pytest.raises(WrongState, match="The person has not consented to give the report to this recipient, or the"):
        give_report(fresh(report), by=physician, **facts)
    agree(case, by=physician, purpose=purpose)
    give_report(fresh(report), by=physician, **facts)

    assert Delivery.objects.count() == 2


def test_an_unsigned_report_is_given_to_nobody(physician, reader, case):
    report = make_report(case, by=physician, reader=reader, state=ReportState.SECOND_READING)

    with pytest.raises(WrongState, match="Only a signed report"):
        give_report(report, by=physician, recipient=Recipient.PERSON, given_on=today())


# Pages


def test_the_whole_way_on_the_pages(physician, reader, case, client):
    sign_in(client, physician)
    assert client.get(reverse("desk:case_medico_start", args=[case.code])).status_code == 409
    agree(case, by=physician)
    facts = {"language": "ru", "asked_by": "person", "examined_on": f"{today():%d.%m.%Y}"}
    client.post(reverse("desk:case_medico_start", args=[case.code]), facts)
    report = Report.objects.get()

    def url(name, *more):
        return reverse(f"desk:medico_{name}", args=[report.code, report.number, *more])

    for part, heading in {1: "case_info", 5: "allegations", 12: "interpretation", 13: "conclusions", 14: "truthfulness"}.items():
        opened = soup_of(client.post(url("section", part), {"open": "1"}))
        form = filled(form_with(opened, "words"))
        client.post(url("section", part), form | {"words": f"О {heading}"})
    client.post(url("add_finding", "physical"), {"kind": "physical", "words": SCAR, "alleged": "", "degree": "consistent"})
    client.post(url("overall"), {"version": report.version, "overall": "consistent"})
    client.post(url("reader"), {"version": fresh(report).version, "user": str(reader.pk)})
    sign_in(client, reader)
    assert SCAR in client.post(url("report")).content.decode()
    client.post(url("agree"))
    sign_in(client, physician)
    paper = {"version": fresh(report).version, "signer": "Д-р Н.", "place": "Душанбе", "day": f"{today():%d.%m.%Y}"}
    assert client.post(url("sign"), paper).status_code == 302
    assert client.post(url("paper")).content.startswith(b"%PDF")
    client.post(url("give"), {"recipient": "person", "name": "", "given_on": f"{today():%d.%m.%Y}"})

    assert (fresh(report).state, fresh(report).overall, Delivery.objects.count()) == ("signed", "consistent", 1)


def test_a_get_shows_no_word_of_the_report(physician, case, client):
    sign_in(client, physician)
    report = make_report(case, by=physician)

    page = client.get(reverse("desk:medico_report", args=[report.code, 1])).content.decode()
    assert "Words of" not in page
    assert SCAR not in page
    assert client.get(reverse("desk:medico_section", args=[report.code, 1, 5])).status_code == 302
    assert SCAR in client.post(reverse("desk:medico_report", args=[report.code, 1])).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_reports_costs_the_same_for_one_and_three(physician, case, client, django_assert_num_queries, count):
    sign_in(client, physician)
    for _ in range(count):
        make_report(case, by=physician)

    with django_assert_num_queries(12):
        page = soup_of(client.get(reverse("desk:medico_reports")))

    assert len(page.select("main .tasks li")) == count
