"""What goes to a centre abroad: kept exactly, sealed under the person's key."""

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.core.clock import now
from panoh.core.errors import Denied
from panoh.referrals.actions.drafting import SHUT
from panoh.referrals.events import Event
from panoh.referrals.models import Parcel, Referral
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose


@action
def keep_parcel(referral: Referral, content: bytes, *, by: User) -> Parcel:
    """Keeps what is about to leave. Once kept it stays as it is."""
    row = Parcel(referral=referral, person_id=referral.person_id, made_at=now())
    seal(row, by=by.actor, content=content)
    save(row)
    record_about(Event.PARCEL_KEPT, by=by.actor, about=[referral])
    return row


def open_parcel(referral: Referral, *, by: User) -> bytes | None:
    """The exact file, None where none was made yet; the opening is recorded."""
    row = Parcel.objects.filter(referral=referral).first()
    if row is None:
        return None
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.LETTER)
    content = opened.file("content")
    if content is None:
        raise Denied(SHUT)
    return content


@action
def note_parcel_taken(referral: Referral, *, by: User) -> None:
    """The sealed file was taken out, to be sent by hand."""
    record_about(Event.PARCEL_TAKEN, by=by.actor, about=[referral])
