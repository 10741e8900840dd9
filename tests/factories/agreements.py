"""Agreements and the terms of cooperation, by the house's own actions."""

import datetime as dt
from decimal import Decimal
from typing import Any

from panoh.accounts.models import User
from panoh.core import papers
from panoh.core.clock import today
from panoh.network.actions.agreements import add_price, draft_agreement, link_account, sign_agreement
from panoh.network.actions.rules import adopt_rules, draft_rules
from panoh.network.enums import AgreementKind, FacilityKind, Service, TariffUnit
from panoh.network.models import Agreement, Facility, Rules, SpecialistAccount
from tests.factories.network import make_facility, make_keeper
from tests.factories.papers import a_pdf

# A paper of one page as the house writes it anew: it is kept as it is.
PDF = papers.read(a_pdf())[1]


def make_agreement(
    *,
    by: User | None = None,
    facility: Facility | None = None,
    signed: bool = True,
    prices: tuple[tuple[Service, TariffUnit, str], ...] = (),
    **facts: Any,
) -> Agreement:
    """A contract for a neurologist, begun thirty days ago for a year, signed unless said otherwise."""
    by = by or make_keeper()
    given: dict[str, Any] = {
        "organisation": by.organisation,
        "facility": facility or make_facility(by=by),
        "reference": f"{Agreement.objects.count() + 1}/2026",
        "kind": AgreementKind.CONTRACT,
        "services": [Service.NEUROLOGY],
        "starts_on": today() - dt.timedelta(days=30),
        "ends_on": today() + dt.timedelta(days=335),
        **facts,
    }
    row = draft_agreement(by=by, **given)
    for service, unit, price in prices:
        add_price(row, by=by, service=service, unit=unit, price=Decimal(price))
    return sign(row, by=by) if signed else row


def sign(row: Agreement, *, by: User, **facts: Any) -> Agreement:
    """Both sides have signed today."""
    given = {"signed_on": today(), "confidential_on": today(), "ours": "Намунаева С.", "theirs": "Машқов Д.", **facts}
    return sign_agreement(row, by=by, **given)


def make_engaged(user: User, *, by: User | None = None, **facts: Any) -> SpecialistAccount:
    """Ties an outside account to a specialist of the directory who has a personal agreement for psychological help."""
    by = by or make_keeper()
    specialist = make_facility(by=by, name="Психолог, частный приём", kind=FacilityKind.SPECIALIST, services=(Service.PSYCHOLOGY,))
    make_agreement(by=by, facility=specialist, **{"services": [Service.PSYCHOLOGY], "kind": AgreementKind.ENGAGEMENT, **facts})
    return link_account(specialist, by=by, user=user)


def make_rules(*, by: User | None = None, adopted: bool = True, words: str = "Нигоҳ доштани сир") -> Rules:
    """A version of the terms in both languages, adopted today unless said otherwise."""
    by = by or make_keeper()
    row = draft_rules(by=by, text_tg=words, text_ru="Хранить тайну")
    return adopt_rules(row, by=by, adopted_on=today()) if adopted else row
