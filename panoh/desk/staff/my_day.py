"""Of the team itself, among the tasks: answers about the Unit, its own steps, what is half done in many cases."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.actions import due_on
from panoh.cases.queries import bulk_operations
from panoh.cases.queries.my_day import SOON_DAYS
from panoh.cases.queries.steps import FIRST_MARK
from panoh.core.clock import now, today
from panoh.core.templatetags.panoh import date_only
from panoh.desk.frame.task_rows import TaskRow, dated_row, timed_row
from panoh.team.queries.complaints import due_complaints
from panoh.team.queries.unit import open_unit_runs


def complaint_rows(user: User) -> list[TaskRow]:
    """Something said about the Unit, for who answers it. No task of a case: nobody else meets it."""
    due = due_complaints(user, until=today() + dt.timedelta(days=SOON_DAYS))
    title, found = _("Answer the complaint or thanks"), []
    for row in due:
        line = dated_row(title, reverse("desk:complaint", args=[row.pk]), row.answer_by, says_kind=True)
        found.append(replace(line, note=f"{row.get_kind_display()}, {date_only(row.received_on)}"))
    return found


def unit_rows(user: User) -> list[TaskRow]:
    """Steps of the Unit itself, for who looks after the staff."""
    return [
        timed_row(
            run.step.label, reverse("desk:unit_step_done", args=[run.step.key, run.mark or FIRST_MARK]), run.due_at or now(), says_kind=True
        )
        for run in open_unit_runs(user, until=today() + dt.timedelta(days=SOON_DAYS))
    ]


def bulk_operation_rows(user: User) -> list[TaskRow]:
    """What was begun in many cases and is half done."""
    if not has(user, Permission.CASE_ASSIGN):
        return []
    title, found = _("%(what)s: %(done)s of %(all)s"), []
    half_done: Iterable[Any] = bulk_operations.under_way(user)  # each says how many cases were dealt with
    for operation in half_done:
        told = {"what": operation.get_kind_display(), "done": operation.dealt, "all": len(operation.wanted)}
        found.append(timed_row(title % told, reverse("desk:errand", args=[operation.pk]), due_on(today()), says_kind=True))
    return found
