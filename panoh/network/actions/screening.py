"""Whether it is safe to send somebody who was tortured to a facility."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.network.actions.directory import NO_CHOICE
from panoh.network.enums import Body, Screening
from panoh.network.events import Event
from panoh.network.models import Facility
from panoh.network.policy import check_can_screen
from panoh.vault.actions import record_about, seal

CANNOT_PASS = _(
    "A facility of such a body, or where someone close to an alleged perpetrator works, is not for referrals. Choose “not for referrals”."
)
NO_REASON = _("Write why people must not be referred there, so that others understand it later.")


@action(undo=_("Screening recorded."))
def screen_facility(
    facility: Facility,
    *,
    by: User,
    screening: str,
    body: str = "",
    is_related: bool = False,
    reason: str = "",
    expected: int | None = None,
) -> Facility:
    """Says whether people may be sent there. What belongs to those who torture, or is near to them, never may."""
    check_can_screen(by)
    if screening not in Screening.values or body not in ("", *Body.values):
        raise Invalid(NO_CHOICE, {"screening": NO_CHOICE})
    if (body or is_related) and screening != Screening.NOT_FOR_US:
        raise Invalid(CANNOT_PASS, {"screening": CANNOT_PASS})
    if screening == Screening.NOT_FOR_US and not reason.strip():
        raise Invalid(NO_REASON, {"reason": NO_REASON})
    facility.screening, facility.body, facility.is_related = screening, body, is_related
    facility.screened_on, facility.screened_by = today(), by
    if screening == Screening.NOT_FOR_US:
        facility.public_fields = []  # what we send nobody to stands in no booklet of ours
    seal(facility, by=by.actor, screening_reason=reason.strip())
    save(facility, expected=expected)
    record_about(Event.FACILITY_SCREENED, by=by.actor, about=[facility])
    return facility
