"""What became of the dangers that somebody reported, or that rang to them, in their own day."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.cases.queries.cases import TaskRecord
from panoh.cases.queries.danger import is_taken_on, told_of_by
from panoh.cases.queries.my_day import DayPart
from panoh.core.templatetags.panoh import date_only, hour, moment
from panoh.desk.frame.danger_row import said_of_dangers
from panoh.desk.frame.task_rows import TaskRow, timed_row
from panoh.hotline.queries.calls import calls_told_at, rang_to


def reported_rows(user: User) -> list[TaskRow]:
    """Each danger that this account reported or wrote of and others see to: whether somebody has it; for a day how it ended, of those that
    rang to it as well. One query, two for each that somebody took on, and one for the calls of what it does not see itself."""
    found = told_of_by(user, rang=rang_to(user))
    still = [task for task in found if task.done_at is None]
    said = said_of_dangers(user, still, taken={task.pk for task in still if is_taken_on(task)})
    unseen = {key for task in found if not _is_seen(task) for key in _told_at(task) if key}
    calls = calls_told_at(user, unseen)
    return [_over(task, user, calls) if task.done_at else replace(_reported(task, user, calls), said=said[task.pk]) for task in found]


def _reported(task: TaskRecord, user: User, calls: Mapping[UUID | None, str]) -> TaskRow:
    danger = task.danger
    assert danger is not None  # the database holds it
    row = timed_row(_told(task, user), _there(task, calls), task.due_at, _code(task), DayPart.DANGER)
    waits = task.owner_id is None or task.taken_by_id != task.owner_id
    return replace(row, note=_("reported %(moment)s") % {"moment": moment(danger.raised_at)}, informs=True, is_calm=not waits)


def _over(task: TaskRecord, user: User, calls: Mapping[UUID | None, str]) -> TaskRow:
    """Who ended it, when and how, to who may read it; else that it has ended."""
    danger = task.danger
    assert danger is not None
    assert danger.ended_at is not None
    row = timed_row(_told(task, user), _there(task, calls), danger.ended_at, _code(task))
    said = _("it has ended")
    if _is_seen(task):
        how = {"who": getattr(task, "who_ended", "") or "", "moment": moment(danger.ended_at), "how": danger.get_outcome_display()}
        said = _("ended by %(who)s, %(moment)s: %(how)s") % how if how["who"] else _("ended: %(how)s") % how
    return replace(row, note=said, informs=True, when=hour(danger.ended_at), since=date_only(danger.ended_at), state="")


def _told(task: TaskRecord, user: User) -> str:
    if not getattr(task, "is_own", True):
        is_led = task.case is not None and task.case.lead_id in powers(user).stands_for
        return _("A danger in a case you lead") if is_led else _("A danger you were told of")
    reported = task.danger is not None and task.danger.raised_by_id in powers(user).stands_for
    if reported:
        return _("You reported a danger")
    return _("A danger you wrote about") if getattr(task, "has_written", True) else _("A danger you were sent to")


def _code(task: TaskRecord) -> str:
    """By what it is known to who told of it or sees it; to nobody else."""
    return getattr(task.about, "code", "") if getattr(task, "is_own", True) or _is_seen(task) else ""


def _there(task: TaskRecord, calls: Mapping[UUID | None, str]) -> str:
    """Its page; to who does not see that, the call that told of it."""
    if _is_seen(task):
        return reverse("desk:danger", args=[task.pk])
    call = next((calls[key] for key in _told_at(task) if key in calls), None)
    return reverse("desk:call", args=[call]) if call else ""


def _told_at(task: TaskRecord) -> tuple[UUID | None, ...]:
    """By what the call is found that told of it."""
    return (task.danger.call if task.danger else None, task.request_id, task.target)


def _is_seen(task: TaskRecord) -> bool:
    return bool(getattr(task, "is_seen", True))
