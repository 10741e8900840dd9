"""To whom the database shows wrapped keys (docs/adr/0025)."""

from panoh.core.db.row_access import USER, Guarded, RoomAccess
from panoh.vault.models import SubjectKey

_SEALED = (
    "SELECT subject FROM vault_subjectkey WHERE kind = 'person' AND member IS NOT NULL "
    f"EXCEPT SELECT subject FROM vault_subjectkey WHERE kind = 'person' AND member = {USER}"
)

ROW_ACCESS = RoomAccess(
    guarded=(
        # A key hangs on no row: its subject is a person, an enquiry, an account or an organisation.
        Guarded(SubjectKey, (), rule=f"kind <> 'person' OR member = {USER} OR {{persons_keys}}"),
    ),
    lists={"closed_persons": (f"({_SEALED})",)},
)
