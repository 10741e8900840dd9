"""Invoices of facilities: entered, matched with what was recorded, approved by another, paid."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.actions.money import RECEIPT
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.core.money import Currency
from panoh.core.scans import Scan, clean_scan
from panoh.episodes.enums import INVOICE_TRANSITIONS, InvoiceState
from panoh.episodes.events import InvoiceEvent
from panoh.episodes.models import CostLine, Invoice
from panoh.episodes.policy import check_can_approve_invoice, check_can_invoice, check_can_pay_invoice
from panoh.episodes.queries.invoices import difference, lines
from panoh.network.models import Facility
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

NO_CHOICE = _("This is not on the list. Choose from the list.")
PRACTICE = _("You cannot enter invoices in practice mode: the people there are invented.")
HOW_MUCH = _("Enter a sum above zero.")
WHEN = _("Enter today or an earlier day.")
TWICE = _("This invoice of the facility is already entered.")
NOT_FROM_HERE = _("Someone has changed this invoice. Open it again.")
NOT_FREE = _("Meanwhile a line was added to another invoice or crossed out. Check the lines again.")
NOT_A_NUMBER = _("An invoice number has up to 20 letters, digits, dots, hyphens and slashes, without spaces. Never enter a name.")
NOT_AN_ORDER = _("A payment order number has up to 20 letters, digits, dots, hyphens and slashes, without spaces. Never enter a name.")
NO_LINES = _("First choose the lines this invoice covers.")
WHY_DIFFERENT = _("The sum of the invoice and of its lines differ. Say in a sentence why it is still approved.")
SAY_WHY = _("Say in a sentence why it is not valid.")
WHEN_PAID = _("Enter the day it was paid: not before the approval and not in the future.")
NO_SCAN = _("There is no scan of this invoice.")
SHUT = _("It is sealed for your organisation.")


@action(undo=_("Invoice entered."))
def enter_invoice(
    *, by: User, facility: Facility, number: str, dated_on: dt.date, amount: Decimal, currency: str, scan: bytes = b""
) -> Invoice:
    """What stands on the paper; the paper itself is kept sealed."""
    check_can_invoice(by)
    if by.is_practising:
        raise WrongState(PRACTICE)
    if not RECEIPT.fullmatch(number):
        raise Invalid(NOT_A_NUMBER, {"number": NOT_A_NUMBER})
    if amount <= 0:
        raise Invalid(HOW_MUCH, {"amount": HOW_MUCH})
    if currency not in Currency.values:
        raise Invalid(NO_CHOICE, {"currency": NO_CHOICE})
    if dated_on > today():
        raise Invalid(WHEN, {"dated_on": WHEN})
    if Invoice.objects.filter(facility=facility, number=number).exclude(state=InvoiceState.VOID).exists():
        raise Invalid(TWICE, {"number": TWICE})
    row = Invoice(organisation_id=by.organisation_id, facility=facility, number=number, dated_on=dated_on, amount=amount)
    row.currency, row.entered_on, row.entered_by = currency, today(), by
    if scan:
        kept = clean_scan(scan)
        row.scan_kind = kept.kind
        seal(row, by=by.actor, scan=kept.content)
    save(row)
    record_about(InvoiceEvent.INVOICE_ENTERED, by=by.actor, about=[row])
    return row


@action(undo=_("Lines chosen."))
def match_lines(invoice: Invoice, *, by: User, chosen: Sequence[CostLine], expected: int | None = None) -> Invoice:
    """Which costs it stands for. What is not chosen any more is free again; a line stands in one invoice only."""
    check_can_invoice(by)
    if invoice.state != InvoiceState.ENTERED:
        raise WrongState(NOT_FROM_HERE)
    wanted = {line.pk for line in chosen}
    rows = list(CostLine.objects.select_related("episode__case").select_for_update(of=("self",)).filter(pk__in=wanted))
    for line in rows:
        fits = line.episode.facility_id == invoice.facility_id and line.currency == invoice.currency and not line.episode.case.is_practice
        if not fits or line.struck_on is not None or line.invoice_id not in (None, invoice.pk):
            raise Invalid(NOT_FREE, {"lines": NOT_FREE})
    for line in invoice.lines.exclude(pk__in=wanted):
        line.invoice = None
        save(line)
    for line in rows:
        if line.invoice_id is None:
            line.invoice = invoice
            save(line)
    save(invoice, expected)
    record_about(InvoiceEvent.INVOICE_MATCHED, by=by.actor, about=[invoice])
    return invoice


@action(undo=_("Invoice approved."))
def approve_invoice(invoice: Invoice, *, by: User, remark: str = "", expected: int | None = None) -> Invoice:
    """Somebody other than who entered it agrees that it may be paid; a difference is explained."""
    check_can_approve_invoice(by, invoice)
    _check_step(invoice, InvoiceState.APPROVED)
    found = lines(invoice)
    if not found:
        raise WrongState(NO_LINES)
    if difference(invoice, found) and not remark.strip():
        raise Invalid(WHY_DIFFERENT, {"remark": WHY_DIFFERENT})
    return _decide(invoice, InvoiceState.APPROVED, InvoiceEvent.INVOICE_APPROVED, by=by, remark=remark, expected=expected)


@action(undo=_("Invoice marked as not valid."))
def void_invoice(invoice: Invoice, *, by: User, remark: str, expected: int | None = None) -> Invoice:
    """It will not be paid; its lines are free for another."""
    check_can_approve_invoice(by, invoice, also_own=True)
    _check_step(invoice, InvoiceState.VOID)
    if not remark.strip():
        raise Invalid(SAY_WHY, {"remark": SAY_WHY})
    for line in invoice.lines.all():
        line.invoice = None
        save(line)
    return _decide(invoice, InvoiceState.VOID, InvoiceEvent.INVOICE_VOID, by=by, remark=remark, expected=expected)


def _decide(invoice: Invoice, to: InvoiceState, event: InvoiceEvent, *, by: User, remark: str, expected: int | None) -> Invoice:
    invoice.state, invoice.decided_by, invoice.decided_on = to, by, today()
    seal(invoice, by=by.actor, remark=remark.strip())
    save(invoice, expected)
    record_about(event, by=by.actor, about=[invoice])
    return invoice


@action(undo=_("Invoice marked as paid."))
def pay_invoice(invoice: Invoice, *, by: User, paid_on: dt.date, payment_number: str = "", expected: int | None = None) -> Invoice:
    """The accountant marks when it was paid, and by which payment order."""
    check_can_pay_invoice(by)
    _check_step(invoice, InvoiceState.PAID)
    if invoice.decided_on is None or not invoice.decided_on <= paid_on <= today():
        raise Invalid(WHEN_PAID, {"paid_on": WHEN_PAID})
    if payment_number and not RECEIPT.fullmatch(payment_number):
        raise Invalid(NOT_AN_ORDER, {"payment_number": NOT_AN_ORDER})
    invoice.state, invoice.paid_by, invoice.paid_on, invoice.payment_number = InvoiceState.PAID, by, paid_on, payment_number
    save(invoice, expected)
    record_about(InvoiceEvent.INVOICE_PAID, by=by.actor, about=[invoice])
    return invoice


def _check_step(invoice: Invoice, to: InvoiceState) -> None:
    if to not in INVOICE_TRANSITIONS[InvoiceState(invoice.state)]:
        raise WrongState(NOT_FROM_HERE)


def read_remark(invoice: Invoice, *, by: User) -> str:
    """Why it was approved with a difference, or is not valid; the opening is recorded. `invoice` was found for this reader."""
    if not invoice.remark:
        return ""
    (opened,) = open_sealed([invoice], by=by.actor, purpose=Purpose.ADMINISTRATION, fields=["remark"])
    return opened.remark or ""


def open_scan(invoice: Invoice, *, by: User) -> Scan:
    """The paper; the opening is recorded. A name may stand on it, so it opens to who approves, not to who pays."""
    check_can_approve_invoice(by, invoice, also_own=True)
    if not invoice.scan_kind:
        raise WrongState(NO_SCAN)
    (opened,) = open_sealed([invoice], by=by.actor, purpose=Purpose.ADMINISTRATION, fields=["scan"])
    content = opened.file("scan")
    if content is None:
        raise Denied(SHUT)
    return Scan(content, invoice.scan_kind)
