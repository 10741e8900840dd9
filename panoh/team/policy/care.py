"""Who sees whose supervision and talks: dates are the coordinator's to look after, words are for those who were there."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import Denied
from panoh.team.models import Debrief, Supervision

OWN_WORDS = _("Only those who were there can read what was said in supervision.")
OWN_DEBRIEF = _("This talk is for someone else. The coordinator sees only that it is due.")
OTHERS = _("The coordinator records the supervision of others. Record your own supervision.")


def own_supervisions(user: User) -> QuerySet[Supervision]:
    """Those this account attended."""
    return Supervision.objects.filter(attendees__user=user, is_practice=user.is_practising)


def countable_supervisions(user: User) -> QuerySet[Supervision]:
    """What hours are counted of, and dates are looked after by."""
    reach = has(user, Permission.STAFF_CARE) or has(user, Permission.SUPERVISION_HOURS)
    return Supervision.objects.filter(is_practice=user.is_practising) if reach else Supervision.objects.none()


def visible_debriefs(user: User) -> QuerySet[Debrief]:
    """One's own; all of them for who looks after the staff."""
    mine = Q() if has(user, Permission.STAFF_CARE) else Q(user=user)
    return Debrief.objects.filter(mine, is_practice=user.is_practising)


def check_can_record(by: User, attendees: list[User]) -> None:
    """One's own supervision; the coordinator writes down that of others too."""
    if [user.pk for user in attendees] != [by.pk] and not has(by, Permission.STAFF_CARE):
        raise Denied(OTHERS)


def check_reads_words(user: User, supervision: Supervision) -> None:
    """Raises Denied for who was not there."""
    if not own_supervisions(user).filter(pk=supervision.pk).exists():
        raise Denied(OWN_WORDS)


def check_can_hold(user: User, debrief: Debrief) -> None:
    """The worker writes down that the talk took place, or who looks after the staff."""
    if debrief.user_id != user.pk and not has(user, Permission.STAFF_CARE):
        raise Denied(OWN_DEBRIEF)
