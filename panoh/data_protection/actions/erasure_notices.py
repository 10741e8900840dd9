"""Who had received something of a file that is erased: listed in the act of erasing, then told one by one, without the name."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import holders
from panoh.accounts.roles import Role
from panoh.audit.trail import action, record, save, save_all
from panoh.cases.actions.tasks import add_tasks, finish_tasks_on_row, task_on_row
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case, Task
from panoh.core.clock import add_working_days, today
from panoh.core.errors import Invalid, WrongState
from panoh.data_protection.enums import ToldHow
from panoh.data_protection.events import Event
from panoh.data_protection.models import Erasure, ErasureNotice
from panoh.data_protection.policy import check_can_erase
from panoh.data_protection.received import received, to_facilities
from panoh.data_protection.refusals import NO_CHOICE, NOT_FROM_HERE
from panoh.referrals.models import Referral

TELL_DAYS = 10  # working days

NOT_YET = _("This date is in the future.")


def list_erasure_notices(people: list[UUID], *, erasure: Erasure | None, only: list[Referral] | None = None) -> list[ErasureNotice]:
    """Inside the act of erasing: books whoever received something of these records, with one task to tell them.

    `only`: nothing but these referrals, found in an older backup.
    """
    cases = list(Case.objects.filter(person__in=people).order_by("pk"))
    if not cases:
        return []
    rows = to_facilities(people, only) if only is not None else received(people, cases)
    for row in rows:
        row.code = erasure.code if erasure else cases[0].code
        row.erasure, row.is_practice, row.is_late = erasure, cases[0].is_practice, only is not None
    save_all(rows, stays=True)
    owners = [erasure.asked_by] if erasure else list(holders(Role.COORDINATOR).filter(is_practising=False))
    add_tasks([_task(owner, erasure.pk if erasure else cases[0].pk) for owner in owners] if rows else [])
    return rows


def _task(owner: User, target: UUID) -> Task:
    """One for all of them; it is done when the last was told. It stands on the erasing, after a backup was put back on the case."""
    return task_on_row(TaskKind.GONE, owner=owner, due=add_working_days(today(), TELL_DAYS), target=target)


@action
def note_told(row: ErasureNotice, *, by: User, how: str, told_on: dt.date, expected: int | None = None) -> ErasureNotice:
    """Writes down that they were told, or that it is better not to. The last of them ends the task."""
    check_can_erase(by)
    if row.told_on is not None:
        raise WrongState(NOT_FROM_HERE)
    if how not in ToldHow.values:
        raise Invalid(NO_CHOICE, {"how": NO_CHOICE})
    if told_on > today():
        raise Invalid(NOT_YET, {"told_on": NOT_YET})
    row.how, row.told_on, row.told_by = how, told_on, by
    save(row, expected)
    record(Event.TOLD_OF_ERASURE, by=by.actor)
    left = ErasureNotice.objects.filter(told_on=None)
    left = left.filter(erasure=row.erasure) if row.erasure_id else left.filter(erasure=None, code=row.code)
    if not left.exists():
        finish_tasks_on_row(TaskKind.GONE, by=by, target=row.erasure_id or Case.objects.get(code=row.code).pk)
    return row
