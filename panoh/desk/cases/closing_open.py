"""What is open in a case that is about to be closed, for whoever decides: dangers, consents, referrals, sessions, other tasks."""

from typing import Any

from django.urls import reverse

from panoh.accounts.models import User
from panoh.cases.enums import DANGERS, Attendance, TaskKind, Urgency
from panoh.cases.queries.cases import CaseRow, RequestRow, open_work
from panoh.cases.queries.danger import dangers_known, is_taken_on
from panoh.cases.queries.urgency import looks_at
from panoh.consent.queries import consents_of, holds, latest
from panoh.desk.frame.task_rows import danger_rows, task_rows
from panoh.referrals.enums import OPEN_STATES
from panoh.referrals.queries.referrals import case_referrals


def open_in(user: User, case: CaseRow) -> dict[str, Any]:
    """What this reader may know of that is open, by sort."""
    tasks = list(open_work(user, case).select_related("case", "owner__organisation"))
    rows = task_rows(user, tasks)
    sessions = case.sessions.filter(attendance=Attendance.PLANNED).order_by("at")
    return {
        "dangers": [(rows[task.pk], task, is_taken_on(task)) for task in tasks if task.kind in DANGERS],
        "consents": [row for row in latest(consents_of(case.person).select_related("person")) if holds(row)],
        "referrals": [row for row in case_referrals(user, case) if row.state in OPEN_STATES],
        "sessions": [(row, reverse("desk:case_session", args=[case.code, row.pk])) for row in sessions],
        "tasks": [rows[task.pk] for task in tasks if task.kind not in {*DANGERS, TaskKind.CLOSING, TaskKind.SESSION}],
    }


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
