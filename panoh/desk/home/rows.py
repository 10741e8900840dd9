"""The rows of my day: tasks and what stands beside them, each in its part, twenty-five in all."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from panoh.accounts.models import User
from panoh.cases.enums import DANGERS, DECISIONS, TaskKind, Urgency
from panoh.cases.queries.care import SessionRow
from panoh.cases.queries.cases import TaskRecord
from panoh.cases.queries.my_day import ROWS, DayPart, day_ends, meetings, more_of, my_day, with_a_line
from panoh.core.clock import now
from panoh.core.templatetags.panoh import hour
from panoh.desk.frame.draft_rows import DraftLine
from panoh.desk.frame.task_rows import TaskRow, task_rows, timed_row
from panoh.desk.home.sources import rows_beside

PARTS: Mapping[DayPart, Promise] = {
    DayPart.DANGER: gettext_lazy("Danger and dispatch now"),
    DayPart.DECISION: gettext_lazy("Waiting for my decision"),
    DayPart.DUE: gettext_lazy("Today and overdue"),
    DayPart.COMING: gettext_lazy("Coming days"),
    DayPart.DONE: gettext_lazy("Done today"),
}
SHOWN = (DayPart.DANGER, DayPart.DECISION, DayPart.DUE, DayPart.COMING)
LEAST = 4  # rows that a part has, however long the parts before it are


def part_title(part: DayPart, *, is_shut: bool = False) -> str:
    """What a part is called; while details are hidden (`is_shut`) the first one says when, and not that it is of danger."""
    return pgettext("first part of my day", "Now") if is_shut and part is DayPart.DANGER else str(PARTS[part])


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the day as the page shows it; `left_out`: how many lines more its list has."""

    part: DayPart
    title: str
    rows: list[TaskRow]
    left_out: int

    @property
    def count(self) -> int:
        """All its lines, those left out too."""
        return len(self.rows) + self.left_out

    @property
    def waiting(self) -> int:
        """As many of them as wait for something to be done."""
        return 0 if self.part is DayPart.COMING else self.count - sum(row.informs for row in self.rows)

    @property
    def url(self) -> str:
        """The whole list."""
        return f"{reverse('desk:tasks')}?part={self.part}"


def sections(user: User, *, opens_words: bool = True) -> list[Section]:
    """The parts that have rows, in their order. Words of own tasks are opened for rows that are shown, and for no others;
    while details are hidden for none (`opens_words`)."""
    found = my_day(user)
    joining = {
        part: join_in_part(user, part, found[part].tasks, beside, is_whole=found[part].count <= ROWS)
        for part, beside in beside_by_part(user).items()
    }
    beside = {part: kept for part, (kept, _joined) in joining.items()}
    shown: dict[DayPart, list[TaskRecord | TaskRow]] = {}
    count = {part: found[part].count + len(beside[part]) for part in SHOWN}
    room = shares(count)
    for part in SHOWN:
        both: list[TaskRecord | TaskRow] = [*found[part].tasks, *beside[part]]
        shown[part] = sorted(both, key=in_order)[: room[part]]
    rows = task_rows(user, [line for lines in shown.values() for line in lines if not isinstance(line, TaskRow)], opens_words=opens_words)
    return [
        Section(
            part,
            part_title(part, is_shut=not opens_words),
            [row_of(line, rows, part, joining[part][1]) for line in lines],
            count[part] - len(lines),
        )
        for part, lines in shown.items()
        if count[part]
    ]


def with_unreported(found: list[Section], drafts: Iterable[DraftLine], *, is_hidden: bool) -> list[Section]:
    """The same, with what reports a danger and is half typed first of all. Nobody else knows of it; the rail does not count it."""
    title = _("A danger that is not reported yet")
    late = [
        replace(
            timed_row(title, line.url, line.saved_at, line.code, DayPart.DANGER),
            informs=True,
            draft=line.form,
            note="" if line.code else str(line.name),
        )
        for line in drafts
        if line.is_danger and line.url
    ]
    if not late:
        return found
    there = next((section for section in found if section.part is DayPart.DANGER), None)
    first = there or Section(DayPart.DANGER, part_title(DayPart.DANGER, is_shut=is_hidden), [], 0)
    return [replace(first, rows=[*late, *first.rows]), *(section for section in found if section is not there)]


def beside_by_part(user: User) -> dict[DayPart, list[TaskRow]]:
    """What stands in the day and is no task of a case: of each source, and the meetings of today."""
    beside: dict[DayPart, list[TaskRow]] = {part: [] for part in SHOWN}
    for row in [*rows_beside(user), *(_meeting(session) for session in meetings(user))]:
        beside[row.part or (DayPart.DUE if row.moment < day_ends() else DayPart.COMING)].append(row)
    return beside


