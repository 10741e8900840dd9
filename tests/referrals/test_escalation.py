"""Late referrals are brought to the region's worker, then to the coordinator, once each, and nobody is asked any more once it is answered."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.enums import TaskKind
from panoh.cases.models import Task
from panoh.cases.policy import visible_tasks
from panoh.desk.frame.task_rows import task_rows
from panoh.referrals import actions
from panoh.referrals.actions import raise_late_referrals
from panoh.referrals.enums import Priority, ReferralState
from panoh.referrals.models import Referral
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def regional(user):
    return make_user(Role.REGIONAL_WORKER, regions=("TJ-KT",))


@pytest.fixture
def sent(user):
    return make_referral(by=user, case=make_case(by=user, region="TJ-KT"), state=ReferralState.SENT)


def late_by(row, share):
    return row.due_at + (row.due_at - row.moved_at) * share


def asked():
    return [task.role for task in Task.objects.filter(kind=TaskKind.LATE, done_at=None).order_by("role")]


def test_half_its_time_late_the_regions_worker_knows_and_at_all_of_it_the_coordinator(user, regional, sent):
    with time_machine.travel(late_by(sent, 0.4), tick=False):
        assert raise_late_referrals() == 0
    with time_machine.travel(late_by(sent, 0.6), tick=False):
        assert (raise_late_referrals(), raise_late_referrals(), asked()) == (1, 0, ["regional_worker"])
    with time_machine.travel(late_by(sent, 1.1), tick=False):
        assert (raise_late_referrals(), raise_late_referrals(), asked()) == (1, 0, ["coordinator", "regional_worker"])

    task = visible_tasks(regional).get(kind=TaskKind.LATE)
    assert (task.target, task.case) == (sent.pk, sent.case)
    assert visible_tasks(make_user(Role.REGIONAL_WORKER, regions=("TJ-SU",))).filter(kind=TaskKind.LATE).count() == 0
    last = AuditEvent.objects.filter(verb="referrals.raised").latest("seq")
    assert (last.actor_kind, last.refs != b"") == ("system", True)


def test_each_row_of_a_late_referral_says_which_it_is_and_leads_straight_to_it(user, sent):
    both = make_user(Role.REGIONAL_WORKER, Role.COORDINATOR, regions=("TJ-KT",))
    with time_machine.travel(late_by(sent, 1.1), tick=False):
        raise_late_referrals()

    rows = task_rows(both, list(Task.objects.filter(kind=TaskKind.LATE).select_related("case", "request"))).values()

    within = {Priority.EMERGENCY: "24 h", Priority.URGENT: "72 h", Priority.NORMAL: "two weeks"}[sent.priority]
    said = (f"{within} · {sent.facility.get_kind_display()} · {sent.code}", reverse("desk:referral", args=[sent.code]))
    assert [(row.note, row.url) for row in rows] == [said, said]


def test_each_row_that_moves_a_referral_forward_says_which_it_is_and_leads_straight_to_it(user):
    case = make_case(by=user, region="TJ-KT")
    wanted = [make_referral(by=user, case=case, consented=True) for _ in range(2)]
    tasks = list(Task.objects.filter(kind=TaskKind.REFERRAL, target__in=[row.pk for row in wanted]))

    rows = task_rows(user, tasks).values()

    said = [(row.note.rpartition(" · ")[2], row.url) for row in rows]
    assert sorted(said) == sorted((row.code, reverse("desk:referral", args=[row.code])) for row in wanted)


def test_where_nobody_works_in_the_region_the_coordinator_is_next(user, sent):
    with time_machine.travel(late_by(sent, 0.6), tick=False):
        raise_late_referrals()

    assert asked() == ["coordinator"]


def test_nobody_is_asked_to_see_to_their_own(user, regional):
    case = make_case(by=user, region="TJ-KT")
    row = make_referral(by=regional, case=case)

    with time_machine.travel(late_by(row, 0.6), tick=False):
        raise_late_referrals()

    assert asked() == ["coordinator"]


def test_in_an_emergency_all_are_asked_at_once(user, regional):
    row = make_referral(by=user, case=make_case(by=user, region="TJ-KT"), priority=Priority.EMERGENCY)

    with time_machine.travel(row.due_at + dt.timedelta(minutes=1), tick=False):
        raise_late_referrals()

    assert asked() == ["coordinator", "regional_worker"]


def test_an_answer_ends_what_was_asked_and_a_new_turn_may_be_late_again(user, regional, sent):
    with time_machine.travel(late_by(sent, 1.1), tick=False):
        raise_late_referrals()
        row = Referral.objects.select_related("case", "person", "facility", "made_by").get(pk=sent.pk)
        actions.accept(row, by=user)
        assert (asked(), row.raised) == ([], 0)

    with time_machine.travel(late_by(row, 0.6), tick=False):
        raise_late_referrals()
    assert asked() == ["regional_worker"]


def test_what_is_over_or_in_time_asks_nobody(user, sent, django_assert_num_queries):
    over = make_referral(by=user, state=ReferralState.WITHDRAWN)

    with django_assert_num_queries(1):
        assert raise_late_referrals() == 0
    with time_machine.travel(late_by(sent, 3), tick=False):
        raise_late_referrals()
    assert Task.objects.filter(kind=TaskKind.LATE, target=over.pk).count() == 0
