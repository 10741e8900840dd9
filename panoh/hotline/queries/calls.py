"""Reads of the hotlines."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, ExtractHour, NullIf
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import holders
from panoh.accounts.roles import Role
from panoh.accounts.server_keys import digest
from panoh.cases import policy as case_policy
from panoh.cases.at_calls import visible_at_calls
from panoh.cases.danger import DangerSign, Signs
from panoh.cases.enums import DANGERS, TaskKind, Urgency
from panoh.cases.models import Danger, Task
from panoh.cases.queries.care import workers_on
from panoh.cases.queries.danger import can_act, can_see_to
from panoh.cases.queries.joined_dangers import went_on_as
from panoh.cases.queries.my_day import sees_to_danger
from panoh.core.clock import DUSHANBE, now
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Invalid, NotFound
from panoh.core.ids import LEAST, tidy_code
from panoh.hotline.enums import (
    FOR_SOMEBODYS_SAFETY,
    LEAST_SOON,
    OF_ENDED_PHONES,
    OF_LIFE,
    OWN_LIFE,
    OWN_LIFE_SAID,
    SOON_HINTS,
    AlertKind,
    AlertState,
    CallKind,
    Soon,
    Way,
    is_pressing,
)
from panoh.hotline.models import Alert, Call, Dispatch, Drill, PhoneEntry, PhoneLine, Route, Visit
from panoh.hotline.policy import check_can_lead, visible_alerts, visible_calls, visible_dispatches
from panoh.places import catalogue
from panoh.vault import client
from panoh.vault.members import sealed

# How views, which know no models, name what they are given.
type AlertRow = Alert
type CallRow = Call
type LineRow = PhoneLine

NOT_REQUESTED = _("Help is not requested after this call yet. Request it first, then join the two.")
NOT_HERE = _("Page not found, or you do not have access to it.")
CODE_OF_DANGER = Coalesce("case__code", "request__code", "danger__code")
MOST_CODES = 3  # on the screen of a telephone
MONTH = dt.timedelta(days=30)
TWELVE_MONTHS = dt.timedelta(days=365)  # so long is kept what could name a caller


def lines() -> list[PhoneLine]:
    """All lines, by their regions."""
    return list(PhoneLine.objects.all())


def get_line(region: str) -> PhoneLine:
    """The line named after this region. Raises NotFound."""
    found = PhoneLine.objects.filter(region=region).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def routes() -> dict[str, PhoneLine]:
    """Which line serves a region, by the region's code. One query."""
    return {row.region: row.line for row in Route.objects.select_related("line")}


def get_route(region: str) -> Route:
    """By which line a region is served. Raises NotFound."""
    found = Route.objects.select_related("line").filter(region=region).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def calls(user: User, line: PhoneLine | None = None) -> QuerySet[Call]:
    """The calls this account may see, newest first; of one line where it is given."""
    rows = visible_calls(user).select_related("line", "taken_by", "request").order_by("-begun_at", "code")
    return rows if line is None else rows.filter(line=line)


def get_call(user: User, code: str) -> Call:
    """The call of this code. Raises NotFound."""
    found = calls(user).select_related("organisation").filter(code=tidy_code(code) or "").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def mark_of(number: str) -> bytes:
    """What a number is compared by: hashed under a key of the house that is gone while it is locked, then under the server's own."""
    if not number:
        return b""
    (token,) = client.tokens("hotline caller", [number])
    return digest("hotline caller", token)[:16]


def marks_of_rows(texts: Sequence[str]) -> list[bytes]:
    """By what each row of a sheet of calls is known when the sheet comes again: hashed under a key of the house."""
    return client.tokens("call row", texts)


def rows_here(marks: Sequence[bytes]) -> set[bytes]:
    """Which of these rows are calls already."""
    found = Call.objects.filter(capture__in=marks).values_list("capture", flat=True) if marks else ()
    return {bytes(mark) for mark in found if mark}


def region_of(call: Call) -> str:
    """The region it is about: as it was said, else that of its line."""
    return call.region or call.line.region


