"""A referral takes the agreement that holds and freezes its terms; outside of them it goes with a reason, or when it cannot wait."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.enums import Discipline, TaskKind
from panoh.cases.models import Task
from panoh.consent.actions import state_vital_interest
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.desk.frame.task_rows import task_rows
from panoh.network.actions.agreements import end_agreement
from panoh.network.enums import Cost, EndReason, FacilityKind, Service, TariffUnit
from panoh.network.models import Facility
from panoh.referrals import actions, spending
from panoh.referrals.enums import Priority, ReferralState, TermsProblem
from panoh.referrals.models import Referral, ReferralTerms
from panoh.referrals.signals import costs_asked
from panoh.referrals.terms import OutsideTerms, terms_of
from tests.days import taken
from tests.factories.accounts import make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

VISIT = (Service.NEUROLOGY, TariffUnit.VISIT, "150.00")


def days(count: int) -> dt.date:
    return today() + dt.timedelta(days=count)


@pytest.fixture
def by():
    return make_coordinator()


def refer(by, facility, **facts):
    """A draft to this facility that its consent carries."""
    return make_referral(by=by, facility=facility, consented=True, **facts)


def problem_of(row):
    kept = terms_of(row)
    return kept.problem if kept else None


def test_referral_takes_the_agreement_and_keeps_its_terms_whatever_becomes_of_it(by):
    agreement = make_agreement(by=by, prices=(VISIT,), ceiling_person=Decimal(400))
    row = refer(by, agreement.facility)
    actions.send_referral(row, by=by)
    end_agreement(agreement, by=by, last_day=today(), reason=EndReason.BOTH)

    kept = terms_of(row)
    assert kept.agreement == agreement
    assert kept.frozen == {
        "reference": agreement.reference,
        "version": "2",
        "currency": "TJS",
        "unit": "visit",
        "price": "150.00",
        "ceiling_person": "400.00",
        "ends_on": str(agreement.ends_on),
    }
    assert (kept.estimate, kept.currency, kept.problem, kept.frozen_on) == (Decimal("150.00"), "TJS", "", today())


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"starts_on": dt.timedelta(days=1)}, TermsProblem.AHEAD),
        ({"ends_on": dt.timedelta(days=-1)}, TermsProblem.RUN_OUT),
        ({"refers_until": dt.timedelta(days=-1)}, TermsProblem.WINDOW),
        ({"services": [Service.EYE], "prices": ()}, TermsProblem.SERVICE),
        ({"services": [Service.NEUROLOGY, Service.EYE], "prices": ((Service.EYE, TariffUnit.VISIT, "1"),)}, TermsProblem.TARIFF),
        ({"ceiling_total": Decimal("149.99")}, TermsProblem.TOTAL),
        ({"ceiling_person": Decimal("149.99")}, TermsProblem.PERSON),
    ],
)
def test_outside_of_what_is_agreed_nothing_leaves_without_a_reason(by, facts, problem):
    agreement = make_agreement(by=by, **{"prices": (VISIT,), **taken(facts)})
    row = refer(by, agreement.facility)

    assert problem_of(row) == problem
    assert Task.objects.filter(kind=TaskKind.TERMS, target=row.pk, role=Role.COORDINATOR, done_at=None).count() == 1
    with pytest.raises(OutsideTerms, match="only if the coordinator gives a reason"):
        actions.send_referral(row, by=by)
    assert not Referral.objects.get(pk=row.pk).letter

    kept = actions.allow_outside_terms(row, by=by, reason="Другого невролога в районе нет")
    assert "Другого".encode() not in bytes(kept.reason)
    actions.send_referral(row, by=by)

    kept.refresh_from_db()
    assert (kept.allowed_for, kept.allowed_by, kept.could_not_wait) == (problem, by, False)
    assert actions.read_terms_reason(row, by=by) == "Другого невролога в районе нет"
    assert AuditEvent.objects.filter(verb="referrals.terms_excepted").count() == 1
    assert not Task.objects.filter(kind=TaskKind.TERMS, done_at=None).exists()


@pytest.mark.parametrize(
    ("kind", "cost", "problem"),
    [
        (FacilityKind.POLYCLINIC, "", None),
        (FacilityKind.POLYCLINIC, Cost.CONTRACT, TermsProblem.NO_AGREEMENT),
        (FacilityKind.PRIVATE_CLINIC, "", TermsProblem.NO_AGREEMENT),
        (FacilityKind.SPECIALIST, "", TermsProblem.NO_AGREEMENT),
        (FacilityKind.PRIVATE_CLINIC, Cost.FREE, None),
        (FacilityKind.PRIVATE_CLINIC, Cost.PAID, None),
    ],
)
def test_only_paid_help_needs_an_agreement(by, kind, cost, problem):
    facility = make_facility(by=by, kind=kind)
    with writes_allowed():
        Facility.objects.filter(pk=facility.pk).update(cost=cost)
    facility.refresh_from_db()

    row = refer(by, facility)

    assert problem_of(row) == problem
    if problem is None:
        assert actions.send_referral(row, by=by).state == ReferralState.SENT
    else:
        with pytest.raises(OutsideTerms):
            actions.send_referral(row, by=by)


def test_who_ever_had_an_agreement_goes_by_agreements(by):
    agreement = make_agreement(by=by, facility=make_facility(by=by, kind=FacilityKind.POLYCLINIC))
    end_agreement(agreement, by=by, last_day=days(-1), reason=EndReason.TERM)
    assert problem_of(refer(by, agreement.facility)) == TermsProblem.RUN_OUT


def test_emergency_never_waits_for_an_agreement_and_that_is_kept(by):
    row = refer(by, make_facility(by=by, kind=FacilityKind.PRIVATE_CLINIC), priority=Priority.EMERGENCY)
    assert not Task.objects.filter(kind=TaskKind.TERMS).exists()

    actions.send_referral(row, by=by)

    assert (problem_of(row), terms_of(row).could_not_wait) == (TermsProblem.NO_AGREEMENT, True)
    assert AuditEvent.objects.filter(verb="referrals.went_without_terms").count() == 1


def test_vital_interest_never_waits_for_an_agreement(by):
    row = make_referral(by=by, facility=make_facility(by=by, kind=FacilityKind.PRIVATE_CLINIC))
    state_vital_interest(row.person, by=by, why="detained", reason="Без сознания")
    row.refresh_from_db()  # its turn changed: there is a ground now

    assert actions.send_referral(row, by=by).state == ReferralState.SENT
    assert terms_of(row).could_not_wait


def test_reason_holds_for_just_this(by):
    clinic, other = (make_facility(by=by, name=name, kind=FacilityKind.PRIVATE_CLINIC) for name in ("Клиника Х", "Клиника У"))
    row = refer(by, clinic)
    actions.allow_outside_terms(row, by=by, reason="Некуда больше")
    given = {"complaints": "Головные боли", "service": Service.NEUROLOGY}

    actions.change_referral(row, by=by, facility=clinic, **given)
    assert terms_of(row).allowed_for == TermsProblem.NO_AGREEMENT
    ended = make_agreement(by=by, facility=other)
    end_agreement(ended, by=by, last_day=days(-1), reason=EndReason.TERM)
    actions.change_referral(row, by=by, facility=other, **given)

    kept = terms_of(row)
    assert (kept.problem, kept.allowed_for, kept.allowed_by, bytes(kept.reason)) == (TermsProblem.RUN_OUT, "", None, b"")
    make_consent(row.person, by=by, facility=other)
    with pytest.raises(OutsideTerms):
        actions.send_referral(row, by=by)


def test_problem_that_came_after_drafting_is_found_when_it_is_sent(by):
    agreement = make_agreement(by=by)
    row = refer(by, agreement.facility)
    assert problem_of(row) == ""
    end_agreement(agreement, by=by, last_day=days(-1), reason=EndReason.BOTH)

    with pytest.raises(OutsideTerms):
        actions.send_referral(row, by=by)


def test_allowing_wants_the_right_a_reason_and_something_to_allow(by):
    within = refer(by, make_agreement(by=by).facility)
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=by, workers=((worker, Discipline.SOCIAL),))
    outside = make_referral(by=worker, case=case, facility=make_facility(by=by, kind=FacilityKind.PRIVATE_CLINIC))

    with pytest.raises(WrongState, match="This referral is within the agreement"):
        actions.allow_outside_terms(within, by=by, reason="Так надо")
    with pytest.raises(Invalid, match="Write in one sentence why it is sent all the same"):
        actions.allow_outside_terms(outside, by=by, reason=" ")
    with pytest.raises(Denied):
        actions.allow_outside_terms(outside, by=worker, reason="Так надо")


def test_ceilings_count_what_others_have_sent_and_not_what_was_called_off(by):
    agreement = make_agreement(by=by, prices=(VISIT,), ceiling_total=Decimal(450))
    rows = [refer(by, agreement.facility) for _each in range(3)]
    for row in rows:
        actions.send_referral(row, by=by)
    assert spending.spent(agreement) == spending.Spent(Decimal(0), Decimal("450.00"), 3)

    fourth = refer(by, agreement.facility)
    assert problem_of(fourth) == TermsProblem.TOTAL
    actions.call_off(rows[0], by=by)
    assert actions.send_referral(fourth, by=by).state == ReferralState.SENT


def test_ceiling_for_one_person_looks_at_that_person_alone(by):
    agreement = make_agreement(by=by, prices=(VISIT,), ceiling_person=Decimal(200))
    first = refer(by, agreement.facility)
    actions.send_referral(first, by=by)

    assert problem_of(refer(by, agreement.facility)) == ""
    assert problem_of(make_referral(by=by, case=first.case, facility=agreement.facility)) == TermsProblem.PERSON


def test_what_a_room_above_billed_takes_the_place_of_the_estimate(by):
    agreement = make_agreement(by=by, prices=(VISIT,))
    row, other = refer(by, agreement.facility), refer(by, agreement.facility)
    for each in (row, other):
        actions.send_referral(each, by=by)

    def billed(*, agreement, **_rest):
        return [spending.Cost(Decimal("410.20"), row.pk, row.person_id), spending.Cost(Decimal("90.00"))]

    costs_asked.connect(billed)
    try:
        assert spending.spent(agreement) == spending.Spent(Decimal("500.20"), Decimal("150.00"), 2)
    finally:
        costs_asked.disconnect(billed)


def test_invented_people_spend_nothing_of_a_real_agreement(by):
    agreement = make_agreement(by=by, prices=(VISIT,))
    row = refer(by, agreement.facility)
    actions.send_referral(row, by=by)
    with writes_allowed():
        type(row.case).objects.filter(pk=row.case_id).update(is_practice=True)
    assert spending.spent(agreement).total == 0


# The pages


def test_page_says_what_stands_against_it_and_the_coordinator_allows_it(client, by):
    sign_in(client, by)
    row = refer(by, make_facility(by=by, kind=FacilityKind.PRIVATE_CLINIC))
    url = reverse("desk:referral", args=[row.code])
    allow = reverse("desk:terms_allow", args=[row.code])
    assert "There is no agreement with this facility" in client.get(url).content.decode()

    refused = client.post(reverse("desk:referral_send", args=[row.code]), {"version": row.version, "looked_again": "1"})
    assert refused.status_code == 409
    assert "only if the coordinator gives a reason" in refused.content.decode()
    assert client.post(allow, {"reason": ""}).status_code == 400
    assert client.post(allow, {"reason": "Другого нет в районе"}).status_code == 302

    shown = client.get(url).content.decode()
    assert f"Allowed by {by.username} on" in " ".join(shown.split())
    assert "Другого нет" not in shown
    assert "Другого нет" in client.post(reverse("desk:terms_reason", args=[row.code])).content.decode()
    row.refresh_from_db()
    assert client.post(reverse("desk:referral_send", args=[row.code]), {"version": row.version, "looked_again": "1"}).status_code == 302


def test_a_decision_that_waits_stands_before_the_next_step_and_after_it_once_it_is_made(client, by):
    sign_in(client, by)
    row = refer(by, make_facility(by=by, kind=FacilityKind.PRIVATE_CLINIC))

    def comes_first():
        shown = client.get(reverse("desk:referral", args=[row.code])).content.decode()
        assert shown.count('id="terms"') == 1
        return shown.index('id="terms"') < shown.index("Your next step")

    waits = comes_first()
    actions.allow_outside_terms(row, by=by, reason="Другого нет в районе")

    assert (waits, comes_first()) == (True, False)


def test_worker_sees_the_terms_and_no_way_to_allow(client, by):
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=by, workers=((worker, Discipline.SOCIAL),))
    sign_in(client, worker)
    row = make_referral(by=worker, case=case, facility=make_facility(by=by, kind=FacilityKind.PRIVATE_CLINIC))

    shown = client.get(reverse("desk:referral", args=[row.code])).content.decode()

    assert "no agreement" in shown
    assert reverse("desk:terms_allow", args=[row.code]) not in shown
    assert client.get(reverse("desk:terms_allow", args=[row.code])).status_code == 403


def test_agreement_page_says_what_is_spent(client, by):
    sign_in(client, by)
    agreement = make_agreement(by=by, prices=(VISIT,), ceiling_total=Decimal(1000))
    actions.send_referral(refer(by, agreement.facility), by=by)

    shown = client.get(reverse("desk:agreement", args=[agreement.pk])).content.decode()
    assert "150 somoni of 1" in " ".join(shown.split())
    assert ReferralTerms.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "price", "cost"),
    [
        ("tg", "1 420,50 сомонӣ, ", "1 400 сомонӣ"),
        ("ru", "1 420,50 сомони, ", "1 400 сомони"),
        ("en", "1 420.50 somoni, ", "1 400 somoni"),
    ],
)
def test_money_is_said_as_people_write_it_by_its_name(client, by, language, price, cost):
    sign_in(client, by)
    agreement = make_agreement(by=by, prices=((Service.NEUROLOGY, TariffUnit.VISIT, "1420.50"),))
    row = seen(by, agreement.facility)
    actions.record_outcome(row, by=by, words="Осмотр", cost=Decimal(1400), currency="TJS")
    by.language = language
    with writes_allowed():
        by.save()

    shown = " ".join(soup_of(client.get(reverse("desk:referral", args=[row.code]))).get_text(" ").split())

    assert (price in shown, cost in shown, "TJS" in shown) == (True, True, False)


def test_who_decides_reads_in_their_day_to_whom_and_what_it_costs_and_no_specialty(by):
    specialist = make_facility(by=by, kind=FacilityKind.SPECIALIST, services=(Service.NEUROLOGY,))
    agreement = make_agreement(by=by, facility=specialist, prices=(VISIT,), ceiling_total=Decimal("149.99"))
    row = refer(by, agreement.facility)

    (shown,) = task_rows(by, list(Task.objects.filter(kind=TaskKind.TERMS, target=row.pk))).values()

    assert (shown.note, shown.url) == (f"specialist · 150 somoni · {row.code}", reverse("desk:referral", args=[row.code]))


# What it cost in the end


def seen(by, facility, **facts):
    """A referral whose person was there."""
    row = refer(by, facility, **facts)
    actions.send_referral(row, by=by)
    return actions.record_attendance(row, by=by)


def tasks(row):
    return Task.objects.filter(kind=TaskKind.TERMS, target=row.pk, role=Role.COORDINATOR, done_at=None).count()


@pytest.mark.parametrize(
    ("facts", "cost", "problem"),
    [
        ({}, {"cost": Decimal(150)}, ""),
        ({}, {"cost": Decimal("150.01")}, TermsProblem.COST),
        ({}, {"cost": Decimal(300), "quantity": 2}, ""),
        ({}, {"cost": Decimal(15), "currency": "USD"}, TermsProblem.COST),
        ({"prices": (), "ceiling_person": Decimal(200)}, {"cost": Decimal(900)}, TermsProblem.PERSON),
        ({"prices": (), "ceiling_total": Decimal(200)}, {"cost": Decimal(900)}, TermsProblem.TOTAL),
        ({"prices": (), "ceiling_total": Decimal(200)}, {"cost": Decimal(200)}, ""),
    ],
)
def test_a_cost_above_what_is_agreed_is_kept_as_it_was_and_waits_for_the_coordinator(by, facts, cost, problem):
    agreement = make_agreement(by=by, **{"prices": (VISIT,), **facts})
    row = seen(by, agreement.facility)
    given = {"currency": "TJS", **cost}

    actions.record_outcome(row, by=by, words="Осмотр", **given)

    row.refresh_from_db()
    assert (row.state, row.cost_amount, row.cost_currency) == (ReferralState.COMPLETED, given["cost"], given["currency"])
    assert (terms_of(row).cost_problem, tasks(row)) == (problem, int(bool(problem)))
    if not problem:
        with pytest.raises(WrongState, match="This referral is within the agreement"):
            actions.allow_cost(row, by=by, reason="Так надо")


def test_a_cost_that_waits_is_allowed_with_a_reason_by_who_may_and_the_earlier_reason_stays(by):
    agreement = make_agreement(by=by, prices=(), ceiling_person=Decimal(200), refers_until=days(-1))
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=by, workers=((worker, Discipline.SOCIAL),))
    row = refer(by, agreement.facility, case=case)
    actions.allow_outside_terms(row, by=by, reason="Больше некому")
    actions.send_referral(row, by=by)
    actions.record_attendance(row, by=worker)
    actions.record_outcome(row, by=worker, words="Осмотр", cost=Decimal(900), currency="TJS")

    with pytest.raises(Denied):
        actions.allow_cost(row, by=worker, reason="Так надо")
    with pytest.raises(Invalid, match="Write in one sentence why it is paid all the same"):
        actions.allow_cost(row, by=by, reason=" ")
    actions.allow_cost(row, by=by, reason="Операция оказалась сложнее")

    kept = terms_of(row)
    assert (kept.cost_problem, kept.cost_allowed_by, kept.cost_allowed_on, tasks(row)) == (TermsProblem.PERSON, by, today(), 0)
    assert actions.read_terms_reason(row, by=by) == "Больше некому"
    assert actions.read_cost_reason(row, by=by) == "Операция оказалась сложнее"
    assert "сложнее".encode() not in bytes(kept.cost_reason)
    with pytest.raises(WrongState):
        actions.allow_cost(row, by=by, reason="Ещё раз")


def test_the_page_says_that_a_cost_waits_and_the_coordinator_allows_it_there(client, by):
    agreement = make_agreement(by=by, prices=(VISIT,))
    row = seen(by, agreement.facility)
    actions.record_outcome(row, by=by, words="Осмотр", cost=Decimal(900), currency="TJS")
    sign_in(client, by)
    there = reverse("desk:referral", args=[row.code])

    shown = client.get(there).content.decode()
    assert "It cost more than the agreement says" in shown
    assert shown.index('id="terms"') < shown.index('id="what-said"')
    allow = reverse("desk:terms_allow", args=[row.code])
    assert allow in client.get(there).content.decode()
    assert client.post(allow, {"reason": "Операция"}).status_code == 302

    assert terms_of(row).cost_allowed_by == by
    shown = client.post(reverse("desk:cost_reason", args=[row.code])).content.decode()
    assert "Операция" in shown
