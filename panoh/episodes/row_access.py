"""To whom the database shows what was done at a facility, and what it cost (docs/adr/0025)."""

from panoh.accounts.roles import Permission
from panoh.core.db.row_access import Guarded, RoomAccess, Unguarded, guard, in_office
from panoh.episodes.models import ActLine, CostLine, Episode, EpisodeEntry

# Whoever keeps the money and whoever enters invoices has no case: codes and sums.
MONEY = frozenset({Permission.MONEY_VIEW, Permission.INVOICES})

ROW_ACCESS = RoomAccess(
    guarded=(
        Guarded(Episode, ("case", "person"), offices=MONEY),
        Guarded(CostLine, ("person",), offices=MONEY),
        *guard(("person",), EpisodeEntry),
    ),
    unguarded=(Unguarded(ActLine, "the code of a case, a day and a sum, as the act was handed in: for whoever pays, who has no case"),),
    lists={"named_cases": (f"SELECT case_id FROM episodes_episode WHERE {in_office(*MONEY)}",)},
)
