"""Referrals in the sample: one in every state, on a consent, waiting for one, and in the vital interest."""

import datetime as dt
from typing import Any

from pyrage import x25519

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.models import Case
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose, DataKind, WhyNot
from panoh.core.clock import today
from panoh.demo.staff import GUARDED, SPOKEN, Staff
from panoh.network.actions import add_facility
from panoh.network.actions.abroad import confirm_key, set_key
from panoh.network.enums import FacilityKind, KeyCheck, Service
from panoh.network.models import Facility
from panoh.network.sample import called
from panoh.referrals import actions as referrals
from panoh.referrals.enums import DeclineReason, Evidence, Level, NoShowReason, Priority, ReferralState
from panoh.referrals.events import Event
from panoh.referrals.models import Referral
from panoh.vault.actions import record_about

KINDS = [DataKind.NAME, DataKind.COMPLAINTS, DataKind.MEDICAL]


def make_referrals(staff: Staff, cases: dict[str, Case], facilities: list[Facility]) -> None:
    """A referral in every state."""
    worker, (clinic, polyclinic) = staff.social_worker, (facilities[0], facilities[4])
    first, widow, child = cases["first"], cases["widow"], cases["child"]
    for case in (first, widow):
        for facility in (clinic, polyclinic):
            _agree(case, worker, facility)
    _agree(child, staff.member_psychologist, clinic, GUARDED)

    _draft(cases["sister"], staff.regional_worker, clinic, Service.GENERAL)  # these two wait for consent
    _draft(cases["again"], worker, clinic, Service.NEUROLOGY)
    _draft(cases["again"], worker, polyclinic, Service.IMAGING)
    consents.refuse_consent(cases["again"].person, by=worker, purpose=ConsentPurpose.REFERRAL, facility=polyclinic, **SPOKEN)
    _draft(first, worker, facilities[-1], Service.NEUROLOGY)  # no agreement with a private practice: the coordinator decides
    _grow_old(_sent(first, worker, clinic, Service.NEUROLOGY), by=worker)
    known = _sent(widow, worker, clinic, Service.CARDIOLOGY, level=Level.MINIMAL)
    referrals.book(known, by=worker, day=today() + dt.timedelta(days=3), hour=dt.time(10, 30), evidence=Evidence.TELEPHONE)
    been = _sent(child, staff.member_psychologist, clinic, Service.GENERAL)
    referrals.record_attendance(been, by=staff.member_psychologist)
    _answers(worker, widow, first, clinic, polyclinic)
    done = _sent(first, worker, polyclinic, Service.LABORATORY)
    referrals.record_attendance(done, by=worker)
    referrals.record_outcome(done, by=worker, words="Анализы в норме", recommendation="Повторить через полгода", evidence=Evidence.SLIP)
    missed = _sent(widow, worker, polyclinic, Service.EYE)
    referrals.record_no_show(missed, by=worker, reason=NoShowReason.LOGISTICS, words="Не было денег на дорогу")
    refused = _sent(first, worker, clinic, Service.DENTAL)
    referrals.decline(refused, by=worker, reason=DeclineReason.NO_SPECIALIST, words="Врач в отпуске", evidence=Evidence.TELEPHONE)
    dropped = _draft(widow, worker, clinic, Service.PHYSIOTHERAPY)
    referrals.call_off(dropped, by=worker, words="Не понадобилось")
    consents.state_vital_interest(
        cases["detained"].person, by=worker, why=WhyNot.DETAINED, reason="Сильное кровотечение, связи с человеком нет"
    )
    _sent(cases["detained"], worker, clinic, Service.TRAUMATOLOGY, priority=Priority.EMERGENCY)
    _abroad(first, staff)
    referrals.raise_late_referrals()


