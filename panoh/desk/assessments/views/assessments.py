"""Assessments of a case and its seven capacities."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_discreet
from panoh.cases.actions.assessment import correct_assessment as correct
from panoh.cases.actions.assessment import rate_capacities as rate
from panoh.cases.actions.assessment import record_assessment as record
from panoh.cases.actions.reading import read_amendments, read_findings, read_shared
from panoh.cases.anchors import ANCHORS
from panoh.cases.enums import AskingForm, Discipline, Moment
from panoh.cases.forms.assessment import AssessmentForm, CorrectAssessmentForm, RatingForm
from panoh.cases.forms.questions import own_answers, with_own
from panoh.cases.guest_policy import check_works_in, works_in
from panoh.cases.policy import check_discipline, disciplines_of, shows_care
from panoh.cases.queries import care
from panoh.cases.queries.cases import get_case
from panoh.cases.questions import asked_in
from panoh.core.errors import Denied
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.findings.queries.parts import latest_part, lines, read_part

BACK = _("Assessments")
HOW = _("Everyone on the case reads the summary. Findings stay within the discipline.")
HOW_RATE = _("Rate together with the person how it is today, not on a good or a bad day. What you did not discuss stays empty.")
NOT_A_DISCIPLINE = _("Only specialists of a discipline record assessments. Your role has no discipline.")


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment in the list: its summary for all, its findings for some."""

    row: Any
    words: dict[str, str]
    opens: bool


@requires(Permission.CASE_VIEW)
def case_assessments(request: StaffRequest, code: str) -> HttpResponse:
    """Every assessment with its summary, and the seven capacities."""
    case, context = case_frame(request.user, code, "case_assessments")
    rows = list(care.assessments(case))
    words = read_shared(rows, by=request.user)
    context["lines"] = [AssessmentRow(row, words[row.pk], care.can_read_findings(request.user, row)) for row in rows]
    context["levels"] = care.levels(case) if shows_care(case) else None
    context["may"] = care.may(request.user, case, Permission.CASE_WORK)
    context["assesses"] = case.is_open and bool(works_in(request.user, case))
    return render(request, "desk/assessments/case_assessments.html", context)


def _assessment(request: StaffRequest, code: str, key: UUID, *, opened: bool) -> HttpResponse:
    case, context = case_frame(request.user, code, "case_assessments")
    row = care.get_assessment(case, key)
    opens = care.can_read_findings(request.user, row)
    own = row.by_id == request.user.pk and row.discipline in works_in(request.user, case)
    context["findings"] = read_findings(row, by=request.user) if opened else ""
    context["details"] = lines(row.discipline, read_part(row, by=request.user)) if opened else []
    context["has_details"] = latest_part(row) is not None
    context["words"] = read_shared([row], by=request.user)[row.pk]
    context["amendments"] = read_amendments(care.amendments(case, row.pk, all_fields=opened), by=request.user)
    return render(
        request,
        "desk/assessments/case_assessment.html",
        {**context, "row": row, "opens": opens, "opened": opened, "is_own": own},
    )


@requires(Permission.CASE_VIEW)
def case_assessment(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One assessment; its findings are still closed."""
    return _assessment(request, code, key, opened=False)


@requires(Permission.CASE_VIEW)
@require_POST
def open_findings(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One assessment with its findings, for who may read them."""
    return _assessment(request, code, key, opened=True)


@requires(Permission.CASE_VIEW)
def record_assessment(request: StaffRequest, code: str) -> HttpResponse:
    """Writes an assessment of one's own discipline."""
    case = get_case(request.user, code)
    if not disciplines_of(request.user):
        raise Denied(NOT_A_DISCIPLINE)
    disciplines, asked = check_works_in(request.user, case), asked_in(AskingForm.ASSESSMENT)
    back = reverse("desk:case_assessments", args=[case.code])
    page = Page(_title(request, disciplines), _("Record the assessment"), back, BACK, f"assessment:{case.pk}", HOW, code=case.code)
    waits = care.assessments_due(case)
    return process_form(
        request,
        page,
        lambda data: with_own(AssessmentForm(data, disciplines=disciplines), asked),
        lambda form: record(case, by=request.user, own=own_answers(form, asked), **form.cleaned_data),
        said=lambda row: _("Assessment recorded, task done.") if row.discipline in waits else _("Assessment recorded."),
    )


def _title(request: StaffRequest, disciplines: Collection[Discipline]) -> Words:
    """Whose only discipline is not asked for reads here which it is."""
    if len(disciplines) > 1 or is_discreet(request):
        return _("Assessment")
    (own,) = disciplines
    return _("%(task)s: %(discipline)s") % {"task": _("Assessment"), "discipline": own.label}


@requires(Permission.CASE_VIEW)
def correct_assessment(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Corrects an assessment of one's own, with the reason."""
    case = get_case(request.user, code)
    row = care.get_assessment(case, key)
    check_discipline(request.user, case, row.discipline)
    back = reverse("desk:case_assessment", args=[case.code, key])
    page = Page(
        _("Correct the assessment"), _("Save the correction"), back, _("Assessment"), f"correct-assessment:{key}", HOW, code=case.code
    )

    def now() -> CurrentState:
        fresh = care.get_assessment(case, key)
        words = read_shared([fresh], by=request.user)[fresh.pk]
        return CurrentState(fresh.version, {"done_on": fresh.done_on, "findings": read_findings(fresh, by=request.user), **words})

    return process_form(
        request,
        page,
        lambda data: CorrectAssessmentForm(data, initial=begin(data, now)),
        lambda form: correct(row, by=request.user, expected=form.cleaned_data.pop("version"), **form.cleaned_data),
        said=_("Assessment corrected. The earlier text is saved."),
        now=now,
    )


@requires(Permission.CASE_WORK)
def rate_capacities(request: StaffRequest, code: str) -> HttpResponse:
    """Rates the seven capacities with the person."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    moments = (Moment.ADMISSION, Moment.REVIEW, Moment.CLOSURE) if case.is_open else (Moment.FOLLOW_UP,)
    moment = Moment.REVIEW if case.is_open and care.is_rated(case) else moments[0]
    back = reverse("desk:case_assessments", args=[case.code])
    page = Page(_("Seven capacities"), _("Record the rating"), back, BACK, f"capacities:{case.pk}", HOW_RATE, code=case.code)
    return process_form(
        request,
        page,
        lambda data: RatingForm(data, moments=moments, initial={"moment": moment}),
        lambda form: rate(case, by=request.user, **form.action_kwargs),
        said=_("Capacities rated."),
        template="desk/assessments/capacities_rate.html",
        more={"anchors": list(ANCHORS.items())},
    )
