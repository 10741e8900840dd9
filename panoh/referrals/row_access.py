"""To whom the database shows referrals, and what hangs on them (docs/adr/0025)."""

from panoh.core.db.row_access import HOUSE, Guarded, RoomAccess, Unguarded, guard
from panoh.network.models import Facility
from panoh.referrals import models

# Lawyers of a partner organisation work with what was sent to them, without the case.
_SENT = (
    f"SELECT r.id FROM referrals_referral r JOIN {Facility._meta.db_table} f ON f.id = r.facility_id "
    f"WHERE f.house_id = {HOUSE} AND r.sent_at IS NOT NULL"
)
_OF_SENT = "referral_id IN (SELECT panoh_sent())"

ROW_ACCESS = RoomAccess(
    guarded=(
        *guard(("case", "person"), models.Gap),
        *guard(("person",), models.Exclusion),
        Guarded(models.Referral, ("case", "person"), also="id IN (SELECT panoh_sent())"),
        Guarded(models.Parcel, ("person",), also=_OF_SENT),
        Guarded(models.Reply, ("person",), also=_OF_SENT),
        Guarded(models.ReferralTerms, ("person",), also=_OF_SENT),
    ),
    unguarded=(
        Unguarded(models.ReplyLink, "keyed hashes and times: asked for by whoever holds link and code, and has no account"),
        Unguarded(models.Turn, "states and times of a referral, by its id: whose it is and where it went stand in the referral alone"),
    ),
    lists={
        "sent": (_SENT,),
        "read_persons": ("SELECT person_id FROM referrals_referral WHERE id IN (SELECT panoh_sent())",),
        "named_cases": ("SELECT case_id FROM referrals_referral WHERE id IN (SELECT panoh_sent())",),
    },
)
