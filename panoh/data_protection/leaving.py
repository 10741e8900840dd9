"""Somebody leaves, is lost or was taken: everything that opens by them ends in one act."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.actions import revoke_user
from panoh.accounts.models import User
from panoh.accounts.policy import check_has, holders
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import action, record
from panoh.cases.actions.emergency_access import end_emergency_accesses_of
from panoh.cases.actions.tasks import add_tasks, task_on_row
from panoh.cases.enums import TaskKind
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid
from panoh.data_protection.enums import Gone
from panoh.data_protection.events import Event
from panoh.data_protection.passing_on import Work, pass_on
from panoh.data_protection.refusals import NO_CHOICE
from panoh.data_protection.sealing import remove_revoked
from panoh.hotline import pack, phone
from panoh.hotline.actions.callbacks import say_taken

NOT_ONESELF = _("You cannot end your own access here. The coordinator or the administrator does it.")


def revoke_person(user: User, *, by: User, why: str, work: Work | None = None) -> None:
    """Ends all that opens by this account, at once: sessions, token, password, passkeys, app, recovery codes, links, roles and
    stand-ins, what it read in an emergency, its part in sealed cases, the duty pack, the figures for the telephone.

    `work` goes to the colleague for whom it was counted. Where none was, or something stays, coordinators are asked to hand it over; what
    stood in for a person who left goes on, since the work is somebody's. Raises Denied for oneself, Invalid, and WrongState for the last
    account that can agree to roles.
    """
    _revoke(user, by=by, why=why, asks=work is None or work.is_left)
    pack.drop(user.username)
    phone.drop(user.username)
    if work is not None:
        pass_on(work, by=by)


@action
def _revoke(user: User, *, by: User, why: str, asks: bool) -> None:
    check_has(by, Permission.REVOKE)
    if user.pk == by.pk:
        raise Denied(NOT_ONESELF)
    if why not in Gone.values:
        raise Invalid(NO_CHOICE, {"why": NO_CHOICE})
    record(Event.PERSON_REVOKED, by=by.actor, purpose=user.username)
    end_emergency_accesses_of(user, by=by)
    remove_revoked(user, by=by)
    revoke_user(user, by=by)
    if why == Gone.TAKEN:
        say_taken(user)
    asked = who_hands_over() if asks else []
    add_tasks([task_on_row(TaskKind.LEFT, owner=one, due=today(), target=user.pk) for one in asked])


def who_hands_over() -> list[User]:
    """The coordinators, in whose day stands what nobody has taken over; none where there is none."""
    return list(holders(Role.COORDINATOR).order_by("username"))
