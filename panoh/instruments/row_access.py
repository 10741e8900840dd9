"""To whom the database shows answers to questionnaires (docs/adr/0025)."""

from panoh.core.db.row_access import RoomAccess, guard
from panoh.instruments.models import Response, ResponseCorrection, Sheet

ROW_ACCESS = RoomAccess(guarded=guard(("person",), Response, Sheet, ResponseCorrection))
