"""Agreements that run out and acts that wait, among the tasks of whose they are: no task of a case, so nobody else meets them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.actions import due_on
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import add_working_days, today
from panoh.core.templatetags.panoh import date_only, days
from panoh.desk.frame.task_rows import TaskRow, dated_row
from panoh.episodes.enums import ActState
from panoh.episodes.queries.acts import ActRow, acts_waiting
from panoh.network.queries.agreements import running_out

ACT_DAYS = 5  # working days


def agreement_rows(user: User) -> list[TaskRow]:
    """From ninety days before its last day an agreement stands under what comes, on that day under today, then under late."""
    if not has(user, Permission.AGREEMENT_WRITE):
        return []
    rows = []
    for agreement in running_out(user):
        assert agreement.ends_on is not None
        left = (agreement.ends_on - today()).days
        rows.append(
            TaskRow(
                id=None,
                title=_("Renew the agreement or end it"),
                code=agreement.reference,
                url=reverse("desk:agreement", args=[agreement.pk]),
                when=days(abs(left)) if left else _("today"),
                since=(_("since %(day)s") if left < 0 else _("until %(day)s")) % {"day": date_only(agreement.ends_on)} if left else "",
                state="late" if left < 0 else "",
                by_hand=False,
                moment=due_on(agreement.ends_on),
            )
        )
    return rows


def act_rows(user: User) -> list[TaskRow]:
    """Acts of completed work that wait for this reader: to be approved within five working days, then to be paid within as many."""
    return [_act_row(act) for act in acts_waiting(user)]


def _act_row(act: ActRow) -> TaskRow:
    due = add_working_days(act.decided_on or act.submitted_on, ACT_DAYS)
    title = _("Pay the act") if act.state == ActState.APPROVED else _("Check the act of completed work")
    return dated_row(title, reverse("desk:act", args=[act.code]), due, act.code, DayPart.DECISION)
