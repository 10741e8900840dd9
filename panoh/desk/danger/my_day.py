"""What became of the dangers that somebody reported, in their own day."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.cases.queries.cases import TaskRecord
from panoh.cases.queries.danger import is_taken_on, told_of_by
from panoh.cases.queries.my_day import DayPart
from panoh.core.templatetags.panoh import date_only, hour, moment
from panoh.desk.frame.task_rows import TaskRow, timed_row


def reported_rows(user: User) -> list[TaskRow]:
    """Each danger that this account reported or wrote of and others see to: whether somebody has it, and how it ended. One query, and two
    for each that somebody took on."""
    return [_reported(task, user) for task in told_of_by(user)]


def _reported(task: TaskRecord, user: User) -> TaskRow:
    about, danger = task.about, task.danger
    assert about is not None  # the database holds both
    assert danger is not None
    waits = task.done_at is None and not is_taken_on(task)
    there = reverse("desk:danger", args=[task.pk]) if is_seen(task) else ""
    told = _("You reported a danger") if danger.raised_by_id in powers(user).stands_for else _("A danger you wrote about")
    row = timed_row(told, there, task.due_at, about.code, DayPart.DANGER)
    reported = _("reported %(moment)s") % {"moment": moment(danger.raised_at)}
    row = replace(row, note=f"{who_has(task)} · {reported}", informs=True, is_calm=not waits)
    return replace(row, when=hour(danger.ended_at), since=date_only(danger.ended_at), state="") if danger.ended_at else row


def is_seen(task: TaskRecord) -> bool:
    """Whether the reader of `told_of_by` sees what the danger is of."""
    return bool(getattr(task, "is_seen", True))


def who_has(task: TaskRecord) -> str:
    """That it is over, and to who sees the case how; or who has it, who was asked, or that nobody has it."""
    if task.done_at is not None and task.danger is not None:
        if not is_seen(task):
            return _("it has ended")
        return _("ended: %(how)s") % {"how": task.danger.get_outcome_display()}
    if task.owner is None:
        return _("nobody has taken it on")
    said = _("%(who)s has taken this on") if is_taken_on(task) else _("%(who)s was asked and has not answered yet")
    return said % {"who": task.owner.username}
