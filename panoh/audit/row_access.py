"""What the database holds of the record by itself: it is added to and never changed (docs/adr/0025)."""

from panoh.audit.models import AuditCheckpoint, AuditEvent, AuditLeaf, AuditRef
from panoh.core.db.row_access import RoomAccess

# Forms that came and what may be undone are no part of it: they are changed. An alarm is marked as told, which a trigger holds it to.
ROW_ACCESS = RoomAccess(append_only=(AuditEvent, AuditRef, AuditLeaf, AuditCheckpoint))