def clock_of(call: Call) -> Soon:
    """How soon help is needed: as it was said, and no later than the danger that was told speaks for; within the hour where somebody thinks
    of ending their own life, and where a life is in danger and nothing was chosen."""
    of_life = bool(OF_LIFE & set(call.dangers))
    if OWN_LIFE in call.dangers or (of_life and call.urgency == Soon.ROUTINE):
        return Soon.HOUR
    signs = Signs(dangers=tuple(each for each in call.dangers if each in DangerSign.values))
    least = LEAST_SOON[Urgency.RED if of_life else signs.proposed]
    return min(Soon(call.urgency), least, key=list(Soon).index)


def is_red(call: Call) -> bool:
    """Whether a life may be in danger, or help was needed within the hour: the word of danger stands beside its code."""
    return call.urgency == Soon.HOUR or bool(OF_LIFE & set(call.dangers))


def is_forgotten(call: Call) -> bool:
    """Whether its words are so old that they are gone, or go with the next round of the worker; not while its danger is open."""
    return call.begun_at < now() - TWELVE_MONTHS and not is_untold(call)


def times_called(mark: bytes, *, practice: bool, before: Call | None = None) -> int:
    """How many calls of the last 30 days came from there; 0 where nothing is known. `before`: those begun before that call."""
    if not mark:
        return 0
    rows = Call.objects.filter(caller_mark=mark, is_practice=practice, begun_at__gte=now() - MONTH)
    return rows.filter(begun_at__lt=before.begun_at).count() if before else rows.count()


def tells_of_danger(call: Call) -> bool:
    """Whether a call tells of danger and help is not requested after it."""
    return call.request_id is None and is_pressing(call.dangers, call.urgency)


def is_untold(call: Call) -> bool:
    """Whether a danger of a call is open after which help is not requested."""
    return tells_of_danger(call) and bool(dangers_at(call))


def dangers_at(call: Call) -> list[Task]:
    """The open dangers of a call after which help is not requested, the nearest first. One query."""
    found = Task.objects.filter(danger__call=call.pk, case=None, request=None, done_at=None)
    return list(found.select_related("danger", "owner__organisation").order_by("due_at", "pk"))


def dangers_ended_at(call: Call) -> list[Task]:
    """Those of a call that have an outcome, the latest first, each once."""
    found = Task.objects.filter(danger__call=call.pk, danger__ended_at__isnull=False, case=None, request=None)
    return list(found.select_related("danger").order_by("-done_at")[:MOST_CODES])


def dangers_at_calls(user: User) -> list[tuple[Task, Call]]:
    """The open dangers of calls after which help is not requested, as far as this account sees them, with the call. Two queries."""
    seen = visible_at_calls(user).values("pk")
    tasks = list(
        Task.objects.filter(danger__in=seen, done_at=None).select_related("danger", "owner__organisation").order_by("due_at", "pk")
    )
    known = Call.objects.select_related("line").in_bulk([task.danger.call for task in tasks if task.danger]) if tasks else {}
    return [(task, known[task.danger.call]) for task in tasks if task.danger and task.danger.call in known]


def untold_calls() -> QuerySet[Call]:
    """All calls after which help is not requested and a danger is open, whoever asks."""
    return Call.objects.filter(pk__in=Danger.objects.filter(call__isnull=False, case=None, request=None, ended_at=None).values("call"))


@bypass_rls()
def sent_after_end(keys: Iterable[UUID]) -> frozenset[UUID]:
    """Of these calls those that a telephone sent after the account of its owner was closed, for who reads of their danger. No query
    without any."""
    wanted = set(keys)
    found = Call.objects.filter(pk__in=wanted, is_after_end=True).values_list("pk", flat=True) if wanted else ()
    return frozenset(found)


def rang_to(user: User) -> QuerySet[Alert, Any]:
    """The dangers that rang to this account, whether they still do, for a query to choose from."""
    return visible_alerts(user).filter(kind=AlertKind.DANGER, target__isnull=False).order_by().values("target")


