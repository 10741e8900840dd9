"""The physician's page and who reads it."""

import datetime as dt

import pytest
from django.utils import translation

from panoh.accounts.drafts import keep_draft
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import assign_worker, reopen_case
from panoh.cases.enums import CaseState, Discipline
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.findings.actions.clinical import add_allergy, add_diagnosis, end_diagnosis, stop_medicine
from panoh.findings.diagnoses import entries, find, label_of
from panoh.findings.models import Allergy, Diagnosis, Medicine
from panoh.findings.queries.clinical import medical
from tests.factories.accounts import make_legal_unit, make_member, make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator, show_case
from tests.factories.findings import make_allergy, make_diagnosis, make_medicine
from tests.pages import soup_of, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_every_diagnosis_of_the_list_has_a_code_and_three_names():
    assert len(entries()) == 229
    for entry in entries().values():
        assert entry.code[0].isalnum()
        assert entry.code == entry.code.upper()
        assert set(entry.names) == {"en", "ru", "tg"}
        assert all(name.strip() == name and name for name in entry.names.values())
    assert entries()["icd10:F43.1"].other == "6B40"
    assert entries()["icd11:6B40"].other == "F43.1"


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("F43.1", "icd10:F43.1"),
        ("f43", "icd10:F43.0"),
        ("6b40", "icd11:6B40"),
        ("посттравматическое стресс", "icd10:F43.1"),
        ("stress post-traumatic", "icd10:F43.1"),
        ("баъдиосебӣ", "icd10:F43.1"),
        ("затяжное", "icd11:6B42"),
        ("барабанной", "icd10:H72.9"),
        ("легкой", "icd10:F32.0"),
    ],
)
def test_a_diagnosis_is_found_by_code_and_by_words_in_any_language(asked, first):
    assert find(asked)[0].key == first


def test_a_search_for_nothing_finds_nothing_and_no_search_finds_more_than_a_screen():
    assert find("  ") == []
    assert find("xyzzy") == []
    assert len(find("а")) == 12


def test_a_stored_code_is_said_in_the_readers_language_and_an_unknown_one_by_itself():
    with translation.override("ru"):
        assert label_of("icd10", "I10") == "артериальная гипертензия"
    assert label_of("icd10", "Q99") == "Q99"


def test_the_physician_sees_allergies_medicines_diagnoses_on_one_page(client):
    case, (physician,) = make_team(Role.PHYSICIAN)
    make_diagnosis(case, by=physician)
    make_medicine(case, by=physician)
    make_allergy(case, by=physician)
    sign_in(client, physician)

    shown = text(client.get(url("case_medical", case)))

    for word in ("Пенициллин", "dangerous to life", "Отёк лица", "Амитриптилин", "25 мг", "F43.1", "post-traumatic stress disorder"):
        assert word in shown


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.COORDINATOR, Role.MEMBER_WORKER, Role.LAWYER])
def test_nobody_of_another_discipline_opens_the_medical_page(client, role):
    case, (physician,) = make_team(Role.PHYSICIAN)
    make_allergy(case, by=physician)
    homes = {Role.MEMBER_WORKER: make_member, Role.LAWYER: make_legal_unit}
    reader = make_user(role, organisation=homes[role]() if role in homes else None)
    coordinator = make_coordinator()
    if role in homes:
        show_case(case, by=coordinator, organisation=reader.organisation)
    disciplines = {Role.SOCIAL_WORKER: Discipline.SOCIAL, Role.PSYCHOLOGIST: Discipline.PSYCHOLOGICAL}
    if role in disciplines:
        assign_worker(case, by=coordinator, user=reader, discipline=disciplines[role])
    sign_in(client, reader)

    assert client.get(url("case_file", case)).status_code == 200
    response = client.get(url("case_medical", case))
    assert response.status_code == 403
    assert "Пенициллин" not in text(response)
    with pytest.raises(Denied, match="another discipline"):
        medical(reader, case)
    with pytest.raises(Denied):
        make_diagnosis(case, by=reader)


def test_a_physician_of_another_case_finds_no_page(client):
    case, (physician,) = make_team(Role.PHYSICIAN)
    row = make_diagnosis(case, by=physician)
    stranger = make_user(Role.PHYSICIAN)
    other = make_case(workers=((stranger, Discipline.MEDICAL),))
    sign_in(client, stranger)

    assert client.get(url("case_medical", case)).status_code == 404
    assert client.post(url("end_diagnosis", other, row.pk)).status_code == 404
    assert Diagnosis.objects.get().ended_on is None


def test_what_is_known_follows_the_person_into_the_next_episode():
    case, (physician,) = make_team(Role.PHYSICIAN)
    make_allergy(case, by=physician)
    coordinator = make_coordinator()
    with writes_allowed():
        type(case).objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_on=today(), close_reason="goals_met")
    case.refresh_from_db()
    episode = reopen_case(case, by=coordinator, reason="Снова боли")
    assign_worker(episode, by=coordinator, user=physician, discipline=Discipline.MEDICAL)

    assert [item.substance for item in medical(physician, episode).allergies] == ["Пенициллин"]


def test_only_a_code_of_the_list_is_a_diagnosis_and_each_stands_once():
    case, (physician,) = make_team(Role.PHYSICIAN)
    with pytest.raises(Invalid, match="not on the list"):
        make_diagnosis(case, by=physician, code="F99.9")
    make_diagnosis(case, by=physician)
    with pytest.raises(Invalid, match="This diagnosis is already recorded"):
        make_diagnosis(case, by=physician)
    with pytest.raises(Invalid, match="This date is in the future"):
        make_diagnosis(case, by=physician, code="I10", found_on=today() + dt.timedelta(days=1))
    assert Diagnosis.objects.count() == 1


