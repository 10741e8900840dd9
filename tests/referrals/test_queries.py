"""Lists of referrals: who sees which, in which order, and at what price."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.consent.actions import withdraw_consent
from panoh.consent.enums import DataKind
from panoh.consent.models import Consent
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import NotFound
from panoh.referrals import actions
from panoh.referrals.enums import Level, ReferralState
from panoh.referrals.models import Referral
from panoh.referrals.queries import referrals as queries
from tests.factories.accounts import make_member, make_user
from tests.factories.cases import make_case
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_member_sees_its_own_and_what_is_shared_and_finds_no_other(user):
    member, other = make_member(1), make_member(2)
    row = make_referral(by=user, case=make_case(by=user, organisation=member))
    mine, stranger = make_user(Role.MEMBER_WORKER, organisation=member), make_user(Role.MEMBER_WORKER, organisation=other)

    assert list(queries.referrals(mine)) == [row]
    assert list(queries.referrals(stranger)) == []
    assert list(queries.referrals(make_user(Role.DIRECTOR))) == []
    assert queries.get_referral(mine, row.code.lower()) == row
    for reader, code in ((stranger, row.code), (mine, "nonsense")):
        with pytest.raises(NotFound):
            queries.get_referral(reader, code)


def test_open_ones_first_and_of_these_the_latest_due_first(user):
    done = make_referral(by=user, state=ReferralState.WITHDRAWN)
    soon, late = make_referral(by=user), make_referral(by=user)
    with writes_allowed():
        Referral.objects.filter(pk=late.pk).update(due_at=now() - dt.timedelta(days=3))

    assert list(queries.referrals(user)) == [late, soon, done]
    assert list(queries.referrals(user, show="open")) == [late, soon]
    assert list(queries.referrals(user, show="over")) == [done]
    assert queries.count_late_referrals(user) == 1
    assert list(queries.case_referrals(user, late.case)) == [late]


def test_lines_say_what_the_command_prints(user):
    row = make_referral(by=user)
    sent = make_referral(by=user, state=ReferralState.SENT)
    over = make_referral(by=user, state=ReferralState.EXPIRED)

    first, second, third = queries.lines([row, sent, over])

    assert (first.code, first.kind, first.status, first.open, first.acts_next, first.due, first.consented) == (
        row.code,
        "neurology",
        "awaiting_consent",
        True,
        "coordinator",
        row.due_at,
        False,
    )
    assert (second.status, second.acts_next, second.consented) == ("sent", "provider", True)
    assert (third.open, third.acts_next, third.due) == (False, "", None)


def test_a_draft_is_consented_once_the_consent_covers_it(user):
    row = make_referral(by=user, level=Level.MINIMAL)
    make_consent(row.person, by=user, facility=row.facility)
    assert not queries.lines([row])[0].consented

    consent = make_consent(row.person, by=user, facility=row.facility, data_kinds=[DataKind.COMPLAINTS, DataKind.MEDICAL])
    assert queries.lines([row])[0].consented

    with writes_allowed():
        Consent.objects.filter(pk=consent.pk).update(valid_until=today() - dt.timedelta(days=1))
    assert not queries.lines([row])[0].consented


def test_what_was_sent_is_no_longer_consented_after_a_withdrawal(user):
    row = make_referral(by=user, state=ReferralState.SENT)
    withdraw_consent(Consent.objects.get(), by=user)

    assert [line.consented for line in queries.lines(list(queries.referrals(user)))] == [False]
    assert row.state == "sent"


def test_what_the_consent_has_to_cover_is_named_in_order(user):
    row = make_referral(by=user, level=Level.FULL)

    assert queries.missing_kinds(row) == [DataKind.NAME, DataKind.COMPLAINTS, DataKind.MEDICAL, DataKind.STORY]
    assert queries.ground_of(row) is None
    assert not queries.needs_guardian(row, by=user)


def test_a_childs_referral_needs_the_guardian_and_the_list_says_so_too(user):
    child = make_case(by=user, birth=f"{today().year - 10}-01-01")
    row = make_referral(by=user, case=child)
    consent = make_consent(
        child.person, by=user, facility=row.facility, by_guardian=True, guardian="Модар", child_assented=True, data_kinds=list(DataKind)
    )
    assert queries.needs_guardian(row, by=user)
    assert queries.lines([row])[0].consented

    with writes_allowed():
        Consent.objects.filter(pk=consent.pk).update(by_guardian=False)

    assert not queries.lines([row])[0].consented
    assert queries.ground_of(row) is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_and_for_three(user, count, django_assert_num_queries):
    for _ in range(count):
        make_referral(by=user)
    reader = make_user(Role.COORDINATOR)

    with django_assert_num_queries(6):
        queries.lines(list(queries.referrals(reader)))


def test_appointments_are_for_who_drew_them_up_and_for_who_assigns_work(user):
    worker = make_user(Role.SOCIAL_WORKER)
    booked = make_referral(by=user, state=ReferralState.BOOKED)
    make_referral(by=user, state=ReferralState.SENT)
    day = booked.appointment_at.astimezone(DUSHANBE).date()

    assert queries.appointments(user, day, day) == [booked]
    assert queries.appointments(user, day + dt.timedelta(days=1), day + dt.timedelta(days=9)) == []
    assert queries.appointments(worker, day, day, team=True) == []
    assert queries.appointments(make_user(Role.COORDINATOR), day, day) == []
    assert queries.appointments(make_user(Role.COORDINATOR), day, day, team=True) == [booked]


def test_the_chain_holds_what_came_before_and_after_in_order(user):
    first = make_referral(by=user, state=ReferralState.DECLINED)
    second = actions.refer_on(first, by=user, facility=make_facility(by=user))
    other = make_referral(by=user, case=first.case)

    for row in (first, second):
        assert queries.chain(user, Referral.objects.get(pk=row.pk)) == [first, second]
    assert (second.previous, Referral.objects.get(pk=first.pk).state) == (first, ReferralState.REDIRECTED)
    assert queries.chain(user, other) == []


def test_who_was_asked_already_is_not_offered_again_and_who_gives_the_help_comes_first(user):
    right, wrong = make_facility(by=user, services=["neurology"]), make_facility(by=user, services=["eye"])
    first = make_referral(by=user, state=ReferralState.DECLINED)
    second = actions.refer_on(first, by=user, facility=make_facility(by=user))
    known = [(row, "") for row in (wrong, first.facility, second.facility, right)]

    offered = [row for row, _label in queries.alternatives(Referral.objects.get(pk=second.pk), known)]

    assert offered == [right, wrong]
