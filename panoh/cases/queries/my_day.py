"""My day: the open tasks of one account in four parts, each bounded, whatever the number of cases.

What is due today, late or soon stands a line a case, with its oldest task and how many more there are. Each danger has a line of its
own, which the steps of its case that see to one join. A decision stands alone, but for lost contacts, which are one line.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, UUIDField, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.cases import policy
from panoh.cases.enums import DANGERS, DECISIONS, OF_GUIDANCE, Attendance, Level, TaskKind, Urgency
from panoh.cases.models import Session, Task
from panoh.core.clock import DUSHANBE, now, today
from panoh.guidance.protocol import Protocol
from panoh.guidance.queries import codes, protocols
from panoh.guidance.shipped import shipped

SOON_DAYS = 7
ROWS = 25  # so many lines of a part are read, which is as many as the page has in all


class DayPart(StrEnum):
    """The parts of a day, in their order."""

    DANGER = "danger"
    DECISION = "decision"
    DUE = "due"
    COMING = "coming"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """The first tasks of a part, and how many lines it has in all."""

    tasks: Sequence[Task]
    count: int


def due_lines(user: User) -> tuple[QuerySet[Any], ...]:
    """What the lines of the day are counted by, one a line as the page has them: dangers, which are for now; decisions and other tasks for
    today or late; meetings of today."""
    found, steps = policy.visible_tasks(user), _steps_of(shipped().values())
    due = found.filter(due_at__lt=day_ends())
    decisions, other = _without_danger(user, due, steps)
    return (
        danger_lines(user),
        decisions.order_by().values(line=DECISION_LINE).distinct(),
        other.values(line=CASE_LINE).distinct(),
        meetings(user).order_by().values("pk"),
    )


def danger_lines(user: User) -> QuerySet[Any]:
    """The lines of dangers alone, as the page has them."""
    found = policy.visible_tasks(user).order_by()
    dangers = found.filter(kind__in=DANGERS)
    steps = _steps_of(shipped().values()) & ~Exists(dangers.filter(case=OuterRef("case")))
    return found.filter(Q(kind__in=DANGERS) | steps).values(line=DANGER_LINE).distinct()


def ringing_tasks(user: User) -> list[Task]:
    """The dangers in the day of this account that nobody has taken on, and its own that are to be looked at again; of one that stands there
    by a step alone the step. Those of the hour first, then the nearest, `ROWS` at most. One query."""
    look_again = Q(owner__in=powers(user).stands_for, danger__look_at__lte=now())
    found = policy.visible_tasks(user)
    behind = Task.objects.filter(NOBODY_HAS, kind=TaskKind.DANGER, done_at=None, case=OuterRef("case"))
    itself = found.filter(kind=TaskKind.DANGER, case=OuterRef("case"))
    rows = found.filter((NOBODY_HAS | look_again) & Q(kind__in=DANGERS) | _steps_of(shipped().values()) & Exists(behind) & ~Exists(itself))
    rows = rows.annotate(level=Coalesce("danger__level", Subquery(behind.order_by().values("danger__level")[:1])))
    hour_first = Choose(When(level=Level.HOUR, then=Value(0)), default=Value(1))
    lines: dict[UUID | None, Task] = {}  # several steps of a case see to one danger
    for task in rows.select_related("case", "request", "danger", "owner").order_by(hour_first, "due_at", "pk")[:ROWS]:
        lines.setdefault(task.pk if task.kind in DANGERS else task.case_id, task)
    return list(lines.values())


def my_day(user: User) -> dict[DayPart, PartOfDay]:
    """The first lines of each part, `ROWS` at most. A query a part, another where it is longer, and one for the guidance."""
    found = {}
    for part, rows in _parts(user).items():
        first = list(rows[: ROWS + 1])
        found[part] = PartOfDay(first[:ROWS], rows.count() if len(first) > ROWS else len(first))
    return found


def tasks_of(user: User, part: DayPart) -> QuerySet[Task]:
    """The tasks of a part, the nearest first; of what is due or comes the oldest of each case or request, with `more` beside it."""
    return done_today(user) if part is DayPart.DONE else _parts(user)[part]


def with_a_line(user: User, part: DayPart, codes: Iterable[str]) -> set[str]:
    """Which of the cases of these codes have a line in a part, however far down. One query, and one for the guidance."""
    return set(_parts(user)[part].filter(case__code__in=list(codes)).values_list("case__code", flat=True))


def _parts(user: User) -> dict[DayPart, QuerySet[Task]]:
    found, steps = policy.visible_tasks(user).select_related("case", "request", "danger", "owner"), _danger_steps()
    decisions, other = _without_danger(user, found, steps)
    ahead = day_ends() + dt.timedelta(days=SOON_DAYS)
    return {
        DayPart.DANGER: _a_danger(found.filter(Q(kind__in=DANGERS) | steps)).order_by(_alarms_first(), _nobodys_first(), "due_at", "pk"),
        DayPart.DECISION: _a_line(decisions, DECISION_LINE).order_by(_red_first(), "due_at", "pk"),
        DayPart.DUE: _a_line(other.filter(due_at__lt=day_ends()), CASE_LINE).order_by("due_at", "pk"),
        DayPart.COMING: _a_line(other.filter(due_at__gte=day_ends(), due_at__lt=ahead), CASE_LINE).order_by("due_at", "pk"),
    }


def _without_danger(user: User, found: QuerySet[Task], steps: Q) -> tuple[QuerySet[Task], QuerySet[Task]]:
    """The decisions, and the rest without the meetings of today, which stand there by themselves."""
    calm, decision = found.exclude(Q(kind__in=DANGERS) | steps), Q(kind__in=DECISIONS)
    met = meetings(user).order_by().values("pk")
    return calm.filter(decision), calm.exclude(decision).exclude(kind=TaskKind.SESSION, target__in=met)


def more_of(task: Task) -> int:
    """How many more of its part stand in its line: of its case or request; of a decision none, of a lost contact the others."""
    return getattr(task, "more", 0)


def tasks_about(user: User, code: str) -> QuerySet[Task]:
    """All open tasks of this account on the case or the request of a code: dangers first, then the nearest."""
    found = policy.visible_tasks(user).select_related("case", "request", "danger", "owner")
    return found.filter(Q(case__code=code) | Q(request__code=code) | Q(danger__code=code)).order_by(dangers_first(), "due_at", "pk")


def lost_contacts(user: User) -> QuerySet[Task]:
    """All cases of which this account is to decide after long silence whether they go on, the nearest first."""
    return policy.visible_tasks(user).filter(kind=TaskKind.LOST).select_related("case", "request").order_by("due_at", "pk")


def meetings(user: User) -> QuerySet[Session]:
    """Today's meetings of this account that are not recorded yet, in their order."""
    seen = policy.visible_cases(user).values("pk")
    mine = Session.objects.filter(author__in=powers(user).stands_for, case__in=seen, attendance=Attendance.PLANNED)
    return mine.filter(at__gte=_day_begins(today()), at__lt=day_ends()).select_related("case").order_by("at")


