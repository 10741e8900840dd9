"""The hours that were agreed for calling somebody back."""

import datetime as dt

from panoh.core.clock import DUSHANBE
from panoh.hotline.models import Call


def is_outside(call: Call, moment: dt.datetime) -> bool:
    """Whether a moment lies outside the hours that were agreed for calling back; hours may reach over midnight."""
    if call.call_from is None or call.call_to is None:
        return False
    at = moment.astimezone(DUSHANBE).time()
    if call.call_from <= call.call_to:
        return not call.call_from <= at <= call.call_to
    return call.call_to < at < call.call_from


def next_window(call: Call, after: dt.datetime) -> dt.datetime:
    """The next moment at or after this one that lies within the agreed hours."""
    if not is_outside(call, after):
        return after
    local = after.astimezone(DUSHANBE)
    start = dt.datetime.combine(local.date(), call.call_from or dt.time(), DUSHANBE)
    return start if start >= local else start + dt.timedelta(days=1)
