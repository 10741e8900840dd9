"""Reads of what came from a telephone."""

from uuid import UUID

from panoh.accounts.models import User
from panoh.core.errors import NotFound
from panoh.hotline.models import Alert, PhoneEntry
from panoh.hotline.policy import check_waits_for
from panoh.hotline.queries.calls import NOT_HERE

LATEST = 10

# How views, which know no models, name what they are given.
type EntryRow = PhoneEntry


def latest_entries(user: User) -> list[PhoneEntry]:
    """What this account sent of late, the newest first."""
    return list(PhoneEntry.objects.filter(user=user).order_by("-written_at")[:LATEST])


def get_entry(user: User, key: UUID) -> PhoneEntry:
    """One that waits for this account. Raises NotFound, Denied."""
    found = PhoneEntry.objects.select_related("user").filter(pk=key, done_at=None).first()
    if found is None:
        raise NotFound(NOT_HERE)
    check_waits_for(user, found)
    return found


def waiting_entry(alert: Alert) -> PhoneEntry | None:
    """The one that an alert asks to look at, while it waits."""
    return PhoneEntry.objects.filter(pk=alert.target, done_at=None).first() if alert.target else None
