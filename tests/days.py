"""Days that a test takes while it runs: those computed while tests are collected are of yesterday once a run goes over midnight."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from panoh.core.clock import today

TODAY = dt.timedelta(0)


def taken(facts: Mapping[str, Any], since: dt.date | None = None) -> dict[str, Any]:
    """These facts, where each span of time is the day so far from today, or the moment so far from `since`."""
    return {name: (since or today()) + value if isinstance(value, dt.timedelta) else value for name, value in facts.items()}


def written(ahead: dt.timedelta = TODAY) -> str:
    """Today, or a day so far from it, as people write it in a form."""
    return f"{today() + ahead:%d.%m.%Y}"
