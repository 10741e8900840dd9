"""With an agreement ends what hung on it: assignments of its specialists, what is shown to them, and the keys."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import end_expired_shares
from panoh.cases.actions.engagement import end_without_agreement
from panoh.cases.enums import TaskKind
from panoh.cases.models import Assignment, Share, Task
from panoh.core.clock import today
from panoh.network.actions.agreements import end_agreement, link_account
from panoh.network.enums import EndReason, Service
from panoh.network.models import Agreement
from panoh.vault.actions import has_key
from tests.factories.accounts import make_user, sign_in
from tests.factories.acts import make_specialist
from tests.factories.agreements import make_agreement
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def yesterday():
    return today() - dt.timedelta(days=1)


@pytest.fixture
def outside():
    return make_specialist()


def entrusted(outside, *, days_ago=10):
    """A case assigned some days ago."""
    case = outside.entrust()
    with writes_allowed():
        begun = today() - dt.timedelta(days=days_ago)
        Assignment.objects.filter(case=case, user=outside.user).update(starts_on=begun)
        Share.objects.filter(case=case).update(starts_on=begun)
    return case


def end(outside, last_day):
    return end_agreement(Agreement.objects.get(pk=outside.agreement.pk), by=outside.coordinator, last_day=last_day, reason=EndReason.BOTH)


def key_is_there(outside, case):
    return has_key(case.sealing_subject(), outside.user.organisation_id)


def test_what_ended_yesterday_is_over_at_once_keys_included(outside):
    case = entrusted(outside)
    with writes_allowed():
        Task.objects.filter(case=case).update(owner=outside.user)

    end(outside, yesterday())

    assert Assignment.objects.get(case=case, user=outside.user).ends_on == yesterday()
    assert Share.objects.get(case=case).ended_at is not None
    assert not key_is_there(outside, case)
    assert not Task.objects.filter(owner=outside.user, done_at=None).exclude(kind=TaskKind.UNSHARED).exists()  # that it ended they are told
    assert Task.objects.filter(case=case, owner=None, role=Role.COORDINATOR, done_at=None).exists()


def test_what_ends_today_ends_with_the_day(outside):
    case = entrusted(outside)

    end(outside, today())

    assert Assignment.objects.get(case=case, user=outside.user).ends_on == today()
    share = Share.objects.get(case=case)
    assert (share.ends_on, share.ended_at, key_is_there(outside, case)) == (today(), None, True)
    with writes_allowed():  # the day is over
        Share.objects.update(ends_on=yesterday())
    assert end_expired_shares() == 1
    assert not key_is_there(outside, case)


def test_ending_is_taken_back_whole(outside):
    case = entrusted(outside)
    end(outside, yesterday())

    undo.take_back(undo.latest(outside.coordinator.actor).pk, by=outside.coordinator.actor)

    assert Assignment.objects.get(case=case, user=outside.user).ends_on is None
    assert (Share.objects.get(case=case).ended_at, key_is_there(outside, case)) == (None, True)


def test_another_agreement_carries_them_on(outside):
    case = entrusted(outside)
    make_agreement(by=outside.coordinator, facility=outside.agreement.facility, services=[Service.PSYCHOLOGY])

    end(outside, yesterday())

    assert Assignment.objects.get(case=case, user=outside.user).ends_on is None
    assert (Share.objects.get(case=case).ended_at, key_is_there(outside, case)) == (None, True)


def test_a_colleague_of_the_same_society_keeps_the_case_they_work_on(outside):
    both, mine = entrusted(outside), entrusted(outside)
    colleague = make_user(Role.SPECIALIST, organisation=outside.user.organisation)
    place = make_facility(by=outside.coordinator)
    make_agreement(by=outside.coordinator, facility=place)
    link_account(place, by=outside.coordinator, user=colleague)
    with writes_allowed():
        Assignment(case=both, user=colleague, discipline="psychological", starts_on=today()).save(force_insert=True)

    end(outside, yesterday())

    assert (key_is_there(outside, both), key_is_there(outside, mine)) == (True, False)
    assert not Assignment.objects.filter(user=outside.user, ends_on=None).exists()


def test_an_agreement_that_ran_out_ends_it_by_the_daily_look(outside):
    case = entrusted(outside)
    assert end_without_agreement() == 0
    with writes_allowed():
        Agreement.objects.update(ends_on=yesterday())

    assert end_without_agreement() == 1
    assert end_without_agreement() == 0
    assert not key_is_there(outside, case)
    assert Assignment.objects.get(case=case, user=outside.user).ends_on == yesterday()


def test_before_it_ends_the_page_says_who_loses_which_case_and_what_cannot_be_sent(outside, client):
    case = entrusted(outside)
    sign_in(client, outside.coordinator)
    row = make_referral(by=outside.coordinator, case=case, facility=outside.agreement.facility)
    ends = reverse("desk:agreement_end", args=[outside.agreement.pk])

    note = soup_of(client.get(ends)).select_one(".note").get_text(" ", strip=True)

    assert f"{outside.user.username} loses the assignments and the access: {case.code}" in note
    assert row.code in note


def test_of_an_agreement_beside_another_nothing_is_said_to_end(outside, client):
    entrusted(outside)
    sign_in(client, outside.coordinator)
    make_agreement(by=outside.coordinator, facility=outside.agreement.facility, signed=True)

    text = soup_of(client.get(reverse("desk:agreement_end", args=[outside.agreement.pk]))).main.get_text(" ", strip=True)

    assert "Nobody works under this agreement alone" in text
