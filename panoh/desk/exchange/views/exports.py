"""Lists of several persons that leave the house: the wish, the second person, the file that is taken once."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.clock import now
from panoh.data_protection import exports as actions
from panoh.data_protection.enums import ExportState
from panoh.data_protection.forms import ExportForm
from panoh.data_protection.queries import erasures as queries
from panoh.desk.frame.form_page import Page, process_form

PAGE_SIZE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BADGES = {ExportState.ASKED: "wait", ExportState.AGREED: "wait", ExportState.TAKEN: "done"}


@requires(Permission.EXPORT)
def show_exports(request: StaffRequest) -> HttpResponse:
    """All of them: who asked, who agreed, how many rows left."""
    page = Paginator(queries.exports(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, BADGES.get(ExportState(row.state), "")) for row in page]
    return render(request, "desk/exchange/exports.html", {"page": page, "rows": rows, "may_ask": has(request.user, Permission.CASE_ASSIGN)})


@requires(Permission.CASE_ASSIGN, step_up=True)
def add_export(request: StaffRequest) -> HttpResponse:
    """The wish. Nothing leaves by it."""
    how = _(
        "Others can find any exported list, so request only what you need. Once someone else agrees, you can download it once, "
        "within a day."
    )
    page = Page(_("Request a list"), _("Ask a second person to agree"), reverse("desk:exports"), _("List exports"), "export", how)
    return process_form(
        request,
        page,
        ExportForm,
        lambda form: actions.ask_export(by=request.user, **form.cleaned_data),
        said=_("Requested. Nothing is exported yet."),
        done=lambda made: reverse("desk:export", args=[made.pk]),
    )


@requires(Permission.EXPORT)
def show_export(request: StaffRequest, key: UUID) -> HttpResponse:
    """Where one stands and what is to be done next."""
    row = queries.get_export(request.user, key)
    is_late = row.state == ExportState.AGREED and row.agreed_at is not None and row.agreed_at < now() - actions.GOOD_FOR
    context = {
        "row": row,
        "badge": BADGES.get(ExportState(row.state), ""),
        "is_mine": row.asked_by_id == request.user.pk,
        "is_late": is_late,
    }
    return render(request, "desk/exchange/export.html", context)


@require_POST
@requires(Permission.EXPORT, step_up=True)
def agree_export(request: StaffRequest, key: UUID) -> HttpResponse:
    """The second person agrees."""
    row = queries.get_export(request.user, key)
    actions.agree_export(row, by=request.user)
    messages.success(request, _("Agreed. The requester can download it once, within a day."))
    return redirect("desk:export", row.pk)


@require_POST
@requires(Permission.EXPORT)
def call_off_export(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is not to leave."""
    row = queries.get_export(request.user, key)
    actions.call_off_export(row, by=request.user)
    messages.success(request, _("Cancelled. Nothing was exported."))
    return redirect("desk:export", row.pk)


@require_POST
@requires(Permission.EXPORT, step_up=True)
def take_export(request: StaffRequest, key: UUID) -> HttpResponse:
    """The file, once."""
    row = queries.get_export(request.user, key)
    response = HttpResponse(actions.take_export(row, by=request.user), content_type="application/octet-stream" if row.recipient else XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="list.xlsx{".age" if row.recipient else ""}"'
    response.headers["Cache-Control"] = "no-store"
    return response
