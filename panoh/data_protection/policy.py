"""Who may ask that a file be erased or a list leave, who agrees, who sees where it stands; how long files are kept; who may seal."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import can, unblocked
from panoh.core.errors import Denied
from panoh.data_protection.models import Due, Erasure, ErasureNotice, Export, Period

NOT_YOURS_TO_SEAL = _("Only the coordinator, or the person who shares cases in the organisation, can seal a case.")
SECOND_PERSON = _("Someone else must agree: another coordinator, the data guardian or the director.")

SECOND_FOR_PERIODS = _("Someone else must agree: the director or the data guardian.")


SECOND_TO_EXPORT = _("Someone else must agree: another coordinator, the data guardian or the director.")
ASKER_TAKES = _("Only the person who requested the list can download it.")


def visible_exports(user: User) -> QuerySet[Export]:
    """All of them for whoever may agree to one: what it is for and how many rows, no row."""
    return Export.objects.filter(is_practice=user.is_practising) if has(user, Permission.EXPORT) else Export.objects.none()


def check_can_ask_export(user: User) -> None:
    """Whoever sees the cases of the whole house. Others agree, and take nothing."""
    check_has(user, Permission.EXPORT)
    check_has(user, Permission.CASE_ASSIGN)


def check_can_agree_export(user: User, row: Export) -> None:
    """A second person. Three people can run it, since three roles may agree."""
    check_has(user, Permission.EXPORT)
    if row.asked_by_id == user.pk:
        raise Denied(SECOND_TO_EXPORT)


def check_can_take_export(user: User, row: Export) -> None:
    """Who asked, as long as they may still ask."""
    check_can_ask_export(user)
    if row.asked_by_id != user.pk:
        raise Denied(ASKER_TAKES)


def visible_erasures(user: User) -> QuerySet[Erasure]:
    """All of them, by code, for whoever may agree to one; not those of people to whom they are tied."""
    if not has(user, Permission.ERASE):
        return Erasure.objects.none()
    return Erasure.objects.filter(unblocked(user), is_practice=user.is_practising)


def check_can_erase(user: User) -> None:
    """Whoever may ask may agree, and the other way round; never both for one file."""
    check_has(user, Permission.ERASE)


def check_can_agree(user: User, row: Erasure) -> None:
    """A second person: three people can run it, since three roles may and any two of them do."""
    check_has(user, Permission.ERASE)
    if row.asked_by_id == user.pk:
        raise Denied(SECOND_PERSON)


def check_can_seal(user: User, case: Case) -> None:
    """Whoever may share the case with others may close it to all but some; they need not be one of these."""
    if not can(user, Permission.CASE_SHARE, case):
        raise Denied(NOT_YOURS_TO_SEAL)


def visible_due(user: User) -> QuerySet[Due]:
    """All of them, by code, for whoever may ask that a file be erased."""
    if not has(user, Permission.ERASE):
        return Due.objects.none()
    return Due.objects.filter(unblocked(user), unblocked(user, "request__person"), is_practice=user.is_practising)


def visible_erasure_notices(user: User) -> QuerySet[ErasureNotice]:
    """All of them, by code and by the references of others: no name stands in them."""
    return ErasureNotice.objects.filter(is_practice=user.is_practising) if has(user, Permission.ERASE) else ErasureNotice.objects.none()


def check_can_set_periods(user: User) -> None:
    """For how long files are kept is set by the director and the data guardian together."""
    check_has(user, Permission.RETENTION)


def check_can_agree_to_period(user: User, row: Period) -> None:
    """A second person."""
    check_has(user, Permission.RETENTION)
    if row.asked_by_id == user.pk:
        raise Denied(SECOND_FOR_PERIODS)
