"""A new version of the guidance: begun, written step by step, agreed to by two colleagues, adopted on a day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.desk.form_page import Now, Page, work_through
from panoh.guidance import actions, queries
from panoh.guidance.forms import AdoptForm, StepForm

HOW_STEP = _(
    "Write how it is done here in two or three sentences, in each language. A step that makes a task has a clock; the others only show "
    "what comes next. Colleagues who agreed to the draft are asked again."
)
HOW_ADOPT = _(
    "Cases admitted from that day on follow this version. Cases that are open stay with theirs until somebody moves them. "
    "What is adopted no longer changes and is not taken back: a newer version replaces it."
)


@require_POST
@requires(Permission.GUIDANCE_EDIT)
def begin_draft(request: StaffRequest) -> HttpResponse:
    """A draft as a copy of the version in force."""
    edition = actions.draft_edition(by=request.user)
    messages.success(request, gettext("The draft is begun. Open a step to change it."))
    return redirect("desk:guidance_version", edition.code)


@requires(Permission.GUIDANCE_EDIT)
def edit_step(request: StaffRequest, version: str, step: str) -> HttpResponse:
    """One step of a draft."""
    edition = queries.get_edition(version)
    found = queries.protocol_of(edition).by_key.get(step)
    if found is None:
        raise NotFound(actions.NO_STEP)

    def act(form: Any) -> None:
        actions.change_step(edition, step, by=request.user, values=form.facts, expected=form.cleaned_data["version"])

    def now() -> Now:
        fresh = queries.get_edition(version)
        return Now(fresh.version, StepForm.values_of(queries.protocol_of(fresh).by_key[step]))

    page = Page(
        f"{found.number} · {found.label}", _("Save the step"), _back(version), _("Draft"), f"guidance-{step}:{edition.pk}", HOW_STEP
    )
    start = {"version": edition.version}
    return work_through(request, page, lambda data: StepForm(data, step=found, initial=start), act, said=_("The step is changed."), now=now)


def _back(version: str) -> str:
    return reverse("desk:guidance_version", args=[version])


@require_POST
@requires(Permission.GUIDANCE_AGREE)
def agree_draft(request: StaffRequest, version: str) -> HttpResponse:
    """A colleague read it and agrees to what they read."""
    actions.agree_edition(queries.get_edition(version), by=request.user, digest=request.POST.get("digest", ""))
    messages.success(request, gettext("You agreed to the draft as it stands."))
    return redirect("desk:guidance_version", version)


@requires(Permission.GUIDANCE_EDIT)
def adopt_draft(request: StaffRequest, version: str) -> HttpResponse:
    """From which day on it holds."""
    edition = queries.get_edition(version)

    def act(form: Any) -> None:
        given = form.cleaned_data
        actions.adopt_edition(edition, by=request.user, on=given["on"], expected=given["version"])

    page = Page(_("Adopt the draft"), _("Adopt this version"), _back(version), _("Draft"), f"guidance-adopt:{edition.pk}", HOW_ADOPT)
    start = {"version": edition.version}
    return work_through(
        request,
        page,
        lambda data: AdoptForm(data, initial=start),
        act,
        said=_("The version is adopted."),
        now=lambda: Now(queries.get_edition(version).version, {"on": queries.get_edition(version).adopted_on}),
    )


@require_POST
@requires(Permission.GUIDANCE_EDIT)
def discard_draft(request: StaffRequest, version: str) -> HttpResponse:
    """Throws the draft away."""
    actions.discard_edition(queries.get_edition(version), by=request.user)
    messages.success(request, gettext("The draft is discarded."))
    return redirect("desk:guidance_versions")
