"""Care in the sample: assessments, programmes at every step, sessions of every outcome, help, a review, closed and followed cases."""

import datetime as dt
from decimal import Decimal
from typing import Any

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases import actions
from panoh.cases.actions.ending import decide_closing, propose_closing
from panoh.cases.enums import (
    AgreementForm,
    Attendance,
    Capacity,
    CloseReason,
    CopyGiven,
    Discipline,
    Frequency,
    Help,
    HelpItem,
    NotAttended,
    Outcome,
    Payer,
    Priority,
    SessionKind,
)
from panoh.cases.models import Case, FollowUp, PlannedService, Programme
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import now, today
from panoh.demo.programme import bring_forward, conclude, confer, rate_over_time
from panoh.demo.staff import SPOKEN, Staff
from panoh.network.models import Facility

OWN: dict[str, Any] = {"payer": Payer.OWN, "unit_cost": Decimal(120), "budget_code": "П-2026/1"}
FREE: dict[str, Any] = {"payer": Payer.STATE, "unit_cost": Decimal(0)}
MACHINE: dict[str, Any] = {"payer": Payer.FUNDER, "unit_cost": Decimal(2400), "budget_code": "F-2026/03"}
PSYCHOLOGICAL: dict[str, Any] = {"discipline": Discipline.PSYCHOLOGICAL, "kind": SessionKind.INDIVIDUAL}


def make_care(staff: Staff, cases: dict[str, Case], facilities: list[Facility]) -> None:
    """What was done in these cases; the first is the furthest, with a second version of its programme in force."""
    _assess(staff, cases)
    confer(staff, cases["first"])
    programme = _in_force(staff, cases["first"], facilities[0])
    _sessions(staff, cases, programme)
    _review(staff, cases["first"], programme)
    conclude(staff, programme)
    _next_version(staff, cases["first"])
    bring_forward(staff, cases["first"])
    _programme(staff.regional_worker, staff, cases["sister"], facilities[0])
    agreed = _programme(staff.social_worker, staff, cases["widow"], facilities[0])
    actions.agree_programme(agreed, by=staff.social_worker, given=_agreed())
    actions.hold_case(cases["held"], by=staff.coordinator, until=today() + dt.timedelta(days=30), reason="Уехала к матери до конца месяца")
    _closures(staff, cases)
    _answers(staff, cases)


def _assess(staff: Staff, cases: dict[str, Case]) -> None:
    for case, user, discipline, summary in (
        ("first", staff.social_worker, Discipline.SOCIAL, "Живёт с сестрой, снимают комнату; без работы с весны"),
        ("first", staff.psychologist, Discipline.PSYCHOLOGICAL, "Тревога и нарушение сна; поддержка сестры"),
        ("first", staff.physician, Discipline.MEDICAL, "Головные боли; нужна консультация невролога"),
        ("widow", staff.lawyer, Discipline.LEGAL, "Жалоба подана, ответа нет; нужна справка из загса"),
    ):
        actions.record_assessment(
            cases[case],
            by=user,
            discipline=discipline,
            done_on=today(),
            summary=summary,
            findings="Подробности в карте",
            recommendations="",
        )
    ratings: dict[str, int | None] = dict(zip(Capacity.values, (1, 2, 1, 1, 0, 1, 0), strict=True))
    rate_over_time(staff, cases["first"], ratings)


def _in_force(staff: Staff, case: Case, facility: Facility) -> Programme:
    programme = _programme(staff.social_worker, staff, case, facility)
    actions.agree_programme(programme, by=staff.social_worker, given=_agreed())
    actions.approve_programme(programme, by=staff.coordinator)
    return programme


def _agreed() -> actions.Agreement:
    return actions.Agreement(today(), AgreementForm.SPOKEN, witness="сестра", language=Language.TAJIK, copy_given=CopyGiven.NOT_SAFE)


def _next_version(staff: Staff, case: Case) -> None:
    """After the review: the first version is replaced by the second."""
    programme = actions.draft_programme(case, by=staff.social_worker)
    actions.agree_programme(programme, by=staff.social_worker, given=_agreed())
    actions.approve_programme(programme, by=staff.coordinator)


def _programme(by: User, staff: Staff, case: Case, facility: Facility) -> Programme:
    programme = actions.draft_programme(case, by=by)
    sleep = actions.add_problem(programme, by=by, words="Не сплю, вздрагиваю от стука")
    money = actions.add_problem(programme, by=by, words="Деньги кончаются в середине месяца")
    rest = actions.add_goal(
        programme,
        by=by,
        words="«Спать хотя бы пять часов и не бояться стука»",
        capacity=Capacity.MENTAL,
        indicator="Ночей с пятью часами сна за неделю",
        problem=sleep,
        priority=Priority.FIRST,
        target_on=today() + dt.timedelta(days=80),
        levels={"level_m2": "ни одной ночи", "level_m1": "одна-две ночи", "level_0": "пять ночей из семи", "level_p2": "каждую ночь"},
    )
    sewing = actions.add_goal(
        programme,
        by=by,
        words="«Снова шить на заказ»",
        capacity=Capacity.PROFESSIONAL,
        indicator="Заказов в месяц",
        problem=money,
        levels={"level_0": "два заказа в месяц"},
    )
    plan: dict[str, Any] = {"starts_on": today(), "ends_on": today() + dt.timedelta(days=80)}
    weekly: dict[str, Any] = {
        "frequency": Frequency.WEEKLY,
        "times": 10,
        "owner": staff.psychologist,
        "payer": Payer.OWN,
        "unit_cost": Decimal(120),
        "budget_code": "П-2026/1",
    }
    actions.plan_service(rest, by=by, help=Help.PSYCHOLOGICAL, item=HelpItem.SESSION, **weekly, **plan)
    once: dict[str, Any] = {"frequency": Frequency.ONCE, "times": 1}
    actions.plan_service(
        rest,
        by=by,
        help=Help.MEDICAL,
        item=HelpItem.CONSULTATION,
        facility=facility,
        payer=Payer.STATE,
        unit_cost=Decimal(0),
        **once,
        **plan,
    )
    actions.plan_service(sewing, by=by, help=Help.SOCIAL, item=HelpItem.WORK, owner=by, words="Швейная машина", **once, **plan, **MACHINE)
    return programme


