"""Answers of outsiders in the sample: they came through links and wait for a look; two of the links are open still."""

import datetime as dt
from typing import Any
from uuid import uuid4

from panoh.core.clock import today
from panoh.referrals.actions.replies import Door, answer, make_reply_link
from panoh.referrals.enums import ReferralState, ReplyKind
from panoh.referrals.models import Referral


def make_replies() -> None:
    """A day is proposed for the first that was sent, what came of it is sent for the first where the person has been."""
    day = today() + dt.timedelta(days=6)
    _answered(ReferralState.SENT, kind=ReplyKind.APPOINTMENT, said_on=day, said_at=dt.time(10, 30), words="Взять с собой снимки")
    _answered(ReferralState.ATTENDED, kind=ReplyKind.OUTCOME, words="Осмотрен, отклонений нет", advice="Прийти снова через полгода")
    row = _first(ReferralState.ACCEPTED)
    make_reply_link(row, by=row.made_by)


def _answered(state: ReferralState, **said: Any) -> None:
    row = _first(state)
    answer(Door(make_reply_link(row, by=row.made_by).link, uuid4().bytes), **said)


def _first(state: ReferralState) -> Referral:
    return Referral.objects.filter(state=state).select_related("case", "made_by").order_by("made_on", "service", "priority")[0]
