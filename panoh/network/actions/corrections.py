"""A signed agreement that was typed otherwise than it stands on paper: corrected with a reason, what stood there before is kept."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.network.actions.agreements import BELOW_NOUGHT, NOT_COVERED, SAY_WHY, SILENCE_FIRST, WHEN_SIGNED, fill
from panoh.network.enums import AgreementState
from panoh.network.events import AgreementEvent
from panoh.network.models import Agreement, AgreementCorrection, TariffLine
from panoh.network.policy import check_can_keep_agreements, check_can_open_agreements
from panoh.vault.actions import Opened, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

# Whom it is with, on whose side and in which money is what it is: where that is wrong, it is ended and another one is drawn up.
CORRECTABLE = (
    *("reference", "kind", "services", "starts_on", "ends_on", "refers_until", "ceiling_total", "ceiling_person"),
    *("signed_on", "confidential_on"),
)

NOT_SIGNED = _("This agreement is still being drawn up. Change it instead.")
NOTHING_OTHER = _("You have not changed anything. Correct what was typed wrongly.")


@action(undo=_("Agreement corrected."))
def correct_agreement(
    agreement: Agreement,
    *,
    by: User,
    reason: str,
    reference: str,
    kind: str,
    services: Sequence[str],
    starts_on: dt.date,
    signed_on: dt.date,
    confidential_on: dt.date,
    ends_on: dt.date | None = None,
    refers_until: dt.date | None = None,
    ceiling_total: Decimal | None = None,
    ceiling_person: Decimal | None = None,
    expected: int | None = None,
) -> list[AgreementCorrection]:
    """Brings what was typed in line with the paper. Referrals that left keep the terms they left with."""
    check_can_keep_agreements(by)
    words = _check(agreement, reason)
    former = {name: _plain(getattr(agreement, name)) for name in CORRECTABLE}
    fill(
        agreement,
        facility=agreement.facility,
        reference=reference,
        kind=kind,
        services=services,
        starts_on=starts_on,
        ends_on=ends_on,
        refers_until=refers_until,
        currency=agreement.currency,
        ceiling_total=ceiling_total,
        ceiling_person=ceiling_person,
        is_signed=True,
    )
    if agreement.tariff.exclude(service__in=agreement.services).exists():
        raise Invalid(NOT_COVERED, {"services": NOT_COVERED})
    if signed_on > today():
        raise Invalid(WHEN_SIGNED, {"signed_on": WHEN_SIGNED})
    if confidential_on > today():
        raise Invalid(SILENCE_FIRST, {"confidential_on": SILENCE_FIRST})
    agreement.signed_on, agreement.confidential_on = signed_on, confidential_on
    changed = {name: was for name, was in former.items() if _plain(getattr(agreement, name)) != was}
    if not changed:
        raise Invalid(NOTHING_OTHER)
    save(agreement, expected)
    return _keep(agreement, changed, words, by=by)


@action(undo=_("Price corrected."))
def correct_price(line: TariffLine, *, by: User, price: Decimal, reason: str, expected: int | None = None) -> list[AgreementCorrection]:
    """The same for a price. What was billed or frozen at the old one stays as it is."""
    check_can_keep_agreements(by)
    words = _check(line.agreement, reason)
    if price < 0:
        raise Invalid(BELOW_NOUGHT, {"price": BELOW_NOUGHT})
    if price == line.price:
        raise Invalid(NOTHING_OTHER, {"price": NOTHING_OTHER})
    was, line.price = line.price, price
    save(line, expected)
    return _keep(line.agreement, {"price": str(was)}, words, by=by, line=line)


def _check(agreement: Agreement, reason: str) -> str:
    if agreement.state == AgreementState.DRAFT:
        raise WrongState(NOT_SIGNED)
    if not reason.strip():
        raise Invalid(SAY_WHY, {"reason": SAY_WHY})
    return reason.strip()


def _plain(value: object) -> str:
    """A coded fact as it stood."""
    return ", ".join(sorted(value)) if isinstance(value, list) else "" if value is None else str(value)


def _keep(
    agreement: Agreement, changed: dict[str, str], words: str, *, by: User, line: TariffLine | None = None
) -> list[AgreementCorrection]:
    record_about(AgreementEvent.AGREEMENT_CORRECTED, by=by.actor, about=[agreement])
    rows = []
    for name, was in changed.items():
        row = AgreementCorrection(agreement=agreement, field=name, former=was, at=now(), by=by)
        row.service, row.unit = (line.service, line.unit) if line else ("", "")
        seal(row, by=by.actor, reason=words)
        save(row)
        rows.append(row)
    return rows


def read_corrections(agreement: Agreement, *, by: User) -> list[Opened]:
    """Every correction with its reason, the newest first; the opening is recorded."""
    check_can_open_agreements(by)
    rows = list(agreement.corrections.select_related("agreement", "by"))
    return open_sealed(rows, by=by.actor, purpose=Purpose.ADMINISTRATION, fields=["reason"]) if rows else []