def _abroad(case: Case, staff: Staff) -> None:
    """A centre abroad whose key is confirmed, and one whose key waits; to the first somebody is referred."""
    known, waiting = (
        add_facility(by=staff.coordinator, **called(name), kind=FacilityKind.CENTRE_ABROAD, services=[Service.PSYCHOLOGY])
        for name in ("Zentrum Muster (вымышленный)", "Centre Exemple (вымышленный)")
    )
    for facility, country in ((known, "DE"), (waiting, "CH")):
        set_key(facility, by=staff.coordinator, country=country, key=str(x25519.Identity.generate().to_public()))
    confirm_key(known, by=staff.coordinator, how=KeyCheck.TELEPHONE, on=today())
    consents.give_consent(case.person, by=staff.social_worker, purpose=ConsentPurpose.ABROAD, facility=known, data_kinds=KINDS, **SPOKEN)
    _agree(case, staff.social_worker, known)
    referrals.acknowledge(_sent(case, staff.social_worker, known, Service.PSYCHOLOGY), by=staff.social_worker)


@action
def _grow_old(referral: Referral, *, by: User) -> None:
    """As if it had been sent twelve days ago and the facility had said nothing."""
    for name in ("moved_at", "due_at", "sent_at"):
        setattr(referral, name, getattr(referral, name) - dt.timedelta(days=12))
    save(referral)
    record_about(Event.CHANGED, by=by.actor, about=[referral])


def _answers(worker: User, widow: Case, first: Case, clinic: Facility, polyclinic: Facility) -> None:
    """What facilities may answer, and how a referral may end."""
    _draft(first, worker, polyclinic, Service.IMAGING)
    feared = Facility.objects.filter(kind=FacilityKind.DISPENSARY).first()
    if feared is not None:
        referrals.exclude_facility(first, by=worker, facility=feared, words="Там работает родственник того, о ком рассказано (вымышлено)")
    referrals.acknowledge(_sent(first, worker, polyclinic, Service.UROLOGY), by=worker)
    referrals.accept(_sent(first, worker, clinic, Service.PHYSIOTHERAPY, priority=Priority.URGENT), by=worker, evidence=Evidence.TELEPHONE)
    referrals.waitlist(_sent(widow, worker, clinic, Service.IMAGING), by=worker, evidence=Evidence.TELEPHONE)
    treated = _sent(widow, worker, clinic, Service.PSYCHOLOGY)
    referrals.record_attendance(treated, by=worker)
    referrals.begin_service(treated, by=worker, evidence=Evidence.PERSON)
    half = _sent(first, worker, clinic, Service.EAR)
    referrals.record_attendance(half, by=worker)
    referrals.record_outcome(half, by=worker, words="Осмотр без аудиограммы", state=ReferralState.PARTLY_COMPLETED, evidence=Evidence.SLIP)
    away = _sent(widow, worker, clinic, Service.TRAUMATOLOGY)
    referrals.decline(away, by=worker, reason=DeclineReason.OTHER_REGION, evidence=Evidence.TELEPHONE)
    referrals.refer_on(away, by=worker, facility=polyclinic)
    referrals.record_person_declined(_sent(widow, worker, polyclinic, Service.GYNAECOLOGY), by=worker, evidence=Evidence.PERSON)
    referrals.expire(_sent(first, worker, polyclinic, Service.CARDIOLOGY), by=worker)
    referrals.mark_error(_draft(first, worker, polyclinic, Service.OTHER), by=worker)


def _agree(case: Case, by: User, facility: Facility, answer: dict[str, Any] = SPOKEN) -> None:
    until = today() + dt.timedelta(days=160)
    consents.give_consent(
        case.person, by=by, purpose=ConsentPurpose.REFERRAL, facility=facility, data_kinds=KINDS, valid_until=until, **answer
    )


def _draft(
    case: Case, by: User, facility: Facility, service: Service, *, level: Level = Level.NEUTRAL, priority: str = Priority.NORMAL
) -> Referral:
    return referrals.draft_referral(
        case,
        by=by,
        facility=facility,
        service=service,
        complaints="головные боли, нарушение сна, три месяца",
        ask="Консультация и рекомендации",
        level=level,
        data_kinds=KINDS,
        priority=priority,
    )


def _sent(
    case: Case, by: User, facility: Facility, service: Service, *, level: Level = Level.NEUTRAL, priority: str = Priority.NORMAL
) -> Referral:
    referral = _draft(case, by, facility, service, level=level, priority=priority)
    return referrals.send_referral(referral, by=by)
