"""The steps of a case by the guidance: what is next and how, done, left out, declined; another version with a look first."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases import actions
from panoh.cases.actions.reading import read_shared
from panoh.cases.enums import OPEN_STATES, TaskKind
from panoh.cases.forms.steps import DeclineForm, HappeningForm, MoveForm, SkipForm
from panoh.cases.moves import moves
from panoh.cases.policy import can
from panoh.cases.queries import steps as step_queries
from panoh.cases.queries.care import approved_programme
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.queries.danger import danger_of
from panoh.cases.queries.steps import FIRST_MARK, StepLine
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.desk.frame.step_pages import FormLink, consent_labels, form_links, names
from panoh.guidance import queries as guidance
from panoh.guidance.changes import differences
from panoh.guidance.enums import Happened
from panoh.guidance.protocol import Step

BACK = _("Guidance steps")
HOW_SKIP = _("Skip a step that does not fit this person, with a reason. Nothing is lost: you can resume it later.")
HOW_DECLINE = _("The person can refuse any step without a reason and loses no other help. Ask again only if they want it.")
HOW_NOTE = _("Record only what makes a step begin. Everyone who sees the case sees this line.")
HOW_MOVE = _("Steps that are done stay done. Open steps get new deadlines, and the old ones stay on record.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the page: the step, its pages, its consents, what was said of it."""

    line: StepLine
    forms: list[FormLink]
    consents: list[str]
    words: str


def _shown(lines: list[StepLine], words: dict[object, dict[str, str]], pages: Callable[[Step], list[FormLink]]) -> list[Shown]:
    return [
        Shown(
            line,
            pages(line.step),
            consent_labels(line.step),
            words.get(line.row.pk, {}).get("words", "") if line.row else "",
        )
        for line in lines
    ]


def _danger(case: CaseRow, lines: list[StepLine]) -> FormLink | None:
    """The page on which it is written what came of the danger, where that ends one of these steps."""
    task = danger_of(case) if any(Happened.DANGER_ANSWERED in line.step.ends for line in lines) else None
    return FormLink(reverse("desk:danger", args=[task.pk]), str(TaskKind.DANGER.label)) if task else None


@requires(Permission.CASE_VIEW)
def case_steps(request: StaffRequest, code: str) -> HttpResponse:
    """All steps of a case, what is late first."""
    case, context = case_frame(request.user, code, "case_steps")
    steps = step_queries.case_steps(case)
    works = can(request.user, Permission.CASE_WORK, case)
    if steps is not None:
        said = [line.row for line in steps.settled if line.row and line.row.words]
        words = read_shared(said, by=request.user)
        danger = _danger(case, [*steps.late, *steps.due, *steps.quiet])
        shut = "" if approved_programme(case) else reverse("desk:hold_review", args=[case.code])  # no review without a programme in force

        def pages(step: Step) -> list[FormLink]:
            if not works:
                return []
            of_danger = [danger] if danger and Happened.DANGER_ANSWERED in step.ends else []
            return [*of_danger, *(link for link in form_links(step, case.code, request.user) if link.url != shut)]

        context |= {name: _shown(getattr(steps, name), words, pages) for name in ("late", "due", "quiet", "waiting", "settled")}
        context |= {"protocol": steps.protocol, "newer": steps.newer, "later": steps.later}
    context["may_work"] = case.is_open and works
    return render(request, "desk/guidance/case_steps.html", context)


def _page(case: CaseRow, title: Words, button: Words, draft: str, how: Words, note: Words = "") -> Page:
    return Page(title, button, reverse("desk:case_steps", args=[case.code]), BACK, draft, how, note, code=case.code)


def _mark(address: str) -> str:
    return "" if address == FIRST_MARK else address


@require_POST
@requires(Permission.CASE_WORK)
def finish_step(request: StaffRequest, code: str, step: str, mark: str) -> HttpResponse:
    """Says that it is done."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    actions.finish_step(case, step, _mark(mark), by=request.user)
    messages.success(request, gettext("Step marked as done."))
    return redirect("desk:case_steps", case.code)


@requires(Permission.CASE_WORK)
def skip_step(request: StaffRequest, code: str, step: str, mark: str) -> HttpResponse:
    """Leaves a step out, with one of the reasons the guidance allows."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    line = step_queries.get_line(case, step, mark)
    page = _page(case, _("Skip the step"), _("Skip"), f"skip:{case.pk}:{step}:{mark}", HOW_SKIP, line.step.label)
    return process_form(
        request,
        page,
        lambda data: SkipForm(data, reasons=line.step.reasons, mandatory=line.step.mandatory),
        lambda form: actions.skip_step(case, step, _mark(mark), by=request.user, **form.cleaned_data),
        said=_("Step skipped."),
    )


@requires(Permission.CASE_WORK)
def decline_step(request: StaffRequest, code: str, step: str, mark: str) -> HttpResponse:
    """The person does not want it."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    line = step_queries.get_line(case, step, mark)
    page = _page(case, _("The person does not want it"), _("Record"), f"decline:{case.pk}:{step}:{mark}", HOW_DECLINE, line.step.label)
    return process_form(
        request,
        page,
        DeclineForm,
        lambda form: actions.decline_step(case, step, _mark(mark), by=request.user, **form.cleaned_data),
        said=_("Recorded. The step is skipped."),
    )


@require_POST
@requires(Permission.CASE_WORK)
def take_up_step(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Takes up again what was left out."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    actions.take_up_step(step_queries.get_case_step(case, key), by=request.user)
    messages.success(request, gettext("Step resumed."))
    return redirect("desk:case_steps", case.code)


@requires(Permission.CASE_WORK)
def note_happening(request: StaffRequest, code: str) -> HttpResponse:
    """Something with which a step begins."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    page = _page(case, _("Record what happened"), _("Record"), f"happening:{case.pk}", HOW_NOTE)

    def act(form: HappeningForm) -> None:
        actions.note_happening(case, by=request.user, **form.action_kwargs)

    return process_form(request, page, HappeningForm, act, said=_("Recorded. The following steps have begun."))


@requires(Permission.CASE_WORK)
def move_guidance(request: StaffRequest, code: str) -> HttpResponse:
    """Another version for this case, with a look first at what changes."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    versions = [(each, guidance.protocol(each).label) for each in guidance.codes() if each != case.guidance]
    asked = request.GET.get("to", "") or (versions[-1][0] if versions else "")
    wanted = asked if asked in dict(versions) else ""
    more = {
        "case": case,
        "wanted": wanted,
        "versions": versions,
        "moves": moves(case, guidance.protocol(wanted)) if wanted and case.state in OPEN_STATES else [],
        "changes": differences(guidance.protocol(case.guidance), guidance.protocol(wanted), names()) if wanted and case.guidance else [],
    }
    return process_form(
        request,
        _page(case, _("Another version of the guidance"), _("Move the case"), f"move-guidance:{case.pk}", HOW_MOVE),
        lambda data: MoveForm(data, versions=versions, initial={"version": case.version, "to": wanted}),
        lambda form: actions.move_guidance(case, by=request.user, to=form.cleaned_data["to"], expected=form.cleaned_data["version"]),
        said=_("The case follows the other version."),
        now=lambda: CurrentState(get_case(request.user, code).version, {"to": get_case(request.user, code).guidance}),
        template="desk/guidance/case_move.html",
        more=more,
    )
