"""Marks and photographs in a medico-legal report: by reference, on a consent of their own, kept in the paper as it was signed."""

import datetime as dt
import hashlib
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import assign_worker
from panoh.cases.enums import Discipline, TaskKind
from panoh.cases.models import Task
from panoh.cases.policy import visible_tasks
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.findings.actions import (
    add_finding,
    begin_version,
    choose_exhibits,
    confirm_reading,
    give_report,
    open_paper,
    read_report,
    return_report,
    send_to_reader,
    sign_report,
    take_out_finding,
    view_exhibited,
)
from panoh.findings.actions.body import keep_photograph, take_out_mark, take_out_photograph
from panoh.findings.enums import FindingKind, Recipient
from panoh.findings.models import Exhibit, Photograph, Report
from panoh.findings.report_policy import reads_paper
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_legal_unit, make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, show_case
from tests.factories.consent import make_consent
from tests.factories.findings import make_mark
from tests.factories.pictures import a_picture
from tests.factories.reports import a_signature, agree, make_report
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOTE = "Ровные края, бледный"


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


@pytest.fixture
def photograph(physician, case):
    make_consent(case.person, by=physician, purpose=ConsentPurpose.PHOTOGRAPHS)
    return keep_photograph(make_mark(case, by=physician, note=NOTE), case, by=physician, content=a_picture(), taken_on=today())


@pytest.fixture
def agreed(physician, case):
    return make_consent(case.person, by=physician, purpose=ConsentPurpose.REPORT_PHOTOS)


def fresh(report):
    return Report.objects.select_related("case__person", "person").get(pk=report.pk)


def choose(report, by, *, marks=(), photographs=(), **more):
    row = report.findings.filter(kind=FindingKind.PHYSICAL)[0]
    return choose_exhibits(row, by=by, marks=[mark.pk for mark in marks], photographs=[each.pk for each in photographs], **more)


def signed(report, by, reader):
    send_to_reader(report, by=by, user=reader)
    confirm_reading(report, by=reader)
    sign_report(report, by=by, signature=a_signature())
    return fresh(report)


def url(name, report, *more):
    return reverse(f"desk:medico_{name}", args=[report.code, report.number, *more])


# Choosing


def test_a_finding_speaks_of_marks_numbered_through_the_report(physician, case):
    report = make_report(case, by=physician)
    first = make_mark(case, by=physician, seen_on=today() - dt.timedelta(days=1))
    second = make_mark(case, by=physician, region="hand.left", note=NOTE)
    other = add_finding(report, by=physician, kind=FindingKind.PHYSICAL, words="Рубец на кисти")

    choose(report, physician, marks=[first])
    choose_exhibits(other, by=physician, marks=[first.pk, second.pk])

    said = read_report(fresh(report), by=physician)
    assert [(mark.number, mark.row, mark.note) for mark in said.exhibits.marks] == [(1, first, "Бледный рубец"), (2, second, NOTE)]
    assert [mark.number for mark in said.exhibits.of_finding[other.pk]] == [1, 2]


def test_what_is_chosen_anew_stands_in_place_of_what_was_chosen_before(physician, case):
    report = make_report(case, by=physician)
    first, second = make_mark(case, by=physician), make_mark(case, by=physician)
    row = choose(report, physician, marks=[first])

    choose(report, physician, marks=[second], expected=row.version)

    assert [each.mark for each in Exhibit.objects.all()] == [second]
    with pytest.raises(Conflict):
        choose(report, physician, marks=[first], expected=row.version)
    choose(report, physician)
    assert not Exhibit.objects.exists()


def test_a_photograph_brings_its_mark_along_and_needs_a_consent_of_its_own(physician, case, photograph):
    report = make_report(case, by=physician)
    with pytest.raises(WrongState, match="photographs in a medico-legal report"):
        choose(report, physician, photographs=[photograph])
    assert not Exhibit.objects.exists()

    make_consent(case.person, by=physician, purpose=ConsentPurpose.REPORT_PHOTOS)
    choose(report, physician, photographs=[photograph])

    assert sorted(str(each.photograph_id) for each in Exhibit.objects.all()) == sorted(["None", str(photograph.pk)])
    assert {each.mark_id for each in Exhibit.objects.all()} == {photograph.mark_id}


