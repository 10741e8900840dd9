"""The photograph of a receipt: kept beside what the help cost, shown after a press."""

import base64
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions import receipts as actions
from panoh.cases.forms.money import ReceiptForm
from panoh.cases.queries import money
from panoh.cases.queries.cases import get_case
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import Attempt, attempt


@requires(Permission.CASE_WORK)
def keep_receipt(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """A photograph of the receipt for one line of help."""
    case, context = case_frame(request.user, code, "case_sessions", Permission.CASE_WORK)
    payment = money.get_payment(case, key)
    tried = Attempt(ReceiptForm())
    if request.method == "POST":
        tried = attempt(
            request,
            lambda data: ReceiptForm(data, request.FILES),
            lambda form: actions.keep_receipt(payment, by=request.user, content=form.cleaned_data["photograph"].read()),
        )
    if tried.is_done:
        messages.success(request, _("Photograph saved: only the image, no hidden data."))
        return redirect(reverse("desk:case_sessions", args=[case.code]) + "?help=1")
    return render(request, "desk/money/receipt_form.html", context | {"form": tried.form, "payment": payment}, status=tried.status)


@requires(Permission.CASE_WORK)
def show_receipt(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """By a press the one photograph. It has no address of its own and is kept by no browser."""
    case, context = case_frame(request.user, code, "case_sessions", Permission.CASE_WORK)
    row = money.get_receipt(case, key)
    pixels = actions.view_receipt(row, by=request.user) if request.method == "POST" else None
    context |= {
        "row": row,
        "line": key,
        "opened": request.method == "POST",
        "pixels": base64.b64encode(pixels).decode("ascii") if pixels else "",
        "may_take_out": row.by_id == request.user.pk,
    }
    return render(request, "desk/money/receipt.html", context)


@require_POST
@requires(Permission.CASE_WORK)
def take_out_receipt(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Takes the photograph out."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    actions.take_out_receipt(money.get_receipt(case, key), by=request.user)
    messages.success(request, _("Removed."))
    return redirect(reverse("desk:case_sessions", args=[case.code]) + "?help=1")
