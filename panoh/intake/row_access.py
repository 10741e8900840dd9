"""To whom the database shows what askers wrote from outside (docs/adr/0025)."""

from panoh.core.db.row_access import RoomAccess, Unguarded, guard
from panoh.intake.models import Attachment, Thread, ThreadMessage

ROW_ACCESS = RoomAccess(
    guarded=guard(("request",), Thread),
    unguarded=(
        Unguarded(ThreadMessage, "times, and words sealed under the key of the enquiry: whose it is stands in the thread alone"),
        Unguarded(Attachment, "a size, and a file sealed under the key of the enquiry: whose it is stands in the thread alone"),
    ),
)
