"""What the Unit does for itself by the guidance: supervision, the look at the data, the figures of the quarter."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.queries.steps import FIRST_MARK
from panoh.desk.frame.form_page import Page, process_form
from panoh.desk.frame.step_pages import unit_links
from panoh.guidance.enums import SETTLED
from panoh.guidance.queries import in_force, protocol
from panoh.team.actions.unit import finish_unit_step, read_unit_steps
from panoh.team.forms.unit import UnitStepForm
from panoh.team.queries.unit import get_unit_run, unit_runs, unit_steps_done

HOW = _(
    "Mark it as done, with a short comment if that helps later. What is recorded elsewhere, such as a supervision, closes "
    "its step automatically."
)


@requires(Permission.STAFF_CARE)
def show_unit_steps(request: StaffRequest) -> HttpResponse:
    """What is to be done for the Unit itself, by when, and what was done last."""
    done = unit_steps_done(request.user)
    words, steps = read_unit_steps(done, by=request.user), protocol(in_force()).by_key
    found = unit_runs(request.user)
    context = {
        "open": [(run, unit_links(run.step, request.user)) for run in found if run.state not in SETTLED],
        "settled": [run for run in found if run.state in SETTLED],
        "done": [(row, steps[row.step].label if row.step in steps else row.step, words.get(row.pk, "")) for row in done],
    }
    return render(request, "desk/guidance/unit_steps.html", context)


@requires(Permission.STAFF_CARE)
def finish_step(request: StaffRequest, step: str, mark: str) -> HttpResponse:
    """Says that it was done."""
    mark = "" if mark == FIRST_MARK else mark
    run = get_unit_run(request.user, step, mark)
    back, draft = reverse("desk:unit_steps"), f"unit-step:{step}:{mark}"
    page = Page(run.step.label, _("Mark the step as done"), back, _("The Unit itself"), draft, HOW, run.step.how_to)
    return process_form(
        request,
        page,
        UnitStepForm,
        lambda form: finish_unit_step(step, mark, by=request.user, words=form.cleaned_data["words"]),
        said=_("Step marked as done."),
    )
