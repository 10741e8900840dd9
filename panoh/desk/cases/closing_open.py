"""What is open in a case that is about to be closed, for whoever proposes it and whoever decides: dangers, what was planned and given,
consents, referrals, sessions, other tasks."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from panoh.accounts.models import User
from panoh.cases.enums import DANGERS, OF_GUIDANCE, Attendance, TaskKind, Urgency
from panoh.cases.queries.care import approved_programme
from panoh.cases.queries.cases import CaseRow, RequestRow, TaskRecord, open_work
from panoh.cases.queries.danger import dangers_known, is_danger, is_taken_on
from panoh.cases.queries.programme import ServiceLine, plan
from panoh.cases.queries.urgency import looks_at
from panoh.consent.queries import consents_of, holds, latest
from panoh.desk.frame.task_rows import TaskRow, danger_rows, task_rows
from panoh.referrals.enums import OPEN_STATES
from panoh.referrals.queries.referrals import case_referrals


def open_in(user: User, case: CaseRow) -> dict[str, Any]:
    """What this reader may know of that is open, by sort."""
    tasks = list(open_work(user, case).select_related("case", "owner__organisation"))
    rows = task_rows(user, tasks)
    sessions = case.sessions.filter(attendance=Attendance.PLANNED).order_by("at")
    dangers = _dangers_of(tasks)
    return {
        **_told(dangers, rows),
        "planned": _planned(case),
        "consents": [row for row in latest(consents_of(case.person).select_related("person")) if holds(row)],
        "referrals": [row for row in case_referrals(user, case) if row.state in OPEN_STATES],
        "sessions": [(row, reverse("desk:case_session", args=[case.code, row.pk])) for row in sessions],
        "tasks": [rows[task.pk] for task in tasks if task not in dangers and task.kind not in {TaskKind.CLOSING, TaskKind.SESSION}],
    }


def _planned(case: CaseRow) -> list[ServiceLine]:
    """What the programme in force plans, beside what was given of it."""
    programme = approved_programme(case)
    return [line for goal in plan(programme).goals for line in goal.services] if programme else []


def _dangers_of(tasks: list[TaskRecord]) -> list[TaskRecord]:
    """The dangers, or where none is a task of its own the steps of the guidance that see to one."""
    told = [task for task in tasks if task.kind in DANGERS]
    return told or [task for task in tasks if task.kind in OF_GUIDANCE and is_danger(task)]


def _told(dangers: list[TaskRecord], rows: dict[UUID, TaskRow]) -> dict[str, Any]:
    told = [(rows[task.pk], task, is_taken_on(task)) for task in dangers]
    return {"dangers": told, "is_left": not all(taken for _row, _task, taken in told)}


def dangers_in(user: User, request: RequestRow) -> list[tuple[Any, Any, bool]]:
    """The dangers to life that are open in a request, as far as this reader may know of them, and whether somebody took each on."""
    return danger_rows(user, dangers_known(user, request))


def seen_in(request: RequestRow) -> tuple[list[str], Any] | None:
    """Of a red request, which dangers were seen last and since when it is red."""
    if request.urgency != Urgency.RED:
        return None
    looks = looks_at(request)
    reddened = next((row.at for row in looks.changes if row.after == Urgency.RED), None) if looks else None
    return (looks.dangers if looks else [], reddened or request.received_at)
