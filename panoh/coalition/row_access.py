"""To whom the database shows what passes between the organisations (docs/adr/0025)."""

from panoh.coalition.models import Passage, Proposal
from panoh.core.db.row_access import HOUSE, Guarded, RoomAccess, guard

# The organisation to which a case is proposed does not have it yet; the one that proposed it may have it no more.
_PROPOSED = f"{HOUSE} IN (giver_id, taker_id)"

ROW_ACCESS = RoomAccess(
    guarded=(*guard(("case", "person"), Passage), Guarded(Proposal, ("case",), also=_PROPOSED)),
    lists={"named_cases": (f"SELECT case_id FROM coalition_proposal WHERE {_PROPOSED}",)},
)
