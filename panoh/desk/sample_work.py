"""Work in progress for the sample, through the ordinary actions: no screen is empty, every state occurs, everybody is invented."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from panoh.accounts.models import User
from panoh.cases import actions
from panoh.cases.enums import (
    AgreementForm,
    Asker,
    Attendance,
    Capacity,
    CloseReason,
    DecisionReason,
    Discipline,
    Door,
    Frequency,
    Help,
    HelpItem,
    Kind,
    Moment,
    Need,
    NotAttended,
    Outcome,
    SessionKind,
    Urgency,
)
from panoh.cases.models import Case, PlannedService, Programme, Request
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentForm, ConsentPurpose, DataKind, WhyNot
from panoh.core.clock import now, today
from panoh.desk.actions import Beside, admit_with_consent
from panoh.network.enums import Service
from panoh.network.models import Facility
from panoh.people.enums import Channel, OtherStatus, Relation
from panoh.referrals import actions as referrals
from panoh.referrals.enums import Level
from panoh.referrals.models import Referral

SPOKEN: dict[str, Any] = {"form": ConsentForm.SPOKEN, "witness": "Намунаева С.", "language": "tg"}


@dataclass(frozen=True)
class Staff:
    """The sample accounts that work here."""

    coordinator: User
    social: User
    physician: User
    psychologist: User
    regional: User
    member: User

    @classmethod
    def found(cls) -> "Staff":
        """By their account names."""
        names = ("coordinator", "social-worker", "physician", "psychologist", "regional-worker", "member-worker")
        users = {user.username: user for user in User.objects.filter(username__in=names).select_related("organisation")}
        return cls(*(users[name] for name in names))


def make_work(facilities: list[Facility]) -> None:
    """Requests in every state, six persons in care at different steps, referrals in every state, and two invented ones for practice."""
    staff = Staff.found()
    _requests(staff)
    cases = _admissions(staff)
    _care(staff, cases, facilities)
    _referrals(staff, cases, facilities)
    _practice(staff)


def _ask(by: User, hours_ago: float, **facts: Any) -> Request:
    return actions.receive_request(by=by, received_at=now() - dt.timedelta(hours=hours_ago), **facts)


def _requests(staff: Staff) -> None:
    """New, late, triaged, sent elsewhere, declined, taken back."""
    _ask(
        staff.social,
        1,
        door=Door.HOTLINE,
        asker=Asker.RELATIVE,
        needs=[Need.MEDICAL, Need.PSYCHOLOGICAL],
        urgency=Urgency.AMBER,
        region="TJ-KT",
        need_words="Сын вернулся две недели назад, не спит, жалуется на боли в спине",
        number="+992000000201",
        contact_terms="после 18 часов, отвечает сестра; не называть организацию",
    )
    _ask(
        staff.coordinator,
        30,
        door=Door.LEGAL_UNIT,
        asker=Asker.LAWYER,
        needs=[Need.DOCUMENTATION, Need.MEDICAL],
        urgency=Urgency.RED,
        region="TJ-DU",
        need_words="Свежие следы на руках, нужен осмотр врача",
        family_name="Вымыслова",
        given_name="Нигора",
    )
    triaged = _ask(
        staff.regional, 20, door=Door.REGIONAL_WORKER, asker=Asker.PERSON, needs=[Need.SOCIAL], region="TJ-KT", given_name="Умед"
    )
    actions.triage_request(triaged, by=staff.coordinator, urgency=Urgency.GREEN, kind=Kind.SURVIVOR, sex="male", region="TJ-KT")
    elsewhere = _ask(staff.social, 70, door=Door.WALK_IN, asker=Asker.PERSON, needs=[Need.INFORMATION], region="TJ-SU")
    actions.triage_request(elsewhere, by=staff.coordinator, urgency=Urgency.GREEN)
    actions.send_request_elsewhere(elsewhere, by=staff.coordinator, words="Направлен в центр занятости")
    declined = _ask(staff.social, 90, door=Door.EMAIL, asker=Asker.OTHER, needs=[Need.LEGAL])
    actions.triage_request(declined, by=staff.coordinator, urgency=Urgency.GREEN)
    actions.decline_request(
        declined, by=staff.coordinator, reason=DecisionReason.NOT_ELIGIBLE, words="Спор о земле; объяснено, куда обратиться"
    )
    withdrawn = _ask(staff.social, 50, door=Door.MESSENGER, asker=Asker.RELATIVE, needs=[Need.PSYCHOLOGICAL], region="TJ-DU")
    actions.take_request_back(withdrawn, by=staff.coordinator, words="Передумали, знают, как вернуться")


def _admit(staff: Staff, days_ago: int, *, consent: bool = True, tie: dict[str, Any] | None = None, **facts: Any) -> Case:
    day = today() - dt.timedelta(days=days_ago)
    workers = [(staff.social, Discipline.SOCIAL), (staff.psychologist, Discipline.PSYCHOLOGICAL), (staff.physician, Discipline.MEDICAL)]
    beside = Beside(
        consent={**SPOKEN, "given_on": day} if consent else None,
        contact={
            "channel": Channel.CALL,
            "number": "+992000000210",
            "hours": "будни, 10:00–12:00",
            "who_may_answer": "сестра",
            "not_to_say": "не называть Группу и врача",
            "code_word": "абрикос",
            "duress_word": "гранат",
            "confirmed_on": day,
        },
        tie=tie,
    )
    owner = facts.pop("organisation", staff.coordinator.organisation)
    return admit_with_consent(None, by=staff.coordinator, beside=beside, organisation=owner, admitted_on=day, workers=workers, **facts)


def _admissions(staff: Staff) -> list[Case]:
    """Persons in care: from the first day to a closed case; one is a relative of somebody who has died, one is a child."""
    first = _admit(
        staff,
        60,
        kind=Kind.SURVIVOR,
        sex="male",
        birth="1988-02-11",
        door=Door.HOTLINE,
        region="TJ-KT",
        place="TJ-KT.bokhtar",
        urgency=Urgency.AMBER,
        family_name="Намунаев",
        given_name="Рустам",
        complaints=["headache", "sleep_disturbance"],
        complaint_words="просыпается от стука",
    )
    sister = _admit(
        staff,
        45,
        kind=Kind.FAMILY,
        sex="female",
        birth="1992",
        door=Door.MEMBER,
        region="TJ-KT",
        family_name="Намунаева",
        given_name="Зарина",
        tie={"relation": Relation.SISTER, "other": first.person},
    )
    widow = _admit(
        staff,
        30,
        kind=Kind.FAMILY,
        sex="female",
        birth="1979-09-02",
        door=Door.LEGAL_UNIT,
        region="TJ-SU",
        family_name="Машқиева",
        given_name="Моҳира",
        tie={"relation": Relation.WIFE, "other_status": OtherStatus.DEAD, "other_name": "Машқиев Т."},
    )
    closed = _admit(
        staff,
        20,
        kind=Kind.SURVIVOR,
        sex="male",
        birth="1970-01-30",
        door=Door.WALK_IN,
        region="TJ-DU",
        family_name="Учебнов",
        given_name="Далер",
    )
    held = _admit(
        staff,
        10,
        kind=Kind.SURVIVOR,
        sex="female",
        birth="1999-12-05",
        door=Door.HOTLINE,
        region="TJ-RA",
        family_name="Омӯзгор",
        given_name="Лола",
    )
    detained = _admit(
        staff,
        2,
        consent=False,
        kind=Kind.SURVIVOR,
        sex="male",
        birth="2001-06-17",
        door=Door.MONITORING,
        region="TJ-DU",
        urgency=Urgency.RED,
        family_name="Тамринов",
        given_name="Сино",
    )
    return [first, sister, widow, closed, held, detained]


def _care(staff: Staff, cases: list[Case], facilities: list[Facility]) -> None:
    first, sister, widow, closed, held, _detained = cases
    ratings: dict[str, int | None] = dict(zip(Capacity.values, (1, 2, 1, 1, 0, 1, 0), strict=True))
    day = today()
    for user, discipline, summary in (
        (staff.social, Discipline.SOCIAL, "Живёт с сестрой, снимают комнату; без работы с весны"),
        (staff.psychologist, Discipline.PSYCHOLOGICAL, "Тревога и нарушение сна; поддержка сестры"),
        (staff.physician, Discipline.MEDICAL, "Головные боли; нужна консультация невролога"),
    ):
        actions.record_assessment(
            first, by=user, discipline=discipline, done_on=day, summary=summary, findings="Подробности в карте", recommendations=""
        )
    actions.rate_capacities(first, by=staff.social, moment=Moment.ADMISSION, values=ratings)
    programme = _programme(staff, first, facilities[0])
    actions.agree_programme(programme, by=staff.social, agreed_on=day, form=AgreementForm.SPOKEN)
    actions.approve_programme(programme, by=staff.coordinator)
    _programme(staff, sister, facilities[0])
    second = _programme(staff, widow, facilities[0])
    actions.agree_programme(second, by=staff.social, agreed_on=day, form=AgreementForm.SPOKEN)
    _sessions(staff, first, programme)
    actions.give_assistance(
        first, by=staff.social, help=Help.SOCIAL, item=HelpItem.DOCUMENTS, given_on=day, words="Копии для паспортного стола"
    )
    first.refresh_from_db()
    attainment = {goal.pk: -1 for goal in programme.goals.all()}
    better: dict[str, int | None] = dict(zip(Capacity.values, (2, 2, 2, 1, 1, 1, 0), strict=True))
    actions.hold_review(
        first, by=staff.social, held_on=day, outcome=Outcome.BETTER, words="Спит дольше", attainment=attainment, ratings=better
    )
    consents.give_consent(closed.person, by=staff.social, purpose=ConsentPurpose.FOLLOW_UP, **SPOKEN)
    actions.close_case(
        closed, by=staff.coordinator, reason=CloseReason.GOALS_MET, words="Работает, помощь больше не нужна", with_follow_up=True
    )
    actions.hold_case(held, by=staff.coordinator, until=day + dt.timedelta(days=30), reason="Уехала к матери до конца месяца")
    actions.share_case(sister, by=staff.coordinator, organisation=staff.member.organisation, until=day + dt.timedelta(days=90))
    actions.add_own_task(by=staff.social, words="Позвонить в школу о справке", due=now() + dt.timedelta(hours=20), case=sister)


def _programme(staff: Staff, case: Case, facility: Facility) -> Programme:
    programme = actions.draft_programme(case, by=staff.social)
    sleep = actions.add_problem(programme, by=staff.social, words="Не сплю, вздрагиваю от стука")
    money = actions.add_problem(programme, by=staff.social, words="Деньги кончаются в середине месяца")
    rest = actions.add_goal(
        programme,
        by=staff.social,
        words="«Спать хотя бы пять часов и не бояться стука»",
        capacity=Capacity.MENTAL,
        indicator="Ночей с пятью часами сна за неделю",
        problem=sleep,
    )
    sewing = actions.add_goal(
        programme,
        by=staff.social,
        words="«Снова шить на заказ»",
        capacity=Capacity.PROFESSIONAL,
        indicator="Заказов в месяц",
        problem=money,
    )
    plan: dict[str, Any] = {"starts_on": today(), "ends_on": today() + dt.timedelta(days=80)}
    weekly: dict[str, Any] = {"frequency": Frequency.WEEKLY, "times": 10, "owner": staff.psychologist}
    actions.plan_service(rest, by=staff.social, help=Help.PSYCHOLOGICAL, item=HelpItem.SESSION, **weekly, **plan)
    once: dict[str, Any] = {"frequency": Frequency.ONCE, "times": 1}
    actions.plan_service(rest, by=staff.social, help=Help.MEDICAL, item=HelpItem.CONSULTATION, facility=facility, **once, **plan)
    actions.plan_service(
        sewing, by=staff.social, help=Help.SOCIAL, item=HelpItem.WORK, owner=staff.social, words="Швейная машина", **once, **plan
    )
    return programme


def _sessions(staff: Staff, case: Case, programme: Programme) -> None:
    """Held, missed and planned; the notes stay with the psychologist."""
    moment = now() - dt.timedelta(days=8)
    service = PlannedService.objects.get(goal__programme=programme, help=Help.PSYCHOLOGICAL)
    held: dict[str, Any] = {
        "by": staff.psychologist,
        "discipline": Discipline.PSYCHOLOGICAL,
        "kind": SessionKind.INDIVIDUAL,
        "service": service,
    }
    actions.record_unplanned(
        case,
        at=moment,
        attendance=Attendance.ATTENDED,
        minutes=50,
        summary="Говорили о сне, упражнение на дыхание",
        notes="Заметки для себя: вернуться к теме дороги",
        **held,
    )
    actions.record_unplanned(
        case, at=moment + dt.timedelta(days=7), attendance=Attendance.NOT_ATTENDED, reason=NotAttended.PERSON_UNWELL, **held
    )
    actions.plan_session(
        case, by=staff.psychologist, discipline=Discipline.PSYCHOLOGICAL, kind=SessionKind.INDIVIDUAL, at=now() + dt.timedelta(hours=3)
    )
    visit: dict[str, Any] = {"by": staff.social, "discipline": Discipline.SOCIAL, "kind": SessionKind.VISIT}
    actions.record_unplanned(
        case, at=now() - dt.timedelta(days=1), attendance=Attendance.ATTENDED, minutes=50, summary="Настроение спокойнее", **visit
    )


def _referrals(staff: Staff, cases: list[Case], facilities: list[Facility]) -> None:
    """A referral in every state: some consented to, one waiting for consent, one on vital interest."""
    first, sister, widow, _closed, _held, detained = cases
    clinic, polyclinic = facilities[0], facilities[-1]
    kinds = [DataKind.NAME, DataKind.COMPLAINTS, DataKind.MEDICAL]
    for person in (first.person, widow.person):
        for facility in (clinic, polyclinic):
            until = today() + dt.timedelta(days=160)
            consents.give_consent(
                person, by=staff.social, purpose=ConsentPurpose.REFERRAL, facility=facility, data_kinds=kinds, valid_until=until, **SPOKEN
            )

    def draft(case: Case, facility: Facility, service: Service, level: Level = Level.NEUTRAL, *, is_urgent: bool = False) -> Referral:
        return referrals.draft_referral(
            case,
            by=staff.social,
            facility=facility,
            service=service,
            complaints="головные боли, нарушение сна, три месяца",
            ask="Консультация и рекомендации",
            level=level,
            data_kinds=kinds,
            is_urgent=is_urgent,
        )

    draft(sister, clinic, Service.GENERAL)  # waits for consent
    waiting = draft(first, clinic, Service.NEUROLOGY)
    referrals.send_referral(waiting, by=staff.social)
    known = draft(widow, clinic, Service.CARDIOLOGY, Level.MINIMAL)
    referrals.send_referral(known, by=staff.social)
    referrals.acknowledge(known, by=staff.social, appointment_on=today() + dt.timedelta(days=3))
    done = draft(first, polyclinic, Service.LABORATORY)
    referrals.send_referral(done, by=staff.social)
    referrals.record_attendance(done, by=staff.social)
    referrals.record_outcome(done, by=staff.social, words="Анализы в норме")
    missed = draft(widow, polyclinic, Service.EYE)
    referrals.send_referral(missed, by=staff.social)
    referrals.record_not_attended(missed, by=staff.social)
    refused = draft(first, clinic, Service.DENTAL)
    referrals.send_referral(refused, by=staff.social)
    referrals.decline(refused, by=staff.social, words="Врач в отпуске")
    dropped = draft(widow, clinic, Service.PHYSIOTHERAPY)
    referrals.call_off(dropped, by=staff.social, words="Не понадобилось")
    consents.state_vital_interest(
        detained.person, by=staff.social, why=WhyNot.DETAINED, reason="Сильное кровотечение, связи с человеком нет"
    )
    urgent = draft(detained, clinic, Service.TRAUMATOLOGY, is_urgent=True)
    referrals.send_referral(urgent, by=staff.social)


def _practice(staff: Staff) -> None:
    """Invented persons for practice: never counted, seen only in practice mode."""
    coordinator = staff.coordinator
    coordinator.is_practising = True
    try:
        request = actions.receive_request(
            by=coordinator,
            door=Door.HOTLINE,
            asker=Asker.PERSON,
            needs=[Need.PSYCHOLOGICAL],
            need_words="Пример для упражнения",
            given_name="Пример",
        )
        actions.triage_request(request, by=coordinator, urgency=Urgency.GREEN, kind=Kind.SURVIVOR, sex="male", region="TJ-DU")
        admit_with_consent(
            None,
            by=coordinator,
            beside=Beside(),
            organisation=coordinator.organisation,
            kind=Kind.SURVIVOR,
            sex="female",
            birth="1990",
            region="TJ-DU",
            family_name="Упражнение",
            given_name="Первое",
        )
    finally:
        coordinator.is_practising = False
