"""One list of medicines, allergies and diagnoses of a person: for physicians, psychologists, and who has taken on a danger."""

import pytest
from django.urls import reverse

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import assign_worker, raise_risk, share_case
from panoh.cases.actions.dangers import end_danger, take_on_danger
from panoh.cases.actions.emergency_access import declare_conflict
from panoh.cases.enums import Discipline, RiskLevel, TaskKind, Tied
from panoh.cases.models import Share, Task
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.errors import Denied
from panoh.findings.actions.clinical import stop_medicine
from panoh.findings.policy import reads_list
from panoh.findings.queries.listed import deadly_at_danger, listed
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.acts import make_specialist
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.findings import make_allergy, make_diagnosis, make_medicine
from tests.pages import main_text, soup_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAID = "Говорили час, сестра остаётся на ночь"
NARRATIVES = ("По опросу и осмотру", "Отёк лица", "Со слов на второй встрече")


@pytest.fixture
def known():
    """A case of which a physician and a psychologist wrote, and these two and a social worker."""
    case, team = make_team(Role.PHYSICIAN, Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)
    make_medicine(case, by=team[0])
    make_allergy(case, by=team[0])
    make_diagnosis(case, by=team[0], code="I10")
    make_diagnosis(case, by=team[1], discipline=Discipline.PSYCHOLOGICAL, note=NARRATIVES[2])
    return case, team


def a_danger(case, *, by):
    return raise_risk(case, level=RiskLevel.HIGH, by=by)


def taken_on(case, owner, *, given_by=None):
    """A danger of suicide that somebody has taken on."""
    task = a_danger(case, by=given_by or owner)
    if given_by:
        take_on_danger(task, by=given_by, owner=owner)
    return take_on_danger(task, by=owner, owner=owner)


def give(task, **to):
    """Names somebody at a danger, past what the actions let."""
    with writes_allowed():
        Task.objects.filter(pk=task.pk).update(**to)


def shown(client, user, case):
    sign_in(client, user)
    return client.get(url("case_medicines", case))


@pytest.mark.parametrize("who", [0, 1])
def test_physician_and_psychologist_read_one_list_and_no_narrative(client, known, who):
    case, team = known

    page = main_text(shown(client, team[who], case))

    for word in ("Амитриптилин", "25 мг на ночь", "Пенициллин", "dangerous to life", "I10", "F43.1"):
        assert word in page
    assert not [words for words in NARRATIVES if words in page]


def test_who_has_taken_on_a_danger_reads_it_until_it_is_over(client, known):
    case, (_physician, psychologist, social) = known
    assert shown(client, social, case).status_code == 403
    danger = a_danger(case, by=psychologist)
    take_on_danger(danger, by=psychologist, owner=social)
    assert "Амитриптилин" in main_text(client.get(url("case_medicines", case)))
    assert "F43.1" in main_text(client.get(url("case_medicines", case)))

    end_danger(danger, by=social, words=SAID)

    assert client.get(url("case_medicines", case)).status_code == 403
    with pytest.raises(Denied, match="Only physicians, psychologists"):
        listed(social, case)


def test_whose_name_stands_at_a_danger_taken_on_by_nobody_or_by_another_does_not_read_it(known):
    case, (_physician, psychologist, social) = known
    coordinator = make_coordinator()
    taken_on(case, psychologist)
    assert (reads_list(social, case), reads_list(coordinator, case)) == (False, False)
    give(Task.objects.get(kind=TaskKind.RISK), owner=social)

    assert reads_list(social, case) is False


def test_a_danger_of_another_person_opens_no_list(known):
    case, (_physician, _psychologist, social) = known
    other = make_case(workers=((social, Discipline.SOCIAL),))
    taken_on(other, social)

    assert (reads_list(social, other), reads_list(social, case)) == (True, False)
    assert listed(social, other).medicines == []


