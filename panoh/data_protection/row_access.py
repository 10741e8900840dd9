"""To whom the database shows what is to be erased (docs/adr/0025)."""

from panoh.accounts.roles import Permission
from panoh.core.db.row_access import Guarded, RoomAccess, Unguarded, guard, in_office
from panoh.data_protection.models import Due, Erasure, ErasureNotice, Sealing

# Whoever asks that a file be erased, and whoever agrees, opens no file: codes and days.
ERASING = frozenset({Permission.ERASE})
_MAY_ERASE = in_office(*ERASING)

ROW_ACCESS = RoomAccess(
    guarded=(
        Guarded(Erasure, ("person", "request"), offices=ERASING),
        Guarded(Due, ("person", "request"), offices=ERASING),
        *guard(("person",), Sealing),
    ),
    unguarded=(Unguarded(ErasureNotice, "who is to be told that a file is gone: the code of the case, and no name by then"),),
    lists={
        "named_persons": (
            f"SELECT person_id FROM data_protection_erasure WHERE person_id IS NOT NULL AND {_MAY_ERASE}",
            f"SELECT person_id FROM data_protection_due WHERE person_id IS NOT NULL AND {_MAY_ERASE}",
        ),
        "named_requests": (
            f"SELECT request_id FROM data_protection_erasure WHERE request_id IS NOT NULL AND {_MAY_ERASE}",
            f"SELECT request_id FROM data_protection_due WHERE request_id IS NOT NULL AND {_MAY_ERASE}",
        ),
    },
)
