"""What cannot be right: each finding from records made wrong on purpose, who mends it, and who sees it."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.enums import CaseState, CloseReason
from panoh.cases.models import Case
from panoh.consent.enums import ConsentForm, ConsentPurpose, Decision
from panoh.consent.models import Consent
from panoh.core.clock import today
from panoh.people.enums import OtherStatus
from panoh.people.models import Person, Relationship
from panoh.reporting.quality import Flaw, findings
from tests.desk import frame
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case
from tests.pages import soup_of
from tests.reporting.rows import counted

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ADDRESS = "/desk/data-quality/"


@pytest.fixture
def secretariat():
    return make_secretariat()


@pytest.fixture
def coordinator(client, secretariat):
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.fixture
def right(secretariat, coordinator):
    """Makes a case with which nothing is wrong, but for what is asked."""

    def make(born=1980, admitted_on=None, **facts):
        day = admitted_on or today()
        case = counted(secretariat, admitted_on=day, age=day.year - born)
        facts = {"lead": coordinator, "review_due": today() + dt.timedelta(days=30), **facts}
        with writes_allowed():
            Person.objects.filter(pk=case.person_id).update(birth_year=born)
            Case.objects.filter(pk=case.pk).update(**facts)
            consented(case)
        return case

    return make


def consented(case, decision=Decision.GIVEN):
    Consent(person=case.person, purpose=ConsentPurpose.SERVICES, decision=decision, form=ConsentForm.WRITTEN, given_on=today()).save(
        force_insert=True
    )


def relationship(person, relation, other, **facts):
    with writes_allowed():
        Relationship(person=person, other=other, relation=relation, other_status=OtherStatus.IN_CARE, **facts).save(force_insert=True)


def found(user):
    return sorted((finding.flaw, finding.case) for finding in findings(user))


def test_a_case_with_which_nothing_is_wrong_is_not_there(coordinator, right):
    right()

    assert findings(coordinator) == []


@pytest.mark.parametrize(("mother", "child", "wrong"), [(1980, 1991, True), (1980, 1992, False), (1992, 1980, True)])
def test_a_parent_younger_than_the_child_is_found(coordinator, right, mother, child, wrong):
    one, other = right(born=mother), right(born=child)
    relationship(one.person, "mother", other.person)

    assert found(coordinator) == ([(Flaw.PARENT_TOO_YOUNG, one.code)] if wrong else [])


@pytest.mark.parametrize(("son", "parent", "wrong"), [(1991, 1980, True), (1992, 1980, False), (1970, 1980, True)])
def test_a_child_older_than_the_parent_is_found(coordinator, right, son, parent, wrong):
    one, other = right(born=son), right(born=parent)
    relationship(one.person, "son", other.person)

    assert found(coordinator) == ([(Flaw.CHILD_TOO_OLD, one.code)] if wrong else [])


def test_a_brother_of_any_age_is_right(coordinator, right):
    relationship(right(born=1990).person, "brother", right(born=1960).person)

    assert findings(coordinator) == []


def test_a_minor_without_a_guardian_is_found(coordinator, right):
    alone, guarded, grown = right(born=today().year - 10), right(born=today().year - 10), right(born=today().year - 20)
    relationship(guarded.person, "son", grown.person, is_guardian=True)
    with writes_allowed():
        Person.objects.filter(pk=grown.person_id).update(birth_year=1970)

    assert found(coordinator) == [(Flaw.MINOR_WITHOUT_GUARDIAN, alone.code)]


@time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC), tick=False)
def test_in_the_year_of_coming_of_age_the_exact_birth_decides_who_needs_a_guardian(coordinator, secretariat):
    births = {"2008-11-24": False, "2008-11-25": True, "2008-10": False, "2008-11": True, "2008": True, "2007": False, "": False}
    cases = {birth: make_case(by=coordinator, birth=birth, admitted_on=dt.date(2026, 1, 10)) for birth in births}
    before = AuditEvent.objects.count()

    found = {finding.case for finding in findings(coordinator) if finding.flaw == Flaw.MINOR_WITHOUT_GUARDIAN}

    assert {birth: case.code in found for birth, case in cases.items()} == births
    assert [(event.verb, event.purpose, len(event.refs) // 8) for event in AuditEvent.objects.order_by("seq")[before:]] == [
        ("vault.opened", "data_quality", 4)
    ]


def test_nothing_is_opened_where_nobody_turns_18_this_year(coordinator, right):
    right(born=today().year - 10)
    before = AuditEvent.objects.count()

    assert len(findings(coordinator)) == 1

    assert AuditEvent.objects.count() == before


def test_a_closure_before_the_admission_is_found(coordinator, right):
    day = today()
    wrong = right(state=CaseState.CLOSED, closed_on=day - dt.timedelta(days=1), close_reason=CloseReason.GOALS_MET)
    right(state=CaseState.CLOSED, closed_on=day, close_reason=CloseReason.GOALS_MET)

    assert found(coordinator) == [(Flaw.CLOSED_BEFORE_ADMITTED, wrong.code)]


def test_a_birth_after_the_admission_is_found(coordinator, right):
    wrong = right(admitted_on=dt.date(2000, 12, 31))
    with writes_allowed():
        Person.objects.filter(pk=wrong.person_id).update(birth_year=2001)
        Case.objects.filter(pk=wrong.pk).update(age_at_admission=None)

    assert found(coordinator) == [(Flaw.BORN_AFTER_ADMISSION, wrong.code)]


def test_an_open_case_without_consent_is_found_and_a_refusal_is_no_consent(coordinator, right):
    none, refused, over, closed = (
        right(),
        right(),
        right(),
        right(state=CaseState.CLOSED, closed_on=today(), close_reason=CloseReason.GOALS_MET),
    )
    with writes_allowed():
        Consent.objects.filter(person__in=[none.person, refused.person, closed.person]).delete()
        Consent.objects.filter(person=over.person).update(valid_until=today() - dt.timedelta(days=1))
        consented(refused, Decision.REFUSED)

    assert found(coordinator) == sorted([(Flaw.NO_CONSENT, none.code), (Flaw.NO_CONSENT, refused.code), (Flaw.NO_CONSENT, over.code)])


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"review_due": -31}, True),
        ({"review_due": -30}, False),
        ({"review_due": None, "admitted_on": -121}, True),
        ({"review_due": None, "admitted_on": -120}, False),
    ],
)
def test_a_review_that_is_far_too_late_or_was_never_set_is_found(coordinator, right, facts, wrong):
    days = {name: None if ago is None else today() + dt.timedelta(days=ago) for name, ago in facts.items()}
    case = right(**days)

    assert found(coordinator) == ([(Flaw.NO_REVIEW, case.code)] if wrong else [])


def test_a_case_that_nobody_leads_is_found(coordinator, right):
    case = right(lead=None)

    assert found(coordinator) == [(Flaw.NO_LEAD, case.code)]


def test_the_page_names_each_flaw_who_mends_it_and_leads_there(client, coordinator, right):
    case = right(lead=None)

    soup = soup_of(client.get(ADDRESS))

    section = soup.select_one("main section")
    assert " ".join(section.get_text(" ").split()).startswith("This case has no lead worker. 1 Can be corrected by: coordinator.")
    assert [link["href"] for link in section.select("a")] == [f"/desk/cases/{case.code}/"]


@pytest.mark.parametrize("flaw", list(Flaw))
def test_every_flaw_leads_to_a_page_that_exists(flaw):
    from django.urls import reverse  # noqa: PLC0415

    from panoh.reporting.quality import MENDERS, SENTENCES  # noqa: PLC0415

    assert reverse(MENDERS[flaw][1], args=["ABCDEFGHJK"])
    assert SENTENCES[flaw]


def test_the_page_shows_thirty_codes_of_a_flaw_and_says_how_many_more(client, coordinator, right):
    for _each in range(32):
        right(lead=None)

    soup = soup_of(client.get(ADDRESS))

    assert len(soup.select("main section a")) == 30
    assert "and 2 more" in soup.get_text()


def test_the_page_says_when_nothing_is_wrong(client, coordinator):
    assert b"No data errors" in client.get(ADDRESS).content


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.DIRECTOR, Role.ADMINISTRATOR])
def test_who_may_not_is_refused(client, secretariat, role):
    sign_in(client, make_user(role))

    assert client.get(ADDRESS).status_code == 403


def test_a_member_worker_is_refused(client, secretariat):
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    assert client.get(ADDRESS).status_code == 403


def test_an_invented_case_is_not_there(client, coordinator, secretariat):
    counted(secretariat, is_practice=True)

    assert findings(coordinator) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_is_wrong(client, coordinator, right, count, django_assert_num_queries):
    for _each in range(count):
        right(lead=None)
    client.get(ADDRESS)

    with django_assert_num_queries(frame.QUERIES + 11):  # three say whether the Unit has looked them through
        client.get(ADDRESS)
