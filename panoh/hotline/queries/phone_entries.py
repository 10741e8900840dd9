"""Reads of what came from a telephone."""

from uuid import UUID

from panoh.accounts.models import User
from panoh.core.clock import now
from panoh.core.errors import NotFound
from panoh.hotline.enums import ON_LINE
from panoh.hotline.models import Alert, PhoneEntry, Shift
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


def next_unconfirmed(alert: Alert) -> PhoneEntry | None:
    """The first of what a disconnected telephone sent and nobody has confirmed, danger first; None where nothing waits any more."""
    rows = PhoneEntry.objects.filter(user=alert.target, is_after_end=True, confirmed_at=None, done_at=None)
    return rows.order_by("-tells_danger", "written_at").first() if alert.target else None


def on_a_line() -> list[User]:
    """Who is on a line now, of real work."""
    rows = Shift.objects.filter(post__in=ON_LINE, starts_at__lte=now(), ends_at__gt=now(), ended_at=None, is_practice=False)
    return list(User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("username"))


def waiting_entry(alert: Alert) -> PhoneEntry | None:
    """The one that an alert asks to look at, while it waits."""
    return PhoneEntry.objects.filter(pk=alert.target, done_at=None).first() if alert.target else None
