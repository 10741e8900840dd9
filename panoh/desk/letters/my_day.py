"""Promises that come due, and letters that wait for a second reading, among the tasks of whoever does them."""

import datetime as dt
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.queries.my_day import SOON_DAYS, DayPart
from panoh.core.clock import today
from panoh.correspondence.queries import due_promises, due_readings
from panoh.desk.frame.task_rows import TaskRow, dated_row
from panoh.desk.letters.register_lines import promise_note, settle_title


def office_rows(user: User) -> list[TaskRow]:
    """Two queries at most, none for who keeps no letters."""
    promised = [
        replace(
            dated_row(settle_title(row), reverse("desk:promise_settle", args=[row.pk]), row.due_on, says_kind=True), note=promise_note(row)
        )
        for row in due_promises(user, until=today() + dt.timedelta(days=SOON_DAYS))
    ]
    read = [
        dated_row(
            _("Read a letter before it is sent"),
            reverse("desk:register_item", args=[link.item_id]),
            today(),
            link.case.code,
            DayPart.DECISION,
        )
        for link in due_readings(user)
    ]
    return [*promised, *read]
