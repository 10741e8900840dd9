"""The physician's page: allergies, medicines, diagnoses, the last examinations, open referrals."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.queries import get_case
from panoh.desk.form_page import Page, work_through
from panoh.desk.views.case_frame import case_frame
from panoh.findings import clinical_queries as queries
from panoh.findings.actions import clinical as actions
from panoh.findings.diagnoses import find
from panoh.findings.forms.clinical import AllergyForm, DiagnosisForm, MedicineForm
from panoh.referrals.enums import OPEN_STATES
from panoh.referrals.queries import case_referrals


@requires(Permission.MEDICAL)
def case_medical(request: StaffRequest, code: str) -> HttpResponse:
    """What a physician wants to know first, on one page; nothing behind another wall."""
    case, context = case_frame(request.user, code, "case_medical", Permission.MEDICAL)
    refers = has(request.user, Permission.REFERRAL_VIEW)
    context |= {
        "medical": queries.medical(request.user, case),
        "referrals": [row for row in case_referrals(request.user, case) if row.state in OPEN_STATES] if refers else [],
        "may_write": case.is_open,
    }
    return render(request, "desk/case_medical.html", context)


def _page(case: Any, title: str, button: str, name: str, how: str) -> Page:
    back = reverse("desk:case_medical", args=[case.code])
    return Page(title, button, back, _("Medical"), f"{name}:{case.pk}", how, code=case.code)


@requires(Permission.MEDICAL)
def add_diagnosis(request: StaffRequest, code: str) -> HttpResponse:
    """A diagnosis of the list. Without script the search is a press of its own (`open`), and what was typed stays."""
    case = get_case(request.user, code, Permission.MEDICAL)
    words = request.POST.get("words", "")
    found, typed = find(words), {name: request.POST[name] for name in ("certainty", "found_on", "note") if name in request.POST}
    how = _("Search by the code or by words in any of the three languages. A diagnosis says what is, never how it came about.")
    return work_through(
        request,
        _page(case, _("Diagnosis"), _("Write down the diagnosis"), "diagnosis", how),
        lambda data: DiagnosisForm(data, found=found, initial=typed),
        lambda form: actions.add_diagnosis(case, by=request.user, **form.facts),
        said=_("The diagnosis is written down."),
        template="desk/diagnosis_form.html",
        more={"words": words, "searched": bool(words), "found": found, "case": case},
    )


@requires(Permission.MEDICAL)
@require_POST
def find_diagnoses(request: StaffRequest, code: str) -> HttpResponse:
    """What is found as one types: the words travel in the body, never in an address."""
    get_case(request.user, code, Permission.MEDICAL)
    words = request.POST.get("words", "")
    found = find(words)
    return render(request, "desk/_diagnoses_found.html", {"form": DiagnosisForm(found=found), "found": found, "searched": bool(words)})


@requires(Permission.MEDICAL)
def add_medicine(request: StaffRequest, code: str) -> HttpResponse:
    """What the person takes now."""
    case = get_case(request.user, code, Permission.MEDICAL)
    how = _("Write what the person really takes, also without a prescription. What is no longer taken is marked as stopped.")
    return work_through(
        request,
        _page(case, _("Medicine"), _("Write down the medicine"), "medicine", how),
        MedicineForm,
        lambda form: actions.add_medicine(case, by=request.user, **form.cleaned_data),
        said=_("The medicine is written down."),
    )


@requires(Permission.MEDICAL)
def add_allergy(request: StaffRequest, code: str) -> HttpResponse:
    """What the person does not tolerate."""
    case = get_case(request.user, code, Permission.MEDICAL)
    how = _("Ask about medicines, food and insects. That there is none is worth writing down too: it was asked.")
    return work_through(
        request,
        _page(case, _("Allergies"), _("Write it down"), "allergy", how),
        AllergyForm,
        lambda form: actions.add_allergy(case, by=request.user, **form.cleaned_data),
        said=_("Written down."),
    )


@require_POST
@requires(Permission.MEDICAL)
def end_diagnosis(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """It holds no longer."""
    case = get_case(request.user, code, Permission.MEDICAL)
    actions.end_diagnosis(queries.get_diagnosis(request.user, case, key), case, by=request.user)
    messages.success(request, _("Marked as over."))
    return redirect("desk:case_medical", case.code)


@require_POST
@requires(Permission.MEDICAL)
def stop_medicine(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """It is taken no longer."""
    case = get_case(request.user, code, Permission.MEDICAL)
    actions.stop_medicine(queries.get_medicine(request.user, case, key), case, by=request.user)
    messages.success(request, _("Marked as stopped."))
    return redirect("desk:case_medical", case.code)


@require_POST
@requires(Permission.MEDICAL)
def end_allergy(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """It turned out to be none."""
    case = get_case(request.user, code, Permission.MEDICAL)
    actions.end_allergy(queries.get_allergy(request.user, case, key), case, by=request.user)
    messages.success(request, _("Marked as over."))
    return redirect("desk:case_medical", case.code)