def test_what_is_over_stays_below_and_is_over_once():
    case, (physician,) = make_team(Role.PHYSICIAN)
    row, pill = make_diagnosis(case, by=physician), make_medicine(case, by=physician)

    end_diagnosis(row, case, by=physician)
    stop_medicine(pill, case, by=physician)

    page = medical(physician, case)
    assert ([line.row for line in page.past], page.diagnoses) == ([row], [])
    assert ([item.name for item in page.stopped], page.medicines) == (["Амитриптилин"], [])
    with pytest.raises(WrongState, match="already marked as over"):
        end_diagnosis(Diagnosis.objects.get(), case, by=physician)
    with pytest.raises(Invalid, match="The end cannot be before the beginning"):
        end_diagnosis(make_diagnosis(case, by=physician, code="I10"), case, by=physician, ended_on=today() - dt.timedelta(days=1))


def test_no_known_allergies_is_an_answer_and_a_found_one_ends_it():
    case, (physician,) = make_team(Role.PHYSICIAN)
    add_allergy(case, by=physician, kind="none")

    make_allergy(case, by=physician)

    assert [row.kind for row in Allergy.objects.filter(ended_on=None)] == ["known"]
    with pytest.raises(Invalid, match="Allergies are recorded"):
        add_allergy(case, by=physician, kind="none")
    with pytest.raises(Invalid, match="does not tolerate"):
        add_allergy(case, by=physician, kind="known")


def test_a_closed_case_takes_no_diagnosis():
    physician = make_user(Role.PHYSICIAN)
    case = make_case(workers=((physician, Discipline.MEDICAL),), state=CaseState.CLOSED)

    with pytest.raises(WrongState, match="Reopen it"):
        add_diagnosis(case, by=physician, system="icd10", code="I10", certainty="confirmed", found_on=today())


def test_a_diagnosis_is_found_and_written_down_without_script_and_no_word_is_in_an_address(client):
    case, (physician,) = make_team(Role.PHYSICIAN)
    sign_in(client, physician)
    address = url("add_diagnosis", case)

    looked = client.post(address, {"words": "мигрень", "open": "1", "note": "С юности", "certainty": "history", "found_on": ""})
    shown = soup_of(looked)
    assert shown.select_one("[name=diagnosis]")["value"] == "icd10:G43.9"
    assert "С юности" in shown.select_one("[name=note]").get_text()
    sent = client.post(address, {"diagnosis": "icd10:G43.9", "certainty": "history", "found_on": f"{today():%d.%m.%Y}", "note": "С юности"})

    assert sent.status_code == 302
    assert Diagnosis.objects.get().code == "G43.9"
    assert "G43.9" in text(client.post(url("find_diagnoses", case), {"words": "мигр"}))
    assert client.get(url("find_diagnoses", case)).url == url("case_medical", case)


def test_a_diagnosis_form_without_a_choice_says_what_to_do(client):
    case, (physician,) = make_team(Role.PHYSICIAN)
    sign_in(client, physician)

    refused = client.post(url("add_diagnosis", case), {"certainty": "confirmed", "found_on": f"{today():%d.%m.%Y}"})

    assert (refused.status_code, "Search by code or by text" in text(refused)) == (400, True)


def test_a_diagnosis_chosen_in_a_draft_is_chosen_again_when_it_is_taken_up(client):
    case, (physician,) = make_team(Role.PHYSICIAN)
    sign_in(client, physician)
    keep_draft(physician, f"diagnosis:{case.pk}", {"diagnosis": ["icd10:G43.9"], "certainty": ["history"], "note": ["С юности"]})

    taken = soup_of(client.get(f"{url('add_diagnosis', case)}?draft=use"))

    assert taken.select_one("[name=diagnosis][checked]")["value"] == "icd10:G43.9"


def test_medicines_and_allergies_are_written_down_and_marked_on_their_pages(client):
    case, (physician,) = make_team(Role.PHYSICIAN)
    sign_in(client, physician)

    client.post(url("add_medicine", case), {"name": "Метформин", "dose": "500 мг"})
    client.post(url("add_allergy", case), {"kind": "known", "substance": "Анальгин", "severity": "", "reaction": ""})
    pill, allergy = Medicine.objects.get(), Allergy.objects.get()
    client.post(url("stop_medicine", case, pill.pk))
    client.post(url("end_allergy", case, allergy.pk))

    assert (Medicine.objects.get().ended_on, Allergy.objects.get().ended_on) == (today(), today())


@pytest.mark.parametrize("count", [1, 3])
def test_the_medical_page_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    case, (physician,) = make_team(Role.PHYSICIAN)
    for code in ("F43.1", "I10", "G43.9")[:count]:
        make_diagnosis(case, by=physician, code=code)
        make_medicine(case, by=physician)
        make_allergy(case, by=physician)
    sign_in(client, physician)
    client.get(url("case_medical", case))

    with django_assert_num_queries(21):
        client.get(url("case_medical", case))


def test_every_look_at_the_medical_page_is_in_the_record():
    case, (physician,) = make_team(Role.PHYSICIAN)
    make_medicine(case, by=physician)
    before = AuditEvent.objects.filter(verb="vault.opened").count()

    medical(physician, case)

    assert AuditEvent.objects.filter(verb="vault.opened").count() == before + 1
