"""The check of every day: whether the record is whole, and an alarm where it is not."""

import datetime as dt

from panoh.audit.alarms import latest_alarms, record_alarm
from panoh.audit.enums import AlarmKind
from panoh.audit.events import Event
from panoh.audit.queries import happened_today
from panoh.audit.trail import record
from panoh.audit.verify import verify
from panoh.core.actor import SYSTEM
from panoh.core.clock import now

AGAIN = dt.timedelta(days=7)  # what is broken stays broken: so long it is not told again


def verify_daily() -> None:
    """Checks the whole record, once on each day however often the worker is started. Raises Locked.

    What nobody could look into, since everything was locked meanwhile, is not broken; the next start or day looks again. Readings that
    left no event were told when they happened.
    """
    if happened_today(Event.CHECKED):
        return
    report = verify()
    if not report.broken and not report.is_looked_into:
        return
    if report.broken and AlarmKind.RECORD_BROKEN not in {row.kind for row in latest_alarms(now() - AGAIN)}:
        record_alarm(AlarmKind.RECORD_BROKEN)
    record(Event.CHECKED, by=SYSTEM)