def test_nothing_of_another_person_and_nothing_into_a_finding_of_the_mind(physician, case, photograph, agreed):
    report = make_report(case, by=physician)
    other = make_case(workers=((physician, Discipline.MEDICAL),))
    mark = make_mark(other, by=physician)

    with pytest.raises(Invalid, match="Choose from the list: this mark or photograph belongs to another person"):
        choose(report, physician, marks=[mark])
    mind = add_finding(report, by=physician, kind=FindingKind.PSYCHOLOGICAL, words="Бессонница")
    with pytest.raises(Invalid, match="physical finding"):
        choose_exhibits(mind, by=physician, marks=[photograph.mark_id])
    assert not Exhibit.objects.exists()


def test_only_an_author_of_the_medical_discipline_chooses(physician, reader, case, photograph):
    report = make_report(case, by=physician)
    assign_worker(case, by=make_coordinator(), user=reader, discipline=Discipline.PSYCHOLOGICAL)
    with pytest.raises(Denied, match="clinicians named"):
        choose(report, reader, marks=[photograph.mark])
    own = make_report(case, by=reader)

    with pytest.raises(Denied, match="another discipline"):
        choose(own, reader, marks=[photograph.mark])
    send_to_reader(report, by=physician, user=reader)
    with pytest.raises(WrongState, match="You can only change a draft"):
        choose(fresh(report), physician, marks=[photograph.mark])


def test_a_mark_in_a_report_stays_and_a_photograph_may_always_go(physician, case, photograph, agreed):
    report = make_report(case, by=physician)
    choose(report, physician, photographs=[photograph])

    take_out_photograph(photograph, case, by=physician)
    with pytest.raises(WrongState, match="A medico-legal report mentions this mark, so it cannot be removed"):
        take_out_mark(photograph.mark, case, by=physician)

    assert [(each.mark_id, each.photograph_id) for each in Exhibit.objects.all()] == [(photograph.mark_id, None)]
    undo.take_back(undo.latest(physician.actor).pk, by=physician.actor)
    assert Exhibit.objects.filter(photograph=photograph.pk).count() == 1


def test_a_finding_is_taken_out_with_what_it_spoke_of(physician, case, photograph):
    report = make_report(case, by=physician)
    row = choose(report, physician, marks=[photograph.mark])

    take_out_finding(row, by=physician)
    assert not Exhibit.objects.exists()
    undo.take_back(undo.latest(physician.actor).pk, by=physician.actor)
    assert Exhibit.objects.count() == 1


# The paper


def test_the_signed_paper_shows_the_figure_and_the_photographs_and_keeps_them(physician, reader, case, photograph, agreed):
    report = make_report(case, by=physician)
    choose(report, physician, photographs=[photograph])
    report = signed(fresh(report), physician, reader)

    before = open_paper(report, by=physician)
    take_out_photograph(photograph, case, by=physician)
    pdf = open_paper(fresh(report), by=physician)

    document = PdfReader(io.BytesIO(pdf))
    text = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    for part in ("1. scar: chest (from the front), 30 mm", NOTE, "Marks on the figure: 1", "Photograph 1, of mark 1, taken on"):
        assert part in text
    assert {image.image.size for page in document.pages for image in page.images} == {(40, 60)}
    assert (report.pictures, before == pdf, hashlib.sha256(pdf).hexdigest()) == (1, True, report.digest)


def test_a_paper_without_marks_shows_no_figure(physician, reader, case):
    report = signed(make_report(case, by=physician), physician, reader)

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(open_paper(report, by=physician))).pages)
    assert "Marks on the figure" not in text
    assert report.pictures == 0


def test_a_consent_taken_back_before_the_signature_leaves_no_photograph_in_the_paper(physician, reader, case, photograph, agreed):
    report = make_report(case, by=physician)
    choose(report, physician, photographs=[photograph])
    send_to_reader(fresh(report), by=physician, user=reader)
    report = fresh(report)
    confirm_reading(report, by=reader)
    withdraw_consent(agreed, by=physician)

    with pytest.raises(WrongState, match="The person has not consented to photographs in a medico-legal report, or"):
        sign_report(fresh(report), by=physician, signature=a_signature())
    with pytest.raises(WrongState, match="The person has not consented to photographs in a medico-legal report, or"):
        view_exhibited(photograph, report, by=reader)
    assert fresh(report).digest == ""


