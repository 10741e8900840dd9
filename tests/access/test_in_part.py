"""A case that is shown in part: what the person agreed to alone is said of it. Every address is walked in test_as_agreed.py."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker, change_urgency, rate_capacities, share_case
from panoh.cases.enums import CaseState, CloseReason, Discipline, Help, Moment, ProgrammeState, TaskKind, Urgency
from panoh.cases.finding import find_cases
from panoh.cases.models import Assignment, Case, Share
from panoh.cases.queries import cases as queries
from panoh.coalition.actions import accept_proposal
from panoh.coalition.enums import Kind
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.desk.lists import rows_of
from panoh.people.actions import set_safe_contact
from panoh.people.search import feed
from tests.cases.test_urgency import GRAVE
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.acts import make_specialist
from tests.factories.care import make_assessment, make_programme, make_session, make_team
from tests.factories.cases import make_coordinator
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.findings import make_diagnosis, tell
from tests.factories.instruments import make_response
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SOME = [DataKind.NAME, DataKind.LEGAL]
SAID = "Плакала весь вечер"


@pytest.fixture
def case():
    case, (social, _physician, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN, Role.PSYCHOLOGIST)
    change_urgency(case, by=social, urgency=Urgency.RED, signs=GRAVE)
    rate_capacities(case, by=social, moment=Moment.ADMISSION, values={"mental": 1})
    make_session(case, by=psychologist, summary=SAID)
    make_assessment(case, by=social, summary=SAID)
    make_programme(case, by=psychologist, state=ProgrammeState.APPROVED, help=Help.MEDICAL)
    return Case.objects.get()


def shown_to(who, case, kinds):
    """Somebody of an organisation that sees these kinds of data of the case, to read."""
    if who == "lawyer":
        lawyer = make_lawyer()
        show_to_lawyers(case, kinds)
        assign_worker(case, by=make_coordinator(), user=lawyer, discipline=Discipline.LEGAL)
        return lawyer
    worker, by = make_user(Role.MEMBER_WORKER, organisation=make_member(1)), make_coordinator()
    accept_proposal(make_proposal(by=by, case=case, kind=Kind.SHARE, kinds=kinds), by=worker)
    return worker


def said(response):
    """What a page says, without what one may choose from."""
    soup = soup_of(response)
    for each in soup.select("select, option"):
        each.decompose()
    return " ".join(soup.get_text(" ").split())


@pytest.mark.parametrize("who", ["lawyer", "member"])
def test_the_list_and_the_command_line_say_neither_danger_nor_what_others_have_to_do(client, case, who):
    user = shown_to(who, case, SOME)

    (row,) = queries.cases(user)
    assert row.next_due is None
    assert not queries.cases(user, queries.CaseFilter(urgency="red")).exists()
    assert [each["urgency"] for each in rows_of("cases", user)] == [""]
    assert not queries.open_tasks(user, row).exists()
    assert queries.my_cases(user).unseen == []


def test_agreed_to_as_a_whole_the_lawyer_sees_what_there_is_to_do(case):
    lawyer = shown_to("lawyer", case, list(DataKind))

    (row,) = queries.cases(lawyer)

    assert row.next_due is not None
    assert queries.open_tasks(lawyer, row).filter(kind=TaskKind.RISK).exists()
    assert [each["urgency"] for each in rows_of("cases", lawyer)] == ["red"]


@pytest.mark.parametrize(("kinds", "age"), [([DataKind.LEGAL], False), ([DataKind.NAME, DataKind.LEGAL], True)])
def test_the_age_goes_with_the_name(client, case, kinds, age):
    sign_in(client, shown_to("lawyer", case, kinds))

    pages = [said(client.get(reverse("desk:case_file", args=[case.code]))), said(client.get(reverse("desk:cases")))]
    group = client.get(reverse("desk:group_new"))
    person = said(client.get(reverse("desk:case_person", args=[case.code])))

    assert ["years" in page for page in (*pages, said(group))] == [age, age, age]
    assert case.code in said(group)
    assert (str(case.person.birth_year) in person) == age


def test_disciplines_and_why_it_was_closed_stay_with_those_who_gave_the_help(client, case):
    sign_in(client, shown_to("lawyer", case, SOME))
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_on=today(), close_reason=CloseReason.GOALS_MET)
    file, people = (client.get(reverse(f"desk:{name}", args=[case.code])) for name in ("case_file", "case_people"))
    around = soup_of(people).find("section", attrs={"aria-labelledby": "who"})
    pages = said(file) + around.get_text(" ")
    words = [str(each.label) for each in (Discipline.MEDICAL, Discipline.PSYCHOLOGICAL, Discipline.SOCIAL, CloseReason.GOALS_MET)]

    assert [word for word in words if word in pages] == []


def test_who_sees_a_part_does_not_read_who_else_sees_the_case(client, case):
    lawyer, member = (shown_to(who, case, SOME) for who in ("lawyer", "member"))
    for reader, other in ((lawyer, member), (member, lawyer)):
        sign_in(client, reader)
        seen = soup_of(client.get(reverse("desk:case_people", args=[case.code]))).find("section", attrs={"aria-labelledby": "seen"})

        assert [each.organisation.short in seen.get_text(" ") for each in (reader, other)] == [True, False]


def test_a_number_that_was_not_agreed_to_finds_nobody(no_names, case):
    lawyer = shown_to("lawyer", case, SOME)
    number = "+992 98 787 66 66"
    set_safe_contact(case.person, by=make_coordinator(), number=number)
    feed()

    assert len(find_cases(make_coordinator(), "987876666").hits) == 1
    assert find_cases(lawyer, "987876666").hits == ()


# Somebody of an organisation outside, who works on a case of which the person told others more

PSYCHOLOGICAL = {"summary": "Спит по три часа", "findings": "Боится темноты"}
OTHERS = {
    DataKind.STORY: "Держали в подвале",
    DataKind.MEDICAL: "Рубец на плече",
    DataKind.SOCIAL: "Живёт у сестры в Вахдате",
}


@pytest.fixture
def outside():
    return make_specialist()


@pytest.fixture
def told():
    """A case of which something was written down in every discipline."""
    case, (social, physician, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN, Role.PSYCHOLOGIST)
    change_urgency(case, by=social, urgency=Urgency.RED, signs=GRAVE)
    tell(case, by=psychologist, words=OTHERS[DataKind.STORY])
    make_assessment(case, by=social, summary=OTHERS[DataKind.SOCIAL], findings=OTHERS[DataKind.SOCIAL])
    make_assessment(case, by=physician, discipline=Discipline.MEDICAL, summary=OTHERS[DataKind.MEDICAL])
    make_assessment(case, by=psychologist, discipline=Discipline.PSYCHOLOGICAL, **PSYCHOLOGICAL)
    make_session(case, by=psychologist, summary=PSYCHOLOGICAL["summary"])
    make_session(case, by=social, discipline=Discipline.SOCIAL, summary=OTHERS[DataKind.SOCIAL])
    make_diagnosis(case, by=psychologist, discipline=Discipline.PSYCHOLOGICAL)
    make_diagnosis(case, by=physician, code="I10", note=OTHERS[DataKind.MEDICAL])
    make_response(case, by=psychologist)
    make_programme(case, by=psychologist, state=ProgrammeState.APPROVED, help=Help.MEDICAL)
    return Case.objects.get()


def agree(case, outside, *kinds):
    facts = {"purpose": ConsentPurpose.TEAM, "organisation": outside.user.organisation, "data_kinds": list(kinds)}
    make_consent(case.person, by=outside.coordinator, **facts)


def show(case, outside, *kinds):
    agree(case, outside, *kinds)
    return share_case(case, by=outside.coordinator, organisation=outside.user.organisation)


def entrust(case, outside, *kinds):
    show(case, outside, *kinds)
    assign_worker(case, by=outside.coordinator, user=outside.user, discipline=Discipline.PSYCHOLOGICAL)


def test_whom_an_organisation_outside_sends_reads_what_was_agreed_to_and_works_with_it(client, told, outside):
    entrust(told, outside, DataKind.NAME, DataKind.PSYCHOLOGICAL)
    sign_in(client, outside.again())

    assert client.get(reverse("desk:case_story", args=[told.code])).status_code == 403
    assert client.post(reverse("desk:case_story", args=[told.code]), {"purpose": "care"}).status_code == 403
    assert PSYCHOLOGICAL["summary"] in said(client.get(reverse("desk:case_assessments", args=[told.code])))
    assert client.get(reverse("desk:case_questionnaires", args=[told.code])).status_code == 200
    assert client.get(reverse("desk:add_session", args=[told.code])).status_code == 200
    assert [row["urgency"] for row in rows_of("cases", outside.again())] == [""]


def test_who_carries_the_case_reads_what_is_closed_to_them(client, told, outside):
    show(told, outside, DataKind.NAME, DataKind.PSYCHOLOGICAL)
    sign_in(client, outside.coordinator)

    page = said(client.get(reverse("desk:case_people", args=[told.code])))

    closed = [str(kind.label) for kind in DataKind if kind not in (DataKind.NAME, DataKind.PSYCHOLOGICAL)]
    assert f"Hidden from them, because the person did not consent: {', '.join(closed)}" in page


def test_nobody_outside_is_put_on_a_case_of_which_they_may_not_know_what_they_work_with(told, outside):
    show(told, outside, DataKind.NAME, DataKind.SOCIAL)

    with pytest.raises(Invalid, match="This person's organisation can only read the case, not work on it"):
        assign_worker(told, by=outside.coordinator, user=outside.user, discipline=Discipline.PSYCHOLOGICAL)

    assert outside.user not in [user for user, _disciplines in queries.workers_for(told)]


def test_narrowed_it_is_narrowed_for_them_too(client, told, outside):
    entrust(told, outside, *DataKind)
    sign_in(client, outside.again())
    addresses = [
        reverse(f"desk:{name}", args=[told.code]) for name in ("case_story", "case_programme", "case_closure", "case_questionnaires")
    ]
    assert [client.get(each).status_code for each in addresses] == [200, 200, 200, 200]

    agree(told, outside, DataKind.NAME, DataKind.PSYCHOLOGICAL)

    assert [client.get(each).status_code for each in addresses] == [403, 403, 403, 200]
    assert OTHERS[DataKind.SOCIAL] not in said(client.get(reverse("desk:case_assessments", args=[told.code])))
    assert Assignment.objects.filter(user=outside.user).exists()


def test_narrowed_to_less_than_they_work_with_they_leave_the_case_and_come_back_when_it_is_agreed_to(client, told, outside):
    entrust(told, outside, *DataKind)

    agree(told, outside, DataKind.NAME, DataKind.SOCIAL)
    sign_in(client, outside.again())

    names = ("case_file", "case_story", "case_assessments", "case_diagnoses", "case_questionnaires", "add_session")
    assert {client.get(reverse(f"desk:{name}", args=[told.code])).status_code for name in names} == {404}
    assert (Assignment.objects.filter(user=outside.user).exists(), Share.objects.get().reads_only) == (False, True)
    agree(told, outside, DataKind.NAME, DataKind.PSYCHOLOGICAL)
    assign_worker(told, by=outside.coordinator, user=outside.user, discipline=Discipline.PSYCHOLOGICAL)
    assert list(queries.cases(outside.again())) == [told]


def test_who_agrees_to_all_of_it_leaves_work_as_it_was(client, told, outside):
    entrust(told, outside, *DataKind)
    agree(told, outside, *DataKind)
    sign_in(client, outside.again())

    assert (Share.objects.get().withheld_kinds, Share.objects.get().reads_only) == ({}, False)
    assert client.get(reverse("desk:case_story", args=[told.code])).status_code == 200


@pytest.mark.parametrize(("kinds", "is_told"), [(SOME, False), (list(DataKind), True)])
def test_who_leads_is_said_everywhere_or_nowhere(client, case, kinds, is_told):
    lawyer = sign_in(client, shown_to("lawyer", case, kinds))
    lead = case.assignments.get(discipline=Discipline.PSYCHOLOGICAL).user
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(lead=lead)

    row = soup_of(client.get(reverse("desk:cases"))).find(attrs={"data-head": "Lead worker"})
    more, people = (said(client.get(reverse(f"desk:{name}", args=[case.code]))) for name in ("case_more", "case_people"))
    (hit,) = find_cases(lawyer, case.code).hits

    assert (row.get_text(strip=True) != "—", f"lead worker: {lead.username}" in more, "lead worker" in people) == (is_told,) * 3
    assert hit.case.hides_work is not is_told


@pytest.mark.parametrize(
    ("role", "discipline", "names"),
    [
        (Role.PHYSICIAN, Discipline.MEDICAL, ["case_medical", "case_body", "case_medicines", "add_session"]),
        (Role.SOCIAL_WORKER, Discipline.SOCIAL, ["add_session"]),
        (Role.LAWYER, Discipline.LEGAL, ["case_legal", "milestone_add"]),
    ],
)
def test_a_discipline_that_was_not_agreed_to_is_closed_to_who_practises_it_outside(client, told, outside, role, discipline, names):
    other = make_user(role, organisation=outside.user.organisation)
    entrust(told, outside, *DataKind)
    assign_worker(told, by=outside.coordinator, user=other, discipline=discipline)
    sign_in(client, other)
    addresses = [reverse(f"desk:{name}", args=[told.code]) for name in names]
    assert {client.get(each).status_code for each in addresses} == {200}

    agree(told, outside, DataKind.NAME, DataKind.PSYCHOLOGICAL)

    assert {client.get(each).status_code for each in addresses} <= {403, 404}
    assert client.get(reverse("desk:case_file", args=[told.code])).status_code == 200
