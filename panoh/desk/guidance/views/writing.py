"""A new version of the guidance: begun, written step by step, agreed to by two colleagues, adopted on a day."""

from collections.abc import Callable
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
from panoh.accounts.sessions import is_discreet
from panoh.consent.enums import ConsentPurpose
from panoh.core.errors import NotFound
from panoh.core.forms import PanohForm
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.desk.frame.step_pages import FORMS
from panoh.guidance import actions, queries
from panoh.guidance.enums import TaskCode
from panoh.guidance.forms import AdoptForm, NewStepForm, StepForm, StepPlaceForm, StepRulesForm, place_of
from panoh.guidance.protocol import Step
from panoh.guidance.queries import EditionRow

HOW_STEP = _(
    "Describe in two or three sentences, in each language, how this is done here. Colleagues who agreed to the draft are asked again."
)
HOW_RULES = _("A step begins with a record and is done by a record or when marked by hand. Test the draft on an invented case.")
HOW_NEW = _("Write the step in each language. At first a new step only shows what comes next, and with a deadline it creates a task.")
HOW_PLACE = _("This order applies to the page and the booklet. It does not change what a step waits for.")
OWN_WORK = _("This step is done on pages of its own, and its task comes from there. Here you change its deadline and its text.")
HOW_ADOPT = _(
    "Open cases keep their version until someone moves them. An adopted version no longer changes and cannot be withdrawn: a "
    "newer version replaces it."
)


@require_POST
@requires(Permission.GUIDANCE_EDIT)
def begin_draft(request: StaffRequest) -> HttpResponse:
    """A draft as a copy of the version in force."""
    edition = actions.draft_edition(by=request.user)
    messages.success(request, gettext("Draft started. Open a step to change it."))
    return redirect("desk:guidance_version", edition.code)


@requires(Permission.GUIDANCE_EDIT)
def edit_step(request: StaffRequest, version: str, step: str) -> HttpResponse:
    """One step of a draft: what it says, its clock."""
    edition, found = _step(version, step)
    return process_form(
        request,
        _page(request, edition, found, "words", _("Save the step"), HOW_STEP),
        lambda data: StepForm(data, initial={"version": edition.version, **StepForm.words_of(found)}),
        lambda form: actions.change_step(edition, step, by=request.user, values=form.words, expected=form.cleaned_data["version"]),
        said=_("Step changed."),
        now=lambda: _now(version, step, StepForm.words_of),
    )


@requires(Permission.GUIDANCE_EDIT)
def edit_rules(request: StaffRequest, version: str, step: str) -> HttpResponse:
    """One step of a draft: who does it, with what it begins and ends, what it waits for and needs, who is told."""
    edition, found = _step(version, step)
    note = "" if found.task == TaskCode.STEP else OWN_WORK
    make = _with_choices(StepRulesForm, edition, step=found)
    return process_form(
        request,
        _page(request, edition, found, "rules", _("Save the step"), HOW_RULES, note),
        lambda data: make(data, {"version": edition.version, **StepRulesForm.rules_of(found)}),
        lambda form: actions.change_step(edition, step, by=request.user, values=form.rules, expected=form.cleaned_data["version"]),
        said=_("Step changed."),
        now=lambda: _now(version, step, StepRulesForm.rules_of),
        template="desk/guidance/rules.html",
        more={"version": version, "step": step},
    )


@requires(Permission.GUIDANCE_EDIT)
def add_step(request: StaffRequest, version: str) -> HttpResponse:
    """A step that the Unit adds."""
    edition = queries.get_edition(version)
    actions.check_draft(edition)
    protocol = queries.protocol_of(edition)
    after = protocol.by_key.get(request.GET.get("after", ""))
    start = {"version": edition.version, **NewStepForm.usual(protocol, after)}
    make = _with_choices(NewStepForm, edition)

    def act(form: NewStepForm) -> Any:
        given = form.cleaned_data
        values = {**form.words, **form.rules}
        return actions.add_step(edition, by=request.user, place=given["place"], values=values, expected=given["version"])

    page = Page(_("Add a step"), _("Add the step"), _back(version), _("Draft"), f"guidance-new:{edition.pk}", HOW_NEW)
    return process_form(
        request,
        page,
        lambda data: make(data, start),
        act,
        said=_("Step added."),
        now=lambda: CurrentState(queries.get_edition(version).version, {}),
    )


