"""Danger that a person may take their own life: one open task a person. What is learnt later brings it nearer, and makes no second one."""

import datetime as dt
from dataclasses import replace

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, rule_out_undo
from panoh.cases.actions.dangers import NOT_UNDONE
from panoh.cases.actions.raising import raise_danger
from panoh.cases.actions.triggers import bring_forward_under_way
from panoh.cases.enums import LEVEL_CLOCKS, Level, ReviewCause, RiskLevel, Source, TaskKind
from panoh.cases.events import Event
from panoh.cases.models import Case, Request, Task
from panoh.cases.policy import check_can, check_can_triage
from panoh.cases.queries.danger import case_left_lately, is_known_as, next_hour, open_danger
from panoh.core.clock import now
from panoh.vault.actions import record_about

# How soon somebody acts (FIELD 8: red within the hour). Stricter than its 72 hours for amber: nobody has asked the person yet.
LEVELS = {RiskLevel.HIGH: Level.HOUR, RiskLevel.MODERATE: Level.DAY, RiskLevel.LOW: Level.THREE_DAYS}


def raise_risk(about: Case | Request, *, level: str, by: User, source: Source = Source.COLLEAGUE, is_partial: bool = False) -> Task | None:
    """Somebody is to act on a risk of suicide. Where that is open already for the person, it is due sooner or stays as it is.

    Whoever saw the danger may raise it, on a case they see or a request they may triage. Level 'none' does nothing. A low answer leaves
    three days, unless it is low only as far as was asked (`is_partial`); none is silent before somebody has acted.
    """
    if isinstance(about, Case):
        check_can(by, Permission.CASE_VIEW, about)
    else:
        check_can_triage(by, about)
    return _notice(about, level=level, by=by, source=source, is_partial=is_partial)


def raise_refused(code: str, *, level: str, by: User, is_partial: bool = False) -> Case | None:
    """The same of a questionnaire that may not be recorded any more, by who sees the case still or worked on it until lately: the person
    is in danger whatever was agreed since. Answers its case; None where it was never theirs, as if there were none."""
    case = case_left_lately(by, code)
    if case is not None:
        _notice(case, level=level, by=by, source=Source.QUESTIONNAIRE, is_partial=is_partial)
    return case


def _notice(about: Case | Request, *, level: str, by: User, source: Source, is_partial: bool) -> Task | None:
    if level == RiskLevel.NONE:
        return None
    soon = LEVELS[RiskLevel(level)]
    if is_partial:
        soon = min(soon, Level.DAY, key=list(Level).index)  # low so far is not low
    due = next_hour(about) if soon == Level.HOUR else now() + LEVEL_CLOCKS[soon]
    task = open_danger(about, TaskKind.RISK)
    if task is not None and is_known_as(task, level=soon, source=source, due=due):
        return task
    return _raise(about, level=soon, source=source, due=due, by=by)


@action
def _raise(about: Case | Request, *, level: Level, source: Source, due: dt.datetime, by: User) -> Task:
    task = raise_danger(about, TaskKind.RISK, level=level, source=source, due=due, by=by)
    # In the name of who carries it: an organisation that the case is shown to no more has no key that names the person.
    record_about(Event.RISK_RAISED, by=replace(by.actor, organisation=about.organisation_id), about=[about])
    rule_out_undo(NOT_UNDONE)
    if isinstance(about, Case):
        bring_forward_under_way(about, by=by, cause=ReviewCause.RISK)
    return task
