"""What stands in my day beside the tasks of cases. A source is a function of the reader: its rows, and no query where it is not theirs."""

from collections.abc import Callable

from panoh.accounts.enums import Feature
from panoh.accounts.features import features_off
from panoh.accounts.models import User
from panoh.desk.agreements.my_day import act_rows, agreement_rows
from panoh.desk.cases.my_day import leaderless_rows, unassigned_rows, unnamed_rows
from panoh.desk.danger.my_day import reported_rows
from panoh.desk.data_protection.my_day import alarm_rows, duress_rows, erasure_rows, key_rows, retention_rows
from panoh.desk.directory.my_day import directory_rows
from panoh.desk.figures.my_day import figure_rows
from panoh.desk.frame.task_rows import TaskRow
from panoh.desk.hotline.my_day import call_back_rows, dispatch_rows, drill_rows, hotline_rows, visit_rows
from panoh.desk.legal.my_day import legal_rows
from panoh.desk.letters.my_day import office_rows
from panoh.desk.money.my_day import invoice_rows
from panoh.desk.organisations.my_day import departure_rows, proposal_rows
from panoh.desk.plans.my_day import plan_rows
from panoh.desk.staff.my_day import bulk_operation_rows, complaint_rows, unit_rows
from panoh.desk.staff.role_requests import right_rows

SOURCES: tuple[Callable[[User], list[TaskRow]], ...] = (
    complaint_rows,
    unit_rows,
    bulk_operation_rows,
    unassigned_rows,
    leaderless_rows,
    unnamed_rows,
    agreement_rows,
    office_rows,
    departure_rows,
    directory_rows,
    reported_rows,
    visit_rows,
    dispatch_rows,
    hotline_rows,
    drill_rows,
    call_back_rows,
    erasure_rows,
    retention_rows,
    key_rows,
    duress_rows,
    alarm_rows,
    right_rows,
    legal_rows,
)
# Of parts that can be switched off.
SOURCES_OF: tuple[tuple[Feature, Callable[[User], list[TaskRow]]], ...] = (
    (Feature.INVOICES, act_rows),
    (Feature.INVOICES, invoice_rows),
    (Feature.COALITION, proposal_rows),
    (Feature.PLANS, plan_rows),
    (Feature.RELEASES, figure_rows),
)


def rows_beside(user: User) -> list[TaskRow]:
    """The rows of every source of what is in use."""
    off = features_off(user)
    sources = [*SOURCES, *(source for feature, source in SOURCES_OF if feature not in off)]
    return [row for source in sources for row in source(user)]
