"""What is late by the guidance is brought to those who can help: the next of its chain half its time over, the one after at all of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from panoh.accounts.roles import Role
from panoh.audit.trail import action, save, save_all
from panoh.cases.actions.steps import raised_task
from panoh.cases.enums import CaseState
from panoh.cases.events import StepEvent
from panoh.cases.models import CaseStep
from panoh.core.actor import SYSTEM
from panoh.core.clock import now
from panoh.guidance.engine import HALF, WHOLE, over
from panoh.guidance.enums import StepState
from panoh.guidance.protocol import Step
from panoh.guidance.queries import protocols
from panoh.vault.actions import record_about


def raise_late_steps() -> int:
    """Asks the chain of every late step that has more of it to ask, as the system. Answers how many. For the worker."""
    late = CaseStep.objects.filter(state=StepState.OPEN, due_at__lt=now(), raised__lt=2).exclude(case__state=CaseState.ON_HOLD)
    rows = list(late.select_related("case"))
    versions = protocols(row.guidance for row in rows)
    steps = [(row, versions[row.guidance].by_key.get(row.step)) for row in rows]
    return len([_raise(row, step.escalation, wanted) for row, step in steps if step and (wanted := _wanted(row, step)) > row.raised])


def _wanted(row: CaseStep, step: Step) -> int:
    return told_by_now(len(step.escalation), row.started_at, row.due_at or now())


def told_by_now(chain: int, started: dt.datetime, due: dt.datetime) -> int:
    """How many of a chain of so many should know by now of what began then and was due then."""
    share = over(started, due, now())
    return min(chain, 2 if share >= WHOLE else 1 if share >= HALF else 0)


@action
def _raise(row: CaseStep, chain: Sequence[Role], wanted: int) -> CaseStep:
    """One step an action, so that one that cannot be raised keeps no other back."""
    record_about(StepEvent.STEP_RAISED, by=replace(SYSTEM, organisation=row.case.organisation_id), about=[row.case])
    save_all([raised_task(row, role) for role in chain[row.raised : wanted]])
    row.raised = wanted
    save(row)
    return row
