"""Costs of care outside: exact, at the frozen price, within what is agreed or with a reason."""

import random
from decimal import Decimal

import pytest
from django.db.models import Sum

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker
from panoh.cases.enums import Discipline
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.core.money import Currency
from panoh.episodes.actions.costs import Billing, strike_cost, take_over_cost
from panoh.episodes.models import CostLine
from panoh.episodes.pricing import amount_of
from panoh.episodes.queries.episode import cost_lines, has_cost_to_take, sums
from panoh.network.enums import FacilityKind, Service, TariffUnit
from panoh.network.models import TariffLine
from panoh.referrals import actions as referrals
from panoh.referrals.enums import ReferralState, TermsProblem
from panoh.referrals.spending import spent
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user
from tests.factories.agreements import make_agreement
from tests.factories.cases import make_case
from tests.factories.consent import make_consent
from tests.factories.episodes import make_cost, make_episode
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = (Service.NEUROLOGY, TariffUnit.DAY, "120.00")


@pytest.fixture
def hospital(coordinator):
    return make_facility(by=coordinator)


def worker_on(case, by):
    user = make_user(Role.SOCIAL_WORKER)
    assign_worker(case, by=by, user=user, discipline=Discipline.SOCIAL)
    return user


def test_a_line_takes_the_agreed_price_and_keeps_it(coordinator, hospital):
    agreement = make_agreement(by=coordinator, facility=hospital, prices=(DAY,))
    row = make_episode(by=coordinator, facility=hospital)

    make_cost(row, by=coordinator, quantity="5")
    with writes_allowed():
        TariffLine.objects.update(price=Decimal(999))

    line = CostLine.objects.get()
    assert (line.price, line.amount, line.currency, line.agreement_number) == (Decimal(120), Decimal(600), "TJS", agreement.reference)
    assert spent(agreement).billed == Decimal(600)


def test_a_price_of_ones_own_against_the_agreement_is_refused(coordinator, hospital):
    make_agreement(by=coordinator, facility=hospital, prices=(DAY,))
    row = make_episode(by=coordinator, facility=hospital)

    for facts, field in (({"price": Decimal(1)}, "price"), ({"currency": "USD"}, "currency"), ({"unit": TariffUnit.HOUR}, "price")):
        with pytest.raises(Invalid) as refused:
            make_cost(row, by=coordinator, **facts)
        assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(("quantity", "problem"), [("4", ""), ("5", TermsProblem.PERSON), ("9", TermsProblem.TOTAL)])
def test_above_a_ceiling_only_with_a_reason_of_who_may(coordinator, hospital, quantity, problem):
    make_agreement(by=coordinator, facility=hospital, prices=(DAY,), ceiling_person=Decimal(500), ceiling_total=Decimal(1000))
    case = make_case(by=coordinator)
    row = make_episode(by=coordinator, facility=hospital, case=case)
    worker = worker_on(case, coordinator)
    if not problem:
        assert make_cost(row, by=worker, quantity=quantity).problem == ""
        return

    with pytest.raises(Invalid):
        make_cost(row, by=worker, quantity=quantity, reason="Без операции нельзя")
    with pytest.raises(Invalid) as refused:
        make_cost(row, by=coordinator, quantity=quantity)
    assert list(refused.value.fields) == ["reason"]
    assert not CostLine.objects.exists()

    line = make_cost(row, by=coordinator, quantity=quantity, reason="Без операции нельзя")
    (opened,) = open_sealed([line], by=coordinator.actor, purpose=Purpose.CARE)
    assert (line.problem, opened.reason) == (problem, "Без операции нельзя")


def test_lines_add_up_against_the_ceiling_for_one_person(coordinator, hospital):
    make_agreement(by=coordinator, facility=hospital, prices=(DAY,), ceiling_person=Decimal(500))
    row = make_episode(by=coordinator, facility=hospital)
    make_cost(row, by=coordinator, quantity="3")

    with pytest.raises(Invalid):
        make_cost(row, by=coordinator, quantity="2")
    make_cost(make_episode(by=coordinator, facility=hospital), by=coordinator, quantity="4")  # another person


def test_where_help_is_paid_and_nothing_agreed_a_reason_is_needed(coordinator):
    clinic = make_facility(by=coordinator, kind=FacilityKind.PRIVATE_CLINIC)
    row = make_episode(by=coordinator, facility=clinic)

    with pytest.raises(Invalid):
        make_cost(row, by=coordinator, price=Decimal(80), currency="USD")
    line = make_cost(row, by=coordinator, price=Decimal(80), currency="USD", reason="Другой клиники нет")

    assert (line.problem, line.agreement, line.currency) == (TermsProblem.NO_AGREEMENT, None, "USD")


