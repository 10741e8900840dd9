"""To whom the database shows what was written of a case for reports (docs/adr/0025)."""

from panoh.core.db.row_access import RoomAccess, guard
from panoh.reporting.models import CaseStudy

ROW_ACCESS = RoomAccess(guarded=guard(("case", "person"), CaseStudy))
