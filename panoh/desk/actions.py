"""Acts that join rooms: an admission with the consent that was asked for in the same conversation."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action
from panoh.cases.actions import admit
from panoh.cases.models import Case, Request
from panoh.consent.actions import give_consent
from panoh.consent.enums import ConsentPurpose
from panoh.people.actions import set_safe_contact, tie_persons


@dataclass(frozen=True, slots=True)
class Beside:
    """What is written down beside an admission; an empty part is left out. Each is what the room's own action takes."""

    consent: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None
    tie: dict[str, Any] | None = None


@action(undo=_("Person admitted."))
def admit_with_consent(request: Request | None, *, by: User, beside: Beside, **facts: Any) -> Case:
    """Admits a person, and in the same act records the consent to services, the safe contact and a family tie."""
    case = admit(request, by=by, **facts)
    if beside.contact:
        set_safe_contact(case.person, by=by, **beside.contact)
    if beside.tie:
        tie_persons(case.person, by=by, **beside.tie)
    if beside.consent:
        give_consent(case.person, by=by, purpose=ConsentPurpose.SERVICES, age=case.age_at_admission, **beside.consent)
    return case
