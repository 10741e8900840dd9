"""What the directory asks of who keeps it, among the tasks of their day."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panoh.accounts.queries import UserRow
from panoh.core.clock import now
from panoh.desk.frame.task_rows import TaskRow
from panoh.network.queries import due_checks, due_screenings


def directory_rows(user: UserRow) -> list[TaskRow]:
    """One line for entries to be checked again, one for those not screened yet; nothing for who does not keep the directory."""
    checks, screenings = due_checks(user).count(), due_screenings(user).count()
    found = []
    if checks:
        found.append(_row(ngettext("Check %(n)d directory entry", "Check %(n)d directory entries", checks), checks, "due"))
    if screenings:
        title = ngettext("Screen %(n)d facility for safety", "Screen %(n)d facilities for safety", screenings)
        found.append(_row(title, screenings, "unscreened"))
    return found


def _row(title: str, count: int, show: str) -> TaskRow:
    url = f"{reverse('desk:directory')}?show={show}"
    return TaskRow(None, title % {"n": count}, "", url, _("today"), "", "", by_hand=False, moment=now(), says_kind=True)
