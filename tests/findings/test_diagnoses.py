"""What was found is corrected with a reason; and a physician and a psychologist keep diagnoses neither of which the other sees."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import assign_worker, reopen_case
from panoh.cases.enums import Discipline
from panoh.cases.models import Amendment
from panoh.cases.queries.care import corrections
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.findings.actions.clinical import (
    add_allergy,
    correct_allergy,
    correct_diagnosis,
    correct_medicine,
    end_diagnosis,
    stop_medicine,
)
from panoh.findings.models import Allergy, Diagnosis, Medicine
from panoh.findings.queries.clinical import diagnoses, get_diagnosis, medical, words_of
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import close, make_case, make_coordinator
from tests.factories.findings import make_allergy, make_diagnosis, make_medicine
from tests.pages import soup_of, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.database]
WHY = "Спутал с другим приёмом"
OWN = {"discipline": Discipline.PSYCHOLOGICAL, "code": "F43.2", "note": "Со слов на второй встрече"}


@pytest.fixture
def both():
    """A case with a physician and a psychologist, each with a diagnosis of their own."""
    case, (physician, psychologist) = make_team(Role.PHYSICIAN, Role.PSYCHOLOGIST)
    return case, physician, psychologist, make_diagnosis(case, by=physician), make_diagnosis(case, by=psychologist, **OWN)


def facts(row, **other):
    given = {name: getattr(row, name) for name in ("system", "code", "certainty", "found_on", "ended_on")}
    return {**given, "why": WHY, "note": "По опросу и осмотру", **other}


# Corrected


def test_a_corrected_diagnosis_keeps_what_stood_there_and_why(both):
    case, physician, _psychologist, row, _own = both

    correct_diagnosis(row, case, by=physician, **facts(row, code="F43.2", certainty="provisional", note="Пересмотрено"))

    page = medical(physician, case)
    assert [(line.row.code, line.row.certainty, line.note) for line in page.diagnoses] == [("F43.2", "provisional", "Пересмотрено")]
    told = {(item.thing, item.field, item.former, item.reason) for item in page.corrected}
    assert told == {
        ("F43.2", "how certain", "confirmed", WHY),
        ("F43.2", "code", "F43.1", WHY),
        ("F43.2", "note", "По опросу и осмотру", WHY),
    }
    assert not any("Пересмотрено".encode() in bytes(kept.former) or WHY.encode() in bytes(kept.reason) for kept in Amendment.objects.all())


def test_what_was_marked_as_over_by_mistake_holds_again(both):
    case, physician, _psychologist, row, _own = both
    end_diagnosis(row, case, by=physician)
    pill = make_medicine(case, by=physician)
    stop_medicine(pill, case, by=physician)

    correct_diagnosis(row, case, by=physician, **facts(row, ended_on=None))
    correct_medicine(pill, case, by=physician, why=WHY, name="Амитриптилин", dose="25 мг на ночь")

    page = medical(physician, case)
    assert (len(page.diagnoses), page.past, len(page.medicines), page.stopped) == (1, [], 1, [])
    assert (f"{today():%d.%m.%Y}", "over since") in {(item.former, item.field) for item in page.corrected}


def test_a_corrected_medicine_and_a_corrected_allergy_keep_what_stood_there(both):
    case, physician, *_others = both
    pill, allergy = make_medicine(case, by=physician), make_allergy(case, by=physician)

    correct_medicine(pill, case, by=physician, why=WHY, name="Амитриптилин", dose="10 мг на ночь", started_on=today())
    correct_allergy(allergy, case, by=physician, why=WHY, substance="Ампициллин", severity="mild", reaction="Сыпь")

    page = medical(physician, case)
    assert [(item.name, item.dose, item.row.started_on) for item in page.medicines] == [("Амитриптилин", "10 мг на ночь", today())]
    assert [(item.substance, item.row.severity, item.reaction) for item in page.allergies] == [("Ампициллин", "mild", "Сыпь")]
    former = {(item.thing, item.field): item.former for item in page.corrected}
    assert former["medicine", "dose, how often"] == "25 мг на ночь"
    assert former["allergy", "intolerance of"] == "Пенициллин"
    assert former["allergy", "how severe it was"] == "dangerous to life"


def test_a_correction_wants_a_reason_and_a_change_and_holds_to_the_rules(both):
    case, physician, _psychologist, row, _own = both
    make_diagnosis(case, by=physician, code="I10")
    tomorrow, yesterday = today() + dt.timedelta(days=1), today() - dt.timedelta(days=1)

    for other, sentence in (
        ({"why": " ", "code": "G43.9"}, "Say why"),
        ({}, "Nothing was changed"),
        ({"code": "F99.9"}, "not on the list"),
        ({"code": "I10"}, "This diagnosis is already recorded"),
        ({"found_on": tomorrow}, "This date is in the future"),
        ({"ended_on": yesterday}, "The end cannot be before the beginning"),
    ):
        with pytest.raises(Invalid, match=sentence):
            correct_diagnosis(Diagnosis.objects.get(pk=row.pk), case, by=physician, **facts(row, **other))
    assert Amendment.objects.count() == 0
    with pytest.raises(Conflict):
        correct_diagnosis(row, case, by=physician, expected=7, **facts(row, code="G43.9"))


def test_that_none_is_known_is_not_corrected(both):
    case, physician, *_others = both
    row = add_allergy(case, by=physician, kind="none")

    with pytest.raises(WrongState, match="Mark it as over"):
        correct_allergy(row, case, by=physician, why=WHY, substance="Пенициллин")


def test_a_mistake_is_put_right_on_a_closed_case(both):
    case, physician, _psychologist, row, _own = both
    close(case, by=make_coordinator())
    case.refresh_from_db()

    correct_diagnosis(row, case, by=physician, **facts(row, certainty="history"))

    assert Diagnosis.objects.get(pk=row.pk).certainty == "history"


def test_what_was_found_in_an_earlier_episode_is_corrected_in_the_next(both):
    case, physician, _psychologist, row, _own = both
    coordinator = make_coordinator()
    close(case, by=coordinator)
    case.refresh_from_db()
    episode = reopen_case(case, by=coordinator, reason="Снова боли")
    assign_worker(episode, by=coordinator, user=physician, discipline=Discipline.MEDICAL)

    correct_diagnosis(get_diagnosis(physician, episode, row.pk), episode, by=physician, **facts(row, certainty="history"))

    assert [item.former for item in medical(physician, episode).corrected] == ["confirmed"]


def test_a_correction_through_the_case_of_another_is_refused(both):
    case, physician, _psychologist, row, _own = both
    other = make_case(workers=((physician, Discipline.MEDICAL),))
    pill, allergy = make_medicine(case, by=physician), make_allergy(case, by=physician)

    with pytest.raises(Denied):
        correct_diagnosis(row, other, by=physician, **facts(row, certainty="history"))
    with pytest.raises(Denied):
        correct_medicine(pill, other, by=physician, why=WHY, name="Другое")
    with pytest.raises(Denied):
        correct_allergy(allergy, other, by=physician, why=WHY, substance="Другое")


def test_the_list_of_corrections_that_all_on_the_case_read_knows_nothing_of_it(both):
    case, physician, psychologist, row, own = both
    correct_diagnosis(row, case, by=physician, **facts(row, certainty="history"))
    correct_diagnosis(own, case, by=psychologist, **facts(own, certainty="history"))

    assert Amendment.objects.count() == 3  # of the second the note too
    assert corrections(case) == []


# Two disciplines


def test_each_sees_their_own_diagnoses_and_not_the_others(client, both):
    case, physician, psychologist, *_rows = both

    sign_in(client, physician)
    shown = text(client.get(url("case_medical", case)))
    assert ("F43.1" in shown, "F43.2" in shown, "второй встрече" in shown) == (True, False, False)
    assert client.get(url("case_diagnoses", case)).status_code == 403
    sign_in(client, psychologist)
    shown = text(client.get(url("case_diagnoses", case)))
    assert ("F43.2" in shown, "второй встрече" in shown, "F43.1" in shown, "опросу и осмотру" in shown) == (True, True, False, False)
    assert client.get(url("case_medical", case)).status_code == 403


@pytest.mark.parametrize(("role", "page"), [(Role.PHYSICIAN, "case_medical"), (Role.PSYCHOLOGIST, "case_diagnoses")])
@pytest.mark.parametrize("other_has", [True, False])
def test_where_a_discipline_has_none_it_is_not_said_that_there_are_none(client, role, page, other_has):
    case, (physician, psychologist) = make_team(Role.PHYSICIAN, Role.PSYCHOLOGIST)
    if other_has and role == Role.PHYSICIAN:
        make_diagnosis(case, by=psychologist, **OWN)
    elif other_has:
        make_diagnosis(case, by=physician)
    sign_in(client, physician if role == Role.PHYSICIAN else psychologist)

    shown = soup_of(client.get(url(page, case))).select_one("section[aria-labelledby=diagnoses]").get_text(" ", strip=True)

    assert shown.endswith("None recorded in this discipline.")


def test_no_query_and_no_action_of_one_side_reaches_the_other(both):
    case, physician, psychologist, row, own = both

    with pytest.raises(Denied):
        diagnoses(physician, case, Discipline.PSYCHOLOGICAL)
    with pytest.raises(Denied):
        diagnoses(psychologist, case, Discipline.MEDICAL)
    for user, discipline, key in (
        (physician, Discipline.PSYCHOLOGICAL, own.pk),
        (physician, Discipline.MEDICAL, own.pk),
        (psychologist, Discipline.MEDICAL, row.pk),
        (psychologist, Discipline.PSYCHOLOGICAL, row.pk),
    ):
        with pytest.raises(NotFound):
            get_diagnosis(user, case, key, discipline)
    for user, theirs in ((physician, own), (psychologist, row)):
        with pytest.raises(Denied):
            end_diagnosis(theirs, case, by=user)
        with pytest.raises(Denied):
            correct_diagnosis(theirs, case, by=user, **facts(theirs, certainty="history"))
    with pytest.raises(Denied):
        make_diagnosis(case, by=physician, **OWN)
    with pytest.raises(Denied):
        make_diagnosis(case, by=psychologist, code="I10")


@pytest.mark.parametrize("name", ["correct_diagnosis", "end_diagnosis"])
def test_no_address_of_one_side_opens_a_row_of_the_other(client, both, name):
    case, physician, psychologist, row, own = both
    for user, theirs in ((physician, own), (psychologist, row)):
        sign_in(client, user)
        for prefix in ("", "psychological_"):
            address = url(prefix + name, case, theirs.pk)
            assert client.post(address).status_code == 404
            assert client.get(address).status_code in (302, 404)  # back to the list, or nothing there
    assert set(Diagnosis.objects.values_list("ended_on", flat=True)) == {None}


def test_what_one_side_wrote_the_other_does_not_learn_from_a_refusal(both):
    case, physician, psychologist, *_rows = both

    make_diagnosis(case, by=physician, code="F43.2")
    make_diagnosis(case, by=psychologist, **{**OWN, "code": "F43.1"})

    assert sorted(Diagnosis.objects.values_list("discipline", "code")) == [
        ("medical", "F43.1"),
        ("medical", "F43.2"),
        ("psychological", "F43.1"),
        ("psychological", "F43.2"),
    ]
    with pytest.raises(Invalid, match="This diagnosis is already recorded"):
        make_diagnosis(case, by=psychologist, **OWN)


def test_what_one_side_corrected_stands_on_no_page_of_the_other(client, both):
    case, physician, psychologist, row, own = both
    correct_diagnosis(row, case, by=physician, **facts(row, certainty="history"))
    correct_diagnosis(own, case, by=psychologist, **facts(own, why="Другая причина", certainty="history"))

    assert [item.reason for item in medical(physician, case).corrected] == [WHY]
    assert {item.reason for item in diagnoses(psychologist, case, Discipline.PSYCHOLOGICAL).corrected} == {"Другая причина"}


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.COORDINATOR])
def test_others_open_neither(client, both, role):
    case, *_team = both
    reader = make_user(role)
    if role == Role.SOCIAL_WORKER:
        assign_worker(case, by=make_coordinator(), user=reader, discipline=Discipline.SOCIAL)
    sign_in(client, reader)

    assert client.get(url("case_file", case)).status_code == 200
    for name in ("case_diagnoses", "psychological_add_diagnosis", "case_medical", "add_diagnosis"):
        assert client.get(url(name, case)).status_code == 403


def test_no_other_discipline_keeps_diagnoses(both):
    _case, _physician, _psychologist, row, _own = both

    with pytest.raises(IntegrityError), writes_allowed(), transaction.atomic():
        Diagnosis.objects.filter(pk=row.pk).update(discipline=Discipline.SOCIAL)


# Pages


def test_a_psychologist_writes_corrects_and_ends_on_their_page(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    address = url("psychological_add_diagnosis", case)
    looked = soup_of(client.post(address, {"words": "F43", "open": "1", "note": "Со слов"}))
    assert looked.select_one("#words")["hx-post"] == url("psychological_find_diagnoses", case)
    sent = {"diagnosis": "icd10:F43.2", "certainty": "provisional", "found_on": f"{today():%d.%m.%Y}", "note": "Со слов"}
    assert client.post(address, sent).url == url("case_diagnoses", case)
    row = Diagnosis.objects.get()
    assert row.discipline == Discipline.PSYCHOLOGICAL

    address = url("psychological_correct_diagnosis", case, row.pk)
    form = form_with(soup_of(client.get(address)), "why")
    assert filled(form)["diagnosis"] == "icd10:F43.2"
    assert client.post(address, filled(form) | {"certainty": "confirmed", "why": WHY}).status_code == 302
    client.post(url("psychological_end_diagnosis", case, row.pk))

    shown = text(client.get(url("case_diagnoses", case)))
    assert "In the past" in shown
    assert f"how certain: {WHY}" in shown
    assert "Before: provisional" in shown


def test_another_code_is_searched_for_without_losing_what_was_typed(client, both):
    case, physician, _psychologist, row, _own = both
    sign_in(client, physician)
    address = url("correct_diagnosis", case, row.pk)
    form = filled(form_with(soup_of(client.get(address)), "why"))

    looked = soup_of(client.post(address, form | {"words": "мигрень", "open": "1", "why": WHY, "note": "Иначе"}))

    assert [one["value"] for one in looked.select("[name=diagnosis]")] == ["icd10:F43.1", "icd10:G43.9"]
    assert looked.select_one("[name=why]")["value"] == WHY
    assert client.post(address, filled(form_with(looked, "why")) | {"diagnosis": "icd10:G43.9"}).status_code == 302
    stored = Diagnosis.objects.get(pk=row.pk)
    assert (stored.code, words_of(physician, stored).note) == ("G43.9", "Иначе")


def test_a_medicine_and_an_allergy_are_corrected_on_their_pages(client, both):
    case, physician, *_others = both
    pill, allergy = make_medicine(case, by=physician), make_allergy(case, by=physician)
    sign_in(client, physician)
    for name, row, change in (("correct_medicine", pill, {"dose": "10 мг"}), ("correct_allergy", allergy, {"substance": "Ампициллин"})):
        form = form_with(soup_of(client.get(url(name, case, row.pk))), "why")
        assert client.post(url(name, case, row.pk), filled(form) | change | {"why": ""}).status_code == 400
        assert client.post(url(name, case, row.pk), filled(form) | change | {"why": WHY}).status_code == 302

    assert words_of(physician, Medicine.objects.get()).dose == "10 мг"
    assert words_of(physician, Allergy.objects.get()).substance == "Ампициллин"
    assert client.get(url("correct_medicine", make_case(workers=((physician, Discipline.MEDICAL),)), pill.pk)).status_code == 404


def test_two_who_correct_at_once_get_both_versions(client, both):
    case, physician, _psychologist, row, _own = both
    sign_in(client, physician)
    address = url("correct_diagnosis", case, row.pk)
    form = filled(form_with(soup_of(client.get(address)), "why"))
    correct_diagnosis(row, case, by=physician, **facts(row, certainty="history"))

    overtaken = client.post(address, form | {"certainty": "provisional", "why": WHY})

    assert overtaken.status_code == 409
    assert "Your text and the current text" in text(overtaken)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_the_psychologist_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    for code in ("F43.1", "F32.0", "G43.9")[:count]:
        row = make_diagnosis(case, by=psychologist, **{**OWN, "code": code})
        correct_diagnosis(row, case, by=psychologist, **facts(row, certainty="history"))
    sign_in(client, psychologist)
    client.get(url("case_diagnoses", case))
    before = AuditEvent.objects.filter(verb="vault.opened").count()

    with django_assert_num_queries(17):
        client.get(url("case_diagnoses", case))
    assert AuditEvent.objects.filter(verb="vault.opened").count() == before + 1