def shares(wanted: Mapping[DayPart, int]) -> dict[DayPart, int]:
    """How many rows each part has of `ROWS`: dangers as many as there are, each other the least, then what
    is late and due, decisions, what comes."""
    room: dict[DayPart, int] = {}
    for part, count in wanted.items():
        room[part] = min(count, ROWS if part is DayPart.DANGER else LEAST, ROWS - sum(room.values()))
    for part in (DayPart.DANGER, DayPart.DUE, DayPart.DECISION, DayPart.COMING):
        room[part] += min(wanted[part] - room[part], ROWS - sum(room.values()))
    return room


def join_in_part(
    user: User, part: DayPart, tasks: Sequence[TaskRecord], beside: Sequence[TaskRow], *, is_whole: bool
) -> tuple[list[TaskRow], Counter[str]]:
    """The same of a part of which these tasks are a page (`is_whole`: all there are): a case may have its line on another one."""
    codes = {row.code for row in beside if row.joins}
    return join(tasks, beside, elsewhere=with_a_line(user, part, codes) if codes and not is_whole else ())


def join(tasks: Iterable[TaskRecord], beside: Iterable[TaskRow], *, elsewhere: Iterable[str] = ()) -> tuple[list[TaskRow], Counter[str]]:
    """What stands beside the tasks of a part, without what joins the line that its case has there, that of its own kind too; how many
    joined, by the code of the case."""
    lines = {*elsewhere, *(task.case.code for task in tasks if task.case)}
    kept: list[TaskRow] = []
    joined: Counter[str] = Counter()
    for row in beside:
        if row.joins and row.code in lines:
            joined[row.code] += 1
        else:
            kept.append(row)
            lines |= {row.code} if row.joins else set()
    return kept, joined


def row_of(line: TaskRecord | TaskRow, rows: Mapping[UUID, TaskRow], part: DayPart | None, joined: Mapping[str, int]) -> TaskRow:
    """A line as its row, with what joined it."""
    if not isinstance(line, TaskRow):
        return in_part(rows[line.pk], line, part, joined.get(rows[line.pk].code, 0))
    n = joined.get(line.code, 0) if line.joins else 0
    return replace(line, more=_more_of_case(n), more_url=f"{reverse('desk:tasks')}?about={line.code}") if n else line


def in_part(row: TaskRow, task: TaskRecord, part: DayPart | None, joined: int = 0) -> TaskRow:
    """The row of a task as it stands in a part of the day; without one as in any list. `joined`: how many more stand in its line."""
    there = "kind=lost" if task.kind == TaskKind.LOST else f"about={row.code}"
    return replace(row.in_place or row, part=part, more=_more(task, more_of(task) + joined), more_url=f"{reverse('desk:tasks')}?{there}")


def _more_of_case(n: int) -> str:
    return ngettext("and %(n)s more task of this case", "and %(n)s more tasks of this case", n) % {"n": n}


def _more(task: TaskRecord, n: int) -> str:
    """What else stands in the line of a task: lost contacts are other people's, all else is of the same case or request."""
    if not n:
        return ""
    if task.kind == TaskKind.LOST:
        said = ngettext("and %(n)s more person", "and %(n)s more people", n)
    elif task.case is None:
        said = ngettext("and %(n)s more task of this request", "and %(n)s more tasks of this request", n)
    else:
        return _more_of_case(n)
    return said % {"n": n}


def in_order(line: TaskRecord | TaskRow) -> tuple[int, dt.datetime]:
    """The word of danger and where one is sent, dangers that nobody has or that are overdue and decisions on red requests, then what is due
    soonest; of dangers, what asks for nothing comes last."""
    if isinstance(line, TaskRow):
        waits = line.informs and line.part is DayPart.DANGER
        return (0 if line.is_on_top else 1 if line.rings else 3 if waits else 2), line.moment
    is_red = line.kind in DECISIONS and line.request is not None and line.request.urgency == Urgency.RED
    has_somebody = line.taken_by_id is not None and line.taken_by_id == line.owner_id and line.due_at > now()
    return (0 if line.kind == TaskKind.ALARM else 1 if is_red or (line.kind in DANGERS and not has_somebody) else 2), line.due_at


def _meeting(session: SessionRow) -> TaskRow:
    """A meeting of today that is not recorded yet, with the page that records it; before its hour with its own page."""
    is_ahead = session.at > now()
    return TaskRow(
        id=None,
        title=session.get_kind_display(),
        code=session.case.code,
        url=reverse("desk:case_session" if is_ahead else "desk:record_session", args=[session.case.code, session.pk]),
        when=hour(session.at),
        since=_("%(count)s min") % {"count": session.minutes} if session.minutes else "",
        state="" if is_ahead else "late",
        by_hand=False,
        moment=session.at,
        part=DayPart.DUE,
    )
