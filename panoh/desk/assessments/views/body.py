"""The body map: marks on our own figure, and photographs that are shown one at a time, after a warning."""

import base64
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.core.forms import PanohForm
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import Attempt, Page, attempt, process_form
from panoh.findings.actions import body as actions
from panoh.findings.body import label_of
from panoh.findings.forms.body import MarkForm, PhotographForm
from panoh.findings.queries import body as queries
from panoh.findings.queries.body import BodyMarkRow


@requires(Permission.MEDICAL)
def case_body(request: StaffRequest, code: str) -> HttpResponse:
    """The figure from both sides with its marks, and what each is."""
    case, context = case_frame(request.user, code, "case_medical", Permission.MEDICAL)
    marks = queries.marks(request.user, case)
    context |= {
        "marks": marks,
        "figures": queries.figures(marks),
        "may_write": case.is_open,
        "agreed": actions.agreed_to_photographs(case),
    }
    return render(request, "desk/assessments/case_body.html", context)


@requires(Permission.MEDICAL)
def place_mark(request: StaffRequest, code: str) -> HttpResponse:
    """A place chosen from the list, or tapped."""
    case = get_case(request.user, code, Permission.MEDICAL)
    how = _("The person can stop at any time. Left and right are the person's own.")
    back = reverse("desk:case_body", args=[case.code])
    return process_form(
        request,
        Page(_("Mark on the body"), _("Place the mark"), back, _("Body map"), f"mark:{case.pk}", how, code=case.code),
        MarkForm,
        lambda form: actions.place_mark(case, by=request.user, **form.cleaned_data),
        said=_("Mark placed."),
        template="desk/assessments/mark_form.html",
        more={"figures": queries.figures([])},
    )


@require_POST
@requires(Permission.MEDICAL)
def take_out_mark(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Takes out what was placed wrong."""
    case = get_case(request.user, code, Permission.MEDICAL)
    actions.take_out_mark(queries.get_mark(request.user, case, key), case, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("desk:case_body", case.code)


@requires(Permission.MEDICAL)
def keep_photograph(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """A photograph of a mark, where the person agreed to it."""
    case, context = case_frame(request.user, code, "case_medical", Permission.MEDICAL)
    mark = queries.get_mark(request.user, case, key)
    tried = Attempt(PhotographForm())
    if request.method == "POST":
        tried = attempt(request, lambda data: PhotographForm(data, request.FILES), lambda form: _keep(request, case, mark, form))
    if tried.is_done:
        messages.success(request, _("Photograph saved: only the image, no hidden data."))
        return redirect("desk:case_body", case.code)
    context |= {"form": tried.form, "where": label_of(mark.region), "mark": mark, "agreed": actions.agreed_to_photographs(case)}
    return render(request, "desk/assessments/photograph_form.html", context, status=tried.status)


def _keep(request: StaffRequest, case: CaseRow, mark: BodyMarkRow, form: PanohForm) -> Any:
    given = form.cleaned_data
    return actions.keep_photograph(mark, case, by=request.user, content=given["photograph"].read(), taken_on=given["taken_on"])


@requires(Permission.MEDICAL)
def show_photograph(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """First the warning; by a press the one photograph. It has no address of its own and is kept by no browser."""
    case, context = case_frame(request.user, code, "case_medical", Permission.MEDICAL)
    row = queries.get_photograph(request.user, case, key)
    pixels = actions.view_photograph(row, case, by=request.user) if request.method == "POST" else None
    context |= {
        "row": row,
        "where": label_of(row.mark.region),
        "opened": request.method == "POST",
        "pixels": base64.b64encode(pixels).decode("ascii") if pixels else "",
        "may_take_out": case.is_open,
    }
    return render(request, "desk/assessments/photograph.html", context)


@require_POST
@requires(Permission.MEDICAL)
def take_out_photograph(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Takes a photograph out."""
    case = get_case(request.user, code, Permission.MEDICAL)
    actions.take_out_photograph(queries.get_photograph(request.user, case, key), case, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("desk:case_body", case.code)
