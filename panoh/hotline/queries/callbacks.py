"""Reads of what follows a call."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from panoh.accounts.models import RegionScope, RoleGrant, User
from panoh.accounts.policy import has, in_force, powers
from panoh.accounts.roles import Permission, Role
from panoh.cases.enums import Door, RequestState
from panoh.cases.models import Case, Request
from panoh.cases.policy import tied_accounts
from panoh.core.clock import now
from panoh.core.errors import NotFound
from panoh.core.ids import tidy_code
from panoh.hotline.enums import UNDER_WAY, WANTS_ANOTHER, AlertKind, AlertState, DispatchState, Soon, is_pressing
from panoh.hotline.models import Alert, Attempt, Call, Dispatch, Visit
from panoh.hotline.policy import visible_calls, visible_dispatches
from panoh.hotline.queries.calls import NOT_HERE
from panoh.people.queries import records_of
from panoh.places.alphabet import alphabetical

# How views, which know no models, name what they are given.
type DispatchRow = Dispatch

OF_SENT = (AlertKind.SENT_TO_YOU, *WANTS_ANOTHER.values(), AlertKind.DISPATCH_LATE, AlertKind.CALLED_BACK)
AFTER_END = dt.timedelta(days=7)  # so long whoever was sent still tells of a danger from its page
LATELY = dt.timedelta(hours=2)  # so long who is done stands on the board, for whoever sent them


def still_tells(row: Dispatch) -> bool:
    """Whether whoever was sent may still write of a danger from it: while it goes on, and some days after."""
    return row.ended_at is None or row.ended_at > now() - AFTER_END


def due_call_backs(user: User) -> QuerySet[Call]:
    """Calls that are to be answered by a call, the earliest due first."""
    rows = visible_calls(user).filter(call_back_due_at__isnull=False, call_back_done_at=None)
    return rows.select_related("line").annotate(tried=Count("attempts")).order_by("call_back_due_at", "code")


def call_back_owed(request: Request) -> Call | None:
    """The call of which a request came, where calling back was agreed and nobody was reached yet. No query unless it came by telephone."""
    if request.door != Door.HOTLINE:
        return None
    return Call.objects.filter(request=request, call_back_due_at__isnull=False, call_back_done_at=None).first()


def get_call_back(request: Request) -> Call:
    """The same. Raises NotFound."""
    call = call_back_owed(request)
    if call is None:
        raise NotFound(NOT_HERE)
    return call


def attempts(call: Call) -> list[Attempt]:
    """The tries to call back, the latest first."""
    return list(call.attempts.select_related("by").order_by("-at"))


def workers_of(region: str) -> list[User]:
    """Workers whose region this is, by their names. Two queries at most."""
    grants = RoleGrant.objects.filter(in_force(), role=Role.REGIONAL_WORKER)
    scopes = RegionScope.objects.filter(region=region)
    rows = User.objects.filter(pk__in=grants.values("user"), is_active=True).filter(pk__in=scopes.values("user"))
    return list(rows.select_related("organisation").order_by("username"))


def workers_by_region() -> dict[str, list[User]]:
    """Who may be sent, by region, by their names. One query."""
    grants = RoleGrant.objects.filter(in_force(), role=Role.REGIONAL_WORKER).values("user")
    rows = RegionScope.objects.filter(user__in=grants, user__is_active=True).select_related("user").order_by("user__username")
    found: dict[str, list[User]] = {}
    for row in rows:
        found.setdefault(row.region, []).append(row.user)
    return found


def coverage() -> dict[str, list[str]]:
    """Who may be sent, by region. One query."""
    return {region: [user.username for user in users] for region, users in workers_by_region().items()}


def dispatches(user: User, *, over: bool = False) -> QuerySet[Dispatch]:
    """Who is sent where, as far as this account sees it; those under way by when they are to be there, or those over, newest first."""
    rows = visible_dispatches(user).select_related("worker", "sent_by", "call")
    return (
        rows.exclude(state__in=UNDER_WAY).order_by("-sent_at") if over else rows.filter(state__in=UNDER_WAY).order_by("arrive_by", "code")
    )


def is_danger(row: Dispatch) -> bool:
    """Whether somebody is sent to a danger: within the hour, or after a call that told of one."""
    return row.clock == Soon.HOUR or (row.call is not None and is_pressing(row.call.dangers, row.call.urgency))


def sent_to_dangers(alerts: Iterable[Alert]) -> frozenset[UUID]:
    """Of the dispatches that these alerts are about those to a danger. One query, or none."""
    sent = [alert.target for alert in alerts if alert.target and alert.kind in OF_SENT]
    rows = Dispatch.objects.filter(pk__in=sent).select_related("call") if sent else []
    return frozenset(row.pk for row in rows if is_danger(row))


def goes_on(rows: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    """Of those sent whoever is under way, and where nobody goes though nobody wrote why not."""
    missing = Alert.objects.filter(kind__in=WANTS_ANOTHER.values(), state=AlertState.OPEN, target=OuterRef("pk"))
    return rows.filter(Q(state__in=UNDER_WAY) | (Q(state__in=WANTS_ANOTHER) & Exists(missing)))


def on_the_board(user: User) -> QuerySet[Dispatch]:
    """Who is under way, by when they are to be there, and behind them who said within the last hours that they
    are done or found nobody."""
    rows = visible_dispatches(user).select_related("worker", "sent_by", "call")
    lately = Q(state__in=(DispatchState.DONE, DispatchState.NOBODY), ended_at__gte=now() - LATELY)
    return rows.filter(Q(state__in=UNDER_WAY) | lately).order_by(F("ended_at").asc(nulls_first=True), "arrive_by", "code")


def sent_after(user: User, call: Call) -> list[Dispatch]:
    """Who was sent after a call, as far as this account sees it, the latest first."""
    return list(visible_dispatches(user).filter(call=call).select_related("worker").order_by("-sent_at"))


def get_dispatch(user: User, code: str) -> Dispatch:
    """One of them. Raises NotFound."""
    found = visible_dispatches(user).select_related("worker", "sent_by", "call").filter(code=tidy_code(code) or "").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def sent_about(row: Dispatch) -> Case | Request | None:
    """Inside an action: the request that came of the call after which somebody is sent, or the case in which it goes on; None where help
    is not asked for yet."""
    request = Request.objects.filter(call=row.call_id).first() if row.call_id else None
    if request is None or request.person is None or request.state != RequestState.ADMITTED:
        return request
    cases = Case.objects.filter(person__in=records_of(request.person), erased_on=None)
    return min(cases, key=lambda case: (not case.is_open, case.request_id != request.pk), default=None) or request


def nobody_goes(row: Dispatch) -> bool:
    """Whether the one who was sent cannot go or found nobody, and no other goes yet nor was it written why nobody has to. One query at
    most."""
    return row.state in WANTS_ANOTHER and (
        Alert.objects.filter(state=AlertState.OPEN, kind__in=WANTS_ANOTHER.values(), target=row.pk).exists()
    )


def asked_for_another(row: Dispatch) -> list[Alert]:
    """Who was told that whoever was sent cannot go or found nobody: who, when, on whose screen it was first, and who answered."""
    told = Alert.objects.filter(kind__in=WANTS_ANOTHER.values(), target=row.pk)
    return list(told.select_related("owner", "shown_to", "seen_by").order_by("at", "pk"))


def goes_on_out(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """Of these visits those from which nobody is back, and of which nobody said what became of them."""
    return rows.filter(back_at=None, ended_at=None)


def visit_of(alert: Alert) -> Visit | None:
    """The visit of which an alert tells, while it goes on."""
    rows = Visit.objects.filter(pk=alert.target) if alert.kind == AlertKind.VISIT_OVERDUE and alert.target else Visit.objects.none()
    return goes_on_out(rows).select_related("user").first()


def visit_now(user: User) -> Visit | None:
    """The visit this account is on; in practice that of practice."""
    return goes_on_out(Visit.objects.filter(user=user, is_practice=user.is_practising)).first()


def visits_under_way(user: User) -> list[Visit]:
    """Who is out, the first expected first: for the hotline, which hears that they are back."""
    if not (has(user, Permission.HOTLINE) or has(user, Permission.HOTLINE_LEAD)):
        return []
    rows = goes_on_out(Visit.objects.filter(is_practice=user.is_practising)).select_related("user")
    return list(rows.order_by("expected_at"))


def get_own_visit(user: User, key: UUID) -> Visit:
    """One's own visit. Raises NotFound."""
    found = Visit.objects.filter(Q(pk=key), user__in=powers(user).stands_for).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def tied_to_caller(call: Call | None) -> frozenset[UUID]:
    """Who cannot be sent, and is not told why: the accounts that are tied to whom the call is about, where that is known."""
    person = call.request.person if call is not None and call.request is not None else None
    return frozenset() if person is None else tied_accounts(person)


def all_workers(call: Call | None = None) -> list[tuple[User, list[str]]]:
    """Everybody who may be sent, with the codes of their regions; of a call, whoever is not tied to the person. Two or three queries."""
    grants = RoleGrant.objects.filter(in_force(), role=Role.REGIONAL_WORKER).values("user")
    rows = User.objects.filter(pk__in=grants, is_active=True, region_scopes__isnull=False).exclude(pk__in=tied_to_caller(call)).distinct()
    found = sorted(rows.select_related("organisation").prefetch_related("region_scopes"), key=lambda user: alphabetical(user.username))
    return [(user, sorted(scope.region for scope in user.region_scopes.all())) for user in found]


def may_go(region: str, call: Call | None = None) -> list[User]:
    """Who may be sent to a region: of those free for this call, whoever works there; where nobody does, every worker."""
    free = all_workers(call)
    return [user for user, regions in free if region in regions] or [user for user, _regions in free]
