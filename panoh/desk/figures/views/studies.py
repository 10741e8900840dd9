"""Case studies for an application: written on a case, shown to the person, approved by them; the five of a year by code, and as a file."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.core.clock import today
from panoh.core.errors import Invalid, NotFound
from panoh.core.pdf import make_pdf
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.reporting import actions
from panoh.reporting.enums import STUDY_TRANSITIONS, StudyState
from panoh.reporting.forms import StudyApprovalForm, StudyForm
from panoh.reporting.queries import studies as queries
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

BACK = gettext_lazy("Case study")
BADGES = {StudyState.DRAFT: "draft", StudyState.SHOWN: "wait", StudyState.APPROVED: "done", StudyState.WITHDRAWN: "late"}
HOW = gettext_lazy(
    "Write it so that even neighbours cannot tell who it is: a region instead of a village, a year instead of a day, no names. "
    "The person reads or hears the text before it is sent anywhere, and can withdraw it at any time."
)
AGAIN = gettext_lazy("The person approved this text. Once you change it, they must see it and approve it again.")
HOW_APPROVE = gettext_lazy("Record what the person said about the text shown. Consent to an earlier text is not consent to this one.")
ACTS: dict[str, tuple[Callable[..., Any], Promise]] = {
    "show": (actions.show_study, gettext_lazy("Nothing in the text points to the person. Read it to them, then record what they say.")),
    "withdraw": (actions.withdraw_study, gettext_lazy("Removed. It is no longer in any file.")),
}
STYLE = """
@page { size: A4; margin: 20mm 22mm }
body { font: 11pt/1.5 'DejaVu Sans', 'Noto Sans', sans-serif }
h1 { font-size: 15pt; margin: 0 0 6mm }
h2 { font-size: 12.5pt; margin: 8mm 0 2mm; break-after: avoid }
p { margin: 0; white-space: pre-line }
"""


@requires(Permission.CASE_WORK)
def case_studies(request: StaffRequest, code: str) -> HttpResponse:
    """Where each stands, who did what when; by POST the texts are opened."""
    case, context = case_frame(request.user, code, "case_studies", Permission.CASE_WORK)
    rows = queries.studies_of(request.user, case)
    opens, resting = request.method == "POST" and rows, queries.resting(rows)
    words = open_sealed(rows, by=request.user.actor, purpose=Purpose.STUDY) if opens else [None] * len(rows)
    context |= {
        "lines": [_line(row, said, row.pk in resting) for row, said in zip(rows, words, strict=True)],
        "opened": opens,
        "agreed": queries.agreed_to_study(case),
        "may": queries.may_study(request.user, case),
    }
    return render(request, "desk/figures/case_studies.html", context)


def _line(row: queries.StudyRow, said: Opened | None, rests: bool) -> dict[str, Any]:
    to = STUDY_TRANSITIONS[StudyState(row.state)]
    steps = {"changes": bool(to), "shows": StudyState.SHOWN in to and not rests, "approves": StudyState.APPROVED in to}
    return {"row": row, "said": said, "badge": BADGES[StudyState(row.state)], "withdraws": StudyState.WITHDRAWN in to, **steps}


def _page(case: CaseRow, title: Words, button: Words, draft: str, how: Words) -> Page:
    return Page(title, button, reverse("desk:case_studies", args=[case.code]), BACK, draft, how, code=case.code)


@requires(Permission.CASE_WORK)
def write_study(request: StaffRequest, code: str) -> HttpResponse:
    """Begins one."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    start = {"year": today().year, "language": request.user.language}
    return process_form(
        request,
        _page(case, _("Write a case study"), _("Save"), f"study:{case.pk}", HOW),
        lambda data: StudyForm(data, is_new=True, initial=start),
        lambda form: actions.write_study(case, by=request.user, **form.action_kwargs),
        said=_("Saved. Nobody outside can see it."),
    )


@requires(Permission.CASE_WORK)
def change_study(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """The text anew; it is shown and approved again."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    row = queries.get_study(request.user, case, key)

    def now() -> CurrentState:
        fresh = queries.get_study(request.user, case, key)
        (said,) = open_sealed([fresh], by=request.user.actor, purpose=Purpose.STUDY)
        return CurrentState(fresh.version, {"language": fresh.language, "title": said.title, "words": said.words})

    page = _page(case, _("Change the case study"), _("Save"), f"study-text:{row.pk}", HOW)
    return process_form(
        request,
        replace(page, note=AGAIN) if row.state == StudyState.APPROVED else page,
        lambda data: StudyForm(data, is_new=False, initial=begin(data, now)),
        lambda form: actions.change_study(row, by=request.user, **form.action_kwargs),
        said=_("Saved. The person must see it again before it is used."),
        now=now,
        by_press=True,
    )


@requires(Permission.CASE_WORK)
def approve_study(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """The person's yes to the text as it was shown."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    row = queries.get_study(request.user, case, key)

    def now() -> CurrentState:
        fresh = queries.get_study(request.user, case, key)
        return CurrentState(fresh.version, {}, [(_("Status"), row.get_state_display(), fresh.get_state_display())])

    return process_form(
        request,
        _page(case, _("The person approved it"), _("Record"), f"study-yes:{row.pk}", HOW_APPROVE),
        lambda data: StudyApprovalForm(data, initial={"version": row.version, "approved_on": today()}),
        lambda form: actions.approve_study(row, by=request.user, **form.action_kwargs),
        said=_("Recorded. It is in the file of the year as long as the consent is valid."),
        now=now,
    )


@require_POST
@requires(Permission.CASE_WORK)
def act_on_study(request: StaffRequest, code: str, key: UUID, act: str) -> HttpResponse:
    """Checked and shown, or taken out, by one press."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    if act not in ACTS:
        raise NotFound(queries.NOT_HERE)
    do, said = ACTS[act]
    try:
        do(queries.get_study(request.user, case, key), by=request.user)
        messages.success(request, str(said))
    except Invalid as error:
        messages.error(request, str(error.sentence))
    return redirect("desk:case_studies", case.code)


# -- those of a year


@requires(Permission.FIGURES_RELEASE)
def show_first(_request: StaffRequest) -> HttpResponse:
    """Those of this year."""
    return redirect("desk:statistics_studies", today().year)


@requires(Permission.FIGURES_RELEASE)
def show_year(request: StaffRequest, year: int) -> HttpResponse:
    """The five places of a year: codes and states, no text."""
    lines = queries.studies_in(request.user, year)
    context = {
        "year": year,
        "years": queries.study_years(),
        "lines": [{"line": line, "badge": BADGES[StudyState(line.row.state)] if line.row else ""} for line in lines],
        "going": sum(line.may_go for line in lines),
        "sees_cases": has(request.user, Permission.CASE_WORK),
    }
    return render(request, "desk/figures/studies.html", context)


@require_POST
@requires(Permission.FIGURES_RELEASE)
def take_year(request: StaffRequest, year: int) -> HttpResponse:
    """The approved ones as a PDF, in the language each was approved in; neither its name nor its title says what it is."""
    told = queries.take_studies(request.user, year)
    with override("en"):
        html = render_to_string("desk/figures/prints/studies.html", {"year": year, "told": told})
    response = HttpResponse(make_pdf(html, STYLE), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{year}.pdf"'
    return response
