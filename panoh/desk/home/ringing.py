"""What rings for one account, above every page: dangers that nobody has taken on, where it is sent, what the hotline tells of safety."""

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.queries.my_day import DayPart, ringing_tasks
from panoh.core.clock import DUSHANBE, today
from panoh.desk.frame.task_rows import Act, TaskRow, task_rows
from panoh.desk.hotline.my_day import hotline_rows, unanswered_rows


def most_pressing(user: User) -> tuple[TaskRow | None, int]:
    """The row that comes first, dangers before all else, and how many there are; `rings` of it: what an alert may tell about."""
    tasks = ringing_tasks(user)
    told = [*unanswered_rows(user), *(row for row in hotline_rows(user) if row.part is DayPart.DANGER)]
    first = [row.in_place or row for row in task_rows(user, tasks[:1], is_moved=False).values()]
    rows = [*first, *sorted(told, key=lambda row: row.moment)]
    return (rows[0] if rows else None), len(tasks) + len(told)


def day_of(row: TaskRow) -> str:
    """The day of its hour, where that is not today."""
    return "" if row.moment.astimezone(DUSHANBE).date() == today() else row.since


def act_of(row: TaskRow, *, page: str = "") -> Act | None:
    """What is said of it by one press; None where its page has to be opened first, as from the page of another code (`page`): who presses
    there may mean the person whose page it is."""
    if page and row.code and row.code != page:
        return None
    if row.take:
        return Act(_("I have it"), reverse("desk:take_danger", args=[row.take]))
    return next((act for act in row.acts if act.by_press), None)
