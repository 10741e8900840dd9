"""Who may ask that a file be erased, who may agree, and who sees where it stands; who sets for how long files are kept."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.core.errors import Denied
from panoh.rights.models import Due, Erasure, Period, Telling

SECOND_PERSON = _("Somebody other than who asked agrees: another coordinator, the data guardian, or the director.")

SECOND_FOR_PERIODS = _("Somebody other than who asked agrees: the director or the data guardian.")


def visible_erasures(user: User) -> QuerySet[Erasure]:
    """All of them, by code, for whoever may agree to one."""
    return Erasure.objects.filter(is_practice=user.is_practising) if has(user, Permission.ERASE) else Erasure.objects.none()


def check_can_erase(user: User) -> None:
    """Whoever may ask may agree, and the other way round; never both for one file."""
    check_has(user, Permission.ERASE)


def check_can_agree(user: User, row: Erasure) -> None:
    """A second person: three people can run it, since three roles may and any two of them do."""
    check_has(user, Permission.ERASE)
    if row.asked_by_id == user.pk:
        raise Denied(SECOND_PERSON)


def visible_due(user: User) -> QuerySet[Due]:
    """All of them, by code, for whoever may ask that a file be erased."""
    return Due.objects.filter(is_practice=user.is_practising) if has(user, Permission.ERASE) else Due.objects.none()


def visible_tellings(user: User) -> QuerySet[Telling]:
    """All of them, by code and by the references of others: no name stands in them."""
    return Telling.objects.filter(is_practice=user.is_practising) if has(user, Permission.ERASE) else Telling.objects.none()


def check_can_set_periods(user: User) -> None:
    """For how long files are kept is set by the director and the data guardian together."""
    check_has(user, Permission.RETENTION)


def check_can_agree_to_period(user: User, row: Period) -> None:
    """A second person."""
    check_has(user, Permission.RETENTION)
    if row.asked_by_id == user.pk:
        raise Denied(SECOND_FOR_PERIODS)
