"""To whom the database shows calls (docs/adr/0025)."""

from panoh.accounts.models import RoleGrant
from panoh.accounts.roles import ROLES, Permission
from panoh.core.db.row_access import HOUSE, IN_FORCE, MINE, USER, Guarded, RoomAccess, Unguarded
from panoh.hotline.models import Attempt, Call, Dispatch

_TAKERS = ", ".join(f"'{role}'" for role in sorted(ROLES) if Permission.HOTLINE in ROLES[role])
_ON_THE_LINE = f"EXISTS (SELECT 1 FROM {RoleGrant._meta.db_table} WHERE user_id = {USER} AND role IN ({_TAKERS}) AND {IN_FORCE})"
# Who took a call, and whoever takes calls beside them, go on with it after help was asked for, though they see no request: of that they
# know the code.
_TAKEN = f"(taken_by_id = ANY({MINE}) OR organisation_id = {HOUSE} AND {_ON_THE_LINE})"

ROW_ACCESS = RoomAccess(
    guarded=(Guarded(Call, ("request",), also=_TAKEN),),
    unguarded=(
        Unguarded(Attempt, "times, and a reason that is sealed under the key of the enquiry: who was called stands in the call alone"),
        Unguarded(Dispatch, "a region and times, for whoever is sent there before there is a request; its words have a key of their own"),
    ),
    lists={"named_requests": (f"SELECT request_id FROM hotline_call WHERE request_id IS NOT NULL AND {_TAKEN}",)},
)
