"""Agreements: drawn up, signed, renewed, ended; their tariffs, their scans, and the accounts that work under them."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.audit.trail import action, remove, save
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.core.money import Currency
from panoh.core.scans import Scan, clean_scan
from panoh.network.enums import AGREEMENT_TRANSITIONS, PEACEFUL, AgreementKind, AgreementState, EndReason, Service, TariffUnit
from panoh.network.events import AgreementEvent
from panoh.network.models import DIRECTORY, Agreement, Facility, SpecialistAccount, TariffLine
from panoh.network.policy import check_can_keep_agreements, check_can_open_agreements
from panoh.network.signals import agreement_ending
from panoh.vault.actions import Opened, open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

REFERENCE = re.compile(r"[\w./№-]{1,20}")

NOT_A_NUMBER = _("An agreement number has up to 20 letters, digits, dots, hyphens and slashes, without spaces. Never enter a name.")
TAKEN = _("There is already an agreement with this number. Enter a different number, or open that agreement.")
NO_SERVICE = _("Choose at least one service it covers.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
FACILITY_OVER = _("This entry is no longer in the directory. Choose another one.")
NOT_OUTSIDE = _("Our side is the secretariat or a member organisation. Choose one of them.")
ENDS_BEFORE = _("The last day is before the first. Check both.")
WINDOW_OUTSIDE = _("The last day for new referrals is outside the term of the agreement. Check it.")
ONLY_DRAFT = _("This agreement is signed, so its terms cannot be changed. Draw up the next one.")
BELOW_NOUGHT = _("A sum cannot be below zero.")
PERSON_ABOVE_TOTAL = _("The ceiling for one person is above the ceiling for all. Check both.")
NOT_COVERED = _("The agreement does not cover this service. Add it to the agreement first.")
PRICED_ALREADY = _("There is already a price for this. Remove it first.")
WHEN_SIGNED = _("Enter the date it was signed. It cannot be in the future.")
BY_WHOM = _("Enter who signs for each side.")
SILENCE_FIRST = _("Enter the date they undertook to keep silent. Without it no one can be referred there.")
NOT_FROM_HERE = _("Someone has changed this agreement. Open it again.")
DAY_OUTSIDE = _("Enter its last day. It cannot be before its first day or in the future.")
SAY_WHY = _("Give the reason in one sentence.")
FOLLOWED = _("Another agreement already follows this one.")
NOT_SPECIALISTS = _("This account belongs to our staff. Only accounts of specialists outside are linked to the directory.")
LINKED = _("This account is already linked to an entry of the directory.")
NO_SCAN = _("There is no scan of this agreement.")
SHUT = _("It is sealed for your organisation.")

_OPENED = ("ours", "theirs", "note", "end_words")


class Terms(TypedDict):
    """What an agreement says: see `fill`."""

    facility: Facility
    reference: str
    kind: str
    services: Sequence[str]
    starts_on: dt.date
    ends_on: NotRequired[dt.date | None]
    refers_until: NotRequired[dt.date | None]
    currency: NotRequired[str]
    ceiling_total: NotRequired[Decimal | None]
    ceiling_person: NotRequired[Decimal | None]


@action(undo=_("Agreement drawn up."))
def draft_agreement(*, by: User, organisation: Organisation, note: str = "", **terms: Unpack[Terms]) -> Agreement:
    """Draws an agreement up; it binds nobody until it is signed."""
    check_can_keep_agreements(by)
    row = Agreement(made_by=by, organisation=organisation)
    fill(row, **terms)
    seal(row, by=by.actor, note=note.strip())
    save(row)
    record_about(AgreementEvent.AGREEMENT_DRAFTED, by=by.actor, about=[row])
    return row


@action(undo=_("Agreement changed."))
def change_agreement(
    agreement: Agreement,
    *,
    by: User,
    organisation: Organisation,
    note: str = "",
    expected: int | None = None,
    **terms: Unpack[Terms],
) -> Agreement:
    """Changes what is drawn up. What is signed stays; another one follows it."""
    check_can_keep_agreements(by)
    _check_draft(agreement)
    agreement.organisation = organisation
    fill(agreement, **terms)
    if agreement.tariff.exclude(service__in=agreement.services).exists():
        raise Invalid(NOT_COVERED, {"services": NOT_COVERED})
    seal(agreement, by=by.actor, note=note.strip())
    save(agreement, expected)
    record_about(AgreementEvent.AGREEMENT_CHANGED, by=by.actor, about=[agreement])
    return agreement


def fill(
    row: Agreement,
    *,
    facility: Facility,
    reference: str,
    kind: str,
    services: Sequence[str],
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    refers_until: dt.date | None = None,
    currency: str = Currency.TJS,
    ceiling_total: Decimal | None = None,
    ceiling_person: Decimal | None = None,
    is_signed: bool = False,
) -> None:
    """Puts the terms into the row. Raises Invalid beside the field that cannot be. `is_signed`: with whom it is was right on its day."""
    if row.organisation.kind not in (OrganisationKind.SECRETARIAT, OrganisationKind.MEMBER):
        raise Invalid(NOT_OUTSIDE, {"organisation": NOT_OUTSIDE})
    if not facility.is_active and not is_signed:
        raise Invalid(FACILITY_OVER, {"facility": FACILITY_OVER})
    if not REFERENCE.fullmatch(reference):
        raise Invalid(NOT_A_NUMBER, {"reference": NOT_A_NUMBER})
    if Agreement.objects.filter(organisation=row.organisation, reference=reference).exclude(pk=row.pk).exists():
        raise Invalid(TAKEN, {"reference": TAKEN})
    if not services or any(service not in Service.values for service in services):
        raise Invalid(NO_SERVICE, {"services": NO_SERVICE})
    if ends_on and ends_on < starts_on:
        raise Invalid(ENDS_BEFORE, {"ends_on": ENDS_BEFORE})
    if refers_until and not starts_on <= refers_until <= (ends_on or refers_until):
        raise Invalid(WINDOW_OUTSIDE, {"refers_until": WINDOW_OUTSIDE})
    for field, sum_ in (("ceiling_total", ceiling_total), ("ceiling_person", ceiling_person)):
        if sum_ is not None and sum_ < 0:
            raise Invalid(BELOW_NOUGHT, {field: BELOW_NOUGHT})
    if ceiling_total is not None and ceiling_person is not None and ceiling_person > ceiling_total:
        raise Invalid(PERSON_ABOVE_TOTAL, {"ceiling_person": PERSON_ABOVE_TOTAL})
    row.facility, row.reference, row.kind, row.services = facility, reference, AgreementKind(kind), list(services)
    row.starts_on, row.ends_on, row.refers_until = starts_on, ends_on, refers_until
    row.currency, row.ceiling_total, row.ceiling_person = Currency(currency), ceiling_total, ceiling_person


def _check_draft(agreement: Agreement) -> None:
    if agreement.state != AgreementState.DRAFT:
        raise WrongState(ONLY_DRAFT)


@action(undo=_("Draft deleted."))
def drop_agreement(agreement: Agreement, *, by: User) -> None:
    """Throws away what was drawn up and never signed."""
    check_can_keep_agreements(by)
    _check_draft(agreement)
    record_about(AgreementEvent.AGREEMENT_DROPPED, by=by.actor, about=[agreement])
    for line in agreement.tariff.all():
        remove(line)
    remove(agreement)


@action(undo=_("Price added."))
def add_price(agreement: Agreement, *, by: User, service: str, unit: str, price: Decimal) -> TariffLine:
    """What one unit of a service costs."""
    check_can_keep_agreements(by)
    _check_draft(agreement)
    if service not in agreement.services:
        raise Invalid(NOT_COVERED, {"service": NOT_COVERED})
    if price < 0:
        raise Invalid(BELOW_NOUGHT, {"price": BELOW_NOUGHT})
    if agreement.tariff.filter(service=service, unit=unit).exists():
        raise Invalid(PRICED_ALREADY, {"unit": PRICED_ALREADY})
    line = TariffLine(agreement=agreement, service=Service(service), unit=TariffUnit(unit), price=price)
    save(line)
    record_about(AgreementEvent.TARIFF_CHANGED, by=by.actor, about=[agreement])
    return line


@action(undo=_("Price removed."))
def take_out_price(line: TariffLine, *, by: User) -> None:
    """Takes a price out of what is drawn up."""
    check_can_keep_agreements(by)
    _check_draft(line.agreement)
    record_about(AgreementEvent.TARIFF_CHANGED, by=by.actor, about=[line.agreement])
    remove(line)


@action(undo=_("Agreement is in force."))
def sign_agreement(
    agreement: Agreement,
    *,
    by: User,
    signed_on: dt.date,
    confidential_on: dt.date | None,
    ours: str,
    theirs: str,
    expected: int | None = None,
) -> Agreement:
    """Both sides have signed: its terms hold from its first day, and the agreement it follows ends the day before."""
    check_can_keep_agreements(by)
    _check_step(agreement, AgreementState.IN_FORCE)
    if signed_on > today():
        raise Invalid(WHEN_SIGNED, {"signed_on": WHEN_SIGNED})
    if confidential_on is None or confidential_on > today():
        raise Invalid(SILENCE_FIRST, {"confidential_on": SILENCE_FIRST})
    if not ours.strip() or not theirs.strip():
        raise Invalid(BY_WHOM, {"ours" if not ours.strip() else "theirs": BY_WHOM})
    agreement.state, agreement.signed_on, agreement.confidential_on = AgreementState.IN_FORCE, signed_on, confidential_on
    seal(agreement, by=by.actor, ours=ours.strip(), theirs=theirs.strip())
    save(agreement, expected)
    former = agreement.previous
    if former is not None and former.state == AgreementState.IN_FORCE and agreement.starts_on <= today():
        _end(former, by=by, last_day=max(former.starts_on, agreement.starts_on - dt.timedelta(days=1)), reason=EndReason.REPLACED)
    record_about(AgreementEvent.AGREEMENT_SIGNED, by=by.actor, about=[agreement])
    return agreement


@action(undo=_("Agreement ended."))
def end_agreement(
    agreement: Agreement, *, by: User, last_day: dt.date, reason: str, words: str = "", expected: int | None = None
) -> Agreement:
    """It is over: by its term or both sides' wish, or broken off by one of them, which wants a sentence. Raises what a room above says has
    to go to somebody else first."""
    check_can_keep_agreements(by)
    if not agreement.starts_on <= last_day <= today():
        raise Invalid(DAY_OUTSIDE, {"last_day": DAY_OUTSIDE})
    if reason not in PEACEFUL and not words.strip():
        raise Invalid(SAY_WHY, {"words": SAY_WHY})
    _end(agreement, by=by, last_day=last_day, reason=reason, words=words, expected=expected)
    agreement_ending.send(sender=Agreement, agreement=agreement)
    return agreement


@action
def end_with_our_side(agreement: Agreement, *, by: User, last_day: dt.date, words: str) -> None:
    """Our side has left the house: what was only drawn up is thrown away, what is signed is over, begun or not."""
    if agreement.state == AgreementState.DRAFT:
        drop_agreement(agreement, by=by)
        return
    check_can_keep_agreements(by)
    _end(agreement, by=by, last_day=max(agreement.starts_on, last_day), reason=EndReason.OURS, words=words)


def _end(agreement: Agreement, *, by: User, last_day: dt.date, reason: str, words: str = "", expected: int | None = None) -> None:
    state = AgreementState.ENDED if reason in PEACEFUL else AgreementState.TERMINATED
    _check_step(agreement, state)
    agreement.state, agreement.ended_on, agreement.end_reason = state, last_day, EndReason(reason)
    seal(agreement, by=by.actor, end_words=words.strip())
    save(agreement, expected)
    record_about(AgreementEvent.AGREEMENT_OVER, by=by.actor, about=[agreement])


def _check_step(agreement: Agreement, to: AgreementState) -> None:
    if to not in AGREEMENT_TRANSITIONS[AgreementState(agreement.state)]:
        raise WrongState(NOT_FROM_HERE)


@action(undo=_("A new agreement is drawn up."))
def renew_agreement(agreement: Agreement, *, by: User, reference: str) -> Agreement:
    """Draws up one that follows: the same terms and prices, for a term as long, from the day after the last."""
    check_can_keep_agreements(by)
    if agreement.state == AgreementState.DRAFT:
        raise WrongState(NOT_FROM_HERE)
    if Agreement.objects.filter(previous=agreement).exists():
        raise WrongState(FOLLOWED)
    last = agreement.ended_on or agreement.ends_on
    begins = last + dt.timedelta(days=1) if last else today()
    lasts = agreement.ends_on - agreement.starts_on if agreement.ends_on else None
    closes = agreement.refers_until - agreement.starts_on if agreement.refers_until else None
    row = Agreement(made_by=by, organisation=agreement.organisation, previous=agreement)
    fill(
        row,
        facility=agreement.facility,
        reference=reference,
        kind=agreement.kind,
        services=agreement.services,
        starts_on=begins,
        ends_on=begins + lasts if lasts is not None else None,
        refers_until=begins + closes if closes is not None else None,
        currency=agreement.currency,
        ceiling_total=agreement.ceiling_total,
        ceiling_person=agreement.ceiling_person,
    )
    save(row)
    for line in agreement.tariff.all():
        save(TariffLine(agreement=row, service=line.service, unit=line.unit, price=line.price))
    record_about(AgreementEvent.AGREEMENT_RENEWED, by=by.actor, about=[agreement, row])
    return row


@action(undo=_("Scan saved."))
def keep_scan(agreement: Agreement, *, by: User, content: bytes, expected: int | None = None) -> Agreement:
    """Keeps the scanned paper, sealed; a later one takes its place."""
    check_can_keep_agreements(by)
    scan = clean_scan(content)
    agreement.scan_kind = scan.kind
    seal(agreement, by=by.actor, scan=scan.content)
    save(agreement, expected)
    record_about(AgreementEvent.SCAN_KEPT, by=by.actor, about=[agreement])
    return agreement


def open_scan(agreement: Agreement, *, by: User) -> Scan:
    """The scanned paper; the opening is recorded."""
    check_can_open_agreements(by)
    if not agreement.scan_kind:
        raise NotFound(NO_SCAN)
    (opened,) = open_sealed([agreement], by=by.actor, purpose=Purpose.ADMINISTRATION, fields=["scan"])
    content = opened.file("scan")
    if content is None:
        raise Denied(SHUT)
    return Scan(content, agreement.scan_kind)


def read_agreement(agreement: Agreement, *, by: User) -> Opened:
    """Who signs, the note, and why it ended; the opening is recorded."""
    check_can_open_agreements(by)
    return open_sealed([agreement], by=by.actor, purpose=Purpose.ADMINISTRATION, fields=_OPENED)[0]


@action(undo=_("Account linked to the specialist."))
def link_account(facility: Facility, *, by: User, user: User) -> SpecialistAccount:
    """Says which specialist of the directory an account is: under that entry's agreements, or its society's, the account works."""
    check_can_keep_agreements(by)
    if user.organisation.kind != OrganisationKind.OUTSIDE:
        raise Invalid(NOT_SPECIALISTS, {"user": NOT_SPECIALISTS})
    if SpecialistAccount.objects.filter(user=user).exists():
        raise Invalid(LINKED, {"user": LINKED})
    row = SpecialistAccount(user=user, facility=facility, linked_on=today(), linked_by=by)
    save(row)
    record_about(AgreementEvent.ACCOUNT_LINKED, by=by.actor, about=[DIRECTORY])
    return row


@action(undo=_("Account unlinked from the specialist."))
def unlink_account(link: SpecialistAccount, *, by: User) -> None:
    """The account is no longer this specialist: it sees nobody until it is tied again."""
    check_can_keep_agreements(by)
    record_about(AgreementEvent.ACCOUNT_UNLINKED, by=by.actor, about=[DIRECTORY])
    remove(link)
