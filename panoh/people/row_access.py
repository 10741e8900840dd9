"""To whom the database shows rows of persons (docs/adr/0025)."""

from panoh.core.db.row_access import REAL_AND_CLOSED, Guarded, RoomAccess, Unguarded, guard
from panoh.people.models import Candidate, ConfirmedDistinct, Correction, Merge, NameIndexEntry, Person, Relationship, SafeContact

ROW_ACCESS = RoomAccess(
    guarded=(
        Guarded(Person, ("person",), is_itself=True),
        *guard(("person",), Correction, SafeContact, NameIndexEntry, ConfirmedDistinct),
        Guarded(Relationship, ("person",), also="other_id IN (SELECT panoh_persons())"),  # it is read from both its ends
    ),
    unguarded=(
        Unguarded(Candidate, "two ids that may be one person, for the worker and who decides; no word"),
        Unguarded(Merge, "which record went into which: everybody who sees one must find the other"),
    ),
    lists={
        "named_persons": (
            "SELECT other_id FROM people_relationship WHERE other_id IS NOT NULL AND person_id IN (SELECT panoh_persons())",
            "SELECT person_id FROM people_relationship WHERE other_id IN (SELECT panoh_persons())",
        ),
        "blocked_persons": (f"SELECT id FROM people_person WHERE {REAL_AND_CLOSED}",),
    },
)
