"""Care on a case: programmes, sessions, help, by the house's own actions."""

import datetime as dt
from decimal import Decimal
from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.actions import give_assistance, plan_session, record_unplanned
from panoh.cases.actions.assessment import record_assessment
from panoh.cases.actions.drafting import add_goal, add_problem, plan_service
from panoh.cases.actions.money import Money, give_help
from panoh.cases.actions.programme import Agreement, agree_programme, approve_programme, draft_programme
from panoh.cases.enums import (
    AgreementForm,
    Attendance,
    Capacity,
    CopyGiven,
    Discipline,
    Frequency,
    Help,
    HelpItem,
    ProgrammeState,
    Proof,
    SessionKind,
)
from panoh.cases.models import Assessment, Assistance, Case, Payment, PlannedService, Programme, Session
from panoh.core.clock import now, today
from panoh.core.money import Currency
from tests.factories.accounts import make_user
from tests.factories.cases import make_case, make_coordinator

SERVICE: dict[str, Any] = {
    "help": Help.PSYCHOLOGICAL,
    "item": HelpItem.CONSULTATION,
    "frequency": Frequency.WEEKLY,
    "times": 10,
}


def make_team(*roles: Role) -> tuple[Case, list[User]]:
    """A case of the secretariat with one worker for each role, assigned in the discipline of that role."""
    disciplines = {
        Role.SOCIAL_WORKER: Discipline.SOCIAL,
        Role.PSYCHOLOGIST: Discipline.PSYCHOLOGICAL,
        Role.SPECIALIST: Discipline.PSYCHOLOGICAL,
        Role.PHYSICIAN: Discipline.MEDICAL,
    }
    team = [make_user(role) for role in roles]
    return make_case(workers=tuple((user, disciplines[role]) for user, role in zip(team, roles, strict=True))), team


def make_assessment(case: Case, *, by: User, discipline: Discipline = Discipline.SOCIAL, **words: Any) -> Assessment:
    """An assessment of today with a summary and findings."""
    return record_assessment(
        case,
        by=by,
        discipline=discipline,
        **{"done_on": today(), "summary": "Нужна помощь с жильём", "findings": "Живёт у сестры", **words},
    )


def agreement(**facts: Any) -> Agreement:
    """Spoken today before a witness."""
    return Agreement(
        **{"agreed_on": today(), "form": AgreementForm.SPOKEN, "witness": "Намунаева С.", "copy_given": CopyGiven.LATER, **facts}
    )


def make_programme(case: Case, *, by: User, goals: int = 1, state: ProgrammeState = ProgrammeState.DRAFT, **service: Any) -> Programme:
    """A programme with one difficulty and so many goals, each with one service of ten weekly consultations; as far as `state`."""
    programme = draft_programme(case, by=by)
    problem = add_problem(programme, by=by, words="Не сплю, вздрагиваю от стука")
    for number in range(goals):
        goal = add_goal(
            programme,
            by=by,
            words=f"Спать пять часов, цель {number + 1}",
            capacity=Capacity.MENTAL,
            indicator="Ночей за неделю",
            problem=problem,
        )
        plan_service(goal, by=by, **{**SERVICE, "starts_on": today(), "owner": by, **service})
    if state != ProgrammeState.DRAFT:
        agree_programme(programme, by=by, given=agreement())
    if state == ProgrammeState.APPROVED:
        approve_programme(programme, by=make_coordinator())
    case.refresh_from_db()
    return programme


def service_of(programme: Programme) -> PlannedService:
    """The first service of a programme."""
    return PlannedService.objects.filter(goal__programme=programme).select_related("goal__programme").order_by("goal__position")[0]


def make_session(case: Case, *, by: User, **facts: Any) -> Session:
    """An individual session of yesterday that was attended, 50 minutes, with a summary and notes."""
    given = {
        "discipline": Discipline.PSYCHOLOGICAL,
        "kind": SessionKind.INDIVIDUAL,
        "at": now() - dt.timedelta(days=1),
        "attendance": Attendance.ATTENDED,
        "minutes": 50,
        "summary": "Спит лучше",
        "notes": "Говорили о брате",
        **facts,
    }
    return record_unplanned(case, by=by, **given)


def make_planned(case: Case, *, by: User, **facts: Any) -> Session:
    """An individual session planned for tomorrow."""
    given = {"discipline": Discipline.PSYCHOLOGICAL, "kind": SessionKind.INDIVIDUAL, "at": now() + dt.timedelta(days=1), **facts}
    return plan_session(case, by=by, **given)


def make_help(case: Case, *, by: User, **facts: Any) -> Assistance:
    """A food parcel given today."""
    return give_assistance(case, by=by, **{"help": Help.HUMANITARIAN, "item": HelpItem.FOOD, "given_on": today(), **facts})


def make_paid(case: Case, *, by: User, **facts: Any) -> Payment:
    """Transport of today for 120 somoni, with the number of its receipt."""
    cost = Money(Decimal(120), Currency.TJS, Proof.RECEIPT, receipt="A-17")
    given = {"help": Help.SOCIAL, "item": HelpItem.TRANSPORT, "given_on": today(), **facts}
    return give_help(case, by=by, money=cost, **given).payment
