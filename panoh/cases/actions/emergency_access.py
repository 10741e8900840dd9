"""Emergency access and conflicts of interest: a case opened in an emergency, or closed to somebody who is tied to the person."""

import datetime as dt
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.notices import drivers, notify
from panoh.accounts.policy import check_has, holders
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, record, save
from panoh.cases import emergency_access_policy, policy
from panoh.cases.actions.tasks import add_tasks, finish_tasks, leave_to_coordinator, new_task
from panoh.cases.enums import DANGERS, Emergency, Judged, TaskKind, Tied
from panoh.cases.events import DoorEvent as Event
from panoh.cases.models import Case, ConflictOfInterest, EmergencyAccess, Task
from panoh.cases.queries.danger import WAITS
from panoh.core.actor import SYSTEM
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Invalid, WrongState
from panoh.core.ids import tidy_code
from panoh.people.queries import records_of
from panoh.vault.actions import record_about, seal

HOURS = dt.timedelta(hours=4)
GIVE_UP = dt.timedelta(minutes=10)  # so long a notice that does not leave is tried again

NOTHING_OPENS = _("No case found with this code. Check the code, or call the coordinator.")
SEEN_ALREADY = _("You can already see this case. Open it as usual.")
SAY_WHY = _("Write what is happening and why it cannot wait. Someone else will read it.")
OVER = _("This has already ended.")
LOOKED_AT = _("Someone has already looked at it.")
NO_CASE = _("There is no case with this code that access can be restricted to.")
NO_ACCOUNT = _("There is no account with this name. Enter it as in the list of staff.")
CLOSED_ALREADY = _("That account already has no access to anything about this person.")
OPEN_AGAIN = _("This access is already open again.")
NO_CHOICE = _("This is not on the list. Choose from the list.")


# -- in an emergency ------------------------------------------------------------------------------------------------------


def open_in_emergency(code: str, *, by: User, why: str, words: str) -> EmergencyAccess:
    """Opens a case out of one's reach: to read, and to reach the person safely, for four hours. Coordinator and lead know of it at once.

    Raises Invalid, in the same words for a code there is not, for one that does not open in this way, and for a person to whom the
    account is tied. A try that opened nothing is in the record.
    """
    check_has(by, Permission.EMERGENCY)
    if why not in Emergency.values:
        raise Invalid(NO_CHOICE, {"why": NO_CHOICE})
    if not words.strip():
        raise Invalid(SAY_WHY, {"words": SAY_WHY})
    case = policy.opens_in_emergency(by, tidy_code(code) or "")
    if case is None:
        record(Event.EMERGENCY_REFUSED, by=by.actor)
        raise Invalid(NOTHING_OPENS, {"code": NOTHING_OPENS})
    if policy.visible_cases(by).filter(pk=case.pk).exists():
        raise Invalid(SEEN_ALREADY, {"code": SEEN_ALREADY})
    return _open(case, by=by, why=why, words=words.strip())


@action
def _open(case: Case, *, by: User, why: str, words: str) -> EmergencyAccess:
    row = EmergencyAccess(case=case, person_id=case.person_id, user=by, why=why, opened_at=(moment := now()), ends_at=moment + HOURS)
    seal(row, by=by.actor, words=words)
    save(row)
    due = row.opened_at + policy.LOOKED_AT_WITHIN
    tasks = [new_task(case, TaskKind.OPENED, due=due, role=Role.COORDINATOR, target=row.pk)]
    if case.lead is not None and case.lead.is_active:
        tasks.append(new_task(case, TaskKind.OPENED, due=due, owner=case.lead, target=row.pk))
    add_tasks(tasks)
    record_about(Event.EMERGENCY_OPENED, by=by.actor, about=[case], purpose=str(row.pk))
    return row


@action
def end_emergency_access(row: EmergencyAccess, *, by: User) -> None:
    """It is not needed any more, or was not right: from now on nothing opens by it."""
    emergency_access_policy.check_can_end_emergency_access(by, row)
    if not is_open(row):
        raise WrongState(OVER)
    _end(row, by=by)


def is_open(row: EmergencyAccess) -> bool:
    """Whether the case may be read by it now."""
    return row.ended_at is None and row.ends_at > now()


def _end(row: EmergencyAccess, *, by: User) -> None:
    row.ended_at = now()
    save(row)
    record_about(Event.EMERGENCY_ENDED, by=by.actor, about=[row.person], purpose=str(row.pk))


def end_emergency_accesses_of(user: User, *, by: User, person: UUID | None = None) -> int:
    """Ends whatever this account may read in an emergency, within an action: all of it, or of one person. How many."""
    rows = policy.emergency_accesses_in_force(user).select_related("person")
    found = list(rows.filter(person=person) if person else rows)
    for row in found:
        _end(row, by=by)
    return len(found)


