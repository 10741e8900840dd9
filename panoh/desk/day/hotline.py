"""What somebody has to look at on the hotline, among the tasks of whoever is asked."""

from django.urls import reverse

from panoh.accounts.models import User
from panoh.core.clock import now
from panoh.core.templatetags.panoh import day, hour
from panoh.desk.day.rows import Row
from panoh.hotline.queries import alerts


def hotline_rows(user: User) -> list[Row]:
    """One query."""
    return [
        Row(
            None,
            row.get_kind_display(),
            "",
            reverse("desk:hotline_alert", args=[row.pk]),
            hour(row.due_at),
            day(row.due_at),
            _state(row),
            by_hand=False,
            moment=row.due_at,
        )
        for row in alerts(user)
    ]


def _state(row: object) -> str:
    return "late" if getattr(row, "due_at", now()) <= now() else ""
