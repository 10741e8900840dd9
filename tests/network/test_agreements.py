"""Agreements: drawn up, signed, renewed, ended; what holds on which day; who works under which."""

import datetime as dt
from decimal import Decimal

import pytest

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent, Undo
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.network.actions import agreements as actions
from panoh.network.enums import AgreementState, EndReason, FacilityKind, Service, Standing, TariffUnit
from panoh.network.models import Agreement, Facility, TariffLine
from panoh.network.queries import agreements as queries
from tests.factories.accounts import make_member, make_organisation, make_user
from tests.factories.agreements import PDF, make_agreement, make_engaged, sign
from tests.factories.network import make_facility, make_keeper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOUR = (Service.NEUROLOGY, TariffUnit.HOUR, "120.50")


def days(count: int) -> dt.date:
    return today() + dt.timedelta(days=count)


def agreement_on(facility: Facility, day: dt.date) -> Agreement | None:
    """The agreement that holds for an entry on a day."""
    return queries.held_on(queries.agreements_with(facility), day)


def last_event() -> str:
    return AuditEvent.objects.latest("seq").verb


def test_agreement_is_drawn_up_with_its_terms_and_binds_nobody():
    keeper = make_keeper()
    row = make_agreement(
        by=keeper, signed=False, ceiling_total=Decimal("90000.00"), ceiling_person=Decimal("1500.00"), note="Копия у бухгалтера"
    )

    row = queries.get_agreement(keeper, row.pk)
    assert (row.state, row.services, row.ceiling_person) == (AgreementState.DRAFT, ["neurology"], Decimal("1500.00"))
    assert actions.read_agreement(row, by=keeper).note == "Копия у бухгалтера"
    assert "Копия".encode() not in bytes(row.note)
    assert agreement_on(row.facility, today()) is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reference": "12 с Рахимовым"}, "reference"),
        ({"reference": ""}, "reference"),
        ({"services": []}, "services"),
        ({"services": ["witchcraft"]}, "services"),
        ({"ends_on": dt.date(2020, 1, 1)}, "ends_on"),
        ({"refers_until": dt.date(2040, 1, 1)}, "refers_until"),
        ({"ceiling_total": Decimal(-1)}, "ceiling_total"),
        ({"ceiling_total": Decimal(100), "ceiling_person": Decimal(101)}, "ceiling_person"),
    ],
)
def test_terms_that_cannot_be_right_are_refused_beside_their_field(facts, field):
    with pytest.raises(Invalid) as refused:
        make_agreement(signed=False, **facts)

    assert list(refused.value.fields) == [field]
    assert not Agreement.objects.exists()


def test_number_is_taken_once_on_our_side_alone():
    keeper = make_keeper()
    make_agreement(by=keeper, reference="7/2026")
    with pytest.raises(Invalid, match="There is already an agreement with this number"):
        make_agreement(by=keeper, reference="7/2026")
    assert make_agreement(by=keeper, reference="7/2026", organisation=make_member()).reference == "7/2026"


def test_our_side_is_never_an_organisation_outside():
    with pytest.raises(Invalid, match="Our side is the secretariat"):
        make_agreement(organisation=make_organisation(kind=OrganisationKind.OUTSIDE))


def test_signing_wants_the_undertaking_to_keep_silent_and_both_names():
    keeper = make_keeper()
    row = make_agreement(by=keeper, signed=False)
    with pytest.raises(Invalid, match="keep silent"):
        sign(row, by=keeper, confidential_on=None)
    with pytest.raises(Invalid, match="Enter who signs for each side"):
        sign(row, by=keeper, theirs=" ")
    with pytest.raises(Invalid, match="cannot be in the future"):
        sign(row, by=keeper, signed_on=days(1))

    sign(row, by=keeper)
    row.refresh_from_db()
    assert (row.state, row.signed_on, last_event()) == (AgreementState.IN_FORCE, today(), "network.agreement_signed")


def test_what_is_signed_stays_as_it_is():
    keeper = make_keeper()
    row = make_agreement(by=keeper, prices=(HOUR,))
    for act in (
        lambda: actions.add_price(row, by=keeper, service="neurology", unit="visit", price=Decimal(1)),
        lambda: actions.take_out_price(row.tariff.get(), by=keeper),
        lambda: actions.drop_agreement(row, by=keeper),
        lambda: sign(row, by=keeper),
    ):
        with pytest.raises(WrongState):
            act()
    assert row.tariff.get().price == Decimal("120.50")


def test_price_is_for_a_covered_service_once_and_never_below_nought():
    keeper = make_keeper()
    row = make_agreement(by=keeper, signed=False, prices=(HOUR,))
    for service, unit, price, field in (
        ("eye", "hour", 1, "service"),
        ("neurology", "hour", 1, "unit"),
        ("neurology", "visit", -1, "price"),
    ):
        with pytest.raises(Invalid) as refused:
            actions.add_price(row, by=keeper, service=service, unit=unit, price=Decimal(price))
        assert list(refused.value.fields) == [field]
    assert TariffLine.objects.count() == 1