@requires(Permission.GUIDANCE_EDIT)
def move_step(request: StaffRequest, version: str, step: str) -> HttpResponse:
    """Another place for a step, in its stage or in another."""
    edition, found = _step(version, step)
    protocol = queries.protocol_of(edition)
    start = {"version": edition.version, "place": place_of(protocol, found)}

    def act(form: PanohForm) -> Any:
        given = form.cleaned_data
        return actions.move_step(edition, step, by=request.user, place=given["place"], expected=given["version"])

    return process_form(
        request,
        _page(request, edition, found, "place", _("Move the step"), HOW_PLACE),
        lambda data: StepPlaceForm(data, version_of=protocol, step=found, initial=start),
        act,
        said=_("Step moved."),
        now=lambda: CurrentState(queries.get_edition(version).version, {"place": place_of(*_fresh(version, step))}),
    )


@require_POST
@requires(Permission.GUIDANCE_EDIT)
def remove_step(request: StaffRequest, version: str, step: str) -> HttpResponse:
    """Takes a step out of the draft."""
    actions.remove_step(queries.get_edition(version), step, by=request.user)
    messages.success(request, gettext("Step removed."))
    return redirect("desk:guidance_version", version)


def _step(version: str, step: str) -> tuple[Any, Any]:
    """A draft and one of its steps. Raises NotFound."""
    edition = queries.get_edition(version)
    actions.check_draft(edition)
    found = queries.protocol_of(edition).by_key.get(step)
    if found is None:
        raise NotFound(actions.NO_STEP)
    return edition, found


def _fresh(version: str, step: str) -> tuple[Any, Any]:
    """The draft and the step as they stand now."""
    protocol = queries.protocol_of(queries.get_edition(version))
    return protocol, protocol.by_key[step]


def _now(version: str, step: str, values: Callable[[Step], dict[str, Any]]) -> CurrentState:
    _protocol, found = _fresh(version, step)
    return CurrentState(queries.get_edition(version).version, values(found))


def _with_choices(form: type[Any], edition: EditionRow, **more: Any) -> Callable[[Any, dict[str, Any]], Any]:
    """Makes a form that names pages and consents, which the guidance itself does not know."""
    lists = {"pages": list(FORMS.items()), "consents": ConsentPurpose.choices, "version_of": queries.protocol_of(edition)}
    return lambda data, initial: form(data, initial=initial, **lists, **more)


def _page(request: StaffRequest, edition: EditionRow, step: Step, name: str, button: Words, how: Words, note: Words = "") -> Page:
    """While details are hidden a step is called by its number."""
    title = step.number if is_discreet(request) else f"{step.number} · {step.label}"
    draft = f"guidance-{name}-{step.key}:{edition.pk}"
    return Page(title, button, _back(edition.code), _("Draft"), draft, how, note)


def _back(version: str) -> str:
    return reverse("desk:guidance_version", args=[version])


@require_POST
@requires(Permission.GUIDANCE_AGREE)
def agree_draft(request: StaffRequest, version: str) -> HttpResponse:
    """A colleague read it and agrees to what they read."""
    actions.agree_edition(queries.get_edition(version), by=request.user, digest=request.POST.get("digest", ""))
    messages.success(request, gettext("You agreed to the draft in its present form."))
    return redirect("desk:guidance_version", version)


@requires(Permission.GUIDANCE_EDIT)
def adopt_draft(request: StaffRequest, version: str) -> HttpResponse:
    """From which day on it holds."""
    edition = queries.get_edition(version)

    def act(form: PanohForm) -> None:
        given = form.cleaned_data
        actions.adopt_edition(edition, by=request.user, on=given["on"], expected=given["version"])

    page = Page(_("Adopt the draft"), _("Adopt this version"), _back(version), _("Draft"), f"guidance-adopt:{edition.pk}", HOW_ADOPT)
    start = {"version": edition.version}
    return process_form(
        request,
        page,
        lambda data: AdoptForm(data, initial=start),
        act,
        said=_("Version adopted."),
        now=lambda: CurrentState(queries.get_edition(version).version, {"on": queries.get_edition(version).adopted_on}),
    )


@require_POST
@requires(Permission.GUIDANCE_EDIT)
def discard_draft(request: StaffRequest, version: str) -> HttpResponse:
    """Throws the draft away."""
    actions.discard_edition(queries.get_edition(version), by=request.user)
    messages.success(request, gettext("Draft deleted."))
    return redirect("desk:guidance_versions")
