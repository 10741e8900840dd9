"""Work on a case: its state, who works on it, what was wrong in it."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, remove, save, save_all
from panoh.cases import guest_policy, policy
from panoh.cases.actions.cues import end_cues
from panoh.cases.actions.dangers import check_leaves_none, check_seen_to
from panoh.cases.actions.tasks import leave_to_coordinator
from panoh.cases.complaints import checked_complaints
from panoh.cases.enums import CASE_TRANSITIONS, CaseState, Discipline, TaskKind
from panoh.cases.events import Event
from panoh.cases.models import Amendment, Assignment, Case, StateChange
from panoh.cases.queries.cases import only_reads
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.people.births import age_from
from panoh.vault.actions import open_sealed, record_about, seal, seal_all
from panoh.vault.members import opens_for
from panoh.vault.purpose import Purpose

NOT_FROM_HERE = _("The status of the case does not allow this. Open it again to see the status.")
NEEDS_REASON = _("Give the reason in one sentence.")
HELD_TOO_SHORT = _("Choose a date in the future.")
OTHER_WORK = _("This account is not for that kind of work. Choose another person.")
ONLY_READS = _("This person's organisation can only read the case, not work on it. First propose to it that it works with you.")
SHARE_FIRST = _("This person's organisation has no access to the case yet. Share the case with it first.")
ALREADY_ASSIGNED = _("This person already works on the case in this discipline.")
NOT_ASSIGNED_NOW = _("This person no longer works on the case.")
NOTHING_CHANGED = _("Nothing was changed.")
CLOSED_CASE = _("This case is closed. Reopen it first.")


CORRECTABLE = frozenset(
    {
        "kind",
        "door",
        "region",
        "place",
        "admitted_on",
        "age_at_admission",
        "referred_by",
        "complaints",
        "treatment",
        "complaint_words",
        "note",
    }
)
_SEALED = frozenset({"complaint_words", "note"})


def change_state(case: Case, to: CaseState, *, by: User, reason: str = "", expected: int | None = None) -> StateChange:
    """Moves the case to its next state, inside an action that records why. Saves the case with whatever else was set on it.

    Raises WrongState, with nothing changed, when the table of transitions does not allow it.
    """
    if to not in CASE_TRANSITIONS[CaseState(case.state)]:
        raise WrongState(NOT_FROM_HERE)
    change = StateChange(case=case, person_id=case.person_id, from_state=case.state, to_state=to, at=now(), by=by.id)
    seal(change, by=by.actor, reason=reason)
    case.state = to
    save(case, expected)
    save(change)
    return change


def _need(reason: str) -> str:
    if not reason.strip():
        raise Invalid(NEEDS_REASON, {"reason": NEEDS_REASON})
    return reason.strip()


@action(undo=_("Case put on hold."))
def hold_case(case: Case, *, by: User, until: dt.date, reason: str, expected: int | None = None) -> Case:
    """Puts the case on hold until a day, with the reason; not while a danger is open that nobody has taken on."""
    guest_policy.check_can_hold(by, case)
    check_seen_to(case)
    words = _need(reason)
    if until <= today():
        raise Invalid(HELD_TOO_SHORT, {"until": HELD_TOO_SHORT})
    if CaseState.ON_HOLD not in CASE_TRANSITIONS[CaseState(case.state)]:
        raise WrongState(NOT_FROM_HERE)
    record_about(Event.CASE_HELD, by=by.actor, about=[case])
    case.held_until = until
    change_state(case, CaseState.ON_HOLD, by=by, reason=words, expected=expected)
    return case


@action(undo=_("Work on the case continues."))
def resume_case(case: Case, *, by: User, expected: int | None = None) -> Case:
    """Takes a held case up again, in the state it was in before."""
    guest_policy.check_can_hold(by, case)
    held = case.state_changes.filter(to_state=CaseState.ON_HOLD).first()
    if case.state != CaseState.ON_HOLD or held is None:
        raise WrongState(NOT_FROM_HERE)
    record_about(Event.CASE_RESUMED, by=by.actor, about=[case])
    case.held_until = None
    change_state(case, CaseState(held.from_state), by=by, expected=expected)
    return case


def new_assignment(case: Case, user: User, discipline: Discipline, *, starts_on: dt.date) -> Assignment:
    """A checked, unsaved assignment. Raises Invalid when the account does other work, its organisation cannot open the case or only
    reads it, or it is tied to the person.

    A form names the account `worker`, or, where it asks for one in each discipline, by the discipline.
    """
    if not user.is_active or not has(user, policy.permission_of(discipline)):
        raise Invalid(OTHER_WORK, {"worker": OTHER_WORK, discipline: OTHER_WORK})
    if not opens_for(case.sealing_subject(), user.pk, user.organisation_id):
        raise Invalid(SHARE_FIRST, {"worker": SHARE_FIRST, discipline: SHARE_FIRST})
    if only_reads(user.organisation_id, [case.pk]):
        raise Invalid(ONLY_READS, {"worker": ONLY_READS, discipline: ONLY_READS})
    policy.check_can_be_given(user, case.person, "worker", discipline)
    return Assignment(case=case, user=user, discipline=discipline, starts_on=starts_on)


def check_can_be_put_on(case: Case, user: User, discipline: Discipline, *, by: User) -> None:
    """Raises Denied, WrongState or Invalid where `assign_worker` would. Writes nothing."""
    guest_policy.check_can_assign(by, case, user, leads=False)
    if not case.is_open:
        raise WrongState(CLOSED_CASE)
    _new_on(case, user, discipline)


@action(undo=_("Worker assigned."))
def assign_worker(case: Case, *, by: User, user: User, discipline: Discipline, leads: bool = False) -> Assignment:
    """Puts somebody on the case in a discipline; the open assessment of that discipline becomes theirs. Who is put on by the carrier's
    side leads where nobody does; of who works on it already it is said that they lead."""
    guest_policy.check_can_assign(by, case, user, leads=leads)
    if not case.is_open:
        raise WrongState(CLOSED_CASE)
    record_about(Event.WORKER_ASSIGNED, by=by.actor, about=[case])
    return put_on(case, user, discipline, leads=leads or (case.lead_id is None and policy.carries(by, case)))


def put_on(case: Case, user: User, discipline: Discipline, *, leads: bool = False) -> Assignment:
    """Inside an action that said who may: somebody works on the case from today, and what waits in their discipline is theirs."""
    assignment = new_assignment(case, user, discipline, starts_on=today())
    known = _working(case, user, discipline).first()
    if known is not None:
        if not leads or case.lead_id == user.pk:
            raise Invalid(ALREADY_ASSIGNED, {"worker": ALREADY_ASSIGNED})
        _make_lead(case, user)
        return known
    save(assignment)
    for task in case.tasks.filter(kind=TaskKind.ASSESS, discipline=discipline, owner=None, done_at=None):
        task.owner, task.role = user, ""
        save(task)
    if leads:
        _make_lead(case, user)
    return assignment


def _new_on(case: Case, user: User, discipline: Discipline) -> Assignment:
    assignment = new_assignment(case, user, discipline, starts_on=today())
    if _working(case, user, discipline).exists():
        raise Invalid(ALREADY_ASSIGNED, {"worker": ALREADY_ASSIGNED})
    return assignment


def _working(case: Case, user: User, discipline: Discipline) -> QuerySet[Assignment]:
    return case.assignments.filter(policy.in_force(), user=user, discipline=discipline)


def _make_lead(case: Case, user: User) -> None:
    case.lead = user
    save(case)
    for task in case.tasks.filter(kind__in=(TaskKind.PLAN, TaskKind.REVIEW), owner=None, done_at=None):
        task.owner, task.role = user, ""
        save(task)


@action(undo=_("Worker removed from the case."))
def end_assignment(assignment: Assignment, *, by: User) -> None:
    """Takes somebody off the case at once. What they still had to do there goes to the coordinator, so that nothing is lost;
    a danger that they have taken on, or were asked to, goes to somebody by name first."""
    case = assignment.case
    guest_policy.check_can_assign(by, case, assignment.user)
    day = today()
    if assignment.ends_on is not None and assignment.ends_on < day:
        raise WrongState(NOT_ASSIGNED_NOW)
    check_leaves_none(assignment.user, case)
    record_about(Event.ASSIGNMENT_ENDED, by=by.actor, about=[case])
    take_off(assignment, last=day - dt.timedelta(days=1))


def take_off(assignment: Assignment, *, last: dt.date) -> None:
    """Inside an action: somebody works on the case until a day, `last`. What they still had to do there goes to the coordinator."""
    case, after = assignment.case, last + dt.timedelta(days=1)
    if assignment.starts_on > last:
        remove(assignment)
    else:
        assignment.ends_on = last
        save(assignment)
    others = case.assignments.filter(user=assignment.user_id, starts_on__lte=after)
    if others.filter(Q(ends_on=None) | Q(ends_on__gte=after)).exists():
        return
    for task in case.tasks.filter(owner=assignment.user_id, done_at=None):
        leave_to_coordinator(task)
    if last < today():
        end_cues([case], of=assignment.user_id)
    if case.lead_id == assignment.user_id:
        case.lead = None
        save(case)


@action(undo=_("Case corrected."))
def correct_case(case: Case, *, by: User, reason: str, expected: int | None = None, **facts: Any) -> Case:
    """Corrects facts of a case, named in CORRECTABLE, with the reason; what stood there before is kept, sealed."""
    policy.check_can(by, Permission.CASE_WORK, case)
    words = _need(reason)
    coded = {name: value for name, value in facts.items() if name in CORRECTABLE - _SEALED and getattr(case, name) != value}
    texts = {name: value for name, value in facts.items() if name in _SEALED}
    if not coded and not texts:
        raise Invalid(NOTHING_CHANGED)
    checked_complaints(coded.get("complaints", ()))
    record_about(Event.CASE_CORRECTED, by=by.actor, about=[case])
    if "admitted_on" in coded and "age_at_admission" not in coded:
        (person,) = open_sealed([case.person], by=by.actor, purpose=Purpose.DATA_QUALITY, fields=["birth_date"])
        coded["age_at_admission"] = age_from(person.birth_date or "", coded["admitted_on"])
    former: dict[str, str] = {name: _plain(getattr(case, name)) for name in coded}
    if texts:
        (opened,) = open_sealed([case], by=by.actor, purpose=Purpose.CARE, fields=list(texts))
        former |= {name: getattr(opened, name) or "" for name in texts}
    for name, value in coded.items():
        setattr(case, name, value)
    seal(case, by=by.actor, **texts)
    save(case, expected)
    rows = [Amendment(case=case, person_id=case.person_id, model="case", row=case.id, field=name, at=now(), by=by.id) for name in former]
    seal_all([(row, {"former": former[row.field], "reason": words}) for row in rows], by=by.actor)
    save_all(rows)
    return case


def _plain(value: object) -> str:
    """A coded fact as it stood, for the amendment."""
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(getattr(value, "pk", value))
