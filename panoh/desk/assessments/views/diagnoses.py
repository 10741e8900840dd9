"""Diagnoses of a physician and of a psychologist: one set of pages for two disciplines. `side` comes with the address."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline
from panoh.cases.policy import permission_of
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.findings.actions import clinical as actions
from panoh.findings.diagnoses import SEPARATOR, DiagnosisEntry, find
from panoh.findings.forms.clinical import CorrectDiagnosisForm, DiagnosisForm
from panoh.findings.queries import clinical as queries
from panoh.findings.queries.clinical import DiagnosisRecord, DiagnosisRow

EITHER = (Permission.MEDICAL, Permission.PSYCHOLOGICAL)
HOW = _("Search by code or by name in any of the three languages. A diagnosis says what it is, never what caused it.")
HOW_CORRECT = _("Enter the correct text and the reason. The earlier text stays saved and sealed below the list.")
TYPED = ("certainty", "found_on", "note", "ended_on", "why", "version", "diagnosis")


@dataclass(frozen=True, slots=True)
class Side:
    """Whose diagnoses they are, the page they stand on, and how the names of its addresses begin."""

    discipline: Discipline
    page: str
    back: Promise
    prefix: str = ""


SIDES = {
    "medical": Side(Discipline.MEDICAL, "case_medical", _("Medical")),
    "psychological": Side(Discipline.PSYCHOLOGICAL, "case_diagnoses", _("Diagnoses"), "psychological_"),
}


@dataclass(frozen=True, slots=True)
class DiagnosisLine:
    """A diagnosis in a list, and where it is corrected and marked as over."""

    line: Any
    correct_url: str
    over_url: str


def diagnosis_lines(case: CaseRow, lines: list[DiagnosisRow], side: str) -> list[DiagnosisLine]:
    """What `desk/assessments/_diagnoses.html` shows."""
    return [
        DiagnosisLine(line, *(_url(case, SIDES[side], name, line.row.pk) for name in ("correct_diagnosis", "end_diagnosis")))
        for line in lines
    ]


def _url(case: CaseRow, side: Side, name: str, *more: UUID) -> str:
    return reverse(f"desk:{side.prefix}{name}", args=[case.code, *more])


def add_url(case: CaseRow, side: str) -> str:
    """Where one is written down."""
    return _url(case, SIDES[side], "add_diagnosis")


@requires(Permission.PSYCHOLOGICAL)
def case_diagnoses(request: StaffRequest, code: str) -> HttpResponse:
    """The psychologist's own diagnoses; a physician's stand elsewhere."""
    case, context = case_frame(request.user, code, "case_diagnoses", Permission.PSYCHOLOGICAL)
    found = queries.diagnoses(request.user, case, Discipline.PSYCHOLOGICAL)
    context |= {"found": found, "may_write": case.is_open, "add_url": add_url(case, "psychological")}
    context |= {name: diagnosis_lines(case, getattr(found, name), "psychological") for name in ("now", "past")}
    return render(request, "desk/assessments/case_diagnoses.html", context)


@requires(*EITHER)
def add_diagnosis(request: StaffRequest, code: str, side: str) -> HttpResponse:
    """A diagnosis of the list. Without script the search is a press of its own (`open`), and what was typed stays."""
    at = SIDES[side]
    case = get_case(request.user, code, permission_of(at.discipline))
    found = find(request.POST.get("words", ""))
    page = _page(case, at, _("Diagnosis"), _("Record the diagnosis"), f"{at.prefix}diagnosis:{case.pk}", HOW)
    return process_form(
        request,
        page,
        lambda data: DiagnosisForm(data, found=found, initial=_typed(request)),
        lambda form: actions.add_diagnosis(case, by=request.user, discipline=at.discipline, **form.action_kwargs),
        said=_("Diagnosis recorded."),
        template="desk/assessments/diagnosis_form.html",
        more=_around(request, case, at, found),
    )


@requires(*EITHER)
def correct_diagnosis(request: StaffRequest, code: str, key: UUID, side: str) -> HttpResponse:
    """Puts one right, with the reason; another code is searched for as on a new one."""
    at = SIDES[side]
    case = get_case(request.user, code, permission_of(at.discipline))
    row, found = queries.get_diagnosis(request.user, case, key, at.discipline), find(request.POST.get("words", ""))
    page = _page(case, at, _("Correct the diagnosis"), _("Save the correction"), f"correct-diagnosis:{key}", HOW_CORRECT)

    def now() -> CurrentState:
        return _now(request, queries.get_diagnosis(request.user, case, key, at.discipline))

    return process_form(
        request,
        page,
        lambda data: CorrectDiagnosisForm(data, found=found, initial={**begin(data, now), **_typed(request)}),
        lambda form: actions.correct_diagnosis(row, case, by=request.user, **form.action_kwargs),
        said=_("Corrected. The earlier text is saved."),
        now=now,
        template="desk/assessments/diagnosis_form.html",
        more=_around(request, case, at, found),
    )


def _now(request: StaffRequest, row: DiagnosisRecord) -> CurrentState:
    values = {name: getattr(row, name) for name in ("certainty", "found_on", "ended_on")}
    chosen = f"{row.system}{SEPARATOR}{row.code}"
    return CurrentState(row.version, {**values, "diagnosis": chosen, "note": queries.words_of(request.user, row).note})


def _typed(request: StaffRequest) -> dict[str, str]:
    """What was typed before the search was pressed."""
    return {name: request.POST[name] for name in TYPED if name in request.POST}


def _around(request: StaffRequest, case: CaseRow, side: Side, found: list[DiagnosisEntry]) -> dict[str, Any]:
    words = request.POST.get("words", "")
    return {"words": words, "searched": bool(words), "found": found, "find_url": _url(case, side, "find_diagnoses")}


def _page(case: CaseRow, side: Side, title: Words, button: Words, draft: str, how: Words) -> Page:
    return Page(title, button, reverse(f"desk:{side.page}", args=[case.code]), side.back, draft, how, code=case.code)


@requires(*EITHER)
@require_POST
def find_diagnoses(request: StaffRequest, code: str, side: str) -> HttpResponse:
    """What is found as one types: the words travel in the body, never in an address. What is chosen already stays."""
    get_case(request.user, code, permission_of(SIDES[side].discipline))
    words = request.POST.get("words", "")
    found = find(words)
    form = DiagnosisForm(found=found, initial={"diagnosis": request.POST.get("diagnosis", "")})
    return render(request, "desk/assessments/_diagnoses_found.html", {"form": form, "found": found, "searched": bool(words)})


@require_POST
@requires(*EITHER)
def end_diagnosis(request: StaffRequest, code: str, key: UUID, side: str) -> HttpResponse:
    """It holds no longer."""
    at = SIDES[side]
    case = get_case(request.user, code, permission_of(at.discipline))
    actions.end_diagnosis(queries.get_diagnosis(request.user, case, key, at.discipline), case, by=request.user)
    messages.success(request, str(_("Marked as ended.")))
    return redirect(f"desk:{at.page}", case.code)
