"""To whom the database shows calls (docs/adr/0025)."""

from panoh.core.db.row_access import RoomAccess, Unguarded, guard
from panoh.hotline.models import Attempt, Call, Dispatch

ROW_ACCESS = RoomAccess(
    guarded=guard(("request",), Call),
    unguarded=(
        Unguarded(Attempt, "times, and a reason that is sealed under the key of the enquiry: who was called stands in the call alone"),
        Unguarded(Dispatch, "a region and times, for whoever is sent there before there is a request; its words have a key of their own"),
    ),
)