def test_what_the_referral_says_is_taken_over_once_and_counts_once(coordinator):
    clinic = make_facility(by=coordinator)
    agreement = make_agreement(by=coordinator, facility=clinic, prices=(DAY,))
    case = make_case(by=coordinator)
    make_consent(case.person, by=coordinator, facility=clinic)
    referral = make_referral(by=coordinator, case=case, facility=clinic)
    referrals.send_referral(referral, by=coordinator)
    referrals.record_attendance(referral, by=coordinator)
    referrals.record_outcome(referral, by=coordinator, words="Лечение", cost=Decimal("333.33"), currency="TJS", quantity=3)
    before = spent(agreement).total
    row = make_episode(by=coordinator, case=case, referral=referral)

    line = take_over_cost(row, by=coordinator, billing=Billing("funder"))

    assert (line.amount, line.agreement, before, spent(agreement).total) == (Decimal("333.33"), agreement, line.amount, line.amount)
    assert not has_cost_to_take(row)
    with pytest.raises(WrongState):
        take_over_cost(row, by=coordinator, billing=Billing())
    strike_cost(line, by=coordinator, words="Не тот счёт")
    assert has_cost_to_take(row)


def test_the_price_frozen_with_the_referral_holds(coordinator):
    clinic = make_facility(by=coordinator)
    make_agreement(by=coordinator, facility=clinic, prices=(DAY,))
    referral = make_referral(by=coordinator, facility=clinic, state=ReferralState.ATTENDED)
    with writes_allowed():
        TariffLine.objects.update(price=Decimal(999))

    line = make_cost(make_episode(by=coordinator, case=referral.case, referral=referral), by=coordinator)

    assert line.price == Decimal(120)


def test_a_struck_line_stays_and_counts_nowhere(coordinator, hospital):
    agreement = make_agreement(by=coordinator, facility=hospital, prices=(DAY,))
    row = make_episode(by=coordinator, facility=hospital)
    line = make_cost(row, by=coordinator)
    with pytest.raises(Invalid):
        strike_cost(line, by=coordinator, words=" ")

    strike_cost(line, by=coordinator, words="Дважды")

    assert [each.struck_by for each in cost_lines(row)] == [coordinator]
    assert (sums(cost_lines(row)), spent(agreement).billed) == ({}, Decimal(0))
    with pytest.raises(WrongState):
        strike_cost(line, by=coordinator, words="Ещё раз")


def test_sums_are_exact_and_kinds_of_money_never_mix(coordinator, hospital):
    figures, row = random.Random(7), make_episode(by=coordinator, facility=hospital)
    wanted: dict[Currency, Decimal] = {}
    for _ in range(12):
        money, price = figures.choice(list(Currency)), Decimal(figures.randrange(1, 100_000)) / 100
        quantity = Decimal(figures.randrange(1, 900)) / 100
        make_cost(row, by=coordinator, quantity=str(quantity), price=price, currency=money)
        wanted[money] = wanted.get(money, Decimal(0)) + amount_of(quantity, price)

    assert sums(cost_lines(row)) == wanted
    kept = CostLine.objects.values_list("currency").annotate(Sum("amount")).order_by()
    assert {Currency(money): amount for money, amount in kept} == wanted


@pytest.mark.parametrize(("quantity", "price", "amount"), [("0.5", "0.01", "0.01"), ("3", "0.10", "0.30"), ("1.15", "2.10", "2.42")])
def test_amounts_are_rounded_to_the_hundredth_halves_upwards(quantity, price, amount):
    assert amount_of(Decimal(quantity), Decimal(price)) == Decimal(amount)


def test_who_does_not_work_on_the_case_records_no_cost(coordinator):
    row = make_episode(by=coordinator)
    for role in (Role.SOCIAL_WORKER, Role.ACCOUNTANT):
        with pytest.raises(Denied):
            make_cost(row, by=make_user(role), price=Decimal(1))


def test_a_unit_off_the_tariff_is_billed_only_with_a_reason_of_who_may(coordinator, hospital):
    make_agreement(by=coordinator, facility=hospital, prices=(DAY,))
    case = make_case(by=coordinator)
    row = make_episode(by=coordinator, facility=hospital, case=case)
    given = {"unit": TariffUnit.PACKAGE, "price": Decimal(900)}

    with pytest.raises(Invalid, match="Only the coordinator can record it, with a reason"):
        make_cost(row, by=worker_on(case, coordinator), reason="Так надо", **given)
    assert make_cost(row, by=coordinator, reason="Всё вместе", **given).problem == TermsProblem.TARIFF


def test_a_cost_that_waits_is_taken_over_by_the_coordinator_and_by_anybody_once_it_was_allowed(coordinator):
    clinic = make_facility(by=coordinator)
    make_agreement(by=coordinator, facility=clinic, prices=(DAY,), ceiling_person=Decimal(800))
    case = make_case(by=coordinator)
    make_consent(case.person, by=coordinator, facility=clinic)
    worker = worker_on(case, coordinator)
    referral = make_referral(by=coordinator, case=case, facility=clinic)
    referrals.send_referral(referral, by=coordinator)
    referrals.record_attendance(referral, by=coordinator)
    referrals.record_outcome(referral, by=worker, words="Лечение", cost=Decimal(900), currency="TJS")
    row = make_episode(by=coordinator, case=case, referral=referral)

    with pytest.raises(Invalid, match="Only the coordinator can record it, with a reason"):
        take_over_cost(row, by=worker, billing=Billing("funder", "", "Так надо"))
    referrals.allow_cost(referral, by=coordinator, reason="Операция")

    assert take_over_cost(row, by=worker, billing=Billing("funder")).amount == Decimal(900)
