"""Invoices of facilities: entered, matched with what was recorded, approved, paid. Codes and sums, no person."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.core.scans import MEDIA_TYPES
from panoh.core.templatetags.panoh import day, money
from panoh.desk.frame.facility_names import facility_label
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.episodes.actions import invoices as actions
from panoh.episodes.enums import INVOICE_TRANSITIONS, InvoiceState
from panoh.episodes.forms.invoices import INVOICE_FORMS, InvoiceForm, MatchForm
from panoh.episodes.queries import invoices as queries
from panoh.episodes.queries.episode import CostLineRow
from panoh.episodes.queries.invoices import InvoiceRow
from panoh.network.queries import facilities, names_of
from panoh.places.alphabet import alphabetical
from panoh.vault.purpose import Purpose

PAGE_SIZE = 50
BACK = _("Invoices")
BACK_ONE = _("Back to the invoice")
BADGES = {InvoiceState.ENTERED: "wait", InvoiceState.APPROVED: "wait", InvoiceState.PAID: "done", InvoiceState.VOID: "late"}
HOW_ADD = _("Copy the number, date and sum from the paper. Do not enter a patient's name; the scan is sealed.")
HOW_MATCH = _("Choose the costs this invoice is for. A line can be in one invoice only.")
NO_COSTS = _(
    "There are no recorded costs of this facility to choose from. Ask who works on the case to record them with the treatment, then "
    "choose them here."
)
HOW_STEP = _(
    "An invoice is approved by someone other than the person who entered it. After it is marked as paid, you can undo "
    "that only within ten minutes."
)
DIFFERENCE = _("Difference between the invoice and its lines:")
STEPS: dict[str, tuple[InvoiceState, Permission, Promise, Callable[..., Any]]] = {
    "approve": (InvoiceState.APPROVED, Permission.INVOICE_APPROVE, _("Approve"), actions.approve_invoice),
    "pay": (InvoiceState.PAID, Permission.INVOICE_PAY, _("Mark as paid"), actions.pay_invoice),
    "void": (InvoiceState.VOID, Permission.INVOICE_APPROVE, _("Not valid"), actions.void_invoice),
}


@requires(Permission.INVOICES)
def show_invoices(request: StaffRequest) -> HttpResponse:
    """All invoices, the newest first."""
    page = Paginator(queries.invoices(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, BADGES[InvoiceState(row.state)]) for row in page]
    return render(request, "desk/money/invoices.html", {"page": page, "rows": rows})


def _steps(request: StaffRequest, row: InvoiceRow, lines: list[CostLineRow]) -> list[tuple[str, Promise]]:
    """What this reader may do with it now. Without its costs it is approved by nobody."""
    ways = INVOICE_TRANSITIONS[InvoiceState(row.state)]
    own = row.entered_by_id == request.user.pk
    found = [(step, facts[2]) for step, facts in STEPS.items() if facts[0] in ways and has(request.user, facts[1])]
    return [(step, label) for step, label in found if step != "approve" or (lines and not own)]


@requires(Permission.INVOICES)
def show_invoice(request: StaffRequest, code: str) -> HttpResponse:
    """One invoice, its lines, and what they differ by; by POST the words are opened."""
    row = queries.get_invoice(request.user, code)
    lines = queries.lines(row)
    context = {"row": row, "badge": BADGES[InvoiceState(row.state)], "lines": lines, "difference": queries.difference(row, lines)}
    context |= {"steps": _steps(request, row, lines), "matches": row.state == InvoiceState.ENTERED}
    context["remark"] = actions.read_remark(row, by=request.user) if request.method == "POST" else ""
    context["opens"] = has(request.user, Permission.INVOICE_APPROVE)
    return render(request, "desk/money/invoice.html", context)


@requires(Permission.INVOICES)
def add_invoice(request: StaffRequest) -> HttpResponse:
    """Enters one. The names of the directory open as they do there: not while details are hidden."""
    if request.method == "GET":
        check_may_open_list(request)
    rows = list(facilities(request.user))
    names = names_of(rows, by=request.user, purpose=Purpose.ADMINISTRATION)
    known = dict(sorted(((row, facility_label(row, names[row.pk])) for row in rows), key=lambda choice: alphabetical(choice[1])))
    page = Page(_("Enter an invoice"), _("Save the invoice"), reverse("desk:invoices"), BACK, "invoice", HOW_ADD)
    return process_form(
        request,
        page,
        lambda data: InvoiceForm(data, request.FILES or None, facilities=known),
        lambda form: actions.enter_invoice(by=request.user, **form.action_kwargs),
        said=_("Saved. Now choose the costs this invoice is for."),
        done=lambda row: reverse("desk:invoice_match", args=[row.code]),
    )


def _line(row: CostLineRow) -> str:
    sum_said = f"{money(row.amount)} {row.get_currency_display()}"
    return f"{row.episode.code} · {row.get_service_display()}, {money(row.quantity)} · {sum_said} · {day(row.entered_on)}"


def _lines_now(request: StaffRequest, code: str) -> CurrentState:
    fresh = queries.get_invoice(request.user, code)
    return CurrentState(fresh.version, {"lines": [str(line.pk) for line in queries.lines(fresh)]})


@requires(Permission.INVOICES)
def match_invoice(request: StaffRequest, code: str) -> HttpResponse:
    """Which costs it stands for."""
    row = queries.get_invoice(request.user, code)
    known = [(line, _line(line)) for line in queries.lines_to_match(row)]
    sum_said = f"{money(row.amount)} {row.get_currency_display()}"
    note = sum_said if known else f"{sum_said}. {NO_COSTS}"
    page = Page(
        _("What this invoice is for"),
        _("Save these lines"),
        reverse("desk:invoice", args=[row.code]),
        BACK_ONE,
        f"invoice-match:{row.pk}",
        HOW_MATCH,
        note,
    )
    return process_form(
        request,
        page,
        lambda data: MatchForm(data, known=known, initial=begin(data, lambda: _lines_now(request, code))),
        lambda form: actions.match_lines(row, by=request.user, **form.action_kwargs),
        said=lambda saved: _("Saved.") if queries.lines(saved) else _("Saved. Nobody is asked to approve it until its costs are chosen."),
        now=lambda: _lines_now(request, code),
    )


@requires(Permission.INVOICES)
def move_invoice(request: StaffRequest, code: str, step: str) -> HttpResponse:
    """Approved, paid, or not valid."""
    row = queries.get_invoice(request.user, code)
    if step not in STEPS or (request.method != "POST" and step not in dict(_steps(request, row, queries.lines(row)))):
        raise NotFound(queries.NOT_HERE)
    _to, _needs, title, do = STEPS[step]
    differs = queries.difference(row, queries.lines(row))
    note = _sums(row, differs)
    page = Page(title, title, reverse("desk:invoice", args=[row.code]), BACK_ONE, f"invoice-{step}:{row.pk}", HOW_STEP, note, row.code)
    return process_form(
        request,
        page,
        lambda data: INVOICE_FORMS[step](data, differs=bool(differs), initial={"version": row.version}),
        lambda form: do(row, by=request.user, **form.action_kwargs),
        said=_("Recorded."),
        now=lambda: _now(request, row),
    )


def _sums(row: InvoiceRow, differs: Decimal) -> str:
    """The sum of an invoice, and by how much its lines come to another."""
    asked = f"{money(row.amount)} {row.get_currency_display()}"
    return f"{asked}. {DIFFERENCE} {money(differs)}" if differs else asked


def _now(request: StaffRequest, row: InvoiceRow) -> CurrentState:
    fresh = queries.get_invoice(request.user, row.code)
    return CurrentState(fresh.version, {}, [(_("Status"), row.get_state_display(), fresh.get_state_display())])


@require_POST
@requires(Permission.INVOICE_APPROVE)
def open_invoice_scan(request: StaffRequest, code: str) -> HttpResponse:
    """The paper, to be saved: it is never shown in place."""
    scan = actions.open_scan(queries.get_invoice(request.user, code), by=request.user)
    response = HttpResponse(scan.content, content_type=MEDIA_TYPES[scan.kind])
    response.headers["Content-Disposition"] = f'attachment; filename="scan.{scan.kind}"'
    return response
