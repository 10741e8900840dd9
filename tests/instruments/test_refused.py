"""A questionnaire that is sent when its writer may not record it any more: what it says of danger is told, and nothing of it is kept."""

import pytest
from django.urls import reverse

from panoh.accounts.drafts import keep_draft
from panoh.accounts.models import Draft
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker, end_assignment
from panoh.cases.actions.emergency_access import declare_conflict
from panoh.cases.enums import Discipline, Level, Source
from panoh.cases.models import Danger
from panoh.coalition.actions import accept_proposal
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.models import Alert
from panoh.instruments.models import Response
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

YES = {"item_1": "1", "item_2": "1", "item_3": "1", "item_4": "1", "item_5": "1", "item_6": "1", "item_6b": "1"}
HOW = {"done_on": "", "language": "tg", "way": "asked", "occasion": "between", "remark": ""}


@pytest.fixture
def guest():
    """Of a member that works beside in the case."""
    return make_user(Role.MEMBER_PSYCHOLOGIST, organisation=make_member(1))


@pytest.fixture
def case(client, guest):
    coordinator = make_coordinator()
    made = make_case(by=coordinator)
    colleague = make_user(Role.MEMBER_WORKER, organisation=guest.organisation)
    accept_proposal(make_proposal(by=coordinator, case=made, taker=guest.organisation), by=colleague)
    assign_worker(made, by=colleague, user=guest, discipline=Discipline.PSYCHOLOGICAL)
    sign_in(client, guest)
    return made


def narrow(case, guest):
    facts = {"purpose": ConsentPurpose.TEAM, "organisation": guest.organisation, "data_kinds": [DataKind.SOCIAL]}
    make_consent(case.person, by=make_coordinator(), **facts)


def take_back(case, guest):
    withdraw_consent(Consent.objects.get(person=case.person, organisation=guest.organisation), by=make_coordinator())


def send(client, case, name="case_ask", more=(), answers=YES):
    return client.post(reverse(f"desk:{name}", args=[case.code, "cssrs", *more]), {**HOW, **answers})


@pytest.mark.parametrize("ends", [narrow, take_back])
@pytest.mark.parametrize(
    ("name", "more", "answers"),
    [("case_ask", (), YES), ("case_told_now", (), YES), ("case_aloud", (5,), {"answer": "1"})],
)
def test_what_it_says_of_danger_rings_though_it_is_refused(client, case, guest, ends, name, more, answers):
    assert client.get(reverse("desk:case_ask", args=[case.code, "cssrs"])).status_code == 200
    keep_draft(guest, f"ask-2:{case.pk}", {"item_1": ["1"]})
    ends(case, guest)

    assert send(client, case, name, more, answers).status_code == 404

    danger = Danger.objects.get()
    assert (danger.level, danger.sources, danger.raised_by) == (Level.HOUR, [Source.QUESTIONNAIRE], guest)
    ring_dangers()
    assert Alert.objects.filter(target=danger.tasks.get().pk).exists()
    assert (Response.objects.exists(), Draft.objects.exists()) == (False, False)


def test_the_page_that_refuses_says_that_the_danger_was_told(client, case, guest):
    narrow(case, guest)

    assert "someone must act on them" in soup_of(send(client, case)).select_one("#said").get_text()


def test_who_was_taken_off_the_case_tells_of_it_too(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    with_days(case)
    end_assignment(case.assignments.get(), by=make_coordinator())

    assert send(client, case).status_code == 404

    assert Danger.objects.get().raised_by == psychologist


def with_days(case):
    """Assigned since some days."""
    with writes_allowed():
        case.assignments.update(starts_on="2020-01-01")


def test_nobody_tells_of_a_case_that_was_never_theirs_nor_of_somebody_they_are_tied_to(client, case, guest):
    other = make_case(by=make_coordinator())
    declare_conflict(case, by=guest, why="family")

    assert {send(client, each).status_code for each in (case, other)} == {404}

    assert not Danger.objects.exists()


def test_answers_without_danger_tell_nothing(client, case, guest):
    narrow(case, guest)

    assert "someone must act" not in main_text(send(client, case, answers={"item_1": "0", "item_2": "0"}))

    assert not Danger.objects.exists()