def done_today(user: User) -> QuerySet[Task]:
    """What this account did today, the newest first."""
    done = Task.objects.filter(policy.known_tasks(user), done_by=user.id, done_at__gte=_day_begins(today()))
    return done.select_related("case", "request").order_by("-done_at")


def next_task(user: User) -> Task | None:
    """The next thing after what `my_day` shows."""
    return policy.visible_tasks(user).filter(due_at__gte=now()).select_related("case", "request").order_by("due_at").first()


def day_ends() -> dt.datetime:
    """The end of today in Dushanbe."""
    return _day_begins(today() + dt.timedelta(days=1))


def _day_begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(0), DUSHANBE)


def dangers_first() -> Choose:
    """What stands in the part of dangers comes before everything else of a list. No query, as where every page counts."""
    return Choose(When(Q(kind__in=DANGERS) | _steps_of(shipped().values()), then=Value(0)), default=Value(1))


def _alarms_first() -> Choose:
    """The word of danger is said while somebody stands beside the person: it comes before what was found, however late that is."""
    return Choose(When(kind=TaskKind.ALARM, then=Value(0)), default=Value(1))


def _nobodys_first() -> Choose:
    """A danger that nobody has taken on comes before one that somebody has, and before the steps that see to one."""
    return Choose(When(NOBODY_HAS, kind__in=DANGERS, then=Value(0)), default=Value(1))


def _red_first() -> Choose:
    """A red request is decided on before what has only waited longer."""
    return Choose(When(request__urgency=Urgency.RED, then=Value(0)), default=Value(1))


def sees_to_danger(user: User, key: Any) -> QuerySet[Task]:
    """The steps in the day of this account that see to the danger of this key, with its hour and its press."""
    rows = policy.visible_tasks(user).filter(_steps_of(shipped().values()))
    return rows.filter(case__tasks__pk=key, case__tasks__kind=TaskKind.DANGER, case__tasks__done_at=None)


def _danger_steps() -> Q:
    """Steps of the guidance that see to a danger, in every version that a case may follow."""
    return _steps_of(protocols(codes()).values())


def _steps_of(versions: Iterable[Protocol]) -> Q:
    """Without a query where these are shipped: what every page counts. A danger that the Unit itself added counts from its day on."""
    keys = {step.key for version in versions for step in version.steps if step.is_danger}
    return Q(kind__in=OF_GUIDANCE, step__in=keys)


# Which tasks stand in one line: those of a case or a request; a danger by itself, steps that see to one by their case. Lost contacts come
# in dozens and are one line.
CASE_LINE = Coalesce("case_id", "request_id", "pk")
DECISION_LINE = Choose(When(kind=TaskKind.LOST, then=Value(UUID(int=0), UUIDField())), default=F("pk"))
DANGER_LINE = Choose(When(kind__in=OF_GUIDANCE, then=Coalesce("case_id", "pk")), default=F("pk"))
NOBODY_HAS = Q(owner=None) | Q(taken_by=None) | ~Q(owner=F("taken_by"))


def _a_line(found: QuerySet[Task], line: Any) -> QuerySet[Task]:
    """The oldest of each line, with `more` beside it."""
    nth = Window(RowNumber(), partition_by=line, order_by=["due_at", "pk"])
    more = Window(Count("pk"), partition_by=line) - 1
    return found.annotate(nth=nth, more=more).filter(nth=1)


def _a_danger(found: QuerySet[Task]) -> QuerySet[Task]:
    """Each danger; of the steps of a case that see to one the oldest where no danger stands there, else `more` beside the first danger."""
    is_danger = Q(kind__in=DANGERS)
    before_steps = Choose(When(is_danger, then=_nobodys_first()), default=Value(2))
    line = Coalesce("case_id", "request_id", "danger__call", "pk")
    nth = Window(RowNumber(), partition_by=line, order_by=[_alarms_first(), before_steps, "due_at", "pk"])
    steps = Window(Count("pk", filter=~is_danger), partition_by=line)
    more = Choose(When(is_danger & Q(nth=1), then=F("steps")), When(nth=1, then=F("steps") - 1), default=Value(0))
    stands = Choose(When(is_danger, then=Value(1)), default=F("nth"))
    return found.annotate(nth=nth, steps=steps).annotate(more=more, stands=stands).filter(stands=1)
