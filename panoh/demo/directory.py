"""The sample's directory: opening hours, terms, contacts, what may be told, checks that are due, screenings; all invented."""

from collections.abc import Sequence
from decimal import Decimal

from panoh.accounts.models import User
from panoh.audit.trail import action
from panoh.core.money import Currency
from panoh.core.spoken import Spoken
from panoh.network import actions
from panoh.network.enums import Body, Capacity, CheckCycle, Cost, FacilityKind, PublicField, Register, Screening, Service
from panoh.network.models import Facility
from panoh.network.sample import called

WEEK = {str(day): ["08:00", "17:00"] for day in range(1, 6)}
ROUND_THE_CLOCK = {str(day): ["00:00", "23:59"] for day in range(1, 8)}


def make_directory(facilities: Sequence[Facility], *, by: User) -> None:
    """Fills in what the directory knows of its first entries, and adds a society, a shelter, legal aid and two that are not for us."""
    if Facility.objects.filter(kind=FacilityKind.SOCIETY).exists():
        return
    _describe(list(facilities), by=by)
    _add(by=by)


@action
def _describe(rows: list[Facility], *, by: User) -> None:
    clinic, centre, hospital, psychology = rows[:4]
    actions.change_facility(
        clinic,
        by=by,
        hours=WEEK | {"6": ["09:00", "13:00"]},
        opening_days=[1, 2, 3, 4, 5, 6],
        languages=[Spoken.TAJIK, Spoken.RUSSIAN],
        has_women_staff=True,
        has_men_staff=True,
        cost=Cost.CONTRACT,
        capacity=Capacity.YES,
        check_every=CheckCycle.QUARTER,
    )
    actions.change_facility(
        hospital,
        by=by,
        hours=ROUND_THE_CLOCK,
        opening_days=[1, 2, 3, 4, 5, 6, 7],
        opens_on_holidays=True,
        is_accessible=True,
        languages=[Spoken.TAJIK, Spoken.RUSSIAN, Spoken.UZBEK],
        cost=Cost.PAID,
        price=Decimal(120),
        currency=Currency.TJS,
        capacity=Capacity.WAITING,
    )
    actions.add_contact(hospital, by=by, name="Приёмное отделение", title="круглосуточно", phone="+992900000101")
    actions.change_facility(
        psychology,
        by=by,
        hours=WEEK,
        languages=[Spoken.TAJIK, Spoken.RUSSIAN, Spoken.PAMIRI],
        has_women_staff=True,
        is_child_friendly=True,
        cost=Cost.FREE,
        capacity=Capacity.YES,
        phone="+992900000102",
        description="Бесплатные консультации психолога для взрослых и детей (вымышлено).",
    )
    desk = actions.add_contact(psychology, by=by, name="Регистратура", title="запись на первую встречу", phone="+992900000103")
    fields = [PublicField.NAME, PublicField.SERVICES, PublicField.PHONE, PublicField.OPENING]
    actions.publish_facility(psychology, by=by, fields=fields, contacts=[desk])
    for row in (clinic, centre, hospital, psychology):
        actions.screen_facility(row, by=by, screening=Screening.PASSED)


@action
def _add(*, by: User) -> None:
    society = actions.add_facility(
        by=by,
        **called("Общество психологов (вымышленное)"),
        kind=FacilityKind.SOCIETY,
        services=[Service.PSYCHOLOGY],
        region="TJ-DU",
        languages=[Spoken.TAJIK, Spoken.RUSSIAN],
    )
    specialist = actions.add_facility(
        by=by,
        **called("Психолог, приём по записи (вымышленный)"),
        kind=FacilityKind.SPECIALIST,
        services=[Service.PSYCHOLOGY],
        region="TJ-DU",
        society=society,
        has_women_staff=True,
        cost=Cost.CONTRACT,
    )
    shelter = actions.add_facility(
        by=by,
        **called("Приют (вымышленный)"),
        kind=FacilityKind.SHELTER,
        services=[Service.SHELTER, Service.MATERIAL],
        region="TJ-DU",
        is_child_friendly=True,
        cost=Cost.FREE,
        capacity=Capacity.NO,
    )
    actions.add_facility(
        by=by,
        **called("Юридическая консультация (вымышленная)"),
        kind=FacilityKind.LEGAL_AID,
        services=[Service.LEGAL],
        region="TJ-SU",
        cost=Cost.FREE,
    )
    actions.add_facility(
        by=by,
        **called("Диспансер (вымышленный)"),
        kind=FacilityKind.DISPENSARY,
        services=[Service.TUBERCULOSIS],
        region="TJ-KT",
        register=Register.TUBERCULOSIS,
    )
    barred = actions.add_facility(
        by=by, **called("Ведомственная больница (вымышленная)"), kind=FacilityKind.HOSPITAL, services=[Service.INPATIENT], region="TJ-DU"
    )
    for row in (specialist, shelter):
        actions.confirm_facility(row, by=by, check_every=CheckCycle.HALF_YEAR)
        actions.screen_facility(row, by=by, screening=Screening.PASSED)
    actions.screen_facility(
        barred,
        by=by,
        screening=Screening.NOT_FOR_US,
        body=Body.INTERIOR,
        reason="Принадлежит ведомству, где пытали (вымышлено)",
    )
