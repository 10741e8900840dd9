"""Reads of how help ends: tries to reach somebody, closing that is proposed, the safety plan, what the person says, a death."""

from collections.abc import Iterable
from uuid import UUID

from panoh.accounts.models import User
from panoh.accounts.policy import holders
from panoh.accounts.queries import coalition_names
from panoh.accounts.roles import ROLES, Permission
from panoh.cases.enums import SEEKING, ClosingState, TaskKind
from panoh.cases.models import Case, Closing, ContactAttempt, Death, Feedback, SafetyPlan, Task
from panoh.cases.policy import tied_accounts, visible_tasks
from panoh.cases.queries.care import NOT_HERE
from panoh.core.clock import DUSHANBE
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import NotFound
from panoh.core.revealing_words import names_in, telling_words
from panoh.people.queries import records_of

# How views, which know no models, name what they are given.
type ClosingRow = Closing
type AttemptRow = ContactAttempt
type PlanRow = SafetyPlan

SHOWN = 20


def contact_attempts(case: Case) -> list[ContactAttempt]:
    """The newest tries to reach the person."""
    return list(case.contact_attempts.select_related("by").order_by("-at", "id")[:SHOWN])


def asked_to_look(user: User, case: Case) -> Task | None:
    """The open task of this reader to decide whether a case goes on after long silence. One query, of an open case."""
    return visible_tasks(user).filter(case=case, kind=TaskKind.LOST).first() if case.is_open else None


def is_sought(case: Case) -> bool:
    """Whether somebody is to reach the person, or to decide after long silence."""
    return case.tasks.filter(kind__in=SEEKING, done_at=None).exists()


def closings(case: Case) -> list[Closing]:
    """What was proposed, the newest first."""
    return list(case.closings.select_related("by", "decided_by").order_by("-proposed_on", "-version", "id"))


def get_proposal(case: Case) -> Closing:
    """The closing that waits to be decided on."""
    found = case.closings.filter(state=ClosingState.PROPOSED).select_related("case", "by").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def may_be_decided(row: Closing) -> bool:
    """Whether anybody but who proposed it may decide on this closing today. Two queries."""
    roles = [role for role, permissions in ROLES.items() if Permission.CLOSING_APPROVE in permissions]
    return holders(*roles).exclude(pk=row.by_id).exclude(pk__in=tied_accounts(row.case.person)).exists()


def safety_plan(case: Case) -> SafetyPlan | None:
    """The plan, if there is one."""
    return SafetyPlan.objects.filter(case=case).select_related("by").first()


def tells_on_paper(texts: Iterable[str]) -> list[str]:
    """The words of a plan that would tell whoever finds it what happened or who helps, each once, as letters are read for them."""
    names = coalition_names()
    return list(dict.fromkeys(word for text in texts for word in (*names_in(text, names), *telling_words(text))))


def is_older_than_danger(plan: SafetyPlan, danger: Task) -> bool:
    """Whether a plan was saved last before the day on which a danger was told of: then it is read through with the person again."""
    return danger.opened_at is not None and plan.written_on < danger.opened_at.astimezone(DUSHANBE).date()


def feedback(case: Case) -> list[Feedback]:
    """When the person said what they think of the help."""
    return list(case.feedback.select_related("by", "case").order_by("-given_on", "id"))


@bypass_rls()
def death_of(case: Case) -> Death | None:
    """The death of the person, recorded in whichever of their cases."""
    return Death.objects.filter(person__in=records_of(case.person)).select_related("by", "case").first()


def get_death(case: Case, key: UUID) -> Death:
    """The same by its key."""
    found = death_of(case)
    if found is None or found.pk != key:
        raise NotFound(NOT_HERE)
    return found
