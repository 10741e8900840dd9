"""What was referred to the legal unit, and single documents shown to somebody, among their tasks: no tasks of a case, so nobody else
meets them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import DUSHANBE
from panoh.desk.frame.task_rows import TaskRow, dated_row
from panoh.legal.queries.received import waiting
from panoh.legal.queries.releases import unopened


def legal_rows(user: User) -> list[TaskRow]:
    """What waits for a lawyer; for everybody who works on cases what was shown to them. A query each, none for others."""
    if not has(user, Permission.PROCEEDINGS):
        return []
    answer, look = _("Answer a referral"), _("View a document shown to you")
    return [
        *(
            dated_row(
                answer, reverse("desk:legal_referral", args=[row.code]), row.due_at.astimezone(DUSHANBE).date(), row.code, DayPart.DECISION
            )
            for row in waiting(user)
            if row.due_at is not None
        ),
        *(dated_row(look, reverse("desk:released"), row.until, row.case.code) for row in unopened(user)),
    ]