def danger_names(codes: list[str]) -> list[str]:
    """What a call told of danger, in words; what callers say of their own life first."""
    own = [str(OWN_LIFE_SAID)] if OWN_LIFE in codes else []
    return [*own, *(str(DangerSign(code).label) for code in codes if code in DangerSign.values)]


def joined_after(user: User, call: Call) -> list[Task | None]:
    """As what the dangers of the request of a call go on that were joined to others."""
    return went_on_as(user, call.request) if call.request is not None else []


def code_behind(user: User, code: str) -> str:
    """The code of the request that came of the call of this code; the code itself where this account sees no such call. Raises Invalid
    where help is not requested after it."""
    call = calls(user).filter(code=tidy_code(code) or "").first()
    if call is not None and call.request is None:
        raise Invalid(NOT_REQUESTED, {"code": NOT_REQUESTED})
    return call.request.code if call is not None and call.request is not None else code


def told_at_call(request: UUID | None) -> list[str]:
    """The dangers that were told at the call of which a request came, in words, for who reads the request; none without a call."""
    found = Call.objects.filter(request=request).values_list("dangers", flat=True).first() if request else None
    return danger_names(found or [])


def sent_after_call(request: UUID | None) -> list[Dispatch]:
    """Who was sent after the call of which a request came, the latest first; none without a call. One query."""
    return list(Dispatch.objects.filter(call__request=request).select_related("worker").order_by("-sent_at")) if request else []


def alerts(user: User) -> QuerySet[Alert]:
    """What this account has to look at, the oldest first.
    `code` and `where`: of the call or the dispatch its code and its district or region, if this account sees it, of a danger the code of
    its case or request; `out`: who is not back; `entry`, `entry_at`: what waits from a telephone, and when it was written. A danger that
    is in the day of the account by itself, as a task, a step or a call, is left out."""
    target = OuterRef("target")
    found: dict[str, Any] = {}
    for name, seen in (("call", visible_calls(user)), ("sent", visible_dispatches(user))):
        one = seen.filter(pk=target).order_by()
        found[f"{name}_code"] = Subquery(one.values("code")[:1])
        found[f"{name}_where"] = Subquery(one.values(at=Coalesce(NullIf("place", Value("")), "region"))[:1])
    mine = visible_alerts(user)
    by_itself = Exists(case_policy.visible_tasks(user).filter(pk=target)) | Exists(sees_to_danger(user, target))
    danger = tasks_known(user).filter(pk=target).order_by().values(at=CODE_OF_DANGER)
    drill = Drill.objects.filter(pk=target).order_by()
    entries = PhoneEntry.objects.filter(pk=target).order_by()
    rows = mine.filter(~(Q(kind=AlertKind.DANGER) & by_itself), state=AlertState.OPEN).annotate(
        code=Coalesce(found["call_code"], found["sent_code"], Subquery(danger[:1]), Subquery(drill.values("code")[:1])),
        where=Coalesce(found["call_where"], found["sent_where"]),
        entry=Subquery(entries.values("kind")[:1]),
        entry_at=Subquery(entries.values("written_at")[:1]),
        out=Coalesce(
            Subquery(Visit.objects.filter(pk=target).order_by().values("user__username")[:1]),
            Subquery(User.objects.filter(pk=target).order_by().values("username")[:1]),
        ),
    )
    return rows.select_related("line", "seen_by").order_by("due_at", "pk")


def codes_waiting(user: User) -> list[str]:
    """The first signs of the codes of that for which somebody may be in danger and this account is asked to look, the most pressing first:
    what its telephone shows. No whole code leaves the house."""
    rows = visible_alerts(user).filter(kind__in=FOR_SOMEBODYS_SAFETY, state=AlertState.OPEN)
    return _first_signs(user, rows)[:MOST_CODES]


def code_of(alert: Alert, user: User) -> str:
    """The first signs of the code of what this alert is about, which a notice to this account shows; blank where it sees none."""
    return next(iter(_first_signs(user, Alert.objects.filter(pk=alert.pk))), "")


