"""What becomes of a case of another organisation when the person takes back the consent on which it has it."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case, Task
from panoh.cases.policy import visible_tasks
from panoh.coalition.actions import accept_proposal, propose
from panoh.coalition.enums import Kind, Why
from panoh.consent import actions
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.core.clock import today
from tests.days import written
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def user(client, coordinator):
    return sign_in(client, coordinator)


@pytest.fixture
def case(user):
    return make_case(by=user)


def page(client, name, case, *more, **posted):
    address = reverse(f"desk:{name}", args=[case.code, *more])
    return client.post(address, posted) if posted else client.get(address)


def test_withdrawing_from_who_carries_the_case_says_that_it_moves_nothing_and_gives_both_sides_something_to_do(client, user, case):
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    accept_proposal(make_proposal(by=user, case=case, taker=worker.organisation, kind=Kind.TRANSFER), by=worker)
    consent = Consent.objects.get(organisation=worker.organisation)

    text = page(client, "consent_withdraw", case, consent.pk).text
    assert f"{worker.organisation.short} is responsible for the case: withdrawing does not move it" in " ".join(text.split())
    assert "No referral, letter, access, shown document or proposal depends on it" not in text
    assert page(client, "consent_withdraw", case, consent.pk, version="1").status_code == 302

    for each in (user, worker):
        assert [task.kind for task in visible_tasks(each).filter(case=case, kind=TaskKind.CARRIER)] == ["carrier"], each.username
    assert Case.objects.get(pk=case.pk).organisation == worker.organisation


@pytest.mark.parametrize("answer", [{"decision": "refused"}, {"decision": "given", "data_kinds": ["social"]}])
@pytest.mark.parametrize("carried", ["taken over", "from the beginning"])
def test_a_no_or_a_narrower_yes_to_who_carries_the_case_gives_both_sides_the_same_to_do_and_says_so(client, user, answer, carried):
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    case = make_case(by=user) if carried == "taken over" else make_case(by=user, organisation=worker.organisation)
    if carried == "taken over":
        accept_proposal(make_proposal(by=user, case=case, taker=worker.organisation, kind=Kind.TRANSFER), by=worker)
    told = {"purpose": "team", "recipient": f"organisation:{worker.organisation_id}", "form": "written", "given_on": written()}
    sign_in(client, worker)

    said = client.get(page(client, "consent_add", case, **told, **answer).headers["Location"]).text

    assert f"{worker.organisation.short} is responsible for the case, and this does not move it" in " ".join(said.split())
    for each in (user, worker):
        assert [task.kind for task in visible_tasks(each).filter(case=case, kind=TaskKind.CARRIER)] == ["carrier"], each.username
    assert Case.objects.get(pk=case.pk).organisation == worker.organisation


def test_a_yes_to_all_of_it_or_to_somebody_else_gives_nobody_this_to_do(client, user, case):
    member = make_member(1)
    told = {"purpose": "team", "form": "written", "given_on": written(), "decision": "given"}
    page(client, "consent_add", case, **told, recipient=f"organisation:{member.pk}", data_kinds=["social"])
    page(client, "consent_add", case, **told, recipient=f"organisation:{case.organisation_id}", data_kinds=DataKind.values)

    assert not Task.objects.filter(kind=TaskKind.CARRIER).exists()


def test_what_is_to_be_agreed_on_who_helps_goes_with_the_case_to_the_next(user, case):
    first, second = (make_user(Role.MEMBER_WORKER, organisation=make_member(number)) for number in (1, 2))
    accept_proposal(make_proposal(by=user, case=case, taker=first.organisation, kind=Kind.TRANSFER), by=first)
    actions.withdraw_consent(Consent.objects.get(), by=user)
    case = Case.objects.get(pk=case.pk)

    accept_proposal(make_proposal(by=first, case=case, taker=second.organisation, kind=Kind.TRANSFER), by=second)

    assert not Task.objects.filter(kind=TaskKind.CARRIER, done_at=None).exists()


def test_a_consent_to_an_organisation_that_only_works_beside_gives_nobody_this_to_do(user, case):
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    accept_proposal(make_proposal(by=user, case=case, taker=worker.organisation), by=worker)

    actions.withdraw_consent(Consent.objects.get(), by=user)

    assert not Task.objects.filter(kind=TaskKind.CARRIER).exists()


def test_withdrawing_what_the_unit_shares_says_of_a_proposal_to_the_secretariat(client, user):
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    case, until = make_case(by=user, organisation=worker.organisation), today() + dt.timedelta(days=9)
    consent = make_consent(case.person, by=user, purpose=ConsentPurpose.TEAM)
    proposal = propose(case, by=worker, taker=user.organisation, kind=Kind.WORK, why=Why.MEDICAL, words="Нужен врач", until=until)

    text = page(client, "consent_withdraw", case, consent.pk).text
    assert f"Proposal {proposal.code}: {user.organisation.short} can no longer accept it" in text
