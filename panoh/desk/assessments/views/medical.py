"""The physician's page: allergies, medicines, diagnoses, the last examinations, open referrals. Diagnoses are written in `diagnoses.py`."""

from collections.abc import Callable
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
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.desk.assessments.views.diagnoses import HOW_CORRECT, add_url, diagnosis_lines
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.findings.actions import clinical as actions
from panoh.findings.forms.clinical import CORRECTED_FACTS, FACTS
from panoh.findings.queries import clinical as queries
from panoh.findings.queries.listed import listed
from panoh.referrals.enums import OPEN_STATES
from panoh.referrals.queries.referrals import case_referrals

HOW_MEDICINE = _("Record what the person really takes, including without a prescription. If a medicine is no longer taken, mark it so.")
HOW_ALLERGY = _("Ask about medicines, food and insects. If there is no allergy, record that too: it shows that you asked.")


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of what the physician keeps beside diagnoses: its words, what is done with it, which fields are not sealed."""

    title: Promise
    title_correct: Promise
    button: Promise
    how: Promise
    said: Promise
    over: Promise
    coded: tuple[str, ...]
    sealed: tuple[str, ...]
    get: Callable[..., Any]
    add: Callable[..., Any]
    correct: Callable[..., Any]
    end: Callable[..., Any]


SORTS = {
    "medicine": Sort(
        title=_("Medicine"),
        title_correct=_("Correct the medicine"),
        button=_("Record the medicine"),
        how=HOW_MEDICINE,
        said=_("Medicine recorded."),
        over=_("Marked as no longer taken."),
        coded=("started_on", "ended_on"),
        sealed=("name", "dose"),
        get=queries.get_medicine,
        add=actions.add_medicine,
        correct=actions.correct_medicine,
        end=actions.stop_medicine,
    ),
    "allergy": Sort(
        title=_("Allergies"),
        title_correct=_("Correct the allergy"),
        button=_("Record"),
        how=HOW_ALLERGY,
        said=_("Recorded."),
        over=_("Marked as ended."),
        coded=("severity",),
        sealed=("substance", "reaction"),
        get=queries.get_allergy,
        add=actions.add_allergy,
        correct=actions.correct_allergy,
        end=actions.end_allergy,
    ),
}


@requires(Permission.MEDICAL)
def case_medical(request: StaffRequest, code: str) -> HttpResponse:
    """What a physician wants to know first, on one page; nothing of another discipline."""
    case, context = case_frame(request.user, code, "case_medical", Permission.MEDICAL)
    refers, medical = has(request.user, Permission.REFERRAL_VIEW), queries.medical(request.user, case)
    context |= {
        "medical": medical,
        "now": diagnosis_lines(case, medical.diagnoses, "medical"),
        "past": diagnosis_lines(case, medical.past, "medical"),
        "add_url": add_url(case, "medical"),
        "referrals": [row for row in case_referrals(request.user, case) if row.state in OPEN_STATES] if refers else [],
        "may_write": case.is_open,
    }
    return render(request, "desk/assessments/case_medical.html", context)


@requires(Permission.CASE_VIEW)
def case_medicines(request: StaffRequest, code: str) -> HttpResponse:
    """What is taken, not tolerated and diagnosed, for physician, psychologist and whoever has taken on a danger: no narrative."""
    case, context = case_frame(request.user, code, "case_medicines")
    context["listed"] = listed(request.user, case)
    return render(request, "desk/assessments/case_medicines.html", context)


def _page(case: CaseRow, title: Words, button: Words, draft: str, how: Words) -> Page:
    return Page(title, button, reverse("desk:case_medical", args=[case.code]), _("Medical"), draft, how, code=case.code)


@requires(Permission.MEDICAL)
def add_fact(request: StaffRequest, code: str, sort: str) -> HttpResponse:
    """What the person takes now, or does not tolerate."""
    case, one = get_case(request.user, code, Permission.MEDICAL), SORTS[sort]
    return process_form(
        request,
        _page(case, one.title, one.button, f"{sort}:{case.pk}", one.how),
        FACTS[sort],
        lambda form: one.add(case, by=request.user, **form.cleaned_data),
        said=one.said,
    )


@requires(Permission.MEDICAL)
def correct_fact(request: StaffRequest, code: str, key: UUID, sort: str) -> HttpResponse:
    """Puts one right that was written down wrong, with the reason."""
    case, one = get_case(request.user, code, Permission.MEDICAL), SORTS[sort]
    row = one.get(request.user, case, key)

    def now() -> CurrentState:
        fresh = one.get(request.user, case, key)
        opened = queries.words_of(request.user, fresh)
        words = {name: getattr(opened, name) for name in one.sealed}
        return CurrentState(fresh.version, {**{name: getattr(fresh, name) for name in one.coded}, **words})

    return process_form(
        request,
        _page(case, one.title_correct, _("Save the correction"), f"correct-{sort}:{key}", HOW_CORRECT),
        lambda data: CORRECTED_FACTS[sort](data, initial=begin(data, now)),
        lambda form: one.correct(row, case, by=request.user, expected=form.cleaned_data.pop("version"), **form.cleaned_data),
        said=_("Corrected. The earlier text is saved."),
        now=now,
    )


@require_POST
@requires(Permission.MEDICAL)
def end_fact(request: StaffRequest, code: str, key: UUID, sort: str) -> HttpResponse:
    """It is taken no longer, or turned out to be none."""
    case, one = get_case(request.user, code, Permission.MEDICAL), SORTS[sort]
    one.end(one.get(request.user, case, key), case, by=request.user)
    messages.success(request, str(one.over))
    return redirect("desk:case_medical", case.code)