def _first_signs(user: User, rows: QuerySet[Alert]) -> list[str]:
    target = OuterRef("target")
    danger = tasks_known(user).filter(pk=target).order_by().values(at=CODE_OF_DANGER)
    seen_ones: tuple[QuerySet[Any], ...] = (visible_calls(user), visible_dispatches(user), Drill.objects.all())
    others = [seen.filter(pk=target).order_by().values("code") for seen in seen_ones]
    codes = rows.annotate(code=Coalesce(*(Subquery(found[:1]) for found in (danger, *others)))).order_by("due_at", "pk")
    return list(dict.fromkeys(code[:LEAST] for code in codes.values_list("code", flat=True) if code))


def tasks_known(user: User) -> QuerySet[Task]:
    """The open tasks of cases and requests that this account sees, as far as it may know of them, and the dangers of calls."""
    reach = Q(case__in=case_policy.visible_cases(user).values("pk")) | Q(request__in=case_policy.visible_requests(user).values("pk"))
    reach |= Q(danger__in=visible_at_calls(user).values("pk"))
    return Task.objects.filter(reach, case_policy.known_tasks(user), done_at=None)


def danger_behind(user: User, alert: Alert) -> Task | None:
    """What a danger that rings is about, where this account sees it."""
    return tasks_known(user).filter(pk__in=[alert.target]).select_related("case", "request", "danger").first()


def dangers_to_take(user: User, targets: Collection[UUID]) -> list[Task]:
    """Which of these dangers nobody has taken on and this account may, though they are not in its day. No query without one."""
    rows = tasks_known(user).filter(pk__in=targets, kind__in=DANGERS).select_related("case", "request") if targets else []
    return [task for task in rows if (task.taken_by_id is None or task.taken_by_id != task.owner_id) and can_see_to(user, task)]


@bypass_rls()
def whom_to_reach(alerts: Iterable[Alert]) -> dict[UUID | None, str]:
    """The same for who does not, by what they ring about: the account or the role that has each, in the reader's language, and nothing
    else of it. Of a disconnected telephone whose it is, of a call who took it, of a dispatch who sent them; of a case that is sealed
    and nobody's by name a member of it, since the role may not see it."""
    alerts = list(alerts)
    targets = [alert.target for alert in alerts if alert.target]
    whom: dict[UUID | None, str] = {user.pk: user.username for alert in alerts for user in _of_ended_phone(alert)}
    whom |= dict(Call.objects.filter(pk__in=targets).values_list("pk", "taken_by__username"))
    whom |= dict(Dispatch.objects.filter(pk__in=targets).values_list("pk", "sent_by__username"))
    named = [(task, _has(task)) for task in _open_tasks(targets)]
    return whom | {task.pk: user.username if user else _role_of(task) for task, user in named}


@bypass_rls()
def colleagues_to_call(alert: Alert) -> list[User]:
    """Whose number is wanted to reach them, on shift or not: the same account, else who holds the role, of the organisation where there is
    somebody."""
    if alert.kind in OF_ENDED_PHONES:
        return _of_ended_phone(alert)
    sent = Dispatch.objects.select_related("sent_by__organisation").filter(pk__in=[alert.target]).first()
    task = next(iter(_open_tasks([alert.target] if alert.target else [])), None)
    user = sent.sent_by if sent else _has(task) if task else None
    if user is not None or task is None:
        return [user] if user else []
    there = list(holders(task.role).select_related("organisation").order_by("username")) if task.role else []
    return [user for user in there if user.organisation_id == task.organisation_id] or there


def _of_ended_phone(alert: Alert) -> list[User]:
    """Whose telephone it is that sends though it was disconnected. No query of anything else."""
    if alert.kind not in OF_ENDED_PHONES:
        return []
    return list(User.objects.select_related("organisation").filter(pk__in=[alert.target]))


@bypass_rls()
def is_danger_open(target: UUID | None) -> bool:
    """Whether a danger that rings has no end yet, whoever asks."""
    return bool(_open_tasks([target])) if target else False


def _open_tasks(targets: Collection[UUID]) -> list[Task]:
    found = Task.objects.filter(pk__in=targets, done_at=None)
    return list(found.select_related("owner__organisation", "case__person", "danger__raised_by__organisation"))


