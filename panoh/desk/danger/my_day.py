"""What became of the dangers that somebody reported, or that rang to them, in their own day."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.cases.queries.cases import TaskRecord
from panoh.cases.queries.danger import TOLD_WHEN_OVER, told_of_by
from panoh.cases.queries.my_day import DayPart
from panoh.cases.queries.reported import taken_of
from panoh.core.templatetags.panoh import date_only, hour, moment
from panoh.desk.frame.danger_row import said_of_dangers
from panoh.desk.frame.task_rows import TaskRow, timed_row
from panoh.hotline.queries.calls import AlertRow, rang_to
from panoh.hotline.queries.reported import KnownAs, known_as, seen_last


def reported_rows(user: User) -> list[TaskRow]:
    """Each danger that this account reported or wrote of and others see to: whether somebody has it, and who saw it last; for a day how it
    ended, of those that rang to it as well. Two queries, two for each that somebody took on, and three for what it does not see itself."""
    found = told_of_by(user, rang=rang_to(user))
    still = [task for task in found if task.done_at is None]
    said = said_of_dangers(user, still, taken=taken_of(still))
    known = known_as(user, [task for task in found if _is_own(task) and not _is_seen(task)])
    seen = seen_last(user, [task.pk for task in still])
    return [_over(task, user, known) if task.done_at else replace(_reported(task, user, known, seen), said=said[task.pk]) for task in found]


def _reported(task: TaskRecord, user: User, known: Mapping[UUID, KnownAs], seen: Mapping[UUID | None, AlertRow]) -> TaskRow:
    danger = task.danger
    assert danger is not None  # the database holds it
    row = timed_row(_told(task, user), _there(task), task.due_at, _code(task, known), DayPart.DANGER)
    waits = task.owner_id is None or task.taken_by_id != task.owner_id
    note = " · ".join(filter(None, (_("reported %(moment)s") % {"moment": moment(danger.raised_at)}, said_seen(seen.get(task.pk)))))
    return replace(row, note=note, informs=True, is_calm=not waits)


def said_seen(alert: AlertRow | None) -> str:
    """On whose screen a danger was, and when; blank where it was on nobody's."""
    if alert is None or alert.shown_to is None or alert.shown_at is None:
        return ""
    return _("seen %(moment)s by %(who)s") % {"moment": hour(alert.shown_at), "who": alert.shown_to.username}


def _over(task: TaskRecord, user: User, known: Mapping[UUID, KnownAs]) -> TaskRow:
    """Who ended it, when and how, to who may read it; else that it has ended."""
    danger = task.danger
    assert danger is not None
    assert danger.ended_at is not None
    row = timed_row(_told(task, user), _there(task), danger.ended_at, _code(task, known))
    said = _("it has ended")
    if _is_seen(task):
        how = {"who": getattr(task, "who_ended", "") or "", "moment": moment(danger.ended_at), "how": danger.get_outcome_display()}
        said = _("ended by %(who)s, %(moment)s: %(how)s") % how if how["who"] else _("ended: %(how)s") % how
    return replace(row, note=said, informs=True, when=hour(danger.ended_at), since=date_only(danger.ended_at), state="")


def _told(task: TaskRecord, user: User) -> str:
    if not _is_own(task):
        is_led = task.case is not None and task.case.lead_id in powers(user).stands_for
        return _("A danger in a case you lead") if is_led else _("A danger you were told of")
    raised = task.danger is not None and task.danger.raised_by_id in powers(user).stands_for
    if raised or getattr(task, "has_reported", False):
        return _("You reported a danger")
    return _("A danger you wrote about") if getattr(task, "has_written", True) else _("A danger you were sent to")


def _code(task: TaskRecord, known: Mapping[UUID, KnownAs]) -> str:
    """By what it is known to who sees it or told of it; to nobody else."""
    if _is_seen(task):
        return getattr(task.about, "code", "")
    return known[task.pk].code if task.pk in known else ""


def _there(task: TaskRecord) -> str:
    """Its page; to who told of it and does not see that, the page on which they tell more."""
    if _is_seen(task):
        return reverse("desk:danger", args=[task.pk])
    return reverse("desk:reported_danger", args=[task.danger_id]) if _is_own(task) and task.kind in TOLD_WHEN_OVER else ""


def _is_own(task: TaskRecord) -> bool:
    return bool(getattr(task, "is_own", True))


def _is_seen(task: TaskRecord) -> bool:
    return bool(getattr(task, "is_seen", True))
