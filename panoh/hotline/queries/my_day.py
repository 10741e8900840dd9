"""What of the hotline stands in the day of an account: where it is sent, what it has to look at, whom it is to call back."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import has, powers
from panoh.accounts.roles import Permission, Role
from panoh.cases.policy import visible_tasks
from panoh.cases.queries.my_day import day_ends
from panoh.core.clock import now
from panoh.hotline.enums import FOR_SOMEBODYS_SAFETY, ON_LINE, AlertKind
from panoh.hotline.models import Alert, Call, Dispatch, Shift, Visit
from panoh.hotline.policy import takes_calls
from panoh.hotline.queries.callbacks import dispatches, goes_on_out
from panoh.hotline.queries.callbacks import due_call_backs as call_backs
from panoh.hotline.queries.calls import alerts


def sent_to(user: User) -> QuerySet[Dispatch]:
    """Where this account, or whom it stands in for, is sent, counted until that is over. No query for who is never sent."""
    mine = powers(user)
    if Role.REGIONAL_WORKER not in mine.roles:
        return Dispatch.objects.none()
    return dispatches(user).filter(worker__in=mine.stands_for)


def out_now(user: User) -> QuerySet[Visit]:
    """The visit from which this account is not back. No query for who never goes out."""
    goes = any(has(user, permission) for permission in (Permission.CASE_WORK, Permission.HOTLINE, Permission.HOTLINE_LEAD))
    rows = goes_on_out(Visit.objects.filter(user=user, is_practice=user.is_practising))
    return rows if goes else rows.none()


def due_call_backs(user: User) -> QuerySet[Call]:
    """Who is to be called back today or is late: of the calls this account or whom it stands in for took, and while it is on shift of all
    that it sees; for the coordinator those late on a line that has nobody. A call of which it has more to look at stands there already. No
    query for who takes no calls."""
    if not takes_calls(user):
        return Call.objects.none()
    mine = powers(user).stands_for
    on_shift = Exists(Shift.objects.filter(user__in=mine, acknowledged_at__isnull=False, ended_at=None, is_practice=user.is_practising))
    reach = Q(taken_by__in=mine) | Q(on_shift)
    if has(user, Permission.HOTLINE_LEAD):
        started = Shift.objects.filter(post__in=ON_LINE, acknowledged_at__isnull=False, ended_at=None, is_practice=user.is_practising)
        reach |= Q(call_back_due_at__lt=now()) & Q(~Exists(started.filter(line=OuterRef("line"), ends_at__gt=now())))
    rows = call_backs(user).filter(reach, call_back_due_at__lt=day_ends())
    dangers = visible_tasks(user).filter(case=None, request=None, danger__call__isnull=False)
    rows = rows.exclude(pk__in=dangers.order_by().values("danger__call"))
    return rows.exclude(pk__in=alerts_of_day(user).filter(target__isnull=False).order_by().values("target"))


def alerts_of_day(user: User) -> QuerySet[Alert]:
    """What this account has to look at; that it is sent stands there by itself."""
    rows = alerts(user)
    return rows.exclude(kind=AlertKind.SENT_TO_YOU) if Role.REGIONAL_WORKER in powers(user).roles else rows


def due_alerts(user: User) -> QuerySet[Alert]:
    """Those of `alerts_of_day` that count: for somebody's safety, for today or late."""
    return alerts_of_day(user).filter(Q(kind__in=FOR_SOMEBODYS_SAFETY) | Q(due_at__lt=day_ends()))
