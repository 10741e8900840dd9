"""Somebody left, and years later their name goes too: a clock proposes it, one person asks, another agrees.

The account stays with its id, its roles and their days, so that the record and the rows that they wrote still say who of which role it
was, and which of them was the same one. What is theirs as a person goes: `accounts/actions.py: take_name_off`.
"""

import datetime as dt
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from panoh.accounts.actions import take_name_off
from panoh.accounts.former import FORMER, mark_of
from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, remove, save
from panoh.cases.actions.closure import months_after
from panoh.cases.models import Assignment, Case, ConflictOfInterest, Task
from panoh.cases.policy import in_force
from panoh.core.actor import SYSTEM
from panoh.core.clock import now, today
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Denied, NotFound, WrongState
from panoh.data_protection.clocks import AHEAD
from panoh.data_protection.enums import Rule
from panoh.data_protection.events import Event
from panoh.data_protection.models import FormerStaff
from panoh.data_protection.policy import SECOND_PERSON
from panoh.data_protection.queries.erasures import NOT_HERE
from panoh.data_protection.queries.retention import months_in_force
from panoh.data_protection.refusals import NOT_FROM_HERE
from panoh.hotline import pack, phone
from panoh.team.enums import OPEN_COMPLAINTS
from panoh.team.models import Complaint
from panoh.vault import members

NOT_YET = _("The retention period is not over. The page shows the end date.")
STILL_NEEDED = _("This account still has a case, a task or a complaint. Deal with that first.")


# -- whose time is over ---------------------------------------------------------------------------------------------------


@bypass_rls()
def _left(until: dt.date) -> dict[UUID, dt.date]:
    """Closed accounts with a name whose last role ended on that day or before, and when it did. By nothing of the house they are needed."""
    mine = OuterRef("pk")
    needed = (
        Exists(Task.objects.filter(owner=mine, done_at=None))
        | Exists(Case.objects.filter(lead=mine, closed_on=None))
        | Exists(Assignment.objects.filter(in_force(), user=mine, case__closed_on=None))
        | Exists(Complaint.objects.filter(concerned=mine, state__in=OPEN_COMPLAINTS))
    )
    closed = User.objects.filter(~needed, is_active=False).exclude(username__startswith=FORMER)
    over = closed.annotate(left=Coalesce(Max("grants__ends_on"), "first_day")).filter(left__lte=until)
    return {key: left for key, left in over.values_list("pk", "left") if not members.people_of(key)}


def note_former() -> int:
    """Notes whose time is over or will be within 90 days, and takes out who no longer is; answers how many rows changed. For the worker,
    once a day. It proposes: no name goes by it."""
    kept = months_in_force()[Rule.LEFT]
    left = _left(months_after(today() + AHEAD, -kept))
    known = {row.account_id: row for row in FormerStaff.objects.filter(agreed_at=None)}
    days = {key: (day, months_after(day, kept)) for key, day in left.items()}
    gone = [row for key, row in known.items() if key not in days]
    rows = [known.get(key) or FormerStaff(account_id=key, noted_on=today()) for key in days]
    changed = [row for row in rows if (row.counts_from, row.due_on) != days[row.account_id]]
    for row in changed:
        row.counts_from, row.due_on = days[row.account_id]
    return _note(gone, changed) if gone or changed else 0


@action
def _note(gone: list[FormerStaff], rows: list[FormerStaff]) -> int:
    record(Event.DUE_NOTED, by=SYSTEM)
    for row in gone:
        remove(row)
    for row in rows:
        save(row)
    return len(gone) + len(rows)


def visible_former(user: User) -> QuerySet[FormerStaff]:
    """Those whose name has not gone, by alias, for whoever may ask that a file be erased; who practises has none."""
    if user.is_practising or not has(user, Permission.ERASE):
        return FormerStaff.objects.none()
    return FormerStaff.objects.filter(agreed_at=None).select_related("account", "asked_by")


def get_former(user: User, key: UUID) -> FormerStaff:
    """One of them. Raises NotFound."""
    found = visible_former(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


# -- two people -----------------------------------------------------------------------------------------------------------


@action
def ask_name_off(row: FormerStaff, *, by: User) -> FormerStaff:
    """The first of two says that the name is no longer needed. Nothing goes by it."""
    check_has(by, Permission.ERASE)
    _check_over(row)
    if row.asked_by_id is not None:
        raise WrongState(NOT_FROM_HERE)
    row.asked_by, row.asked_at = by, now()
    save(row)
    record(Event.NAME_OFF_ASKED, by=by.actor, purpose=mark_of(row.account_id))
    return row


@action
def leave_name(row: FormerStaff, *, by: User) -> FormerStaff:
    """It stays for now, and is proposed as before."""
    check_has(by, Permission.ERASE)
    if row.asked_by_id is None or row.agreed_at is not None:
        raise WrongState(NOT_FROM_HERE)
    row.asked_by = row.asked_at = None
    save(row)
    record(Event.NAME_OFF_CALLED_OFF, by=by.actor, purpose=mark_of(row.account_id))
    return row


@action
def agree_to_name_off(row: FormerStaff, *, by: User) -> FormerStaff:
    """The second person agrees, and the name goes: with it telephone, ways to be told, drafts, whatever opened by the account, ties."""
    check_has(by, Permission.ERASE)
    if row.asked_by_id is None or row.agreed_at is not None:
        raise WrongState(NOT_FROM_HERE)
    if row.asked_by_id == by.pk:
        raise Denied(SECOND_PERSON)
    _check_over(row)
    for conflict in ConflictOfInterest.objects.filter(user=row.account_id):
        remove(conflict)
    members.drop_pair(row.account_id)
    pack.drop(row.account.username)
    phone.drop(row.account.username)
    take_name_off(row.account, by=by)
    row.agreed_by, row.agreed_at = by, now()
    save(row)
    record(Event.NAME_OFF, by=by.actor, purpose=mark_of(row.account_id))
    return row


def _check_over(row: FormerStaff) -> None:
    if row.due_on > today():
        raise WrongState(NOT_YET)
    if row.account_id not in _left(today()):
        raise WrongState(STILL_NEEDED)
