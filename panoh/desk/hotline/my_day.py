"""What somebody has to look at on the hotline, among the tasks of whoever is asked."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.accounts.roles import Role
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.templatetags.panoh import day, hour, moment
from panoh.desk.frame.task_rows import Act, TaskRow, dated_row, timed_row
from panoh.hotline.enums import FOR_SOMEBODYS_SAFETY, AlertKind, DispatchState, EntryKind
from panoh.hotline.queries.callbacks import DispatchRow
from panoh.hotline.queries.calls import AlertRow, dangers_to_take, place_of, title_of, whom_to_reach
from panoh.hotline.queries.drills import drill_is_due
from panoh.hotline.queries.my_day import alerts_of_day, due_call_backs, out_now, sent_to
from panoh.hotline.windows import is_outside
from panoh.places.catalogue import name

OF_OTHERS = (AlertKind.DANGER, AlertKind.DISPATCH_LATE)  # who is told and does not see the row itself reads whom to call


def dispatch_rows(user: User) -> list[TaskRow]:
    """Where somebody is sent, in the first part of the day with its hour until it is over. One query, or none."""
    return [_sent(row) for row in sent_to(user)]


def unanswered_rows(user: User) -> list[TaskRow]:
    """Those of them that nobody has answered yet. One query, or none."""
    return [_sent(row) for row in sent_to(user).filter(state=DispatchState.SENT)]


def _sent(row: DispatchRow) -> TaskRow:
    due = row.acknowledge_by if row.state == DispatchState.SENT else row.arrive_by
    found = timed_row(str(AlertKind.SENT_TO_YOU.label), reverse("desk:dispatch", args=[row.code]), due, row.code, DayPart.DANGER)
    is_of_today = due.astimezone(DUSHANBE).date() >= today()  # one of another day waits for an answer behind a danger that nobody has
    found = replace(found, is_on_top=row.state != DispatchState.ARRIVED and is_of_today)
    if row.state == DispatchState.ARRIVED:  # nothing of it is late: it stands behind a danger that is
        found = replace(found, state="", moment=max(due, now()))
    return replace(found, note=name(row.place or row.region), acts=_answers(row))


def _answers(row: DispatchRow) -> tuple[Act, ...]:
    """What whoever is sent says next, in the words of the page of the dispatch."""
    if row.state == DispatchState.ARRIVED:
        return (Act(_("Done"), reverse("desk:dispatch_end", args=[row.code]), by_press=False),)
    goes = (_("I am going"), "going") if row.state == DispatchState.SENT else (_("I am there"), "there")
    return (
        Act(goes[0], reverse("desk:dispatch_move", args=[row.code, goes[1]])),
        Act(_("I cannot go"), reverse("desk:dispatch_cannot", args=[row.code]), by_press=False),
    )


def visit_rows(user: User) -> list[TaskRow]:
    """That this account is out, by the hour of its coming back; red from then on. One query, or none."""
    there = reverse("desk:visit")
    return [
        replace(
            timed_row(_("You are out: confirm when you are back"), there, row.expected_at, part=DayPart.DANGER),
            acts=(Act(_("I am back safely"), reverse("desk:visit_back", args=[row.pk])),),
            is_calm=row.expected_at > now(),
        )
        for row in out_now(user)
    ]


def call_back_rows(user: User) -> list[TaskRow]:
    """Whom this account is to call back today, or should have. One query, or none."""
    return [_call_back(row) for row in due_call_backs(user)]


def _call_back(row: Any) -> TaskRow:
    found = timed_row(_("Call back"), reverse("desk:call", args=[row.code]), row.call_back_due_at, row.code)
    late = _("overdue") if found.state else ""
    outside = _("not now: outside the agreed hours") if is_outside(row, now()) else ""
    return replace(found, note=" · ".join(filter(None, (name(row.line.region), late, outside))))


def hotline_rows(user: User) -> list[TaskRow]:
    """What the hotline asks this account to look at. One query, and those of `alert_rows`."""
    return alert_rows(user, list(alerts_of_day(user)))


def alert_rows(user: User, found: list[Any]) -> list[TaskRow]:
    """A row for each of these, the same in the day and on the board; of a danger that the account does not see, whom to call, and who
    reached them; one that it may take on is taken on here. A query for dangers unseen, and one for dangers seen."""
    unseen: list[AlertRow] = [row for row in found if row.kind in OF_OTHERS and not row.code]
    whom = whom_to_reach(unseen) if unseen else {}
    calls = whom_to_call(unseen, whom)
    free = {task.pk for task in dangers_to_take(user, [row.target for row in found if row.kind == AlertKind.DANGER and row.code])}
    return [
        TaskRow(
            None,
            title_of(row),
            row.code or "",
            reverse("desk:hotline_alert", args=[row.pk]),
            hour(row.due_at),
            day(row.due_at),
            _state(row),
            by_hand=False,
            moment=row.due_at,
            note=" · ".join(filter(None, (_note(row, calls.get(row.pk, "")), said_reached(row)))),
            part=DayPart.DANGER if row.kind in FOR_SOMEBODYS_SAFETY else None,
            take=row.target if row.target in free else None,
            acts=_acts(row, whom.get(row.target, "") if row in unseen else ""),
            rings=row.target,
        )
        for row in found
    ]


def drill_rows(user: User) -> list[TaskRow]:
    """That a drill of danger is due, for the data guardian. One query or two, none for anybody else."""
    due = drill_is_due() if Role.DATA_GUARDIAN in powers(user).roles else None
    if due is None:
        return []
    row = dated_row(_("Hold a danger drill: one each quarter"), reverse("desk:drills"), due.astimezone(DUSHANBE).date(), says_kind=True)
    return [replace(row, note=_("Ask the coordinator to start one."))]


def _acts(row: AlertRow, whom: str) -> tuple[Act, ...]:
    """What is said of an alert by one press: that one has the drill, or has reached whoever is to be called."""
    asks = whom and not row.seen_by
    if row.kind == AlertKind.TAKEN:
        return (Act(_("Mark as checked"), reverse("desk:hotline_seen", args=[row.pk])),)
    said = _("I have it") if row.kind == AlertKind.DRILL else _("I have reached: %(whom)s") % {"whom": whom} if asks else ""
    return (Act(said, reverse("desk:hotline_seen", args=[row.pk])),) if said else ()


def whom_to_call(unseen: Collection[AlertRow], whom: Mapping[UUID | None, str]) -> dict[UUID, str]:
    """For each of these alerts whom to call, and which of several dangers it is: nothing else tells one from the other."""
    found = {}
    dangers = [row.pk for row in unseen if row.kind == AlertKind.DANGER]
    for row in unseen:
        said = _("call: %(whom)s") % {"whom": whom[row.target]} if whom.get(row.target) else ""
        nth = dangers.index(row.pk) + 1 if row.pk in dangers and len(dangers) > 1 else 0
        which = _("danger %(n)s of %(all)s") % {"n": nth, "all": len(dangers)} if nth else ""
        found[row.pk] = " · ".join(filter(None, (said, which)))
    return found


def said_reached(row: AlertRow) -> str:
    """Who has reached whoever is to be called of a danger that nobody has answered yet, and when."""
    if row.kind != AlertKind.DANGER or row.seen_by is None or row.seen_at is None:
        return ""
    return _("reached %(moment)s by %(who)s, nobody has answered yet") % {"moment": hour(row.seen_at), "who": row.seen_by.username}


def _note(row: AlertRow, call: str) -> str:
    if row.kind == AlertKind.CAPTURED and (kind := getattr(row, "entry", None)):
        return f"{EntryKind(kind).label} · {moment(getattr(row, 'entry_at', None))}"
    return "" if row.kind == AlertKind.CALLED_BACK else call or place_of(row)


def _state(row: object) -> str:
    return "late" if getattr(row, "due_at", now()) <= now() else ""
