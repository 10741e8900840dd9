"""What legal help tells the guidance, the days at court, around which a person is prepared; and what a consent opens to lawyers."""

import datetime as dt
from typing import Any

from panoh.accounts.models import User
from panoh.cases.models import Case, Share
from panoh.cases.signals import facts_wanted
from panoh.consent.enums import ConsentPurpose
from panoh.consent.models import Consent
from panoh.consent.queries import speaks_for
from panoh.consent.signals import consent_given
from panoh.core.clock import DUSHANBE
from panoh.guidance.engine import Fact
from panoh.guidance.enums import Happened
from panoh.legal.actions.referring import widen_share
from panoh.legal.queries.proceedings import hearings

NOON = dt.time(12)


def connect() -> None:
    """Called once, when the house is ready."""
    facts_wanted.connect(on_facts_wanted, dispatch_uid="legal.facts_wanted")
    consent_given.connect(on_consent_given, dispatch_uid="legal.consent_given")


def on_consent_given(consent: Consent, by: User, **_kwargs: Any) -> None:
    """A case that lawyers have already opens as far as the person agrees now. A guardian alone agrees to nothing."""
    if consent.purpose == ConsentPurpose.LEGAL and consent.organisation_id and speaks_for(consent):
        for share in Share.objects.filter(case__person=consent.person_id, organisation=consent.organisation_id, ended_at=None):
            widen_share(share, consent.data_kinds, consent, by=by)


def on_facts_wanted(case: Case, **_kwargs: Any) -> list[Fact]:
    """Moved with its day, a hearing stays the same fact; put off or called off, it is none."""
    return [Fact(Happened.HEARING, dt.datetime.combine(day, NOON, DUSHANBE), key) for key, day in hearings(case)]
