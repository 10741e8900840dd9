"""What another organisation proposes, and what it asks back, among the tasks of whoever answers."""

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.coalition.queries import to_answer
from panoh.core.clock import DUSHANBE
from panoh.desk.day.rows import Row, dated_row


def proposal_rows(user: User) -> list[Row]:
    """One query; none for who neither proposes nor answers."""
    return [
        dated_row(_("Answer another organisation"), reverse("desk:proposal", args=[row.code]), row.due_at.astimezone(DUSHANBE).date())
        for row in to_answer(user)
        if row.due_at is not None
    ]
