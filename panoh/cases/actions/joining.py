"""Two people told of one danger in two requests: who sees both says so, and one goes on. Never by itself; separated by a press."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.actions.dangers import write_history
from panoh.cases.actions.raising import from_now, go_on_as
from panoh.cases.actions.tasks import NOT_YOUR_TASK, check_open, new_task
from panoh.cases.enums import DangerAct, DangerOutcome, Level
from panoh.cases.events import Event
from panoh.cases.models import Danger, Task
from panoh.cases.queries.danger import can_see_to, is_taken_on, sees_what_it_is_about
from panoh.core.errors import Denied, WrongState
from panoh.vault.actions import record_about

TWO_CASES = _("Both dangers are of cases. If the two cases are of one person, merge the records; the dangers stay as they are.")
NOT_JOINED = _("These reports are already separate.")
OTHER_KIND = _("Only dangers of the same kind can be joined.")


@action
def join_dangers(one: Task, other: Task, *, by: User) -> Task:
    """Both are one danger of one person: that of the case goes on, else the one that somebody has, else the one that was noticed first.
    It is as grave as the graver and due by the earlier, with the history of both; whoever told of either reads what becomes of it. Each
    request keeps its words and its ways to reach who asked. Answers the one that goes on."""
    for task in (one, other):
        check_open(task)
        if not can_see_to(by, task):
            raise Denied(NOT_YOUR_TASK)
    if one.kind != other.kind or one.danger_id == other.danger_id:
        raise WrongState(OTHER_KIND)
    known, raised = sorted((one, other), key=_rank)
    if raised.request is None:
        raise WrongState(TWO_CASES)
    assert raised.danger is not None  # the database holds it
    about = known.case or known.request
    assert about is not None
    record_about(Event.DANGER_JOINED, by=by.actor, about=[about, raised.request])
    had_by = raised.owner if is_taken_on(raised) and raised.owner and sees_what_it_is_about(raised.owner, known) else None
    go_on_as(raised, known, DangerOutcome.JOINED, had_by=had_by, by=by)
    raised.danger.joined_to = known.danger
    save(raised.danger)
    save(known)
    write_history(about, known, "", by=by, act=DangerAct.JOINED)
    return known


def _rank(task: Task) -> tuple[bool, bool, object]:
    assert task.danger is not None
    return (task.case is None, not is_taken_on(task), task.danger.raised_at)


@action
def separate_danger(danger: Danger, known: Task, *, by: User) -> Task:
    """They were two dangers after all: the one that was joined is open again with what was told of it at its request, and rings to the
    coordinator from its first step. Answers its task."""
    if danger.joined_to_id is None or danger.joined_to_id != known.danger_id or danger.request is None:
        raise WrongState(NOT_JOINED)
    if not can_see_to(by, known):
        raise Denied(NOT_YOUR_TASK)
    request, about = danger.request, known.case or known.request
    assert about is not None
    record_about(Event.DANGER_SEPARATED, by=by.actor, about=[about, request])
    last = danger.tasks.order_by("-done_at").first()
    due = from_now(last.due_at if last else None, Level(danger.level))
    danger.joined_to, danger.outcome, danger.ended_at, danger.ended_by = None, "", None, None
    save(danger)
    task = new_task(request, known.kind, due=due, target=request.pk)  # type: ignore[arg-type]
    task.danger = danger
    save(task)
    for row in danger.request.urgency_changes.filter(danger=known.danger):
        row.danger = danger
        save(row)
    for each, of in ((known, about), (task, request)):
        write_history(of, each, "", by=by, act=DangerAct.PARTED)
    return task
