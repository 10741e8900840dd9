"""Tables that wait to be read before they go out, among the tasks of whoever may read them."""

import datetime as dt
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import DUSHANBE, add_working_days
from panoh.desk.frame.task_rows import TaskRow, dated_row
from panoh.reporting.publishable_table import read
from panoh.reporting.queries.releases import FigureReleaseRow, to_read

READ_WITHIN = 5  # working days


def figure_rows(user: User) -> list[TaskRow]:
    """One query for who reads tables, none for anybody else."""
    return [replace(_row(row, row.asked_at), note=read(row.told).title) for row in to_read(user) if row.asked_at is not None]


def _row(row: FigureReleaseRow, asked_at: dt.datetime) -> TaskRow:
    return dated_row(
        _("Check a table before publication"),
        reverse("desk:statistics_release", args=[row.pk]),
        add_working_days(asked_at.astimezone(DUSHANBE).date(), READ_WITHIN),
        part=DayPart.DECISION,
        says_kind=True,
    )
