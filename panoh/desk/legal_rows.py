"""What was referred to the legal unit, among the tasks of its lawyers: no task of a case, which they do not see before they take it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.core.clock import DUSHANBE
from panoh.desk.views.task_links import Row, dated_row
from panoh.legal.received_queries import waiting


def legal_rows(user: User) -> list[Row]:
    """One query; none for who is no lawyer."""
    return [
        dated_row(_("Answer a referral"), reverse("desk:legal_referral", args=[row.code]), row.due_at.astimezone(DUSHANBE).date(), row.code)
        for row in waiting(user)
        if row.due_at is not None
    ]
