"""The board of open referrals: who acts next, late first, narrowed by codes, at a constant price."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.core.clock import now
from panoh.desk.referrals.views import board as referral_board
from panoh.network.enums import FacilityKind, Service
from panoh.referrals import board
from panoh.referrals.board import BoardFilter, Head
from panoh.referrals.enums import ActsNext, ReferralState
from panoh.referrals.models import Referral
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


EYE, HOSPITAL = "13", "4"  # by their numbers in an address


def make_late(row):
    with writes_allowed():
        Referral.objects.filter(pk=row.pk).update(due_at=now() - dt.timedelta(days=2))
    return row


def test_groups_by_who_acts_next_and_late_first(user):
    waiting, draft = make_referral(by=user, state=ReferralState.WAITLISTED), make_referral(by=user)
    sent, late = make_referral(by=user, state=ReferralState.SENT), make_late(make_referral(by=user, state=ReferralState.SENT))
    make_referral(by=user, state=ReferralState.COMPLETED)

    assert list(board.open_referrals(user, BoardFilter())) == [waiting, draft, late, sent]
    assert board.heads(user, BoardFilter()) == [
        Head(ActsNext.COORDINATOR, 1, 0),
        Head(ActsNext.WORKER, 1, 0),
        Head(ActsNext.PROVIDER, 2, 1),
    ]


def test_narrowed_by_codes_and_by_unknown_ones_not_at_all(user):
    hospital = make_facility(by=user, kind=FacilityKind.HOSPITAL)
    one = make_referral(by=user, case=make_case(by=user, region="TJ-KT"), service=Service.EYE, facility=hospital)
    late = make_late(make_referral(by=user, case=make_case(by=user, region="TJ-SU"), state=ReferralState.SENT))

    for given, found in (
        ({"service": EYE}, [one]),
        ({"region": "TJ-KT"}, [one]),
        ({"kind": HOSPITAL}, [one]),
        ({"who": "provider"}, [late]),
        ({"late": "1"}, [late]),
        ({"service": EYE, "late": "1"}, []),
        ({"service": "eye", "region": "x", "kind": "hospital", "who": "x", "late": "x"}, [one, late]),
    ):
        narrowed = BoardFilter.read(given)
        assert list(board.open_referrals(user, narrowed)) == found
        assert sum(head.total for head in board.heads(user, narrowed)) == len(found)


def test_a_member_sees_its_own_alone(user):
    member = make_member(1)
    mine = make_referral(by=user, case=make_case(by=user, organisation=member))
    make_referral(by=user)

    assert list(board.open_referrals(make_user(Role.MEMBER_WORKER, organisation=member), BoardFilter())) == [mine]


def test_the_page_shows_the_groups_keeps_the_filter_and_pages(client, user, monkeypatch):
    monkeypatch.setattr(referral_board, "PAGE_SIZE", 2)
    for _ in range(3):
        make_referral(by=user, state=ReferralState.SENT)
    make_referral(by=user)
    sign_in(client, user)

    page = soup_of(client.get(reverse("desk:referrals"), {"who": "provider"}))

    assert [head.get_text() for head in page.select("section h2")] == ["Next step: the facility"]
    assert len(page.select("tbody tr")) == 2
    assert page.select_one("a[rel=next]")["href"] == "?page=2&who=provider"
    assert page.select_one("details.narrow").get("open") is None
    assert [link["href"] for link in page.select("details.narrow + p a")] == ["/desk/referrals/?", "/desk/referrals/"]
    whole = soup_of(client.get(reverse("desk:referrals"), {"page": "2"}))
    assert [head.get_text() for head in whole.select("section h2")] == ["Next step: the facility"]
    (chosen,) = soup_of(client.get(reverse("desk:referrals"), {"service": "3"})).select("#f-service option[selected]")
    assert (chosen["value"], chosen.get_text(strip=True)) == ("3", "neurologist")
    assert "the worker: 1" in whole.select_one(".title").get_text()


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_one_and_for_three(client, user, count, django_assert_num_queries):
    for _ in range(count):
        make_referral(by=user)
    sign_in(client, user)
    client.get(reverse("desk:referrals"))

    with django_assert_num_queries(13):
        client.get(reverse("desk:referrals"))
