"""A case that is shown in part: every address is asked at by the organisation it is shown to, and says what the person agreed to alone."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker, change_urgency, rate_capacities
from panoh.cases.enums import CaseState, CloseReason, Discipline, Moment, TaskKind, Urgency
from panoh.cases.finding import find_cases
from panoh.cases.models import Case, Task
from panoh.cases.queries import cases as queries
from panoh.coalition.actions import accept_proposal
from panoh.coalition.enums import Kind
from panoh.consent.enums import DataKind
from panoh.core.clock import today
from panoh.desk.lists import rows_of
from panoh.people.actions import set_safe_contact
from panoh.people.search import feed
from tests.access.doors import doors
from tests.cases.test_urgency import GRAVE
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.care import make_assessment, make_session, make_team
from tests.factories.cases import make_coordinator
from tests.factories.coalition import make_proposal
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
def test_no_address_says_more_than_was_agreed_to(client, case, who):
    user = shown_to(who, case, SOME)
    sign_in(client, user)
    told = {SAID, "danger to life", "speaks with the person about it", "seven capacities"}
    told |= {str(task.get_kind_display()) for task in Task.objects.filter(case=case)}
    leaks, reached = [], 0

    for door in doors():
        if not door.name.startswith("desk:") or "GET" not in door.methods or not {"code"} >= door.arguments.keys():
            continue
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.get(door.address(code=case.code), headers=headers)
            if answer.status_code != 200 or answer.streaming or "html" not in answer.headers["Content-Type"]:
                continue
            text = said(answer)
            if case.code in text or "code" in door.arguments:
                reached += 1
                leaks += [(door.name, word) for word in told if word.casefold() in text.casefold()]

    assert leaks == []
    assert reached > 10


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
    person = said(client.get(reverse("desk:case_person", args=[case.code])))

    assert ["years" in page for page in pages] == [age, age]
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


def test_a_number_that_was_not_agreed_to_finds_nobody(no_names, case):
    lawyer = shown_to("lawyer", case, SOME)
    number = "+992 98 787 66 66"
    set_safe_contact(case.person, by=make_coordinator(), number=number)
    feed()

    assert len(find_cases(make_coordinator(), "987876666").hits) == 1
    assert find_cases(lawyer, "987876666").hits == ()
