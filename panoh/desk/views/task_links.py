"""Where a task is done, and how it stands in a list."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from panoh.cases.enums import TaskKind
from panoh.core.clock import now
from panoh.core.templatetags.panoh import day, days, hour

_PLACES = {
    TaskKind.ASSESS: "case_assessments",
    TaskKind.PLAN: "case_programme",
    TaskKind.APPROVE: "case_programme",
    TaskKind.SESSION: "case_sessions",
    TaskKind.REFERRAL: "case_referrals",
    TaskKind.REVIEW: "case_programme",
    TaskKind.FOLLOW_UP: "case_closure",
    TaskKind.VITAL: "case_consents",
    TaskKind.CONSENT: "case_consents",
}
# These are finished by a press; the others by the work itself.
BY_HAND = frozenset(
    {TaskKind.OWN, TaskKind.SESSION, TaskKind.CONSENT, TaskKind.FOLLOW_UP, TaskKind.REVIEW, TaskKind.VITAL, TaskKind.REFERRAL}
)


@dataclass(frozen=True, slots=True)
class Row:
    """A task as it stands in a list."""

    id: Any
    title: str
    code: str
    url: str
    when: str
    since: str
    state: str
    by_hand: bool
    moment: Any


def task_url(task: Any) -> str:
    """The page where the task is done."""
    if task.request is not None:
        return reverse("desk:request_detail", args=[task.request.code])
    if task.case is None:
        return reverse("desk:task", args=[task.pk])
    try:
        return reverse(f"desk:{_PLACES.get(TaskKind(task.kind), 'case_file')}", args=[task.case.code])
    except NoReverseMatch:
        return reverse("desk:case_file", args=[task.case.code])


def task_title(task: Any, words: str = "") -> str:
    """What there is to do; an own task in its own words."""
    if task.kind == TaskKind.OWN:
        return words or str(task.get_kind_display())
    if task.discipline:
        return _("%(task)s: %(discipline)s") % {"task": task.get_kind_display(), "discipline": task.get_discipline_display()}
    return str(task.get_kind_display())


def task_row(task: Any, words: str = "") -> Row:
    """A row of `ul.tasks`."""
    late = task.done_at is None and task.due_at < now()
    passed = (now() - task.due_at).days
    return Row(
        id=task.pk,
        title=task_title(task, words),
        code=task.case.code if task.case else task.request.code if task.request else "",
        url=task_url(task),
        when=(days(passed) if passed else hour(task.due_at)) if late else day(task.due_at),
        since=_("since %(day)s") % {"day": day(task.due_at)} if late else _("until %(time)s") % {"time": hour(task.due_at)},
        state="done" if task.done_at else "late" if late else "",
        by_hand=TaskKind(task.kind) in BY_HAND and task.done_at is None,
        moment=task.due_at,
    )
