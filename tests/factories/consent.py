"""Answers of persons."""

from typing import Any

from panoh.accounts.models import User
from panoh.consent.actions import give_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.people.models import Person


def make_consent(person: Person, *, by: User, **facts: Any) -> Consent:
    """A written consent; to a referral with name and complaints where a facility is given, to share with another organisation with
    every kind of data, else to receive help."""
    team = facts.get("purpose") == ConsentPurpose.TEAM and facts.get("organisation")
    given: dict[str, Any] = {
        "purpose": ConsentPurpose.REFERRAL if facts.get("facility") else ConsentPurpose.SERVICES,
        "form": ConsentForm.WRITTEN,
        "data_kinds": [DataKind.NAME, DataKind.COMPLAINTS] if facts.get("facility") else list(DataKind) if team else [],
        **facts,
    }
    return give_consent(person, by=by, **given)
