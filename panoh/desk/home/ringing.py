"""What rings for one account, above every page: dangers that nobody has taken on, where it is sent, what the hotline tells of safety."""

from panoh.accounts.models import User
from panoh.cases.queries.my_day import DayPart, ringing_tasks
from panoh.desk.frame.task_rows import TaskRow, task_rows
from panoh.desk.hotline.my_day import hotline_rows, unanswered_rows


def ringing_rows(user: User) -> list[TaskRow]:
    """The rows, each with its act: dangers first, the nearest first."""
    told = [row for row in hotline_rows(user) if row.part is DayPart.DANGER]
    rows = [*task_rows(user, ringing_tasks(user)).values(), *unanswered_rows(user), *told]
    return sorted(rows, key=lambda row: (not row.is_danger, row.moment))
