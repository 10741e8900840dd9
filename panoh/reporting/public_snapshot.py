"""Tables that were released to everybody, laid out as a file in clear: public pages go on while the database is shut.

Nothing stands in it that a public page does not show. What was withdrawn stands there with the day and the reason, without its numbers.
"""

from pathlib import Path
from typing import Any

from django.conf import settings

from panoh.core.files import read_json, write_json
from panoh.reporting.enums import ReleaseState
from panoh.reporting.models import FigureRelease
from panoh.reporting.queries.releases import in_public

FILE = "public-figures.json"


def lay_out_figures() -> bool:
    """Writes the file anew where something was released or withdrawn since; whether it did. One query."""
    entries = [_entry(row) for row in in_public()]
    if public_snapshot() == entries:
        return False
    write_json(_path(), {"entries": entries})
    return True


def public_snapshot() -> list[dict[str, Any]]:
    """The latest first; none where nothing was laid out yet. Asks neither database nor agent."""
    found: list[dict[str, Any]] = read_json(_path()).get("entries", [])
    return found


def _entry(row: FigureRelease) -> dict[str, Any]:
    assert row.released_at is not None
    gone = row.state == ReleaseState.WITHDRAWN and row.withdrawn_at is not None
    return {
        "number": row.number,
        "what": row.what,
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "released_on": row.released_at.date().isoformat(),
        "withdrawn_on": row.withdrawn_at.date().isoformat() if gone and row.withdrawn_at else "",
        "withdraw_why": row.withdraw_why,
        "titles": row.told["titles"],
        "told": row.told if row.told["threshold"] and not gone else None,  # what went out exact, before all had a threshold, has no page
    }


def _path() -> Path:
    return Path(settings.DATA) / FILE