def test_a_specialist_reads_it_with_a_danger_and_not_after(client, known):
    case, _team = known
    outside = make_specialist()
    agree(case, outside.coordinator, outside.user.organisation, *DataKind)
    share_case(case, by=outside.coordinator, organisation=outside.user.organisation)
    assign_worker(case, by=outside.coordinator, user=outside.user, discipline=Discipline.PSYCHOLOGICAL)
    assert shown(client, outside.again(), case).status_code == 403
    danger = taken_on(case, outside.again(), given_by=outside.coordinator)
    assert "Амитриптилин" in main_text(client.get(url("case_medicines", case)))

    end_danger(danger, by=outside.again(), words=SAID)

    assert client.get(url("case_medicines", case)).status_code == 403


def agree(case, by, organisation, *kinds):
    make_consent(case.person, by=by, purpose=ConsentPurpose.TEAM, organisation=organisation, data_kinds=list(kinds))


@pytest.mark.parametrize(
    ("kinds", "reads"),
    [
        (list(DataKind), True),
        ([kind for kind in DataKind if kind != DataKind.MEDICAL], False),
        ([DataKind.NAME, DataKind.PSYCHOLOGICAL], False),
    ],
)
def test_an_organisation_to_which_medical_data_is_not_shown_does_not_read_it(known, kinds, reads):
    case, _team = known
    coordinator, organisation = make_coordinator(), make_member(1)
    psychologist, worker = (make_user(role, organisation=organisation) for role in (Role.MEMBER_PSYCHOLOGIST, Role.MEMBER_WORKER))
    agree(case, coordinator, organisation, *kinds)
    share_case(case, by=coordinator, organisation=organisation)
    with writes_allowed():  # what is shown in part is shown to read: it is the kind of data that holds
        Share.objects.update(reads_only=False)
    danger = a_danger(case, by=coordinator)
    give(danger, owner=worker, taken_by=worker)

    assert reads_list(psychologist, case) is reads
    assert reads_list(worker, case) is reads
    if not reads:
        with pytest.raises(Denied):
            listed(psychologist, case)


def test_what_of_psychology_was_left_out_is_left_out_of_the_list(known):
    case, _team = known
    coordinator, organisation = make_coordinator(), make_member(1)
    physician = make_user(Role.PHYSICIAN, organisation=organisation)
    agree(case, coordinator, organisation, *(kind for kind in DataKind if kind != DataKind.PSYCHOLOGICAL))
    share_case(case, by=coordinator, organisation=organisation)
    with writes_allowed():
        Share.objects.update(reads_only=False)
    assign_worker(case, by=coordinator, user=physician, discipline=Discipline.MEDICAL)

    found = listed(physician, case)

    assert ([line.row.code for line in found.now], len(found.medicines)) == (["I10"], 1)


def test_who_is_tied_to_the_person_does_not_read_it(known):
    case, (_physician, psychologist, social) = known
    taken_on(case, social)
    for user in (psychologist, social):
        declare_conflict(case, by=user, why=Tied.FAMILY)

    for user in (psychologist, social):
        assert reads_list(User.objects.get(pk=user.pk), case) is False


def test_every_look_at_the_list_is_in_the_record(known):
    case, (_physician, psychologist, _social) = known
    before = AuditEvent.objects.filter(verb="vault.opened").count()

    listed(psychologist, case)

    assert AuditEvent.objects.filter(verb="vault.opened").count() == before + 1


def test_no_word_but_names_and_doses_is_opened(known):
    case, (_physician, psychologist, _social) = known

    found = listed(psychologist, case)

    assert [set(item.plain) for item in (*found.allergies, *found.medicines)] == [{"substance"}, {"name", "dose"}]


def test_a_list_of_codes_alone_is_in_the_record_too():
    case, (physician, psychologist) = make_team(Role.PHYSICIAN, Role.PSYCHOLOGIST)
    make_diagnosis(case, by=physician)
    before = AuditEvent.objects.filter(verb="vault.opened").count()

    listed(psychologist, case)

    assert AuditEvent.objects.filter(verb="vault.opened").count() == before + 1


DEADLY = "An overdose of these medicines is often deadly:"


