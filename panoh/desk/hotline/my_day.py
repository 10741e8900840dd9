"""What somebody has to look at on the hotline, among the tasks of whoever is asked."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import now
from panoh.core.templatetags.panoh import day, hour
from panoh.desk.frame.task_rows import TaskRow, timed_row
from panoh.hotline.enums import AlertKind, DispatchState
from panoh.hotline.queries.callbacks import DispatchRow, sent_within_an_hour
from panoh.hotline.queries.calls import alerts, title_of

# Somebody may be in danger outside, or waits for help that does not come.
FOR_SOMEBODYS_SAFETY = (
    AlertKind.SENT_TO_YOU,
    AlertKind.CANNOT_GO,
    AlertKind.DISPATCH_LATE,
    AlertKind.VISIT_OVERDUE,
    AlertKind.CALL_DANGER,
    AlertKind.CALLED_BACK,
)


def dispatch_rows(user: User) -> list[TaskRow]:
    """Where somebody has to be within an hour: before everything else of the day, until it is over. One query, or none."""
    return [_sent(row) for row in sent_within_an_hour(user)]


def _sent(row: DispatchRow) -> TaskRow:
    is_new = row.state == DispatchState.SENT
    title = AlertKind.SENT_TO_YOU.label if is_new else _("You are sent")
    found = timed_row(str(title), reverse("desk:dispatch", args=[row.code]), row.acknowledge_by if is_new else row.arrive_by, row.code)
    return replace(found, state="" if row.state == DispatchState.ARRIVED else found.state, part=DayPart.DANGER)


def hotline_rows(user: User) -> list[TaskRow]:
    """One query, and one for who is sent: what stands first stands here no second time."""
    first = {row.pk for row in sent_within_an_hour(user)}
    return [
        TaskRow(
            None,
            title_of(row),
            "",
            reverse("desk:hotline_alert", args=[row.pk]),
            hour(row.due_at),
            day(row.due_at),
            _state(row),
            by_hand=False,
            moment=row.due_at,
            part=DayPart.DANGER if row.kind in FOR_SOMEBODYS_SAFETY else None,
        )
        for row in alerts(user)
        if not (row.kind == AlertKind.SENT_TO_YOU and row.target in first)
    ]


def _state(row: object) -> str:
    return "late" if getattr(row, "due_at", now()) <= now() else ""