@pytest.mark.parametrize(
    ("begins", "ends", "window", "day", "expected"),
    [
        (-30, 30, None, 0, Standing.HOLDS),
        (-30, 0, None, 0, Standing.HOLDS),
        (-30, -1, None, 0, Standing.RUN_OUT),
        (1, 30, None, 0, Standing.AHEAD),
        (-30, 30, -1, 0, Standing.WINDOW_OVER),
        (-30, None, None, 4000, Standing.HOLDS),
        (-30, -1, None, -5, Standing.HOLDS),
    ],
)
def test_standing_follows_from_the_dates(begins, ends, window, day, expected):
    row = make_agreement(
        starts_on=days(begins), ends_on=None if ends is None else days(ends), refers_until=None if window is None else days(window)
    )

    assert queries.standing(row, days(day)) == expected
    held = expected in (Standing.HOLDS, Standing.WINDOW_OVER)
    assert (agreement_on(row.facility, days(day)) == row) is held
    assert Agreement.objects.filter(queries.holds_on(days(day))).exists() is held


def test_ended_agreement_held_until_its_last_day():
    keeper = make_keeper()
    row = make_agreement(by=keeper)
    with pytest.raises(Invalid, match="Give the reason in one sentence"):
        actions.end_agreement(row, by=keeper, last_day=today(), reason=EndReason.BREACH)

    actions.end_agreement(row, by=keeper, last_day=days(-2), reason=EndReason.BREACH, words="Назвали имя третьему лицу")

    assert (row.state, queries.standing(row)) == (AgreementState.TERMINATED, Standing.TERMINATED)
    assert agreement_on(row.facility, days(-2)) == row
    assert agreement_on(row.facility, days(-1)) is None
    assert actions.read_agreement(row, by=keeper).end_words == "Назвали имя третьему лицу"
    with pytest.raises(WrongState):
        actions.end_agreement(row, by=keeper, last_day=today(), reason=EndReason.TERM)


def test_renewal_copies_the_terms_follows_on_and_ends_the_former_when_it_is_signed():
    keeper = make_keeper()
    former = make_agreement(by=keeper, starts_on=days(-365), ends_on=days(-1), refers_until=days(-11), prices=(HOUR,))

    fresh = actions.renew_agreement(former, by=keeper, reference="8/2027")

    assert (fresh.starts_on, fresh.ends_on, fresh.refers_until) == (today(), days(364), days(354))
    assert [(line.unit, line.price) for line in fresh.tariff.all()] == [("hour", Decimal("120.50"))]
    with pytest.raises(WrongState, match="Another agreement already follows this one"):
        actions.renew_agreement(former, by=keeper, reference="9/2027")
    sign(fresh, by=keeper)
    former.refresh_from_db()
    assert (former.state, former.end_reason, former.ended_on) == (AgreementState.ENDED, EndReason.REPLACED, days(-1))
    assert queries.follow_up(former) == fresh
    assert agreement_on(former.facility, today()) == fresh


def test_undo_of_signing_brings_the_former_back():
    keeper = make_keeper()
    former = make_agreement(by=keeper, starts_on=days(-365), ends_on=days(-1))
    sign(actions.renew_agreement(former, by=keeper, reference="8/2027"), by=keeper)

    undo.take_back(Undo.objects.latest("at").pk, by=keeper.actor)

    former.refresh_from_db()
    assert (former.state, former.ended_on) == (AgreementState.IN_FORCE, None)


def test_alarm_rings_ninety_days_before_until_a_follow_up_is_signed():
    keeper = make_keeper()
    far, near, late, endless = (
        make_agreement(by=keeper, starts_on=days(-200), ends_on=end) for end in (days(91), days(90), days(-1), None)
    )

    assert queries.running_out(keeper) == [late, near]
    fresh = actions.renew_agreement(near, by=keeper, reference="9/2027")
    assert queries.running_out(keeper) == [late, near]
    sign(fresh, by=keeper)
    assert queries.running_out(keeper) == [late]
    assert queries.running_out(make_user(Role.SOCIAL_WORKER)) == []
    assert {far, endless}.isdisjoint(queries.running_out(keeper))


def test_scan_is_sealed_and_opens_as_it_was():
    keeper = make_keeper()
    row = make_agreement(by=keeper)
    actions.keep_scan(row, by=keeper, content=PDF)

    row.refresh_from_db()
    assert b"%PDF" not in bytes(row.scan)
    scan = actions.open_scan(queries.get_agreement(keeper, row.pk), by=keeper)
    assert (scan.kind, scan.content) == ("pdf", PDF)
    with pytest.raises(NotFound):
        actions.open_scan(make_agreement(by=keeper), by=keeper)
    with pytest.raises(Denied):
        actions.open_scan(row, by=make_user(Role.SOCIAL_WORKER))