@action
def judge_emergency_access(row: EmergencyAccess, *, by: User, judged: str, words: str, expected: int | None = None) -> EmergencyAccess:
    """Somebody else says whether it was right, with words. It ends with that, if it had not."""
    emergency_access_policy.check_can_judge(by, row)
    if row.judged:
        raise WrongState(LOOKED_AT)
    if judged not in Judged.values:
        raise Invalid(NO_CHOICE, {"judged": NO_CHOICE})
    if is_open(row):
        row.ended_at = now()
    row.judged, row.judged_by, row.judged_at = judged, by, now()
    seal(row, by=by.actor, judged_words=words.strip())
    save(row, expected)
    finish_tasks(row.case, TaskKind.OPENED, by=by, target=row.pk)
    record_about(Event.EMERGENCY_JUDGED, by=by.actor, about=[row.case], purpose=str(row.pk))
    return row


def tell_of_emergency_accesses() -> int:
    """Sends a notice of every emergency opening that none was sent for, to coordinators and lead. Answers for how many. For the worker."""
    if not drivers():
        return 0
    waiting = list(EmergencyAccess.objects.filter(told_at=None, case__is_practice=False).select_related("case__lead"))
    for row in waiting:
        asked = list(holders(Role.COORDINATOR).exclude(pk=row.user_id))
        lead = [row.case.lead] if row.case.lead and row.case.lead.pk not in {user.pk for user in asked} else []
        if notify([*asked, *lead]) or row.opened_at < now() - GIVE_UP:
            _told(row)
    return len(waiting)


@action
def _told(row: EmergencyAccess) -> None:
    record(Event.EMERGENCY_TOLD, by=SYSTEM)
    row.told_at = now()
    save(row)


# -- tied to the person ---------------------------------------------------------------------------------------------------


@action
def declare_conflict(case: Case, *, by: User, why: str) -> ConflictOfInterest:
    """Somebody says of themselves that they are tied to this person: from now on they see nothing of them. The coordinator is told."""
    policy.check_can(by, Permission.CASE_VIEW, case)
    return _close(case, by, by=by, why=why)


@action
def close_to(code: str, account: str, *, by: User, why: str) -> ConflictOfInterest:
    """Closes everything of the person of this case to an account. Raises Invalid where there is no such case or account."""
    check_has(by, Permission.BLOCKS)
    cases = Case.objects.filter(policy.unblocked(by), code=tidy_code(code) or "", is_practice=by.is_practising, erased_on=None)
    case = cases.select_related("person", "lead").first()
    if case is None:
        raise Invalid(NO_CASE, {"code": NO_CASE})
    user = User.objects.filter(username=account.strip(), is_active=True).first()
    if user is None:
        raise Invalid(NO_ACCOUNT, {"account": NO_ACCOUNT})
    return _close(case, user, by=by, why=why)


def _close(case: Case, user: User, *, by: User, why: str) -> ConflictOfInterest:
    if why not in Tied.values:
        raise Invalid(NO_CHOICE, {"why": NO_CHOICE})
    if ConflictOfInterest.objects.filter(user=user, person=case.person_id, lifted_at=None).exists():
        raise Invalid(CLOSED_ALREADY)
    row = ConflictOfInterest(user=user, person_id=case.person_id, case=case, why=why, set_by=by, set_at=now())
    save(row)
    end_emergency_accesses_of(user, by=by, person=case.person_id)
    due = add_working_days(today(), 1)
    add_tasks([new_task(case, TaskKind.TIED, due=due, role=Role.COORDINATOR, target=row.pk)])
    records = records_of(case.person)
    theirs = Task.objects.filter(Q(case__person__in=records) | Q(request__person__in=records), owner=user, done_at=None)
    for task in theirs.filter(kind__in=(*DANGERS, *WAITS, TaskKind.WROTE)):
        leave_to_coordinator(task)
    record_about(Event.BLOCK_SET, by=by.actor, about=[case], purpose=user.username)
    return row


@action
def lift_conflict(row: ConflictOfInterest, *, by: User, expected: int | None = None) -> None:
    """The tie is over, or was a mistake. Somebody else than the one it is about says so."""
    emergency_access_policy.check_can_lift(by, row)
    if row.lifted_at is not None:
        raise WrongState(OPEN_AGAIN)
    row.lifted_by, row.lifted_at = by, now()
    save(row, expected)
    finish_tasks(row.case, TaskKind.TIED, by=by, target=row.pk)
    record_about(Event.BLOCK_LIFTED, by=by.actor, about=[row.case], purpose=row.user.username)
