"""How much waits for an account, whichever room it is of: the number beside my day, and what of real work presses while it practises."""

from copy import copy
from typing import Any

from django.db.models import QuerySet

from panoh.accounts.duress import sign_ins_of_others
from panoh.accounts.models import User
from panoh.cases.queries import my_day
from panoh.hotline.queries.my_day import due_alerts, due_call_backs, sent_to


def count_due(user: User) -> int:
    """The lines of my day that are for today or late, every danger, where this account is sent, what the hotline asks it to look at and
    whom it is to call back. One query."""
    return _count(*my_day.due_lines(user), *_beside(user))


def count_pressing_in_real_work(user: User) -> int:
    """Dangers, where it is sent and what it is to look at, as they stand in the day of an account once it practises no more. One query."""
    real = copy(user)
    real.is_practising = False
    return _count(my_day.danger_tasks(real).order_by().values("pk"), *_pressing(real))


def _beside(user: User) -> tuple[QuerySet[Any], ...]:
    return *_pressing(user), due_call_backs(user).order_by().values("pk")


def _pressing(user: User) -> tuple[QuerySet[Any], ...]:
    return tuple(rows.order_by().values("pk") for rows in (sent_to(user), due_alerts(user), sign_ins_of_others(user)))


def _count(*found: QuerySet[Any]) -> int:
    first, *others = found
    return first.union(*others, all=True).count()
