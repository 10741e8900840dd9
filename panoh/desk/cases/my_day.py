"""Cases that nobody works on or leads and assessments that nobody is named for, among the tasks of who assigns workers."""

import datetime as dt
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import TaskRecord, cases_without_lead, unassigned_cases, unnamed_assessments
from panoh.cases.queries.my_day import SOON_DAYS, DayPart, day_ends
from panoh.core.clock import today
from panoh.desk.frame.task_rows import TaskRow, dated_row, task_title, timed_row

MOST = 100  # more are counted no further


def unassigned_rows(user: User) -> list[TaskRow]:
    """One line: the page that assigns a worker where it is one case, the list where they are more, as after an import. One query."""
    cases = list(unassigned_cases(user).values_list("code", "admitted_on")[:MOST])
    if not cases:
        return []
    if len(cases) == 1:
        code, admitted_on = cases[0]
        return [dated_row(_("Assign a worker"), reverse("desk:case_people", args=[code]), admitted_on, code, DayPart.DECISION)]
    title = ngettext("Assign a worker: %(n)d case", "Assign a worker: %(n)d cases", len(cases)) % {"n": len(cases)}
    return [dated_row(title, f"{reverse('desk:cases')}?unassigned=1", today(), part=DayPart.DECISION)]


def leaderless_rows(user: User) -> list[TaskRow]:
    """A line each: the page that says who leads. One query, or none for who assigns nobody."""
    if not has(user, Permission.CASE_ASSIGN):
        return []
    rows = cases_without_lead(user).values_list("code", flat=True)[:MOST]
    return [
        dated_row(_("Choose the lead worker"), reverse("desk:case_people", args=[code]), today(), code, DayPart.DECISION) for code in rows
    ]


def unnamed_rows(user: User) -> list[TaskRow]:
    """A line each, by its hour, once it is due within days: the page that names who does it. One query, or none for who names nobody."""
    if not has(user, Permission.CASE_ASSIGN):
        return []
    soon = day_ends() + dt.timedelta(days=SOON_DAYS)
    return [_unnamed(task) for task in unnamed_assessments(user).filter(due_at__lt=soon)[:MOST]]


def _unnamed(task: TaskRecord) -> TaskRow:
    code = task.case.code if task.case else ""
    there = reverse("desk:case_people", args=[code])
    return replace(timed_row(task_title(task), there, task.due_at, code), note=_("nobody is named"), joins=True)
