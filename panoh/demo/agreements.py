"""Agreements and terms of cooperation in the sample: one that runs out, a society's memorandum, one drawn up, one that is over."""

import datetime as dt
from decimal import Decimal

from panoh.core.clock import today
from panoh.demo.staff import Staff
from panoh.network.actions.agreements import add_price, draft_agreement, end_agreement, link_account, sign_agreement
from panoh.network.actions.corrections import correct_price
from panoh.network.actions.directory import add_facility
from panoh.network.actions.rules import accept_rules, adopt_rules, draft_rules
from panoh.network.enums import AcceptedHow, AgreementKind, EndReason, FacilityKind, Service, TariffUnit
from panoh.network.models import Agreement, Facility, Rules
from panoh.network.sample import called

CLINIC_SERVICES = (
    Service.GENERAL,
    Service.NEUROLOGY,
    Service.CARDIOLOGY,
    Service.TRAUMATOLOGY,
    Service.UROLOGY,
    Service.DENTAL,
    Service.EAR,
    Service.PSYCHOLOGY,
    Service.PHYSIOTHERAPY,
    Service.IMAGING,
    Service.LABORATORY,
)
PRICES = {Service.NEUROLOGY: 150, Service.CARDIOLOGY: 160, Service.IMAGING: 420, Service.DENTAL: 200, Service.LABORATORY: 95}
# Invented, short, and in our own words.
FIRST = (
    "Мо номи муроҷиаткунандаро ба ҳеҷ кас намегӯем.\n\nБе розигии ӯ касро ба қайд намегирем.",
    "Имя обратившегося мы не называем никому.\n\nБез его согласия никого не ставим на учёт.",
)
ADDED = ("Зан метавонад духтури занро интихоб кунад.", "Женщина может выбрать врача-женщину.")


def make_agreements(staff: Staff, facilities: list[Facility]) -> None:
    """Terms in two versions, and an agreement in every state."""
    by, clinic, hospital, polyclinic = staff.coordinator, facilities[0], facilities[2], facilities[4]
    rules = _rules(staff)
    contract = _drawn(staff, clinic, "14/2026", CLINIC_SERVICES, began=335, lasts=360, ceiling_total=120_000, ceiling_person=2_500)
    for service in CLINIC_SERVICES:
        price = Decimal(PRICES.get(service, 120))
        add_price(contract, by=by, service=service, unit=TariffUnit.VISIT, price=price)
    _signed(staff, contract, ago=335)
    laboratory = contract.tariff.select_related("agreement__organisation").get(service=Service.LABORATORY)
    correct_price(laboratory, by=by, price=Decimal(90), reason="В бумаге 90, при вводе ошиблись")
    accept_rules(rules, clinic, by=by, accepted_on=today() - dt.timedelta(days=20), how=AcceptedHow.TELEPHONE, note="Главврач, секретарю")

    specialist = _society(staff)
    link_account(specialist, by=by, user=staff.specialist)

    _drawn(staff, polyclinic, "22/2026", (Service.EYE, Service.LABORATORY), began=-10, lasts=365)
    former = _drawn(staff, hospital, "3/2024", (Service.INPATIENT,), began=700, lasts=365, kind=AgreementKind.MEMORANDUM)
    _signed(staff, former, ago=700)
    end_agreement(former, by=by, last_day=today() - dt.timedelta(days=335), reason=EndReason.TERM)


def _rules(staff: Staff) -> Rules:
    """The first version, and the one in force with a sentence more."""
    by = staff.coordinator
    first = draft_rules(by=by, text_tg=FIRST[0], text_ru=FIRST[1])
    adopt_rules(first, by=by, adopted_on=today() - dt.timedelta(days=600))
    second = draft_rules(by=by, text_tg=f"{FIRST[0]}\n\n{ADDED[0]}", text_ru=f"{FIRST[1]}\n\n{ADDED[1]}")
    return adopt_rules(second, by=by, adopted_on=today() - dt.timedelta(days=40))


def _society(staff: Staff) -> Facility:
    """A society of psychologists, its memorandum, and the one of its pool who has an account."""
    by = staff.coordinator
    society = add_facility(
        by=by,
        **called("Общество психологов-консультантов (вымышленное)"),
        kind=FacilityKind.SOCIETY,
        services=[Service.PSYCHOLOGY],
        region="TJ-DU",
    )
    specialist = add_facility(
        by=by,
        **called("Психолог из общества (вымышленный)"),
        kind=FacilityKind.SPECIALIST,
        services=[Service.PSYCHOLOGY],
        region="TJ-DU",
        society=society,
    )
    memorandum = _drawn(
        staff, society, "M-5", (Service.PSYCHOLOGY,), began=200, lasts=730, kind=AgreementKind.MEMORANDUM, ceiling_total=60_000
    )
    add_price(memorandum, by=by, service=Service.PSYCHOLOGY, unit=TariffUnit.HOUR, price=Decimal(100))
    _signed(staff, memorandum, ago=200)
    return specialist


def _drawn(
    staff: Staff,
    facility: Facility,
    reference: str,
    services: tuple[Service, ...],
    *,
    began: int,
    lasts: int,
    kind: AgreementKind = AgreementKind.CONTRACT,
    ceiling_total: int | None = None,
    ceiling_person: int | None = None,
) -> Agreement:
    first = today() - dt.timedelta(days=began)
    return draft_agreement(
        by=staff.coordinator,
        organisation=staff.coordinator.organisation,
        facility=facility,
        reference=reference,
        kind=kind,
        services=services,
        starts_on=first,
        ends_on=first + dt.timedelta(days=lasts),
        ceiling_total=None if ceiling_total is None else Decimal(ceiling_total),
        ceiling_person=None if ceiling_person is None else Decimal(ceiling_person),
    )


def _signed(staff: Staff, agreement: Agreement, *, ago: int) -> None:
    day = today() - dt.timedelta(days=ago)
    sign_agreement(agreement, by=staff.coordinator, signed_on=day, confidential_on=day, ours="Намунаева С.", theirs="Машқов Д.")
