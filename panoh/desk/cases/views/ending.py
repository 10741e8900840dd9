"""Contact that is sought, the safety plan, what the person says of the help, and a death."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.booklet.hotlines import Hotline, hotlines_of
from panoh.cases.actions import contact, death, ending
from panoh.cases.actions.reading import read_shared
from panoh.cases.enums import Reached, Source
from panoh.cases.forms.closure import AttemptForm, DeathForm, FeedbackForm, SafetyPlanForm
from panoh.cases.queries import care
from panoh.cases.queries import ending as ending_queries
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.queries.contact import last_contact
from panoh.cases.queries.danger import dangers_left_by, find_danger, who_can_take_on
from panoh.cases.queries.ending import AttemptRow
from panoh.core.errors import NotFound
from panoh.core.ids import id_or_none
from panoh.desk.frame.case_frame import danger_from
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.desk.frame.task_rows import danger_rows

CALLED = "services"  # the part of the plan that names who answers the telephone
BACK = _("Reviews and closure")
HOW_TRY = _("Check the safe contact first: how, when and what not to say. Try on different days and at different times.")
FOUND = _("Attempt recorded. The person was reached, so the task to reach them or to decide whether to continue is done.")
HOW_PLAN = _("Write it together, in the person's own words. The print shows no names and no organisation.")
HOW_FEEDBACK = _("You can skip any question. The coordinator reads the answers; those who work on the case do not.")
HOW_DEATH = _(
    "This stops all reminders, tasks, sessions and follow-up for this person and closes their cases, but you can undo it. A "
    "danger may remain: a child or the family may be at risk."
)


def _page(case: CaseRow, title: Words, button: Words, name: str, how: Words) -> Page:
    return Page(title, button, reverse("desk:case_closure", args=[case.code]), BACK, f"{name}:{case.pk}", how, code=case.code)


@requires(Permission.CASE_WORK)
def record_attempt(request: StaffRequest, code: str) -> HttpResponse:
    """A try to reach the person; those before it stand above."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    page = _page(case, _("Attempt to reach the person"), _("Record the attempt"), "attempt", HOW_TRY)
    page = replace(page, danger=danger_from(case, Source.CONTACT))

    sought = ending_queries.is_sought(case)

    def said(row: AttemptRow) -> Words:
        return FOUND if sought and row.outcome == Reached.REACHED else _("Attempt recorded.")

    def act(form: AttemptForm) -> AttemptRow:
        return contact.record_attempt(case, by=request.user, **form.action_kwargs)

    more = {"tries": ending_queries.contact_attempts(case), "last": last_contact(case)}
    return process_form(request, page, AttemptForm, act, said=said, template="desk/cases/attempt_form.html", more=more)


def _back_to_danger(request: StaffRequest, case: CaseRow, page: Page) -> Page:
    """Whoever came from a danger of this case goes back to it."""
    key = id_or_none(request.GET.get("danger", ""))
    task = find_danger(request.user, key) if key else None
    return replace(page, back_url=reverse("desk:danger", args=[task.pk]), back=_("Danger")) if task and task.case == case else page


@requires(Permission.SAFETY_PLAN)
def safety_plan(request: StaffRequest, code: str) -> HttpResponse:
    """The safety plan, written or written anew."""
    case = get_case(request.user, code, Permission.SAFETY_PLAN)
    page = _back_to_danger(request, case, _page(case, _("Safety plan"), _("Save the plan"), "safety-plan", HOW_PLAN))

    def now() -> CurrentState:
        row = ending_queries.safety_plan(case)
        return CurrentState(row.version, read_shared([row], by=request.user)[row.pk]) if row else CurrentState(0, {})

    def act(form: SafetyPlanForm) -> None:
        ending.write_safety_plan(case, by=request.user, **form.action_kwargs)

    return process_form(
        request,
        page,
        lambda data: SafetyPlanForm(data, initial=begin(data, now)),
        act,
        said=_("Plan saved."),
        now=now,
        template="desk/cases/safety_plan_form.html",
        more={"plan": ending_queries.safety_plan(case), "lines": hotlines_of(case.region)},
    )


@requires(Permission.SAFETY_PLAN)
def safety_plan_print(request: StaffRequest, code: str) -> HttpResponse:
    """The plan as a page for the person: no name, no code, no organisation, and no word that tells; with the numbers of the region."""
    case = get_case(request.user, code, Permission.SAFETY_PLAN)
    row = ending_queries.safety_plan(case)
    if row is None:
        raise NotFound(care.NOT_HERE)
    words = read_shared([row], by=request.user)[row.pk]
    if telling := ending_queries.tells_on_paper(words.values()):
        return render(request, "desk/cases/safety_plan_tells.html", {"telling": telling, "case": case})
    with translation.override(case.person.language or translation.get_language()):
        return render(request, "desk/cases/safety_plan_print.html", {"parts": _printed(case, words), "case": case})


def _printed(case: CaseRow, words: Mapping[str, str]) -> list[tuple[str, str, tuple[Hotline, ...]]]:
    """The parts of the plan as they are printed; whom to call with the numbers of the region, also where nothing was written there."""
    lines = {CALLED: hotlines_of(case.region)}
    found = [(str(field.label), words.get(name, ""), lines.get(name, ())) for name, field in SafetyPlanForm().fields.items()]
    return [part for part in found if any(part[1:])]


@requires(Permission.CASE_WORK)
def record_feedback(request: StaffRequest, code: str) -> HttpResponse:
    """What the person says of the help."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    page = _page(case, _("What the person says about the help"), _("Save"), "feedback", HOW_FEEDBACK)

    def act(form: FeedbackForm) -> None:
        ending.record_feedback(case, by=request.user, **form.action_kwargs)

    return process_form(request, page, FeedbackForm, act, said=_("Recorded. Thank the person."))


@requires(Permission.CASE_CLOSE)
def record_death(request: StaffRequest, code: str) -> HttpResponse:
    """The person has died."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    page = _page(case, _("The person has died"), _("Record and stop all reminders"), "death", HOW_DEATH)

    left = dangers_left_by(case.person, by=request.user)
    dangers = [(task, who_can_take_on(task, by=request.user)) for task in left]

    def act(form: DeathForm) -> None:
        death.record_death(case, by=request.user, **form.action_kwargs)

    return process_form(
        request,
        page,
        lambda data: DeathForm(data, dangers=dangers),
        act,
        said=_("Recorded. All reminders about this person have stopped."),
        template="desk/cases/death_form.html",
        more={"dangers": danger_rows(request.user, left)},
    )


@requires(Permission.CASE_CLOSE)
@require_POST
def take_back_death(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """It was a mistake: everything goes on."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    death.take_back_death(ending_queries.get_death(case, key), by=request.user)
    messages.success(request, _("Undone. Everything continues as before."))
    return redirect("desk:case_closure", case.code)
