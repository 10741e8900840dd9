"""Where somebody goes today: dispatches, and sessions that they planned."""

import datetime as dt

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.cases.enums import Attendance
from panoh.cases.models import Session
from panoh.cases.policy import visible_cases
from panoh.cases.queries.my_day import day_ends
from panoh.hotline.enums import UNDER_WAY
from panoh.hotline.models import Dispatch
from panoh.hotline.policy import visible_dispatches


def sent_today(user: User) -> QuerySet[Dispatch]:
    """Where this account is sent and not done yet, by when they are to be there."""
    mine = powers(user).stands_for
    return visible_dispatches(user).filter(worker__in=mine, state__in=UNDER_WAY).order_by("arrive_by", "code")


def visits_today(user: User) -> QuerySet[Session]:
    """The sessions of this account that are planned for today, by their hour."""
    ends = day_ends()
    planned = Session.objects.filter(author=user, attendance=Attendance.PLANNED, at__gte=ends - dt.timedelta(days=1), at__lt=ends)
    rows = planned.filter(case__in=visible_cases(user))
    return rows.select_related("case").order_by("at")


def goes_out_today(user: User) -> bool:
    """Whether there is one of these."""
    return sent_today(user).exists() or visits_today(user).exists()
