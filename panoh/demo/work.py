"""Work in progress for the sample, through the ordinary actions: no screen is empty, every state occurs, everybody is invented."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from panoh.accounts.actions import add_user, deactivate_user, grant_role
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, save
from panoh.cases import actions
from panoh.cases.actions.closure import months_after
from panoh.cases.enums import Asker, CloseReason, DecisionReason, Discipline, Door, Kind, Need, Urgency
from panoh.cases.events import Event
from panoh.cases.models import Case, Request, Task
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import now, today
from panoh.data_protection.actions import ask_erasure, ask_period, note_due, put_off
from panoh.data_protection.enums import PutOff, Rule
from panoh.data_protection.former import ask_name_off, note_former, visible_former
from panoh.data_protection.queries.retention import due_rows
from panoh.demo.acts import make_acts
from panoh.demo.agreements import make_agreements
from panoh.demo.booklet import make_booklets
from panoh.demo.care import close, make_care
from panoh.demo.coalition import make_proposals
from panoh.demo.departures import add_leaver, make_departure
from panoh.demo.emergency_access import make_emergency_access
from panoh.demo.episodes import make_episodes
from panoh.demo.figures import make_figures, make_ratings
from panoh.demo.findings import make_findings
from panoh.demo.guidance import make_guidance
from panoh.demo.hotline import make_hotline
from panoh.demo.instruments import make_answers
from panoh.demo.intake import make_intake
from panoh.demo.legal import make_legal_referrals, make_proceedings, make_releases
from panoh.demo.letters import make_referrals
from panoh.demo.office import make_office
from panoh.demo.plan import make_plans
from panoh.demo.questions import make_questions
from panoh.demo.replies import make_replies
from panoh.demo.reports import make_reports
from panoh.demo.sealed import make_sealed
from panoh.demo.sessions import make_complaints, make_endings, make_meetings, make_money
from panoh.demo.staff import GUARDED, SPOKEN, Staff
from panoh.demo.staff_care import make_staff_care
from panoh.demo.studies import make_studies
from panoh.demo.workload import plan_days
from panoh.desk.actions import AdmissionExtras, admit_with_consent
from panoh.network.models import Facility
from panoh.people.data import PersonData
from panoh.people.duplicates import bring_together
from panoh.people.enums import Channel, OtherStatus, Relation


def make_work(facilities: list[Facility]) -> None:
    """Requests in every state, persons in care at every step, referrals in every state, something to do for everybody, practice."""
    staff = Staff.found()
    asked = _requests(staff)
    cases = _admissions(staff, asked)
    make_agreements(staff, facilities)
    _shares(staff, cases)
    make_proceedings(staff, cases["widow"])
    make_care(staff, cases, facilities)
    make_acts(staff, cases)
    make_referrals(staff, cases, facilities)
    make_episodes(staff, cases, facilities)
    make_replies()
    make_legal_referrals(staff, cases)
    make_releases(staff, cases["widow"])
    make_answers(staff, cases)
    plan_days(staff, cases)
    make_staff_care(staff)
    make_questions(staff, cases)
    make_booklets(staff)
    make_plans(staff)
    make_findings(staff, cases)
    make_reports(staff, cases)
    make_guidance(staff, cases)
    _own_tasks(staff, cases)
    make_meetings(staff, cases)
    make_money(staff, cases)
    make_endings(staff, cases)
    make_complaints(staff)
    make_proposals(staff, cases["first"], cases["widow"])
    make_office(staff, cases)
    make_figures(staff)
    make_ratings(staff)
    make_studies(staff, cases)
    _departure(staff)
    make_hotline(staff)
    make_intake(staff.coordinator)
    make_emergency_access(staff, cases)
    _erasure(staff)
    make_sealed(staff, _threatened(staff))
    _practice(staff)
    _settle(by=staff.coordinator)


def _ask(by: User, hours_ago: float, **facts: Any) -> Request:
    return actions.receive_request(by=by, received_at=now() - dt.timedelta(hours=hours_ago), **facts)


def _requests(staff: Staff) -> dict[str, Request]:
    """New, late, triaged, sent elsewhere, declined, taken back; and two that are admitted next, by whom they are about."""
    _ask(
        staff.duty_officer,
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
        staff.lawyer,
        30,
        door=Door.LEGAL_UNIT,
        asker=Asker.LAWYER,
        needs=[Need.DOCUMENTATION, Need.MEDICAL],
        urgency=Urgency.RED,
        region="TJ-DU",
        need_words="Свежие следы на руках, нужен осмотр врача",
        hears=True,
        family_name="Вымыслова",
        given_name="Нигора",
    )
    _ask(
        staff.member_worker,
        5,
        door=Door.MEMBER,
        asker=Asker.RELATIVE,
        needs=[Need.SOCIAL],
        region="TJ-KT",
        need_words="Нужна помощь с учёбой",
    )
    _ask(staff.member_psychologist, 26, door=Door.MESSENGER, asker=Asker.PERSON, needs=[Need.PSYCHOLOGICAL], region="TJ-SU")
    triaged = _ask(
        staff.regional_worker, 20, door=Door.REGIONAL_WORKER, asker=Asker.PERSON, needs=[Need.SOCIAL], region="TJ-KT", given_name="Умед"
    )
    _triage(staff, triaged, kind=Kind.SURVIVOR, sex="male", region="TJ-KT")
    elsewhere = _ask(staff.member_psychologist, 70, door=Door.WALK_IN, asker=Asker.PERSON, needs=[Need.INFORMATION], region="TJ-SU")
    _triage(staff, elsewhere)
    actions.send_request_elsewhere(elsewhere, by=staff.coordinator, words="Направлен в центр занятости")
    declined = _ask(staff.social_worker, 90, door=Door.EMAIL, asker=Asker.OTHER, needs=[Need.LEGAL])
    _triage(staff, declined)
    actions.decline_request(
        declined, by=staff.coordinator, reason=DecisionReason.NOT_ELIGIBLE, words="Спор о земле; объяснено, куда обратиться"
    )
    withdrawn = _ask(staff.social_worker, 50, door=Door.MESSENGER, asker=Asker.RELATIVE, needs=[Need.PSYCHOLOGICAL], region="TJ-DU")
    actions.take_request_back(withdrawn, by=staff.coordinator, words="Передумали, знают, как вернуться")
    sister = _ask(staff.member_worker, 45 * 24 + 30, door=Door.MEMBER, asker=Asker.PERSON, needs=[Need.PSYCHOLOGICAL], region="TJ-KT")
    widow = _ask(staff.lawyer, 30 * 24 + 30, door=Door.LEGAL_UNIT, asker=Asker.LAWYER, needs=[Need.LEGAL, Need.SOCIAL], region="TJ-SU")
    for asked in (sister, widow):
        _triage(staff, asked, kind=Kind.FAMILY, sex="female")
    return {"sister": sister, "widow": widow}


def _triage(staff: Staff, request: Request, **facts: Any) -> None:
    actions.triage_request(request, by=staff.coordinator, urgency=Urgency.GREEN, **facts)


def _admit(
    staff: Staff,
    days_ago: int,
    person: PersonData,
    *,
    request: Request | None = None,
    consent: dict[str, Any] | None = SPOKEN,
    relationship: dict[str, Any] | None = None,
    workers: Sequence[tuple[User, Discipline]] = (),
    **facts: Any,
) -> Case:
    day = today() - dt.timedelta(days=days_ago)
    usual = [
        (staff.social_worker, Discipline.SOCIAL),
        (staff.psychologist, Discipline.PSYCHOLOGICAL),
        (staff.physician, Discipline.MEDICAL),
    ]
    beside = AdmissionExtras(
        consent={**consent, "given_on": day} if consent else None,
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
        relationship=relationship,
    )
    owner = facts.pop("organisation", staff.coordinator.organisation)
    return admit_with_consent(
        request, person, by=staff.coordinator, beside=beside, organisation=owner, admitted_on=day, workers=workers or usual, **facts
    )


def _admissions(staff: Staff, asked: dict[str, Request]) -> dict[str, Case]:
    """Persons in care: from the first day to an ended case; one is a relative of somebody who has died, one is a child."""
    cases: dict[str, Case] = {}
    cases["first"] = _admit(
        staff,
        60,
        PersonData(sex="male", birth_date="1988-02-11", region="TJ-KT", place="TJ-KT.bokhtar", family_name="Намунаев", given_name="Рустам"),
        kind=Kind.SURVIVOR,
        door=Door.HOTLINE,
        urgency=Urgency.AMBER,
        complaints=["headache", "sleep_disturbance"],
        complaint_words="просыпается от стука",
    )
    cases["sister"] = _admit(
        staff,
        45,
        PersonData(sex="female", birth_date="1992", family_name="Намунаева", given_name="Зарина"),
        request=asked["sister"],
        kind=Kind.FAMILY,
        workers=[(staff.regional_worker, Discipline.SOCIAL), (staff.psychologist, Discipline.PSYCHOLOGICAL)],
        relationship={"relation": Relation.SISTER, "other": cases["first"].person},
    )
    cases["widow"] = _admit(
        staff,
        30,
        PersonData(sex="female", birth_date="1979-09-02", family_name="Машқиева", given_name="Моҳира"),
        request=asked["widow"],
        kind=Kind.FAMILY,
        relationship={"relation": Relation.WIFE, "other_status": OtherStatus.DEAD, "other_name": "Машқиев Т."},
    )
    cases["closed"] = _admit(
        staff,
        20,
        PersonData(sex="male", birth_date="1970-01-30", region="TJ-DU", family_name="Учебнов", given_name="Далер"),
        kind=Kind.SURVIVOR,
        door=Door.WALK_IN,
    )
    cases["followed"] = _admit(
        staff,
        80,
        PersonData(sex="male", birth_date="1983-04-08", region="TJ-SU", family_name="Примеров", given_name="Илҳом"),
        kind=Kind.SURVIVOR,
        door=Door.MEMBER,
    )
    cases["held"] = _admit(
        staff,
        10,
        PersonData(sex="female", birth_date="1999-12-05", region="TJ-RA", family_name="Омӯзгор", given_name="Лола"),
        kind=Kind.SURVIVOR,
        door=Door.HOTLINE,
    )
    cases["detained"] = _admit(
        staff,
        2,
        PersonData(sex="male", birth_date="2001-06-17", region="TJ-DU", family_name="Тамринов", given_name="Сино"),
        consent=None,
        kind=Kind.SURVIVOR,
        door=Door.MONITORING,
        urgency=Urgency.RED,
    )
    cases["child"] = _admit(
        staff,
        15,
        PersonData(sex="female", birth_date=f"{today().year - 13}", region="TJ-DU", family_name="Омӯзгорова", given_name="Парвина"),
        consent=GUARDED,
        kind=Kind.FAMILY,
        door=Door.MEMBER,
        organisation=staff.member_psychologist.organisation,
        disciplines=[Discipline.PSYCHOLOGICAL],
        workers=[(staff.member_psychologist, Discipline.PSYCHOLOGICAL)],
        relationship={
            "relation": Relation.DAUGHTER,
            "other_status": OtherStatus.NOT_IN_CARE,
            "is_guardian": True,
            "other_name": "Омӯзгорова М.",
        },
    )
    cases["again"] = _come_again(staff)
    _meet_twice(staff, cases["closed"])
    return cases


def _meet_twice(staff: Staff, known: Case) -> None:
    """A member organisation has met somebody who is here already, by another spelling; a colleague has noticed it."""
    twin = _admit(
        staff,
        12,
        PersonData(sex="male", birth_date="1970", region="TJ-DU", family_name="Uchebnov", given_name="Daler"),
        kind=Kind.SURVIVOR,
        door=Door.MEMBER,
        organisation=staff.member_worker.organisation,
        disciplines=[Discipline.SOCIAL],
        workers=[(staff.member_worker, Discipline.SOCIAL)],
    )
    bring_together(known.person, twin.person, by=staff.coordinator)


def _come_again(staff: Staff) -> Case:
    """A case that was closed and ended, and the new episode in which the person is helped again."""
    before = _admit(
        staff,
        75,
        PersonData(sex="female", birth_date="1986-11-23", region="TJ-DU", family_name="Машқова", given_name="Нилуфар"),
        kind=Kind.SURVIVOR,
        door=Door.HOTLINE,
    )
    close(staff, before, reason=CloseReason.PERSON_CHOSE, words="Пока справляется сама, знает, как вернуться")
    again = actions.reopen_case(
        before, by=staff.coordinator, reason="Снова не спит, просит консультации", disciplines=[Discipline.PSYCHOLOGICAL]
    )
    actions.assign_worker(again, by=staff.coordinator, user=staff.social_worker, discipline=Discipline.SOCIAL, leads=True)
    return again


def _departure(staff: Staff) -> None:
    """An organisation that wants to leave, with three people of its own."""
    leaver = add_leaver(staff)
    people = (("1979-05-02", "Омӯзишов", "Сафар", "male"), ("1990", "Машқиева", "Парвина", "female"), ("1967", "Намунаи", "Ҳасан", "male"))
    cases = [
        _admit(
            staff,
            300 + 20 * number,
            PersonData(sex=sex, birth_date=birth, region="TJ-SU", family_name=family, given_name=given),
            kind=Kind.SURVIVOR,
            door=Door.MEMBER,
            organisation=leaver,
        )
        for number, (birth, family, given, sex) in enumerate(people)
    ]
    make_departure(staff, leaver, cases)


def _threatened(staff: Staff) -> Case:
    """Somebody who complained of a man with power, and whose family is threatened since."""
    return _admit(
        staff,
        210,
        PersonData(sex="male", birth_date="1991-06-18", region="TJ-SU", family_name="Намунаев", given_name="Шерали"),
        workers=[(staff.psychologist, Discipline.PSYCHOLOGICAL), (staff.physician, Discipline.MEDICAL)],  # its members: one of them leads
        kind=Kind.SURVIVOR,
        door=Door.LEGAL_UNIT,
    )


def _erasure(staff: Staff) -> None:
    """Somebody of the register wishes that their file be erased: the coordinator has asked, a second person has not agreed. The time of
    others is over; one of them is kept longer; the director asks for another period, and to take off the name of a physician who left."""
    case = Case.objects.filter(is_practice=False, request=None).exclude(closed_on=None).order_by("admitted_on", "code").first()
    if case is not None:
        ask_erasure(case, by=staff.coordinator)
    note_due()
    for row in list(due_rows(staff.coordinator)[1:2]):
        put_off(row, by=staff.coordinator, reason=PutOff.PROCEEDINGS, until=months_after(today(), 24))
    ask_period(Rule.CLOSED, by=staff.director, months=12 * 12)
    gone = add_user(
        username="former-physician",
        organisation=staff.coordinator.organisation,
        display_name="Намунаева Гулрухсор",
        by=staff.administrator,
    )
    grant_role(gone, Role.PHYSICIAN, starts_on=dt.date(2016, 3, 1), ends_on=dt.date(2019, 8, 31), by=staff.administrator)
    deactivate_user(gone, by=staff.administrator)
    note_former()
    for one in visible_former(staff.director):
        ask_name_off(one, by=staff.director)


def _shares(staff: Staff, cases: dict[str, Case]) -> None:
    """What is shown to a member organisation, to the legal unit and to a specialist outside, and who works on it there."""
    known = [DataKind.NAME, DataKind.CONTACT]
    for name, user, discipline, purpose, kinds in (
        ("sister", staff.member_worker, Discipline.SOCIAL, ConsentPurpose.TEAM, list(DataKind)),
        ("widow", staff.lawyer, Discipline.LEGAL, ConsentPurpose.LEGAL, [*known, DataKind.LEGAL]),
        ("again", staff.specialist, Discipline.PSYCHOLOGICAL, ConsentPurpose.TEAM, [*known, DataKind.PSYCHOLOGICAL]),
    ):
        case = cases[name]
        consents.give_consent(
            case.person, by=staff.coordinator, purpose=purpose, organisation=user.organisation, data_kinds=kinds, **SPOKEN
        )
        actions.share_case(case, by=staff.coordinator, organisation=user.organisation, until=today() + dt.timedelta(days=90))
        actions.assign_worker(case, by=staff.coordinator, user=user, discipline=discipline)


def _own_tasks(staff: Staff, cases: dict[str, Case]) -> None:
    """A reminder for everybody, one of them late. Whoever tries an account may read any of the three languages, so each says it in all."""
    for user, hours, words, case in (
        (staff.social_worker, -3, ("Call the school", "Позвонить в школу", "Ба мактаб занг задан"), cases["first"]),
        (staff.regional_worker, 20, ("Fetch the certificate", "Забрать справку", "Маълумотномаро гирифтан"), cases["sister"]),
        (staff.member_worker, 20, ("Find money for books", "Найти деньги на книги", "Барои китобҳо пул ёфтан"), cases["sister"]),
        (staff.physician, 20, ("Ask the neurologist", "Спросить невролога", "Аз невролог пурсидан"), cases["first"]),
        (staff.lawyer, 20, ("Ask about the certificate", "Узнать о справке", "Дар бораи маълумотнома пурсидан"), cases["widow"]),
        (staff.duty_officer, 20, ("Hand over the telephone", "Передать телефон", "Телефонро супоридан"), None),
        (staff.director, 20, ("Look at the quarter", "Посмотреть цифры квартала", "Рақамҳои семоҳаро дидан"), None),
        (staff.accountant, 20, ("Compare two invoices", "Сверить два счёта", "Ду ҳисобномаро муқоиса кардан"), None),
        (staff.security_officer, 20, ("Check the record", "Проверить журнал", "Сабтро санҷидан"), None),
        (staff.administrator, 20, ("Close old accounts", "Закрыть старые учётные записи", "Ҳисобҳои куҳнаро бастан"), None),
    ):
        actions.add_own_task(by=user, words=" · ".join(words), due=now() + dt.timedelta(hours=hours), case=case)


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
            PersonData(sex="female", birth_date="1990", region="TJ-DU", family_name="Упражнение", given_name="Первое"),
            by=coordinator,
            beside=AdmissionExtras(),
            organisation=coordinator.organisation,
            kind=Kind.SURVIVOR,
        )
    finally:
        coordinator.is_practising = False


@action
def _settle(*, by: User) -> None:
    """What was done while the sample was made counts as yesterday's: nobody's day begins with a list of what others did."""
    record(Event.TASK_FINISHED, by=by.actor)
    for task in Task.objects.exclude(done_at=None):
        task.done_at = now() - dt.timedelta(days=1)
        save(task)
