"""Who reported a danger goes on telling of it, also once they see no more of whom it is about: it opens them nothing."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.actions.dangers import look_at_once, write_history
from panoh.cases.enums import TOLD_MEASURES, DangerAct, Measure
from panoh.cases.events import Event
from panoh.cases.models import Case, Danger, Request, Task
from panoh.cases.queries.danger import TOLD_WHEN_OVER
from panoh.cases.queries.reported import get_reported
from panoh.core.clock import now
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Invalid
from panoh.vault.actions import has_key, record_about

SAY_WHAT = _("Tick what happened, or write what you know.")
NO_WORDS_HERE = _("This is sealed for its members, so no text can be saved here. Tick what happened, and tell the coordinator by phone.")


@action
def tell_of_reported(task: Task, *, by: User, words: str = "", measures: Collection[str] = ()) -> Task:
    """What they learnt since, by the key of the organisation that has it. Whoever has taken it on looks at once. Raises NotFound for who
    did not tell of it."""
    assert task.danger_id is not None  # the database holds it
    task = get_reported(by, task.danger_id)
    about = task.about
    assert about is not None
    if not words.strip() and not set(measures) & set(TOLD_MEASURES):
        raise Invalid(SAY_WHAT, {"words": SAY_WHAT})
    if words.strip() and not has_key(about.sealing_subject(), about.organisation_id):
        raise Invalid(NO_WORDS_HERE, {"words": NO_WORDS_HERE})
    _add(about, task, words, by=by, act=DangerAct.ADDED, measures=measures)
    return task


@bypass_rls()
def tell_of_try(call: UUID, request: UUID | None, *, by: User, measures: Collection[Measure]) -> None:
    """Inside an action: that somebody called back, and whether they spoke with the person, is an entry of each open danger of the call, and
    of the request that came of it."""
    on = Q(danger__call=call) | (Q(request=request) | Q(case__request=request) if request else Q())
    rows = Task.objects.filter(on, kind__in=TOLD_WHEN_OVER, done_at=None).select_related("danger", "case", "request")
    for task in rows:
        if task.about is not None:
            _add(task.about, task, "", by=by, act=DangerAct.WROTE, measures=measures)


def _add(about: Case | Request | Danger, task: Task, words: str, *, by: User, act: DangerAct, measures: Collection[str]) -> None:
    writer = replace(by.actor, organisation=about.organisation_id)
    record_about(Event.DANGER_ENDED, by=writer, about=[about])
    if task.done_at is None and task.danger is not None:
        task.danger.acted_at = now()
        look_at_once(task, by)
        save(task.danger)
    write_history(about, task, words, by=by, act=act, measures=measures, writer=writer)
