"""What somebody has to look at on the hotline, among the tasks of whoever is asked."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import now
from panoh.core.templatetags.panoh import day, hour
from panoh.desk.frame.task_rows import TaskRow, timed_row
from panoh.hotline.enums import AlertKind, DispatchState
from panoh.hotline.queries.callbacks import DispatchRow
from panoh.hotline.queries.calls import place_of, title_of
from panoh.hotline.queries.my_day import FOR_SOMEBODYS_SAFETY, alerts_of_day, due_call_backs, sent_to
from panoh.places.catalogue import name


def dispatch_rows(user: User) -> list[TaskRow]:
    """Where somebody is sent, in the first part of the day with its hour until it is over. One query, or none."""
    return [_sent(row) for row in sent_to(user)]


def _sent(row: DispatchRow) -> TaskRow:
    is_new = row.state == DispatchState.SENT
    title = AlertKind.SENT_TO_YOU.label if is_new else _("You have a dispatch")
    due = row.acknowledge_by if is_new else row.arrive_by
    found = timed_row(str(title), reverse("desk:dispatch", args=[row.code]), due, row.code, DayPart.DANGER)
    return replace(found, state="" if row.state == DispatchState.ARRIVED else found.state, note=name(row.place or row.region))


def call_back_rows(user: User) -> list[TaskRow]:
    """Whom this account is to call back today, or should have. One query, or none."""
    return [_call_back(row) for row in due_call_backs(user)]


def _call_back(row: Any) -> TaskRow:
    found = timed_row(_("Call back"), reverse("desk:call", args=[row.code]), row.call_back_due_at, row.code)
    where = name(row.line.region)
    return replace(found, note=f"{where} · {_('overdue')}" if found.state else where)


def hotline_rows(user: User) -> list[TaskRow]:
    """What the hotline asks this account to look at. One query."""
    found: Iterable[Any] = alerts_of_day(user)  # each says what it is about
    return [
        TaskRow(
            None,
            title_of(row),
            row.code or "",
            reverse("desk:hotline_alert", args=[row.pk]),
            hour(row.due_at),
            day(row.due_at),
            _state(row),
            by_hand=False,
            moment=row.due_at,
            note="" if row.kind == AlertKind.CALLED_BACK else place_of(row),
            part=DayPart.DANGER if row.kind in FOR_SOMEBODYS_SAFETY else None,
        )
        for row in found
    ]


def _state(row: object) -> str:
    return "late" if getattr(row, "due_at", now()) <= now() else ""
