"""What of the hotline stands in the day of an account: where it is sent, and what it has to look at."""

from django.db.models import Q, QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.accounts.roles import Role
from panoh.cases.queries.my_day import day_ends
from panoh.hotline.enums import AlertKind
from panoh.hotline.models import Alert, Dispatch
from panoh.hotline.queries.callbacks import dispatches
from panoh.hotline.queries.calls import alerts

# Somebody may be in danger outside, or waits for help that does not come.
FOR_SOMEBODYS_SAFETY = (
    AlertKind.SENT_TO_YOU,
    AlertKind.CANNOT_GO,
    AlertKind.DISPATCH_LATE,
    AlertKind.VISIT_OVERDUE,
    AlertKind.CALL_DANGER,
    AlertKind.CALLED_BACK,
    AlertKind.DANGER,
)


def sent_to(user: User) -> QuerySet[Dispatch]:
    """Where this account, or whom it stands in for, is sent, counted until that is over. No query for who is never sent."""
    mine = powers(user)
    if Role.REGIONAL_WORKER not in mine.roles:
        return Dispatch.objects.none()
    return dispatches(user).filter(worker__in=mine.stands_for)


def alerts_of_day(user: User) -> QuerySet[Alert]:
    """What this account has to look at; that it is sent stands there by itself."""
    rows = alerts(user)
    return rows.exclude(kind=AlertKind.SENT_TO_YOU) if Role.REGIONAL_WORKER in powers(user).roles else rows


def due_alerts(user: User) -> QuerySet[Alert]:
    """Those of `alerts_of_day` that count: for somebody's safety, for today or late."""
    return alerts_of_day(user).filter(Q(kind__in=FOR_SOMEBODYS_SAFETY) | Q(due_at__lt=day_ends()))
