"""To whom the database shows the steps of proceedings (docs/adr/0025)."""

from panoh.core.db.row_access import RoomAccess, guard
from panoh.legal.models import Milestone, Release

ROW_ACCESS = RoomAccess(guarded=guard(("case", "person"), Milestone, Release))
