"""What is decided on a case by who carries it, and what a guest does in it: somebody whose organisation works beside."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has, scope_of
from panoh.accounts.roles import Permission, Scope
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.cases.policy import (
    NOT_THIS_CASE,
    can,
    carried_by,
    carries,
    check_can,
    disciplines_of,
    permission_of,
    visible_cases,
    withheld_kinds,
)
from panoh.consent.enums import DataKind
from panoh.core.errors import Denied

NOT_YOUR_PEOPLE = _("On another organisation's case you can only assign and remove your own staff. Ask that organisation.")
NOT_YOUR_LEAD = _("The organisation responsible for the case chooses the lead worker. Ask that organisation.")


def works_in(user: User, case: Case) -> frozenset[Discipline]:
    """In which disciplines this account writes in this case: in none where it only reads it."""
    return frozenset(each for each in disciplines_of(user) if can(user, permission_of(each), case))


def check_works_in(user: User, case: Case) -> frozenset[Discipline]:
    """The same. Raises Denied where it is none."""
    found = works_in(user, case)
    if not found:
        raise Denied(NOT_THIS_CASE)
    return found


def opens_contact_once_taken(user: User, case: Case) -> bool:
    """Whether how to reach the person opens to this account by taking on a danger of the case, and not before."""
    reach = Permission.CONTACT_SAFETY
    return Scope.DANGER in scope_of(user, reach) and not can(user, reach, case) and DataKind.CONTACT not in withheld_kinds(user, case)


def can_hold(user: User, case: Case) -> bool:
    """Whether this account puts the case on hold and takes it up again: no guest does."""
    return carries(user, case) and can(user, Permission.CASE_WORK, case)


def check_can_hold(user: User, case: Case) -> None:
    """Raises Denied for everybody else."""
    check_can(user, Permission.CASE_WORK, case)
    if not carries(user, case):
        raise Denied(NOT_THIS_CASE)


def can_assign(user: User, case: Case, worker: User) -> bool:
    """Whether this account puts the colleague on the case and takes them off: a guest only the people of its own organisation."""
    return can(user, Permission.CASE_ASSIGN, case) and (carries(user, case) or worker.organisation_id == user.organisation_id)


def check_can_assign(user: User, case: Case, worker: User, *, leads: bool = False) -> None:
    """Raises Denied for everybody else, and where a guest says who leads."""
    check_can(user, Permission.CASE_ASSIGN, case)
    if not can_assign(user, case, worker):
        raise Denied(NOT_YOUR_PEOPLE)
    if leads and not carries(user, case):
        raise Denied(NOT_YOUR_LEAD)


def assignable_cases(user: User, *workers: User) -> QuerySet[Case]:
    """The cases on which this account puts these colleagues on and takes them off."""
    found = visible_cases(user, Permission.CASE_ASSIGN)
    return found if all(each.organisation_id == user.organisation_id for each in workers) else found.filter(carried_by(user))


def can_record_death(user: User, case: Case) -> bool:
    """Whether this account records that the person died, a guest too: whoever hears of it first stops what would be sent to them."""
    return has(user, Permission.CASE_CLOSE) and can(user, Permission.CASE_WORK, case)


def check_can_record_death(user: User, case: Case) -> None:
    """Raises Denied for everybody else."""
    check_has(user, Permission.CASE_CLOSE)
    check_can(user, Permission.CASE_WORK, case)
