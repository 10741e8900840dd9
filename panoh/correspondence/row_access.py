"""To whom the database shows which letter is about whom (docs/adr/0025)."""

from panoh.core.db.row_access import RoomAccess, guard
from panoh.correspondence.models import PersonLink, Scan

ROW_ACCESS = RoomAccess(guarded=(*guard(("case", "person"), PersonLink), *guard(("person",), Scan)))
