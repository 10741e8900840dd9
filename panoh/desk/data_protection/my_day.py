"""A nightly backup that failed or is late, and a sign-in under duress, among the tasks of whoever answers for the keys."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.duress import sign_ins_of_others
from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.desk.frame.task_rows import Row, timed_row
from panoh.vault.nights import copy_is_late


def key_rows(user: User) -> list[Row]:
    """One query, none for anybody else or where no copies are made."""
    since = copy_is_late() if settings.COPIES_AT_NIGHT and has(user, Permission.KEYS) else None
    return [timed_row(_("No backup that held"), reverse("desk:keys"), since)] if since else []


def duress_rows(user: User) -> list[Row]:
    """One query for who answers for the keys, none for anybody else. What to do stands where it leads to."""
    there = reverse("desk:revoke" if has(user, Permission.REVOKE) else "desk:keys")
    title = _("Signed in under duress: %(account)s")
    return [timed_row(title % {"account": row.user.username}, there, row.at) for row in sign_ins_of_others(user)]
