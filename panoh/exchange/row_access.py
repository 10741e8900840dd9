"""To whom the database shows which case a line of an import became (docs/adr/0025)."""

from panoh.core.db.row_access import RoomAccess, guard
from panoh.exchange.models import ImportRow

ROW_ACCESS = RoomAccess(guarded=guard(("case",), ImportRow))
