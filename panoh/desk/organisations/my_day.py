"""What another organisation proposes or asks back, and an organisation that leaves, among the tasks of whoever sees to it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.queries.my_day import DayPart
from panoh.coalition.queries.departures import departures_to_see_to
from panoh.coalition.queries.proposals import to_answer
from panoh.core.clock import DUSHANBE, today
from panoh.desk.frame.task_rows import TaskRow, dated_row


def proposal_rows(user: User) -> list[TaskRow]:
    """One query; none for who neither proposes nor answers."""
    return [
        dated_row(
            _("Another organisation declined: read the reason") if row.is_news else _("Answer another organisation"),
            reverse("desk:proposal", args=[row.code]),
            row.due_at.astimezone(DUSHANBE).date(),
            row.code,
            DayPart.DECISION,
        )
        for row in to_answer(user)
        if row.due_at is not None
    ]


def departure_rows(user: User) -> list[TaskRow]:
    """To agree, to begin, to go on: one query for who keeps the organisations, none for anybody else."""
    return [
        dated_row(
            _("%(organisation)s leaves: %(state)s") % {"organisation": row.organisation.short, "state": row.get_state_display()},
            reverse("desk:departure", args=[row.pk]),
            max(row.last_day, today()),
            part=DayPart.DECISION,
        )
        for row in departures_to_see_to(user)
    ]
