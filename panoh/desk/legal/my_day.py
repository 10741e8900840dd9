"""What was referred to the legal unit, and single documents shown to somebody, among their tasks: no tasks of a case, so nobody else
meets them."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.queries.my_day import SOON_DAYS, DayPart, day_ends
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.templatetags.panoh import date_only, hour
from panoh.desk.frame.task_rows import TaskRow, dated_row
from panoh.legal.queries.received import booked, waiting
from panoh.legal.queries.releases import unopened
from panoh.referrals.enums import ReferralState
from panoh.referrals.queries.referrals import ReferralRecord


def begins_day(at: dt.datetime) -> bool:
    """Whether it stands at midnight: no hour was said."""
    return at.astimezone(DUSHANBE).time() == dt.time(0)


def _meetings(user: User) -> list[TaskRow]:
    """Meetings that a lawyer agreed on, of today and the days ahead, with the page that says whether the person came."""
    begins = dt.datetime.combine(today(), dt.time(0), DUSHANBE)
    return [
        TaskRow(
            id=None,
            title=_("Meet the person: legal help"),
            code=row.case.code,
            url=reverse("desk:legal_referral", args=[row.code]),
            when="" if begins_day(row.appointment_at) else hour(row.appointment_at),
            since=date_only(row.appointment_at),
            state="late" if row.appointment_at < now() and not begins_day(row.appointment_at) else "",
            by_hand=False,
            moment=row.appointment_at,
        )
        for row in booked(user, begins, day_ends() + dt.timedelta(days=SOON_DAYS))
        if row.appointment_at
    ]


def legal_rows(user: User) -> list[TaskRow]:
    """What waits for a lawyer, and whom they meet; for everybody who works on cases what was shown. A query each, none for others."""
    if not has(user, Permission.PROCEEDINGS):
        return []
    look = _("View a document shown to you")
    return [
        *(_to_act(row, row.due_at) for row in waiting(user) if row.due_at is not None),
        *_meetings(user),
        *(dated_row(look, reverse("desk:released"), row.until, row.case.code) for row in unopened(user)),
    ]


def _to_act(row: ReferralRecord, due_at: dt.datetime) -> TaskRow:
    """What a referral waits for: an answer, and once the person is taken on, a meeting or the outcome."""
    after = {ReferralState.ACCEPTED: _("Record a meeting date"), ReferralState.ATTENDED: _("Send the outcome")}
    after[ReferralState.IN_SERVICE] = after[ReferralState.ATTENDED]
    title = after.get(ReferralState(row.state)) or _("Answer a referral")
    url = reverse("desk:legal_referral", args=[row.code])
    return dated_row(title, url, due_at.astimezone(DUSHANBE).date(), row.code, DayPart.DECISION)
