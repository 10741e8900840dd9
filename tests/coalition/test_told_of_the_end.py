"""Whom access to a case is taken from, or made narrower, is told so: the code of the case and nothing of the person."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker, end_expired_shares, end_share
from panoh.cases.actions.emergency_access import close_to
from panoh.cases.enums import Discipline, TaskKind, Tied
from panoh.cases.models import Share, Task
from panoh.coalition.actions import accept_proposal
from panoh.coalition.enums import Kind
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.core.clock import today
from panoh.network.actions.agreements import end_agreement
from panoh.network.enums import EndReason
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.acts import make_specialist
from tests.factories.cases import make_case
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TOLD = "Case no longer shared with you, or only in part"


@pytest.fixture
def guest():
    return make_user(Role.MEMBER_WORKER, organisation=make_member(1))


@pytest.fixture
def colleague(guest):
    return make_user(Role.MEMBER_WORKER, organisation=guest.organisation)


@pytest.fixture
def case(coordinator, guest, colleague):
    """Worked on by the guest; the colleague of the same organisation has nothing to do there."""
    made = make_case(by=coordinator)
    accept_proposal(make_proposal(by=coordinator, case=made, taker=guest.organisation), by=guest)
    assign_worker(made, by=guest, user=guest, discipline=Discipline.SOCIAL)
    return made


def told():
    return {task.owner.username for task in Task.objects.filter(kind=TaskKind.UNSHARED, done_at=None)}


def taken_by_the_carrier(case, by):
    end_share(Share.objects.get(), by=by)


def withdrawn(case, by):
    withdraw_consent(Consent.objects.get(organisation__isnull=False), by=by)


def run_out(case, by):
    with writes_allowed():
        Share.objects.update(starts_on=today() - dt.timedelta(days=5), ends_on=today() - dt.timedelta(days=1))
    end_expired_shares()


def agreed_to_less(case, by):
    given = {"purpose": ConsentPurpose.TEAM, "organisation": Share.objects.get().organisation, "data_kinds": [DataKind.SOCIAL]}
    make_consent(case.person, by=by, **given)


@pytest.mark.parametrize("end", [taken_by_the_carrier, withdrawn, run_out, agreed_to_less])
def test_who_worked_on_the_case_is_told_its_code_whoever_took_the_access_away(client, case, coordinator, guest, end):
    end(case, coordinator)

    assert told() == {guest.username}
    sign_in(client, guest)
    day = client.get(reverse("desk:my_day"))
    assert (f"{TOLD}: {case.code}" in text(day), "Қодиров" in day.text) == (True, False)
    (task,) = Task.objects.filter(kind=TaskKind.UNSHARED)
    page = client.get(reverse("desk:task", args=[task.pk]))
    assert (f"{TOLD}: {case.code}" in text(page), "I have read this" in text(page)) == (True, True)

    client.post(reverse("desk:task_finish", args=[task.pk]))

    assert told() == set()


def test_where_nobody_worked_on_it_those_are_told_who_saw_it(case, coordinator, guest, colleague):
    lawyers = (make_lawyer(), make_lawyer())
    show_to_lawyers(case, list(DataKind))
    third = make_user(Role.MEMBER_WORKER, organisation=make_member(2))
    accept_proposal(make_proposal(by=coordinator, case=case, taker=third.organisation, kind=Kind.SHARE), by=third)

    for share in Share.objects.exclude(organisation=guest.organisation):
        end_share(share, by=coordinator)

    assert told() == {third.username, *(lawyer.username for lawyer in lawyers)}


def test_who_may_know_nothing_of_the_person_is_told_nothing(case, coordinator, guest):
    close_to(case.code, guest.username, by=coordinator, why=Tied.FAMILY)

    end_share(Share.objects.get(), by=coordinator)

    assert guest.username not in told()


def test_who_is_shown_more_is_told_nothing(case, coordinator, guest):
    agreed_to_less(case, coordinator)
    with writes_allowed():
        Task.objects.filter(kind=TaskKind.UNSHARED).delete()

    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=guest.organisation, data_kinds=list(DataKind))

    assert told() == set()


@pytest.mark.parametrize("ago", [1, 0])
def test_a_specialist_is_told_by_the_end_of_the_agreement(client, ago):
    outside = make_specialist()
    case = outside.entrust()
    last = today() - dt.timedelta(days=ago)

    end_agreement(outside.agreement, by=outside.coordinator, last_day=last, reason=EndReason.OURS, words="Ба охир расид")

    assert told() == {outside.user.username}
    sign_in(client, outside.again())
    assert f"{TOLD}: {case.code}" in text(client.get(reverse("desk:my_day")))
