"""What stands in my day beside the tasks of cases. A source is a function of the reader: its rows, and no query where it is not theirs."""

from collections.abc import Callable

from panoh.accounts.models import User
from panoh.desk.agreements.my_day import act_rows, agreement_rows
from panoh.desk.data_protection.my_day import alarm_rows, duress_rows, erasure_rows, key_rows
from panoh.desk.directory.my_day import directory_rows
from panoh.desk.figures.my_day import figure_rows
from panoh.desk.frame.task_rows import TaskRow
from panoh.desk.hotline.my_day import dispatch_rows, hotline_rows
from panoh.desk.legal.my_day import legal_rows
from panoh.desk.letters.my_day import office_rows
from panoh.desk.organisations.my_day import departure_rows, proposal_rows
from panoh.desk.plans.my_day import plan_rows
from panoh.desk.staff.my_day import bulk_operation_rows, complaint_rows, unit_rows
from panoh.desk.staff.role_requests import right_rows

__all__ = ["SOURCES", "rows_beside"]

SOURCES: tuple[Callable[[User], list[TaskRow]], ...] = (
    complaint_rows,
    unit_rows,
    bulk_operation_rows,
    agreement_rows,
    act_rows,
    office_rows,
    proposal_rows,
    departure_rows,
    directory_rows,
    dispatch_rows,
    hotline_rows,
    erasure_rows,
    key_rows,
    duress_rows,
    alarm_rows,
    right_rows,
    legal_rows,
    plan_rows,
    figure_rows,
)


def rows_beside(user: User) -> list[TaskRow]:
    """The rows of every source."""
    return [row for source in SOURCES for row in source(user)]
