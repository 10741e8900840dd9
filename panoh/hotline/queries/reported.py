"""By what whoever told of a danger knows it, once they see no more of whom it is about; and on whose screen it was."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.cases.models import Task
from panoh.cases.queries.reported import codes_written_on
from panoh.core.db.row_level_security import bypass_rls
from panoh.hotline.enums import AlertKind
from panoh.hotline.models import Alert, Call, Dispatch
from panoh.hotline.policy import takes_calls, visible_calls


@dataclass(frozen=True, slots=True)
class KnownAs:
    """A code that they know it by; of which call or dispatch that is, where they may open it."""

    code: str = ""
    call: str = ""
    dispatch: str = ""


@bypass_rls()
def known_as(user: User, tasks: Sequence[Task]) -> dict[UUID, KnownAs]:
    """Of dangers that the account told of: by the call, by the dispatch on which it was, else by what it wrote of it on. Three queries,
    none without any."""
    keys = {task.pk: _origins(task) for task in tasks}
    wanted = {key for origins in keys.values() for key in origins}
    if not wanted:
        return {}
    rows = Call.objects.filter(Q(pk__in=wanted) | Q(request__in=wanted))
    open_to = set(visible_calls(user).filter(pk__in=rows.values("pk")).values_list("pk", flat=True))
    calls, sent = list(rows), _dispatches(user, rows)
    written = codes_written_on(user, [task.danger_id for task in tasks])
    mine, found = powers(user).stands_for, {}
    for task in tasks:
        call = next((row for row in calls if {row.pk, row.request_id} & keys[task.pk]), None)
        if call is not None and (call.pk in open_to or (takes_calls(user) and call.taken_by_id in mine)):
            found[task.pk] = KnownAs(call.code, call=call.code if call.pk in open_to else "", dispatch=sent.get(call.pk, ""))
        elif call is not None and call.pk in sent:
            found[task.pk] = KnownAs(sent[call.pk], dispatch=sent[call.pk])
        else:
            found[task.pk] = KnownAs(written.get(task.danger_id, ""))
    return found


def _origins(task: Task) -> set[UUID]:
    """By what the call is found that told of a danger."""
    case = task.case.request_id if task.case is not None else None
    return {key for key in (task.danger.call if task.danger else None, task.request_id, task.target, case) if key}


def _dispatches(user: User, calls: Collection[Call]) -> dict[UUID | None, str]:
    mine = Dispatch.objects.filter(call__in=calls, worker__in=powers(user).stands_for)
    return dict(mine.order_by("sent_at").values_list("call", "code"))


def seen_last(user: User, targets: Collection[UUID]) -> dict[UUID | None, Alert]:
    """Of these dangers the alert that was last on the screen of somebody else. One query, none without any."""
    rows = Alert.objects.filter(kind=AlertKind.DANGER, target__in=targets, shown_at__isnull=False) if targets else Alert.objects.none()
    shown = rows.exclude(shown_to__in=powers(user).stands_for).select_related("shown_to")
    return {row.target: row for row in shown.order_by("shown_at")}
