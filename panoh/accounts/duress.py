"""A sign-in that somebody was made to do: others are told at once, and afterwards the account is told what was done."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from panoh.accounts.events import Event
from panoh.accounts.models import Duress, User
from panoh.accounts.notices import drivers, notify
from panoh.accounts.policy import holders, powers
from panoh.accounts.roles import Role
from panoh.accounts.sessions import end_sessions
from panoh.audit.queries import Look, events_by
from panoh.audit.trail import action, record, save
from panoh.core.actor import SYSTEM
from panoh.core.clock import now

ANSWER_FOR_KEYS = frozenset({Role.DATA_GUARDIAN, Role.COORDINATOR})  # who may say that all is well, and that it stays open
GIVE_UP = dt.timedelta(minutes=10)  # so long a notice that does not leave is tried again
SHOWN = dt.timedelta(days=7)


def begin(user: User) -> None:
    """Within the action of the sign-in: notes it, and ends what else is open by the account."""
    end_sessions(user)
    save(Duress(user=user, at=now()))
    record(Event.UNDER_DURESS, by=user.actor, purpose=user.username)


def end(user: User) -> None:
    """Within the action of an ordinary sign-in: what was opened under duress ends; `user.was_bent` says whether it had been."""
    rows = list(Duress.objects.filter(user=user, ended_at=None))
    for row in rows:
        row.ended_at = now()
        save(row)
    if rows:
        end_sessions(user)
        record(Event.DURESS_OVER, by=user.actor, purpose=user.username)
    user.was_bent = bool(rows)


@dataclass(frozen=True, slots=True)
class Done:
    """One sign-in under duress and what was done by it."""

    at: dt.datetime
    looks: list[Look]


def done_to(user: User) -> list[Done]:
    """For the account itself, a week long after it signed in freely; under duress nothing."""
    if user.under_duress:
        return []
    rows = Duress.objects.filter(user=user, ended_at__gt=now() - SHOWN).order_by("-at")
    return [Done(row.at, events_by(user.pk, row.at, row.ended_at)) for row in rows if row.ended_at]


def sign_ins_of_others(user: User) -> QuerySet[Duress]:
    """For whoever answers for the keys, a week long, never for the account itself. One query, or none."""
    if user.under_duress or not powers(user).roles & ANSWER_FOR_KEYS:
        return Duress.objects.none()
    return Duress.objects.filter(at__gt=now() - SHOWN).exclude(user=user).select_related("user").order_by("-at")


def tell_duress() -> int:
    """Sends a notice of every sign-in under duress that none was sent for. Answers for how many. For the worker."""
    if not drivers():
        return 0
    waiting = list(Duress.objects.filter(told_at=None))
    for row in waiting:
        told = holders(*ANSWER_FOR_KEYS).exclude(pk=row.user_id)
        if notify(list(told)) or row.at < now() - GIVE_UP:
            _told(row)
    return len(waiting)


@action
def _told(row: Duress) -> None:
    record(Event.DURESS_TOLD, by=SYSTEM)
    row.told_at = now()
    save(row)
