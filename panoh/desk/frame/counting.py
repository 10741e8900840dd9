"""How much waits for an account, whichever room it is of: the number beside my day, and what of real work presses while it practises."""

from typing import Any

from django.db.models import QuerySet

from panoh.accounts.duress import sign_ins_of_others
from panoh.accounts.models import User
from panoh.accounts.policy import at_work
from panoh.cases.queries import my_day
from panoh.core.clock import today
from panoh.correspondence.queries import due_promises, due_readings
from panoh.hotline.queries.my_day import due_alerts, due_call_backs, out_now, sent_to


def count_due(user: User) -> int:
    """The lines of my day that are for today or late, every danger, that this account is out, where it is sent, what the hotline asks it to
    look at, whom it is to call back, letters it is to read and what was promised in them. What rings is among them: it is a row of the
    page. One query."""
    return _count(*my_day.due_lines(user), *_beside(user))


def count_pressing_in_real_work(user: User) -> int:
    """Dangers, that it is out, where it is sent and what it is to look at, as they stand in the day of an account once it practises no
    more. One query."""
    real = at_work(user)
    return _count(my_day.danger_lines(real), *_pressing(real))


def _beside(user: User) -> tuple[QuerySet[Any], ...]:
    letters = due_readings(user), due_promises(user, until=today())
    return *_pressing(user), *(rows.order_by().values("pk") for rows in (due_call_backs(user), *letters))


def _pressing(user: User) -> tuple[QuerySet[Any], ...]:
    return tuple(rows.order_by().values("pk") for rows in (out_now(user), sent_to(user), due_alerts(user), sign_ins_of_others(user)))


def _count(*found: QuerySet[Any]) -> int:
    first, *others = found
    return first.union(*others, all=True).count()
