"""Case conferences: the list with minutes, recording one, correcting one, printing one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions import conference as actions
from panoh.cases.actions.reading import read_shared
from panoh.cases.forms.conference import ConferenceForm, CorrectConferenceForm
from panoh.cases.policy import check_shows
from panoh.cases.queries import care
from panoh.cases.queries.cases import CaseRow, get_case, workers_for
from panoh.core.forms import PanohForm
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form

BACK = _("Case conferences")
HOW = _("Ask the person beforehand what they wish and record that first. Note people from outside by role, never by name.")
HOW_CORRECT = _("Enter the correct text and the reason. The earlier text stays saved and sealed.")


@requires(Permission.CASE_VIEW)
def case_conferences(request: StaffRequest, code: str) -> HttpResponse:
    """Every conference of the case with its minutes, newest first."""
    case, context = case_frame(request.user, code, "case_programme")
    rows = list(care.conferences(case))
    words = read_shared(rows, by=request.user)
    context["conferences"] = [(row, words[row.pk], care.who_was_there(row), row.by_id == request.user.pk) for row in rows]
    context["may"] = care.may(request.user, case, Permission.PROGRAMME_WRITE)
    context["drafted"] = bool(rows) and rows[0].programme_id is not None
    return render(request, "desk/programme/case_conferences.html", context)


@requires(Permission.PROGRAMME_WRITE)
def hold_conference(request: StaffRequest, code: str) -> HttpResponse:
    """Records a conference."""
    case = get_case(request.user, code, Permission.PROGRAMME_WRITE)
    colleagues = [user for user, _disciplines in workers_for(case) if user.pk != request.user.pk]
    page = Page(_("Case conference"), _("Record the conference"), _back(case), BACK, f"conference:{case.pk}", HOW, code=case.code)
    return process_form(
        request,
        page,
        lambda data: ConferenceForm(data, colleagues=colleagues),
        lambda form: actions.hold_conference(case, by=request.user, **form.action_kwargs),
        said=_("Conference recorded. Now add its decisions to the programme."),
    )


def _back(case: CaseRow) -> str:
    return reverse("desk:case_conferences", args=[case.code])


@requires(Permission.PROGRAMME_WRITE)
def correct_conference(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Corrects a conference one recorded, with the reason."""
    case = get_case(request.user, code, Permission.PROGRAMME_WRITE)
    row = care.get_conference(case, key)
    title, button = _("Correct the conference record"), _("Save the correction")
    page = Page(title, button, _back(case), BACK, f"correct-conference:{key}", HOW_CORRECT, code=case.code)

    def now() -> CurrentState:
        fresh = care.get_conference(case, key)
        return CurrentState(fresh.version, {"held_on": fresh.held_on, **read_shared([fresh], by=request.user)[fresh.pk]})

    def act(form: PanohForm) -> None:
        actions.correct_conference(row, by=request.user, expected=form.cleaned_data.pop("version"), **form.cleaned_data)

    return process_form(
        request,
        page,
        lambda data: CorrectConferenceForm(data, initial=begin(data, now)),
        act,
        said=_("Record corrected. The earlier one is also saved."),
        now=now,
    )


@requires(Permission.CASE_VIEW)
def print_conference(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """The minutes as a page to print and sign: code and roles, no name."""
    case = get_case(request.user, code)
    check_shows(case)
    row = care.get_conference(case, key)
    context = {"case": case, "row": row, "said": read_shared([row], by=request.user)[row.pk], "there": care.who_was_there(row)}
    return render(request, "desk/programme/conference_print.html", context)
