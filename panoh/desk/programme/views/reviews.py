"""Reviews of the programme with the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.actions import review as actions
from panoh.cases.actions.reading import read_shared
from panoh.cases.actions.triggers import NO_PROGRAMME
from panoh.cases.actions.triggers import trigger_review as trigger
from panoh.cases.enums import Capacity
from panoh.cases.forms.conference import TriggerForm
from panoh.cases.forms.review import GOAL, CorrectReviewForm, ReviewForm
from panoh.cases.queries import care
from panoh.cases.queries import programme as plan_queries
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.queries.programme import GoalPart, ProgrammeRow
from panoh.core.clock import today
from panoh.core.errors import WrongState
from panoh.core.forms import PanohForm
from panoh.core.templatetags.panoh import day, signed
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.desk.questionnaires.results import trends
from panoh.instruments.queries import scores_of, uses

HOW = _("Go through the goals one by one with the person. Rate them on the same scales as at the start.")
HOW_TRIGGER = _(
    "The review becomes due within days, and its task shows the reason. Danger comes first: help at once, record it afterwards."
)
HOW_CORRECT = _("Enter the correct text and the reason. The earlier text stays saved and sealed.")


def _correcting(case: CaseRow, key: UUID, title: Words, name: str) -> Page:
    back = reverse("desk:case_closure", args=[case.code])
    return Page(title, _("Save the correction"), back, _("Reviews and closure"), f"{name}:{key}", HOW_CORRECT, code=case.code)


@dataclass(frozen=True, slots=True)
class _ToReview:
    """The goals that go on with their words, how each of them and each capacity was rated before, and what stands beside the form."""

    goals: dict[Any, dict[str, str]]
    before: dict[Any, str]
    beside: dict[str, Any]


def _to_review(request: StaffRequest, case: CaseRow, programme: ProgrammeRow) -> _ToReview:
    """Beside the form stand why it is early and what questionnaires show."""
    parts = [part for part in plan_queries.plan(programme).goals if not part.row.outcome]
    rows = [part.row for part in parts]
    triggers = care.review_triggers(case)
    words = read_shared([*rows, *triggers], by=request.user)
    beside: dict[str, Any] = {"triggers": [(row, words[row.pk].get("words", "")) for row in triggers], "case": case}
    if has(request.user, Permission.QUESTIONNAIRES):
        beside["trends"] = trends(scores_of(case.person), uses(), by=request.user)
    return _ToReview({row: words[row.pk] for row in rows}, _before(case, parts), beside)


def _before(case: CaseRow, parts: Sequence[GoalPart]) -> dict[Any, str]:
    """Of each goal where it stood and what was delivered for it, of each capacity its levels: the earliest first."""
    said: dict[Any, str] = {}
    for part in parts:
        stood = [_("at the start %(level)s") % {"level": signed(part.row.attainment_at_start)}]
        stood += [f"{day(rated.rated_on)}: {signed(rated.value)}" for rated in part.rated]
        given = [f"{line.row.get_item_display()} {line.delivered.times}/{line.row.times}" for line in part.services]
        said[part.row.pk] = f"{', '.join(map(str, stood))}. " + _("Provided: %(services)s") % {"services": ", ".join(given) or "–"}
    rated_before = care.ratings(case)
    for capacity in Capacity:
        levels = [(rating.rated_on, getattr(rating, capacity.value)) for rating in rated_before]
        said[capacity] = ", ".join(f"{day(on)}: {level}" for on, level in levels if level is not None)
    return said


@requires(Permission.CASE_WORK)
def hold_review(request: StaffRequest, code: str) -> HttpResponse:
    """Records a review."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    programme = care.approved_programme(case)
    if programme is None:
        raise WrongState(NO_PROGRAMME)
    found = _to_review(request, case, programme)
    back = reverse("desk:case_programme", args=[case.code])
    page = Page(_("Review"), _("Record the review"), back, _("Programme"), f"review:{case.pk}", HOW, code=case.code)
    start = {"version": case.version, "next_on": actions.next_review(today())}

    def act(form: ReviewForm) -> None:
        actions.hold_review(case, by=request.user, **form.action_kwargs)

    return process_form(
        request,
        page,
        lambda data: ReviewForm(data, goals=found.goals, before=found.before, initial=start),
        act,
        said=_("Review recorded."),
        now=lambda: _now(request, get_case(request.user, code, Permission.CASE_WORK)),
        template="desk/programme/review_form.html",
        more=found.beside,
    )


def _now(request: StaffRequest, case: CaseRow) -> CurrentState:
    """The latest review beside the one just written, and where the goals stand: sent again, it is a review more."""
    latest, programme = care.reviews(case).first(), care.approved_programme(case)
    goals = [part.row for part in plan_queries.plan(programme).goals if not part.row.outcome] if programme else []
    facts: dict[str, Any] = {"next_on": case.review_due, **{GOAL + str(row.pk): row.attainment_now for row in goals}}
    if latest is not None:
        facts |= {"held_on": latest.held_on, "outcome": latest.outcome, **read_shared([latest], by=request.user)[latest.pk]}
    return CurrentState(case.version, facts, adds=True)


@requires(Permission.CASE_WORK)
def trigger_review(request: StaffRequest, code: str) -> HttpResponse:
    """Something happened: the review is due early, and its task says why."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    back = reverse("desk:case_programme", args=[case.code])
    page = Page(
        _("Record an event"),
        _("Move the review to an earlier day"),
        back,
        _("Programme"),
        f"trigger:{case.pk}",
        HOW_TRIGGER,
        code=case.code,
    )
    return process_form(
        request,
        page,
        TriggerForm,
        lambda form: trigger(case, by=request.user, **form.cleaned_data),
        said=lambda made: _("Review moved to an earlier day: %(day)s.") % {"day": day(made.due_on)},
    )


@requires(Permission.CASE_WORK)
def correct_review(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Corrects a review of one's own, with the reason."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    row = care.get_review(case, key)
    page = _correcting(case, key, _("Correct the review"), "correct-review")

    def now() -> CurrentState:
        fresh = care.get_review(case, key)
        return CurrentState(
            fresh.version, {"held_on": fresh.held_on, "outcome": fresh.outcome, **read_shared([fresh], by=request.user)[fresh.pk]}
        )

    def act(form: PanohForm) -> None:
        actions.correct_review(row, by=request.user, expected=form.cleaned_data.pop("version"), **form.cleaned_data)

    return process_form(
        request,
        page,
        lambda data: CorrectReviewForm(data, initial=begin(data, now)),
        act,
        said=_("Review corrected. The earlier entry is also saved."),
        now=now,
    )
