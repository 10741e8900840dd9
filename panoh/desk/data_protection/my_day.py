"""A nightly backup that failed or is late, a sign-in under duress and what happened to the record, among the tasks of whoever answers for
the keys."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.duress import sign_ins_of_others
from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.record_alarms import alarms_shown
from panoh.accounts.roles import Permission
from panoh.audit.enums import WHAT_TO_DO, AlarmKind
from panoh.cases.queries.my_day import DayPart
from panoh.desk.frame.task_rows import TaskRow, past_row, timed_row
from panoh.vault.nights import copy_is_late


def key_rows(user: User) -> list[TaskRow]:
    """One query, none for anybody else or where no copies are made."""
    since = copy_is_late() if settings.COPIES_AT_NIGHT and has(user, Permission.KEYS) else None
    return [timed_row(_("No backup that held"), reverse("desk:keys"), since)] if since else []


def duress_rows(user: User) -> list[TaskRow]:
    """One query for who answers for the keys, none for anybody else. What to do stands where it leads to."""
    there = reverse("desk:revoke" if has(user, Permission.REVOKE) else "desk:keys")
    title = _("Signed in under duress: %(account)s")
    return [timed_row(title % {"account": row.user.username}, there, row.at, part=DayPart.DANGER) for row in sign_ins_of_others(user)]


def alarm_rows(user: User) -> list[TaskRow]:
    """What happened to the record and what to do; nothing to be done with. One query for who answers for the keys, none for anybody else.

    Who does not read the record asks who does: their line leads nowhere.
    """
    reads = has(user, Permission.AUDIT_VIEW)
    asks = "" if reads else " " + _("The data guardian reads the record.")
    there = reverse("desk:audit") if reads else ""
    return [past_row(row.get_kind_display(), there, row.at, str(WHAT_TO_DO[AlarmKind(row.kind)]) + asks) for row in alarms_shown(user)]
