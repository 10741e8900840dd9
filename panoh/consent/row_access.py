"""To whom the database shows what a person agreed to (docs/adr/0025)."""

from panoh.consent.models import Consent, VitalInterest
from panoh.core.db.row_access import TO_READERS, Guarded, RoomAccess

ROW_ACCESS = RoomAccess(
    guarded=(
        # Whoever reads about somebody first has to know what they agreed to.
        Guarded(Consent, ("person",), also=TO_READERS),
        Guarded(VitalInterest, ("person",), also=TO_READERS),
    ),
)