def _has(task: Task) -> User | None:
    """Whoever has a danger or is asked by name, else who took its call, else of a sealed case a member."""
    if task.owner is not None:
        return task.owner
    if isinstance(task.about, Danger):
        return task.about.raised_by
    if task.case is None or not sealed().filter(subject=task.case.person_id).exists():
        return None
    return next((user for user in workers_on(task.case) if can_act(user, task)), None)


def _role_of(task: Task) -> str:
    return str(Role(task.role).label) if task.role else ""


def told_of_danger(target: UUID) -> list[Alert]:
    """Who was told that a danger waits, as it rang: who, when, on whose screen it was first, and whether they answered."""
    told = Alert.objects.filter(kind=AlertKind.DANGER, target=target)
    return list(told.select_related("owner", "shown_to", "seen_by").order_by("at", "step", "pk"))


def title_of(alert: Any) -> str:
    """What one of these alerts says."""
    if alert.kind == AlertKind.CALLED_BACK and alert.where:
        return gettext("Dispatch cancelled: %(where)s") % {"where": catalogue.name(alert.where)}
    if alert.kind in OF_ENDED_PHONES and alert.owner_id == alert.target:
        return gettext("Your disconnected phone still sends: say whether it is you")
    if alert.kind == AlertKind.CAPTURED and alert.line_id is None:  # what waits is no call
        return gettext("An entry from a phone could not be recorded where it belongs")
    return str(alert.get_kind_display())


def title_at(call: Call, kind: str) -> str:
    """What a danger of a call says to who sees the call: which of those that it told of it is, of the own life or any other."""
    needed = gettext("needed %(when)s") % {"when": SOON_HINTS[Soon.HOUR]}
    its = [code for code in call.dangers if (code == OWN_LIFE) == (kind == TaskKind.RISK)]
    return gettext("Help is not requested yet: %(danger)s") % {"danger": ", ".join(danger_names(its)) or needed}


def place_of(alert: Any) -> str:
    """Where that is, or who is out: the district or region, else the line."""
    region = alert.where or (alert.line.region if alert.line else "")
    return alert.out or (catalogue.name(region) if region else "")


def danger_that_rang(user: User, key: UUID) -> Alert:
    """What told this account of a danger, also once somebody has it or it stands in their day. Raises NotFound."""
    found = visible_alerts(user).filter(pk=key, kind=AlertKind.DANGER, target__isnull=False).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_alert(user: User, key: UUID) -> Alert:
    """One of them. Raises NotFound."""
    found = alerts(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@dataclass(frozen=True, slots=True)
class CallCounts:
    """How many calls there were: by line and kind, and by hour of the day in Dushanbe."""

    kinds: list[CallKind]
    rows: list[tuple[PhoneLine, list[int], int]]
    hours: list[int]
    total: int


def count_calls(user: User, *, start: dt.date, end: dt.date) -> CallCounts:
    """Calls begun on these days, both included; no visits and messages. No word about a caller: for who leads the hotline."""
    check_can_lead(user)
    begin = dt.datetime.combine(start, dt.time(), DUSHANBE)
    until = dt.datetime.combine(end + dt.timedelta(days=1), dt.time(), DUSHANBE)
    rows = visible_calls(user).filter(way=Way.CALL, begun_at__gte=begin, begun_at__lt=until).order_by()
    found: list[Any] = list(rows.values("line", "kind", hour=ExtractHour("begun_at", tzinfo=DUSHANBE)).annotate(count=Count("pk")))
    by_line, by_hour = Counter[Any](), Counter[int]()
    for row in found:
        by_line[row["line"], row["kind"]] += row["count"]
        by_hour[row["hour"]] += row["count"]
    kinds = list(CallKind)
    counted = [(line, [by_line[line.pk, kind.value] for kind in kinds]) for line in lines()]
    return CallCounts(
        kinds, [(line, sums, sum(sums)) for line, sums in counted], [by_hour[hour] for hour in range(24)], sum(by_hour.values())
    )
