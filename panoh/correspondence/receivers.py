"""What the register does when a consent is withdrawn."""

from typing import Any

from panoh.accounts.models import User
from panoh.consent import signals
from panoh.consent.models import Consent
from panoh.correspondence.actions.letters import lose_ground
from panoh.correspondence.models import PersonLink


def connect() -> None:
    """Called once, when Django is ready."""
    signals.consent_withdrawn.connect(on_consent_withdrawn, dispatch_uid="correspondence.consent_withdrawn")


def on_consent_withdrawn(consent: Consent, by: User, **_kwargs: Any) -> None:
    """A letter that left on it says so; one that has not left finds no ground any more by itself."""
    if PersonLink.objects.filter(consent=consent, ground_lost_on=None).exists():
        lose_ground(consent, by=by)
