"""Another directory brought in: choose, look at what would change, decide. Nothing is written before it was looked at."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.errors import Conflict
from panoh.desk.frame.form_page import Page, Words, process_form
from panoh.exchange import directory_uploads as uploads
from panoh.exchange.forms import DirectoryForm
from panoh.exchange.queries import UploadRow

SHOWN = 100
HOW = _("Import a directory from others who use the same format, HSDS 3.0. Nobody here has checked these entries or screened them.")


@requires(Permission.DIRECTORY_WRITE)
def new_directory_import(request: StaffRequest) -> HttpResponse:
    """Chooses the file."""
    page = Page(_("Import a directory"), _("Check"), reverse("desk:directory"), _("Directory"), "directory-import", HOW)
    return process_form(
        request,
        page,
        lambda data: DirectoryForm(data, request.FILES or None),
        lambda form: uploads.start_upload(form.cleaned_data["file"].read(), by=request.user),
        said="",
        done=lambda made: reverse("desk:directory_import", args=[made.pk]),
    )


@requires(Permission.DIRECTORY_WRITE)
def show_directory_import(request: StaffRequest, key: UUID) -> HttpResponse:
    """What would become of each row."""
    return _look(request, uploads.get_upload(request.user, key))


def _look(request: StaffRequest, upload: UploadRow, refusal: Words = "", status: int = 200) -> HttpResponse:
    outcome = uploads.look_at_upload(upload, by=request.user)
    context = {
        "upload": upload,
        "outcome": outcome,
        "seen": uploads.seen(outcome),
        "changes": outcome.changes[:SHOWN],
        "more": max(0, len(outcome.changes) - SHOWN),
        "refusals": outcome.refusals[:SHOWN],
        "more_refused": max(0, len(outcome.refusals) - SHOWN),
        "refusal": refusal,
    }
    return render(request, "desk/directory/import.html", context, status=status)


@require_POST
@requires(Permission.DIRECTORY_WRITE)
def bring_directory(request: StaffRequest, key: UUID) -> HttpResponse:
    """Brings in what was looked at, whole."""
    upload = uploads.get_upload(request.user, key)
    try:
        outcome = uploads.bring_upload(upload, by=request.user, looked_at=request.POST.get("seen", ""))
    except Conflict as error:
        return _look(request, upload, refusal=error.sentence, status=error.status)
    count = outcome.added + outcome.changed
    messages.success(request, ngettext("%(count)d row imported.", "%(count)d rows imported.", count) % {"count": count})
    return redirect("desk:directory")


@require_POST
@requires(Permission.DIRECTORY_WRITE)
def put_directory_aside(request: StaffRequest, key: UUID) -> HttpResponse:
    """Throws away what was only looked at."""
    uploads.put_upload_aside(uploads.get_upload(request.user, key), by=request.user)
    messages.success(request, str(_("Import cancelled. Nothing was saved.")))
    return redirect("desk:directory")
