"""What happened, told once: who may hear it opens it for a stated purpose."""

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
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.findings.actions import story as actions
from panoh.findings.forms.story import AllegedEventForm, HearForm, StoryForm
from panoh.findings.queries import story as queries
from panoh.vault.purpose import Purpose


@requires(Permission.CASE_VIEW)
def case_story(request: StaffRequest, code: str) -> HttpResponse:
    """That it was told, when and by whom written down; by POST, with a purpose, the words."""
    case, context = case_frame(request.user, code, "case_story")
    form = HearForm(request.POST or None)
    heard, status = None, 200
    if request.method == "POST":
        status = 200 if form.is_valid() else 400
        heard = queries.hear(request.user, case, purpose=form.cleaned_data["purpose"]) if form.is_valid() else None
    context |= {"story": queries.story(request.user, case), "heard": heard, "form": form}
    return render(request, "desk/assessments/case_story.html", context, status=status)


@requires(Permission.CASE_WORK)
def tell_story(request: StaffRequest, code: str) -> HttpResponse:
    """Writes it down; what was told already is opened by a press and goes on as a new version."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    how = _("Before you ask what happened, ask for consent and offer a pause. A few details are enough; any question can be skipped.")
    page = Page(_("What happened"), _("Save this version"), _back(case), _("What happened"), f"story:{case.pk}", how, code=case.code)
    return process_form(
        request,
        page,
        lambda data: StoryForm(data, initial=begin(data, lambda: _now(request, case))),
        lambda form: actions.tell_story(case, by=request.user, **form.action_kwargs),
        said=_("Recorded. Nobody needs to ask again."),
        now=lambda: _now(request, case),
        by_press=queries.latest_of(case) is not None,
    )


def _back(case: CaseRow) -> str:
    return reverse("desk:case_story", args=[case.code])


def _now(request: StaffRequest, case: CaseRow) -> CurrentState:
    """The newest version, its words where this reader hears them."""
    found = queries.story(request.user, case)
    number = found.latest.number if found.latest else 0
    if not found.versions:
        return CurrentState(number, {})
    newest = queries.hear(request.user, case, purpose=Purpose.CARE).versions[0]
    return CurrentState(number, {"words": newest.words or ""}, adds=True)


@requires(Permission.CASE_WORK)
def add_alleged_event(request: StaffRequest, code: str) -> HttpResponse:
    """What is alleged to have happened, by terms."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    how = _("Record only what the person tells; do not ask for more. All of it is alleged; it is not a conclusion.")
    return process_form(
        request,
        Page(_("Alleged event"), _("Record"), _back(case), _("What happened"), f"alleged:{case.pk}", how, code=case.code),
        AllegedEventForm,
        lambda form: actions.add_alleged_event(case, by=request.user, **form.action_kwargs),
        said=_("Recorded as alleged."),
    )


@require_POST
@requires(Permission.CASE_WORK)
def take_out_event(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Takes out what was written down wrong."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    actions.take_out_event(queries.get_event(request.user, case, key), case, by=request.user)
    messages.success(request, _("Removed."))
    return redirect(_back(case))
