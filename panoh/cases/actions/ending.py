"""How help ends: closing proposed and decided on by somebody else, the safety plan, what the person says of the help."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, save
from panoh.cases.actions.assessment import add_rating
from panoh.cases.actions.closure import ALREADY_CLOSED, close_case
from panoh.cases.actions.questions import Own, keep_own_answers
from panoh.cases.actions.tasks import add_tasks, finish_tasks, new_task
from panoh.cases.danger import says_something
from panoh.cases.ending_policy import check_can_decide_closing
from panoh.cases.enums import NOT_CHOSEN, Capacity, CloseReason, ClosingState, Moment, Outcome, TaskKind
from panoh.cases.events import EndingEvent
from panoh.cases.models import FEEDBACK_PARTS, SAFETY_PARTS, Case, Closing, Feedback, SafetyPlan
from panoh.cases.policy import check_can, works_on
from panoh.cases.queries.programme import goals_set, is_reached
from panoh.core.clock import add_working_days, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault.actions import record_about, seal

DECIDE_DAYS = 5  # working days
MOST = 4

FROM_REGISTER = _("This reason is for cases from a register. Choose another one.")
NEEDS_WORDS = _("Write a few words about how the help ended, for the next person who opens this file.")
NO_GOAL_SET = _("No goal was set in this case, so none was met. Choose the right reason, or draw up the programme first.")
NONE_REACHED = _(
    "No goal of this case is marked as reached. Write in the closing text what was reached (at least ten letters), or choose "
    "the right reason."
)
PROPOSED_ALREADY = _("Closure has already been proposed. It is waiting for the coordinator.")
NOT_PROPOSED = _("This has already been decided.")
SAY_WHY = _("Write what must still be done before closure.")
NOTHING_SAID = _("Write at least one part of the plan.")
NOT_BY_WORKER = _("Someone who does not work on the case must record this, so that the person can speak freely.")
NO_ANSWER = _("Give at least one answer, or write a text.")
TOO_HIGH = _("Answers go from 0 to 4.")


@action(undo=_("Closure proposed."))
def propose_closing(
    case: Case,
    *,
    by: User,
    reason: str,
    words: str,
    outcomes: Mapping[str, str] | None = None,
    ratings: Mapping[str, int | None] | None = None,
    own: Own | None = None,
) -> Closing:
    """Proposes to close a case, with the reason, how things stand in each capacity, and closing words. Somebody else decides."""
    check_can(by, Permission.CASE_CLOSE, case)
    if not case.is_open:
        raise WrongState(ALREADY_CLOSED)
    if case.closings.filter(state=ClosingState.PROPOSED).exists():
        raise WrongState(PROPOSED_ALREADY)
    why = CloseReason(reason)
    if why in NOT_CHOSEN:
        raise Invalid(FROM_REGISTER, {"reason": FROM_REGISTER})
    if not words.strip():
        raise Invalid(NEEDS_WORDS, {"words": NEEDS_WORDS})
    if why == CloseReason.GOALS_MET:
        _check_goals(case, words)
    said = {Capacity(name).value: Outcome(value).value for name, value in (outcomes or {}).items() if value}
    row = Closing(case=case, person_id=case.person_id, by=by, proposed_on=today(), reason=why, outcomes=said)
    seal(row, by=by.actor, words=words.strip())
    save(row)
    if ratings and any(level is not None for level in ratings.values()):
        add_rating(case, by=by, moment=Moment.CLOSURE, values=ratings)
    add_tasks([new_task(case, TaskKind.CLOSING, due=add_working_days(today(), DECIDE_DAYS), role=Role.COORDINATOR, target=row.id)])
    record_about(EndingEvent.CLOSING_PROPOSED, by=by.actor, about=[row])
    keep_own_answers(case, own or {}, by=by)
    return row


def _check_goals(case: Case, words: str) -> None:
    """Raises Invalid where no goal was set; where none was reached, unless the words say what was."""
    goals = goals_set(case)
    if not goals:
        raise Invalid(NO_GOAL_SET, {"reason": NO_GOAL_SET})
    if not any(is_reached(goal) for goal in goals) and not says_something(words):
        raise Invalid(NONE_REACHED, {"words": NONE_REACHED})


@action(undo=_("Closing decided."))
def decide_closing(
    row: Closing, *, by: User, agreed: bool, remark: str = "", with_follow_up: bool = False, expected: int | None = None
) -> Closing:
    """Somebody other than who proposed it closes the case, or returns it with what is still to be done."""
    case = row.case
    check_can_decide_closing(by, row)
    if row.state != ClosingState.PROPOSED:
        raise WrongState(NOT_PROPOSED)
    if not agreed and not remark.strip():
        raise Invalid(SAY_WHY, {"remark": SAY_WHY})
    row.state, row.decided_by, row.decided_on = ClosingState.AGREED if agreed else ClosingState.RETURNED, by, today()
    seal(row, by=by.actor, remark=remark.strip())
    save(row, expected)
    finish_tasks(case, TaskKind.CLOSING, by=by, target=row.id)
    record_about(EndingEvent.CLOSING_DECIDED, by=by.actor, about=[row])
    if agreed:
        close_case(row, by=by, with_follow_up=with_follow_up)
    return row


@action(undo=_("Safety plan recorded."))
def write_safety_plan(case: Case, *, by: User, expected: int | None = None, **parts: str) -> SafetyPlan:
    """Writes the plan with the person, or writes it anew."""
    check_can(by, Permission.SAFETY_PLAN, case)
    if not any(parts.get(name, "").strip() for name in SAFETY_PARTS):
        raise Invalid(NOTHING_SAID, {SAFETY_PARTS[0]: NOTHING_SAID})
    row = SafetyPlan.objects.filter(case=case).first() or SafetyPlan(case=case, person_id=case.person_id)
    row.written_on, row.by = today(), by
    seal(row, by=by.actor, **{name: parts.get(name, "").strip() for name in SAFETY_PARTS})
    save(row, expected or None)
    record_about(EndingEvent.SAFETY_PLAN_WRITTEN, by=by.actor, about=[row])
    return row


@action(undo=_("Feedback recorded."))
def record_feedback(case: Case, *, by: User, words: str = "", **answers: int | None) -> Feedback:
    """Takes down what the person says of the help; never by who works on the case."""
    check_can(by, Permission.CASE_WORK, case)
    if works_on(by, case):
        raise Denied(NOT_BY_WORKER)
    given = {name: answers.get(name) for name in FEEDBACK_PARTS}
    if not words.strip() and all(value is None for value in given.values()):
        raise Invalid(NO_ANSWER, {"words": NO_ANSWER})
    if wrong := {name: TOO_HIGH for name, value in given.items() if value is not None and not 0 <= value <= MOST}:
        raise Invalid(TOO_HIGH, wrong)
    row = Feedback(case=case, person_id=case.person_id, given_on=today(), by=by, **given)
    seal(row, by=by.actor, words=words.strip())
    save(row)
    record_about(EndingEvent.FEEDBACK_GIVEN, by=by.actor, about=[row])
    return row
