"""What the row of a danger says beside its title, the same in every list: of what it is, which of several, and who has it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.accounts.policy import powers
from panoh.cases.enums import UNSEEN_BY_OTHERS, DangerAct, TaskKind
from panoh.cases.queries.cases import TaskRecord, UserRow
from panoh.cases.queries.danger import LookRow, asked_by
from panoh.core.templatetags.panoh import moment
from panoh.hotline.queries.calls import sent_after_end

MARKS: dict[str, Promise] = {
    TaskKind.RISK: _("Danger to life"),
    TaskKind.DANGER: _("Danger"),
    TaskKind.ALARM: _("Danger word"),
}
# Beside another of the same code, which may be one to life too.
MARKS_OF_SEVERAL: dict[str, Promise] = {TaskKind.RISK: _("the person may harm themselves"), TaskKind.DANGER: _("another danger to someone")}


@dataclass(frozen=True, slots=True)
class DangerSaid:
    """Of one danger; `desk/frame/_danger_said.html` shows it. While details are hidden `which` alone stays."""

    mark: str
    which: str = ""  # of several of one case, request or call in the list: 1/2
    who: str = ""  # who has it or was asked, or that nobody has it; blank where the row says so itself
    is_after_end: bool = False  # a telephone sent it after the access of its owner ended


def said_of_dangers(user: UserRow, tasks: Sequence[TaskRecord], *, taken: Collection[UUID]) -> dict[UUID, DangerSaid]:
    """Of the open dangers of a list, by the task; `taken`: those that somebody has who can act. One query where one is of a call."""
    asked = asked_by(user, tasks)
    late = sent_after_end(task.danger.call for task in tasks if task.danger and task.danger.call)
    return {
        task.pk: DangerSaid(
            mark=_mark(task.kind, which := _which(tasks, task)),
            which=which,
            who=_says_who_asked(asked[task.danger_id]) if task.danger_id in asked else who_has(user, task, is_taken=task.pk in taken),
            is_after_end=task.danger is not None and task.danger.call in late,
        )
        for task in tasks
    }


def _says_who_asked(row: LookRow) -> str:
    """To who was asked: by whom, and when; to who asked that the other cannot."""
    said = gettext("%(who)s asked you, %(moment)s") if row.act == DangerAct.ASKED else gettext("%(who)s cannot take it on, %(moment)s")
    return said % {"who": row.by.username, "moment": moment(row.at)}


def said_over_a_line(user: UserRow, dangers: Sequence[tuple[TaskRecord, bool]]) -> dict[UUID, DangerSaid]:
    """Of those that calls told of, which the reader may not see: what is for somebody else alone is a danger and no more."""
    said = said_of_dangers(user, [task for task, _taken in dangers], taken={task.pk for task, taken in dangers if taken})
    hidden = {task.pk: DangerSaid(str(MARKS[TaskKind.DANGER])) for task, _taken in dangers if task.kind in UNSEEN_BY_OTHERS}
    return said | hidden


def who_has(user: UserRow, task: TaskRecord, *, is_taken: bool) -> str:
    """Who has an open danger, who was asked, or that nobody has it."""
    if task.owner_id is None:
        return gettext("nobody has taken it on")
    if is_taken and task.owner_id in powers(user).stands_for:
        return gettext("You took this on")
    owner = user if task.owner_id == user.pk else task.owner
    said = gettext("%(who)s has taken this on") if is_taken else gettext("%(who)s was asked and has not answered yet")
    return said % {"who": owner.username if owner else ""}


def _mark(kind: str, which: str) -> str:
    """Which danger it is; capitals, since it begins the line."""
    mark = MARKS.get(kind, MARKS[TaskKind.DANGER])
    return capfirst(str(MARKS_OF_SEVERAL.get(kind, mark) if which else mark))


def _which(tasks: Sequence[TaskRecord], task: TaskRecord) -> str:
    alike = sorted((each for each in tasks if _about(each) == _about(task)), key=lambda each: (each.due_at, each.pk))
    return f"{alike.index(task) + 1}/{len(alike)}" if len(alike) > 1 else ""


def _about(task: TaskRecord) -> object:
    return task.case_id or task.request_id or (task.danger.call if task.danger else task.pk)