def test_a_danger_of_suicide_beside_a_medicine_deadly_in_overdose_says_so_on_the_list(client, known):
    case, (physician, psychologist, social) = known
    make_medicine(case, by=physician, name="Ибупрофен")
    assert DEADLY not in main_text(shown(client, physician, case))
    taken_on(case, social)

    for user in (physician, psychologist, social):
        note = soup_of(shown(client, user, case)).select_one(".note--danger").get_text(" ", strip=True)
        assert DEADLY in note
        assert "Амитриптилин · 25 мг на ночь · tricyclic antidepressant" in note
        assert "Ибупрофен" not in note


def test_what_was_taken_before_may_still_be_at_home(known):
    case, (physician, psychologist, _social) = known
    stop_medicine(make_medicine(case, by=physician, name="Финлепсин"), case, by=physician)
    make_medicine(case, by=physician, name="Анаприлин")
    a_danger(case, by=psychologist)

    assert [one.medicine.name for one in listed(psychologist, case).deadly][2:] == ["Финлепсин"]


def test_another_danger_or_one_that_is_over_says_nothing_of_overdoses(known):
    case, (_physician, psychologist, _social) = known
    danger = a_danger(case, by=psychologist)
    give(danger, kind=TaskKind.DANGER)
    assert listed(psychologist, case).deadly == []
    give(danger, kind=TaskKind.RISK)
    assert len(listed(psychologist, case).deadly) == 1
    take_on_danger(Task.objects.get(pk=danger.pk), by=psychologist, owner=psychologist)

    end_danger(Task.objects.get(pk=danger.pk), by=psychologist, words=SAID)

    assert listed(psychologist, case).deadly == []


def test_a_danger_of_suicide_of_another_person_says_nothing_of_overdoses(known):
    case, (_physician, psychologist, _social) = known
    a_danger(make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),)), by=psychologist)

    assert listed(psychologist, case).deadly == []


def test_the_page_of_a_danger_says_so_to_physician_psychologist_and_who_has_it_and_to_nobody_else(client, known):
    case, (physician, psychologist, social) = known
    danger = a_danger(case, by=psychologist)
    others = make_coordinator()
    for user, said in ((physician, True), (psychologist, True), (social, False), (others, False)):
        sign_in(client, user)
        assert ("Амитриптилин" in main_text(client.get(reverse("desk:danger", args=[danger.pk])))) is said

    take_on_danger(danger, by=psychologist, owner=social)
    take_on_danger(Task.objects.get(pk=danger.pk), by=social, owner=social)

    sign_in(client, social)
    assert "Амитриптилин · 25 мг на ночь" in main_text(client.get(reverse("desk:danger", args=[danger.pk])))


def test_the_page_of_a_danger_opens_of_the_medicines_name_and_dose_alone(known):
    case, (_physician, psychologist, _social) = known
    a_danger(case, by=psychologist)
    before = AuditEvent.objects.filter(verb="vault.opened").count()

    (found,) = deadly_at_danger(psychologist, case)

    assert set(found.medicine.plain) == {"name", "dose"}
    assert AuditEvent.objects.filter(verb="vault.opened").count() == before + 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    case, (physician,) = make_team(Role.PHYSICIAN)
    for code in ("F43.1", "I10", "G43.9")[:count]:
        make_diagnosis(case, by=physician, code=code)
        make_medicine(case, by=physician)
        make_allergy(case, by=physician)
    sign_in(client, physician)
    client.get(url("case_medicines", case))

    with django_assert_num_queries(19):
        client.get(url("case_medicines", case))


def ways(client, name, *args):
    return [link["href"] for link in soup_of(client.get(reverse(f"desk:{name}", args=args))).select("a[href]")]


def test_the_page_of_a_danger_leads_to_the_list_who_has_it_and_nobody_else(client, known):
    case, (_physician, psychologist, social) = known
    danger = a_danger(case, by=psychologist)
    sign_in(client, social)
    assert url("case_medicines", case) not in ways(client, "danger", danger.pk)

    take_on_danger(danger, by=social, owner=social)

    assert url("case_medicines", case) in ways(client, "danger", danger.pk)


def test_the_tab_stands_for_physician_and_psychologist_alone(client, known):
    case, team = known

    for user, there in zip(team, (True, True, False), strict=True):
        sign_in(client, user)
        assert (url("case_medicines", case) in ways(client, "case_assessments", case.code)) is there