def test_two_keepers_do_not_overwrite_each_other():
    keeper = make_keeper()
    row = make_agreement(by=keeper, signed=False)
    stale = queries.get_agreement(keeper, row.pk)
    sign(row, by=keeper)
    with pytest.raises(Conflict):
        sign(stale, by=keeper)


@pytest.mark.parametrize(
    "role", [Role.SOCIAL_WORKER, Role.ACCOUNTANT, Role.DIRECTOR, Role.SPECIALIST, Role.MEMBER_WORKER, Role.ADMINISTRATOR]
)
def test_only_the_coordinator_writes_agreements(role):
    row, user = make_agreement(signed=False), make_user(role)
    for act in (
        lambda: make_agreement(by=user, facility=row.facility, signed=False),
        lambda: sign(row, by=user),
        lambda: actions.drop_agreement(row, by=user),
        lambda: actions.add_price(row, by=user, service="neurology", unit="hour", price=Decimal(1)),
        lambda: actions.keep_scan(row, by=user, content=PDF),
        lambda: actions.link_account(row.facility, by=user, user=user),
    ):
        with pytest.raises(Denied):
            act()


@pytest.mark.parametrize(("role", "count"), [(Role.COORDINATOR, 1), (Role.ACCOUNTANT, 1), (Role.SOCIAL_WORKER, 0), (Role.SPECIALIST, 0)])
def test_agreements_are_seen_by_who_keeps_and_pays_them(role, count):
    make_agreement()
    assert queries.agreements(make_user(role)).count() == count


def specialist_of(organisation=None):
    return make_user(Role.SPECIALIST, organisation=organisation or make_organisation(kind=OrganisationKind.OUTSIDE))


def test_account_works_as_long_as_its_specialists_agreement_holds():
    keeper, user = make_keeper(), specialist_of()
    assert not queries.may_work(user)

    link = make_engaged(user, by=keeper)

    assert queries.may_work(user)
    actions.end_agreement(link.facility.agreements.get(), by=keeper, last_day=days(-1), reason=EndReason.BOTH)
    assert not queries.may_work(user)
    assert queries.may_work(user, days(-1))


def test_memorandum_of_a_society_opens_its_pool():
    keeper, user, other = make_keeper(), specialist_of(), specialist_of()
    society = make_facility(by=keeper, name="Общество психологов", kind=FacilityKind.SOCIETY, services=(Service.PSYCHOLOGY,))
    inside = make_facility(by=keeper, name="Психолог один", kind=FacilityKind.SPECIALIST, services=(Service.PSYCHOLOGY,))
    outside = make_facility(by=keeper, name="Психолог два", kind=FacilityKind.SPECIALIST, services=(Service.PSYCHOLOGY,))
    put_into(society, inside)
    memorandum = make_agreement(by=keeper, facility=society, services=[Service.PSYCHOLOGY], kind="memorandum")
    actions.link_account(inside, by=keeper, user=user)
    actions.link_account(outside, by=keeper, user=other)
    inside.refresh_from_db()

    assert {row.pk for row in queries.pool(memorandum)} == {society.pk, inside.pk}
    assert (queries.may_work(user), queries.may_work(other)) == (True, False)
    assert agreement_on(inside, today()) == memorandum
    assert agreement_on(outside, today()) is None


def put_into(society, specialist):
    """The specialist belongs to the society."""
    with writes_allowed():
        Facility.objects.filter(pk=specialist.pk).update(society=society)


def test_own_agreement_of_a_specialist_comes_before_the_societys():
    keeper = make_keeper()
    society = make_facility(by=keeper, name="Общество", kind=FacilityKind.SOCIETY)
    specialist = make_facility(by=keeper, name="Невролог", kind=FacilityKind.SPECIALIST)
    put_into(society, specialist)
    specialist.refresh_from_db()
    make_agreement(by=keeper, facility=society)
    own = make_agreement(by=keeper, facility=specialist, starts_on=days(-300))

    assert agreement_on(specialist, today()) == own


def test_account_is_tied_once_and_never_one_of_the_house():
    keeper, user = make_keeper(), specialist_of()
    link = make_engaged(user, by=keeper)
    with pytest.raises(Invalid, match="This account is already linked to an entry of the directory"):
        actions.link_account(link.facility, by=keeper, user=user)
    with pytest.raises(Invalid, match="This account belongs to our staff"):
        actions.link_account(link.facility, by=keeper, user=make_user(Role.PSYCHOLOGIST))
    assert queries.free_accounts() == []
    actions.unlink_account(link, by=keeper)
    assert queries.free_accounts() == [user]
    assert not queries.may_work(user)
