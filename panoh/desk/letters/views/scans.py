"""Scans of letters: kept, opened as a file of their own, taken out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.scans import MEDIA_TYPES
from panoh.correspondence import queries
from panoh.correspondence.actions import scans as actions
from panoh.correspondence.forms.register import ScanForm
from panoh.desk.frame.form_page import Attempt, attempt
from panoh.desk.letters.register_lines import item_label


@requires(Permission.CORRESPONDENCE_WRITE)
def keep_scan(request: StaffRequest, key: UUID) -> HttpResponse:
    """A file: a PDF, or a picture that is encoded anew."""
    item = queries.get_item(request.user, key)
    tried = Attempt(ScanForm())
    if request.method == "POST":
        tried = attempt(
            request,
            lambda data: ScanForm(data, request.FILES),
            lambda form: actions.keep_scan(item, by=request.user, content=form.cleaned_data["scan"].read()),
        )
    if tried.is_done:
        messages.success(request, str(_("Scan saved and sealed.")))
        return redirect("desk:register_item", item.pk)
    return render(
        request, "desk/letters/scan_form.html", {"form": tried.form, "item": item, "label": item_label(item)}, status=tried.status
    )


@require_POST
@requires(Permission.CORRESPONDENCE)
def open_scan(request: StaffRequest, key: UUID, scan: UUID) -> HttpResponse:
    """The file, to be saved: it is never shown in place."""
    row = queries.get_scan(request.user, queries.get_item(request.user, key), scan)
    response = HttpResponse(actions.open_scan(row, by=request.user), content_type=MEDIA_TYPES[row.kind])
    response.headers["Content-Disposition"] = f'attachment; filename="scan.{row.kind}"'
    return response


@require_POST
@requires(Permission.CORRESPONDENCE_WRITE)
def take_out_scan(request: StaffRequest, key: UUID, scan: UUID) -> HttpResponse:
    """Takes a scan out."""
    item = queries.get_item(request.user, key)
    actions.take_out_scan(queries.get_scan(request.user, item, scan), item, by=request.user)
    messages.success(request, str(_("Scan removed.")))
    return redirect("desk:register_item", item.pk)