def test_a_paper_with_photographs_goes_to_nobody_else_once_that_consent_is_taken_back(physician, reader, case, photograph, agreed):
    report = make_report(case, by=physician)
    choose(report, physician, photographs=[photograph])
    report = signed(fresh(report), physician, reader)
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    show_case(case, by=make_coordinator(), organisation=lawyer.organisation)
    agree(case, by=make_coordinator(), purpose=ConsentPurpose.LEGAL, organisation=lawyer.organisation)
    agree(case, by=physician, purpose=ConsentPurpose.AUTHORITIES)
    assert reads_paper(lawyer, report)

    withdraw_consent(agreed, by=physician)

    assert not reads_paper(lawyer, fresh(report))
    with pytest.raises(WrongState, match="photographs in a medico-legal report"):
        give_report(report, by=physician, recipient=Recipient.AUTHORITY, given_on=today(), name="Намунаев Р.")
    assert give_report(report, by=physician, recipient=Recipient.PERSON, given_on=today()).consent is None


def test_a_new_version_begins_with_the_same_marks_and_photographs(physician, reader, case, photograph, agreed):
    report = make_report(case, by=physician)
    choose(report, physician, photographs=[photograph])

    second = begin_version(signed(fresh(report), physician, reader), by=physician, why="Пришёл рентген", language="ru")

    (mark,) = read_report(second, by=physician).exhibits.marks
    assert (mark.row, mark.photographs) == (photograph.mark, [photograph])


# Pages


def test_marks_are_chosen_on_a_page_and_seen_by_the_second_reader_who_does_not_know_the_case(
    physician, reader, case, photograph, agreed, client
):
    sign_in(client, physician)
    report = make_report(case, by=physician)
    page = url("marks", report, report.findings.get().pk)
    form = filled(form_with(soup_of(client.get(page)), "photographs"))
    client.post(page, form | {"photographs": [str(photograph.pk)]})
    assert NOTE in client.post(url("report", report)).content.decode()
    send_to_reader(fresh(report), by=physician, user=reader)

    sign_in(client, reader)
    shown = client.post(url("report", report)).content.decode()
    there = url("photograph", report, photograph.pk)
    pages = [client.get(there), client.post(there)]

    assert (NOTE in shown, there in shown) == (True, True)
    assert [b'src="data:image/jpeg;base64,/9j/' in each.content for each in pages] == [False, True]
    assert client.get(reverse("desk:case_body", args=[case.code])).status_code == 403


def test_a_photograph_that_stands_in_no_report_is_not_shown_by_one(physician, reader, case, photograph, agreed, client):
    report = make_report(case, by=physician, reader=reader)
    sign_in(client, physician)

    assert client.post(url("photograph", report, photograph.pk)).status_code == 404
    assert client.get(url("report", report)).content.decode().count(NOTE) == 0
    assert Photograph.objects.exists()


def test_without_the_consent_the_page_offers_marks_alone_and_says_why(physician, case, photograph, client):
    sign_in(client, physician)
    report = make_report(case, by=physician)

    page = soup_of(client.get(url("marks", report, report.findings.get().pk)))

    assert page.select("[name=photographs]") == []
    assert len(page.select("[name=marks]")) == 1
    assert "The person has not consented to photographs in a medico-legal report, or" in page.get_text()


# The second reader's task


def test_the_second_reader_has_a_task_without_seeing_the_case_and_it_goes_with_the_reading(physician, reader, case, client):
    other = make_user(Role.PHYSICIAN, organisation=make_member())
    report = make_report(case, by=physician)
    send_to_reader(report, by=physician, user=reader)

    task = visible_tasks(reader).get()
    assert (task.kind, task.target, task.case) == (TaskKind.READING, report.pk, None)
    assert not visible_tasks(physician).filter(kind=TaskKind.READING).exists()
    sign_in(client, reader)
    assert client.get(reverse("desk:medico_reading", args=[report.pk])).url == url("report", report)
    assert "Read the clinical report as the second reader" in client.get(reverse("desk:my_day")).content.decode()
    sign_in(client, other)
    assert client.get(reverse("desk:medico_reading", args=[report.pk])).status_code == 404

    return_report(fresh(report), by=reader, remark="Уточнить")
    assert not visible_tasks(reader).exists()
    send_to_reader(fresh(report), by=physician, user=reader)
    confirm_reading(fresh(report), by=reader)
    assert Task.objects.filter(kind=TaskKind.READING, done_at=None).count() == 0


def test_sending_that_is_undone_takes_its_task_along(physician, reader, case):
    send_to_reader(make_report(case, by=physician), by=physician, user=reader)

    undo.take_back(undo.latest(physician.actor).pk, by=physician.actor)

    assert not Task.objects.filter(kind=TaskKind.READING).exists()
