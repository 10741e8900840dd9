"""Strategic plans in my day: a page that waits for a second person, a year that is over and not frozen."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import DUSHANBE
from panoh.desk.frame.task_rows import TaskRow, dated_row
from panoh.planning.queries.plans import periods_to_freeze
from panoh.planning.queries.public import waiting_pages

WITHIN = dt.timedelta(days=7)
AFTER = dt.timedelta(days=60)  # what comes late is brought in by then


def plan_rows(user: User) -> list[TaskRow]:
    """A query for who approves, one for who writes, none for anybody else."""
    waiting = [
        dated_row(
            _("Check the public page of the plan for %(years)s") % {"years": page.plan.years},
            reverse("desk:plan_public", args=[page.plan_id]),
            page.asked_at.astimezone(DUSHANBE).date() + WITHIN,
            part=DayPart.DECISION,
            says_kind=True,
        )
        for page in waiting_pages(user)
    ]
    over = [
        dated_row(
            _("Freeze the numbers of %(year)s in the strategic plan") % {"year": period.year},
            reverse("desk:plan_period", args=[period.pk]),
            period.end + AFTER,
            says_kind=True,
        )
        for period in periods_to_freeze(user)
    ]
    return [*waiting, *over]
