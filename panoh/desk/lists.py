"""The lists of the command line: the same rows as on the pages, by code."""

from dataclasses import asdict
from typing import Any

from panoh.accounts.models import User
from panoh.audit.trail import record
from panoh.cases.queries.cases import cases, requests
from panoh.desk.events import Event
from panoh.referrals.queries.referrals import lines, referrals


def rows_of(what: str, user: User) -> list[dict[str, Any]]:
    """Requests, referrals or cases that this account sees, as plain values with the binding keys. Taking them is recorded."""
    record(Event.LIST_TAKEN, by=user.actor, purpose=what)
    return {"requests": _requests, "referrals": _referrals, "cases": _cases}[what](user)


def _requests(user: User) -> list[dict[str, Any]]:
    return [
        {"code": row.code, "door": row.door, "state": row.state, "urgency": row.urgency, "due": row.due_at.isoformat()}
        for row in (*requests(user), *requests(user, "decided"))
    ]


def _referrals(user: User) -> list[dict[str, Any]]:
    found = [asdict(line) for line in lines(list(referrals(user)))]
    return [{**line, "due": line["due"].isoformat() if line["due"] else None} for line in found]


def _cases(user: User) -> list[dict[str, Any]]:
    return [
        {
            "code": row.code,
            "kind": row.kind,
            "state": row.state,
            "urgency": "" if row.hides_work else row.urgency,
            "region": row.region,
            "admitted": row.admitted_on.isoformat(),
            "closed": row.closed_on.isoformat() if row.closed_on else None,
        }
        for row in cases(user)
    ]