def _sessions(staff: Staff, cases: dict[str, Case], programme: Programme) -> None:
    """Held, missed, called off and planned; the notes stay with the psychologist."""
    first, again = cases["first"], cases["again"]
    moment = now() - dt.timedelta(days=8)
    service = PlannedService.objects.get(goal__programme=programme, help=Help.PSYCHOLOGICAL)
    actions.record_unplanned(
        first,
        by=staff.psychologist,
        at=moment,
        attendance=Attendance.ATTENDED,
        minutes=50,
        summary="Говорили о сне, упражнение на дыхание",
        notes="Заметки для себя: вернуться к теме дороги",
        service=service,
        **PSYCHOLOGICAL,
    )
    for days, attendance, reason in (
        (1, Attendance.NOT_ATTENDED, NotAttended.PERSON_UNWELL),
        (4, Attendance.CALLED_OFF, NotAttended.WORKER_AWAY),
    ):
        actions.record_unplanned(
            first,
            by=staff.psychologist,
            at=now() - dt.timedelta(days=days),
            attendance=attendance,
            reason=reason,
            service=service,
            **PSYCHOLOGICAL,
        )
    actions.record_unplanned(
        again,
        by=staff.specialist,
        at=moment,
        attendance=Attendance.ATTENDED,
        minutes=60,
        summary="Первая встреча, договорились о шести",
        notes="Заметки для себя: не торопить",
        **PSYCHOLOGICAL,
    )
    visit: dict[str, Any] = {"discipline": Discipline.SOCIAL, "kind": SessionKind.VISIT}
    actions.record_unplanned(
        first,
        by=staff.social_worker,
        at=now() - dt.timedelta(days=1),
        attendance=Attendance.ATTENDED,
        minutes=50,
        summary="Настроение спокойнее",
        **visit,
    )
    for case, user, hours in ((first, staff.psychologist, 3), (again, staff.specialist, 4), (cases["child"], staff.member_psychologist, 5)):
        actions.plan_session(case, by=user, at=now() + dt.timedelta(hours=hours), **PSYCHOLOGICAL)
    actions.give_assistance(
        first, by=staff.social_worker, help=Help.SOCIAL, item=HelpItem.DOCUMENTS, given_on=today(), words="Копии для паспортного стола"
    )


def _review(staff: Staff, case: Case, programme: Programme) -> None:
    case.refresh_from_db()
    better: dict[str, int | None] = dict(zip(Capacity.values, (2, 2, 2, 1, 1, 1, 0), strict=True))
    attainment = {goal.pk: -1 for goal in programme.goals.all()}
    actions.hold_review(
        case,
        by=staff.social_worker,
        held_on=today(),
        outcome=Outcome.BETTER,
        words="Спит дольше",
        attainment=attainment,
        ratings=better,
    )


def _closures(staff: Staff, cases: dict[str, Case]) -> None:
    """Two cases closed with the promise to ask again; one was asked once."""
    for name, words in (("closed", "Работает, помощь больше не нужна"), ("followed", "Учится на электрика, спит хорошо")):
        case = cases[name]
        consents.give_consent(case.person, by=staff.social_worker, purpose=ConsentPurpose.FOLLOW_UP, **SPOKEN)
        close(staff, case, reason=CloseReason.PERSON_CHOSE, words=words, with_follow_up=True)
    asked = FollowUp.objects.filter(case=cases["followed"]).order_by("due_on").select_related("case")[0]
    actions.record_follow_up(asked, by=staff.social_worker, done_on=today(), outcome=Outcome.SAME, words="Сам позвонил, всё в порядке")


def close(staff: Staff, case: Case, *, reason: str, words: str, with_follow_up: bool = False) -> None:
    """Closes a case as two do it: the social worker proposes, the coordinator agrees."""
    row = propose_closing(case, by=staff.social_worker, reason=reason, words=words)
    decide_closing(row, by=staff.coordinator, agreed=True, with_follow_up=with_follow_up)


def _answers(staff: Staff, cases: dict[str, Case]) -> None:
    """A consent refused, and one taken back."""
    consents.refuse_consent(cases["first"].person, by=staff.social_worker, purpose=ConsentPurpose.PHOTOGRAPHS, **SPOKEN)
    story = consents.give_consent(cases["widow"].person, by=staff.social_worker, purpose=ConsentPurpose.CASE_STUDY, **SPOKEN)
    consents.withdraw_consent(story, by=staff.social_worker)
