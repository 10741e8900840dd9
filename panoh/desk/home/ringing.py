"""What rings for one account, above every page: dangers that nobody has taken on, where it is sent, what the hotline tells of safety."""

from panoh.accounts.models import User
from panoh.cases.queries.my_day import DayPart, ringing_tasks
from panoh.desk.frame.task_rows import TaskRow, task_rows
from panoh.desk.hotline.my_day import hotline_rows, unanswered_rows


def ringing_rows(user: User, most: int) -> tuple[list[TaskRow], int]:
    """The first rows, each with its act, and how many there are: dangers first, the nearest first."""
    tasks = ringing_tasks(user)
    told = [*unanswered_rows(user), *(row for row in hotline_rows(user) if row.part is DayPart.DANGER)]
    rows = [*task_rows(user, tasks[:most]).values(), *sorted(told, key=lambda row: row.moment)]
    return rows[:most], len(tasks) + len(told)
