"""The steps of the Unit itself, which belong to no case: reckoned from the calendar, from supervisions and from what was pressed."""

import datetime as dt

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.enums import Urgency
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import NotFound
from panoh.guidance.engine import Fact, Run, Situation, runs
from panoh.guidance.enums import Happened, Repeat, StepState
from panoh.guidance.queries import in_force, protocol
from panoh.team.models import Supervision, UnitStep
from panoh.team.queries.care import NOT_HERE

QUARTER = 3  # months


def unit_runs(user: User) -> list[Run]:
    """Every step of the Unit by the version in force, for who looks after the staff; three queries, none for anybody else."""
    if not has(user, Permission.STAFF_CARE):
        return []
    version = protocol(in_force())
    held = Supervision.objects.filter(is_practice=user.is_practising).order_by("-held_on", "-pk").values_list("held_on", "pk").first()
    since = _began(today().replace(day=1) - dt.timedelta(days=366))
    done = list(UnitStep.objects.filter(is_practice=user.is_practising, done_at__gte=since))
    facts = [Fact(Happened.MONTH_BEGAN, _began(today())), Fact(Happened.QUARTER_BEGAN, _began(today(), QUARTER))]
    if held is not None:
        facts.append(Fact(Happened.SUPERVISED, dt.datetime.combine(held[0], dt.time(12), DUSHANBE), held[1], day_alone=True))
    settled = {}
    for row in done:
        step = version.by_key.get(row.step)
        if step is not None and step.repeat == Repeat.ROLLING and step.done_by:
            facts.append(Fact(step.done_by[0], row.done_at, row.pk))  # from then on it counts anew
        else:
            settled[row.step, row.mark] = StepState.DONE
    return runs(version, Situation(tuple(facts), Urgency.GREEN, settled=settled), version.unit_steps)


def _began(day: dt.date, months: int = 1) -> dt.datetime:
    """The first moment of the month, or of the quarter, of a day."""
    first = day.replace(day=1, month=day.month - (day.month - 1) % months)
    return dt.datetime.combine(first, dt.time(0), DUSHANBE)


def open_unit_runs(user: User, *, until: dt.date | None = None) -> list[Run]:
    """Those to be done, with a clock, by a day; the soonest first."""
    found = [run for run in unit_runs(user) if run.state == StepState.OPEN and run.due_at is not None]
    found = [run for run in found if until is None or _due(run).date() <= until]
    return sorted(found, key=_due)


def _due(run: Run) -> dt.datetime:
    return (run.due_at or now()).astimezone(DUSHANBE)


def get_unit_run(user: User, key: str, mark: str) -> Run:
    """One that is to be done. Raises NotFound."""
    for run in unit_runs(user):
        if run.key == (key, mark) and run.state in (StepState.OPEN, StepState.WAITING):
            return run
    raise NotFound(NOT_HERE)


def unit_steps_done(user: User, limit: int = 12) -> list[UnitStep]:
    """What was pressed last, newest first. One query."""
    if not has(user, Permission.STAFF_CARE):
        return []
    return list(UnitStep.objects.filter(is_practice=user.is_practising).select_related("by").order_by("-done_at")[:limit])
