"""Single documents shown to one account: from a case, and to oneself."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.documents import PDF, documents_of
from panoh.cases.queries.cases import get_case
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import Page, process_form
from panoh.legal import actions
from panoh.legal.enums import Standing
from panoh.legal.forms.releasing import ReleaseForm
from panoh.legal.queries import releases
from panoh.legal.queries.releases import ReleaseRow
from panoh.legal.release_policy import may_take_back, recipients, standings

PAGE_SIZE = 25
BADGES = {Standing.OPEN: "wait", Standing.NO_CONSENT: "late"}
HOW = gettext_lazy(
    "You can show a document that you may open yourself to someone who works on the case, if the person consented "
    "for this colleague, and you can stop showing it at once. The document stays where it is, and the person can "
    "be told who opened it."
)


def _rows(page: Iterable[ReleaseRow]) -> list[dict[str, Any]]:
    rows = list(page)
    return [
        {"row": row, "stands": stands, "label": stands.label, "badge": BADGES.get(stands, ""), "is_open": stands == Standing.OPEN}
        for row, stands in zip(rows, standings(rows), strict=True)
    ]


@requires(Permission.PROCEEDINGS)
def show_case_releases(request: StaffRequest, code: str) -> HttpResponse:
    """What was shown from a case, to whom and until when, how often it was opened."""
    case, context = case_frame(request.user, code, "case_released", Permission.PROCEEDINGS)
    page = Paginator(releases.releases_of(request.user, case), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [{**line, "may_take_back": may_take_back(request.user, line["row"])} for line in _rows(page)]
    return render(request, "desk/legal/case_released.html", {**context, "page": page, "rows": rows})


@requires(Permission.PROCEEDINGS)
def release(request: StaffRequest, code: str) -> HttpResponse:
    """Shows one document to one account."""
    case = get_case(request.user, code, Permission.PROCEEDINGS)
    known, users = documents_of(case, request.user), recipients(request.user, case)
    back = reverse("desk:case_released", args=[case.code])
    title = _("Show a document")
    return process_form(
        request,
        Page(title, _("Show the document"), back, _("Documents shown"), f"release:{case.id}", HOW, code=case.code),
        lambda data: ReleaseForm(data, documents=known, users=users),
        lambda form: actions.release_document(case, by=request.user, **form.action_kwargs),
        said=_("Document shown. You can stop showing it at any time."),
    )


@require_POST
@requires(Permission.PROCEEDINGS)
def take_back(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """From now on it is open to them no more."""
    case = get_case(request.user, code, Permission.PROCEEDINGS)
    actions.take_back_release(releases.get_release(request.user, case, key), by=request.user)
    messages.success(request, _("No longer shown. They cannot open it now."))
    return redirect("desk:case_released", case.code)


@requires(Permission.PROCEEDINGS)
def show_mine(request: StaffRequest) -> HttpResponse:
    """What was shown to oneself."""
    page = Paginator(releases.released_to(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/legal/released.html", {"page": page})


@require_POST
@requires(Permission.PROCEEDINGS)
def open_one(request: StaffRequest, key: UUID) -> HttpResponse:
    """The document itself; the opening is recorded. The file's name says nothing but the code of the case."""
    row = releases.get_released(request.user, key)
    content, media = actions.open_release(row, by=request.user)
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{row.case.code}.{"pdf" if media == PDF else "jpg"}"'
    return response
