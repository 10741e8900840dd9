"""What stands in my day beside the tasks of cases. A source is a function of the reader: its rows, and no query where it is not theirs."""

from collections.abc import Callable

from panoh.accounts.models import User
from panoh.desk.day.agreements import act_rows, agreement_rows
from panoh.desk.day.directory import directory_rows
from panoh.desk.day.figures import figure_rows
from panoh.desk.day.hotline import first_rows, hotline_rows
from panoh.desk.day.keys import duress_rows, key_rows
from panoh.desk.day.legal import legal_rows
from panoh.desk.day.office import office_rows
from panoh.desk.day.plans import plan_rows
from panoh.desk.day.proposals import departure_rows, proposal_rows
from panoh.desk.day.rights import right_rows
from panoh.desk.day.rows import Row
from panoh.desk.day.team import complaint_rows, errand_rows, unit_rows

__all__ = ["SOURCES", "first_rows", "rows_beside"]

SOURCES: tuple[Callable[[User], list[Row]], ...] = (
    complaint_rows,
    unit_rows,
    errand_rows,
    agreement_rows,
    act_rows,
    office_rows,
    proposal_rows,
    departure_rows,
    directory_rows,
    hotline_rows,
    key_rows,
    duress_rows,
    right_rows,
    legal_rows,
    plan_rows,
    figure_rows,
)


def rows_beside(user: User) -> list[Row]:
    """The rows of every source."""
    return [row for source in SOURCES for row in source(user)]
