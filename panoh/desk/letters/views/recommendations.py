"""Recommendations to authorities: written on a frozen count, given, answered; what changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.correspondence import queries
from panoh.correspondence.actions import recommendations as actions
from panoh.correspondence.enums import DECIDED, RECOMMENDATION_TRANSITIONS, RecommendationState
from panoh.correspondence.forms.recommendations import AnswerRecommendationForm, ChangeRecommendationForm, GiveRecommendationForm
from panoh.correspondence.forms.recommendations import RecommendationForm as NewForm
from panoh.correspondence.queries import RecommendationRecord
from panoh.desk.frame.facility_names import addressee_choices, addressee_label
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.desk.letters.register_lines import item_label, letter_choices
from panoh.network.queries.addressees import institutions
from panoh.places import catalogue
from panoh.referrals.queries.gaps import count_persons
from panoh.vault.actions import Opened
from panoh.vault.purpose import Purpose

BACK = _("Recommendations")
HOW = _("One recommendation, one change. A count of fewer than 5 people is never given as a number.")
HOW_GIVE = _("After this, the recommendation and its number cannot be changed. This cannot be undone.")
HOW_ANSWER = _("Record their answer, and later what really changed: an adopted recommendation is not yet a change.")
BADGES = {
    RecommendationState.DRAFT: "draft",
    RecommendationState.GIVEN: "wait",
    RecommendationState.ANSWERED: "wait",
    RecommendationState.ADOPTED: "done",
    RecommendationState.PARTLY: "done",
}
_WORDS = {"tg": ("text_tg", "text_ru", "text_en"), "ru": ("text_ru", "text_tg", "text_en"), "en": ("text_en", "text_ru", "text_tg")}


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """A recommendation in a list; its words where they were opened, in the reader's language if there is one."""

    row: Any
    who: str
    badge: str
    late: bool
    where: str
    words: Any
    text: str
    language: str


def _lines(request: StaffRequest, rows: Sequence[RecommendationRecord], *, opened: bool) -> list[RecommendationRow]:
    said = {each.row.pk: each for each in actions.read_recommendations(rows, by=request.user)} if opened else {}
    names = institutions((row.addressee for row in rows), by=request.user, purpose=Purpose.OWN_WORK) if opened else {}
    return [_line(row, said.get(row.pk), names.get(row.addressee_id, "")) for row in rows]


def _line(row: RecommendationRecord, words: Opened | None, name: str) -> RecommendationRow:
    order = _WORDS.get((get_language() or "tg")[:2], _WORDS["tg"])
    field = next((each for each in order if words is not None and getattr(words, each)), "")
    return RecommendationRow(
        row=row,
        who=addressee_label(row.addressee, name),
        badge=BADGES.get(RecommendationState(row.state), ""),
        late=row.state == RecommendationState.GIVEN and row.answer_by is not None and row.answer_by < today(),
        where=catalogue.name(row.basis_region),
        words=words,
        text=getattr(words, field) if field else "",
        language=field.removeprefix("text_"),
    )


def _list(request: StaffRequest, *, opened: bool) -> HttpResponse:
    rows = _lines(request, list(queries.recommendations(request.user)), opened=opened)
    may = has(request.user, Permission.RECOMMENDATIONS_WRITE)
    return render(request, "desk/letters/recommendations.html", {"rows": rows, "opened": opened, "may_write": may})


@requires(Permission.RECOMMENDATIONS)
def show_recommendations(request: StaffRequest) -> HttpResponse:
    """Where each stands."""
    return _list(request, opened=False)


@require_POST
@requires(Permission.RECOMMENDATIONS)
def show_recommendation_words(request: StaffRequest) -> HttpResponse:
    """The same page with texts and names."""
    return _list(request, opened=True)


def _changed(request: StaffRequest, *, opened: bool) -> HttpResponse:
    rows = _lines(request, list(queries.recommendations(request.user, DECIDED)), opened=opened)
    context = {"rows": rows, "opened": opened, "sums": queries.what_changed(request.user)}
    return render(request, "desk/letters/recommendations_changed.html", context)


@requires(Permission.RECOMMENDATIONS)
def show_changed(request: StaffRequest) -> HttpResponse:
    """How many were given, answered, adopted; each with what changed."""
    return _changed(request, opened=False)


@require_POST
@requires(Permission.RECOMMENDATIONS)
def show_changed_words(request: StaffRequest) -> HttpResponse:
    """The same page with its words."""
    return _changed(request, opened=True)


@require_POST
@requires(Permission.RECOMMENDATIONS)
def print_adopted(request: StaffRequest) -> HttpResponse:
    """The adopted ones as a page to print: texts, addressees, frozen counts, what changed."""
    adopted = (RecommendationState.ADOPTED, RecommendationState.PARTLY)
    rows = _lines(request, list(queries.recommendations(request.user, adopted)), opened=True)
    return render(request, "desk/letters/recommendations_print.html", {"rows": rows, "day": today()})


def _page(request: StaffRequest, key: UUID, *, opened: bool) -> HttpResponse:
    row = queries.get_recommendation(request.user, key)
    (line,) = _lines(request, [row], opened=opened)
    follows = RECOMMENDATION_TRANSITIONS[RecommendationState(row.state)]
    may = has(request.user, Permission.RECOMMENDATIONS_WRITE)
    context = {
        "row": row,
        "line": line,
        "opened": opened,
        "may_write": may,
        "may_answer": may and bool(follows & set(DECIDED)),
        "letter": item_label(row.letter) if row.letter else "",
    }
    return render(request, "desk/letters/recommendation.html", context)


@requires(Permission.RECOMMENDATIONS)
def show_recommendation(request: StaffRequest, key: UUID) -> HttpResponse:
    """One of them; by POST with its words."""
    return _page(request, key, opened=request.method == "POST")


def _basis(request: StaffRequest, form: NewForm) -> actions.Basis | None:
    """The count as it stands today."""
    if form.count is None:
        return None
    service, region, reason, start, end = form.count
    return actions.Basis(service, region, start, end, count_persons(request.user, service, start, end, region, reason), reason)


def _url(row: RecommendationRecord) -> str:
    return reverse("desk:recommendation", args=[row.pk])


@requires(Permission.RECOMMENDATIONS_WRITE)
def write_recommendation(request: StaffRequest) -> HttpResponse:
    """Writes one, not given yet."""
    known = addressee_choices(request.user)
    begun = {name: request.GET.get(name, "") for name in ("service", "start", "end")}  # who comes from the unmet needs of a help
    page = Page(_("Write a recommendation"), _("Save"), reverse("desk:recommendations"), BACK, "recommendation:new", HOW)
    return process_form(
        request,
        page,
        lambda data: NewForm(data, addressees=known, initial=begun),
        lambda form: actions.write_recommendation(by=request.user, basis=_basis(request, form), **form.action_kwargs),
        said=_("Saved. Not given yet."),
        done=_url,
    )


@requires(Permission.RECOMMENDATIONS_WRITE)
def change_recommendation(request: StaffRequest, key: UUID) -> HttpResponse:
    """Changes a draft; coming by the button, the form holds what stands there. Its basis is counted anew."""
    row = queries.get_recommendation(request.user, key)
    known = addressee_choices(request.user)

    def now() -> CurrentState:
        fresh = queries.get_recommendation(request.user, key)
        (words,) = actions.read_recommendations([fresh], by=request.user)
        basis: dict[str, Any] = {"service": fresh.basis_service, "region": fresh.basis_region, "reason": fresh.basis_reason}
        basis |= {"start": fresh.basis_from, "end": fresh.basis_to}
        return CurrentState(
            fresh.version, {**{name: getattr(words, name) for name in actions.TEXTS}, **basis, "addressee": str(fresh.addressee_id)}
        )

    return process_form(
        request,
        Page(_("Change the recommendation"), _("Save"), _url(row), BACK, f"recommendation:{key}", HOW),
        lambda data: ChangeRecommendationForm(data, initial=begin(data, now), addressees=known),
        lambda form: actions.change_recommendation(row, by=request.user, basis=_basis(request, form), **form.action_kwargs),
        said=_("Changed."),
        now=now,
        by_press=True,
    )


def _state_now(request: StaffRequest, row: RecommendationRecord) -> CurrentState:
    fresh = queries.get_recommendation(request.user, row.pk)
    return CurrentState(fresh.version, {}, beside=[(_("Status"), row.get_state_display(), fresh.get_state_display())])


@requires(Permission.RECOMMENDATIONS_WRITE)
def give_recommendation(request: StaffRequest, key: UUID) -> HttpResponse:
    """It was given to the authority."""
    row = queries.get_recommendation(request.user, key)
    letters = [(each, label) for each, label in letter_choices(request.user) if each.kind == "letter_out"]
    return process_form(
        request,
        Page(_("Record as given"), _("Record"), _url(row), BACK, f"recommendation-give:{key}", HOW_GIVE),
        lambda data: GiveRecommendationForm(data, letters=letters, initial={"version": row.version}),
        lambda form: actions.give_recommendation(row, by=request.user, **form.action_kwargs),
        said=_("Given. Its text and number cannot be changed now."),
        now=lambda: _state_now(request, row),
    )


@requires(Permission.RECOMMENDATIONS_WRITE)
def answer_recommendation(request: StaffRequest, key: UUID) -> HttpResponse:
    """What they answered, and what changed."""
    row = queries.get_recommendation(request.user, key)

    def make(data: QueryDict | None) -> AnswerRecommendationForm:
        return AnswerRecommendationForm(data, initial={"version": row.version})

    return process_form(
        request,
        Page(_("Their answer"), _("Record"), _url(row), BACK, f"recommendation-answer:{key}", HOW_ANSWER),
        make,
        lambda form: actions.answer_recommendation(row, by=request.user, **form.action_kwargs),
        said=_("Their answer is recorded."),
        now=lambda: _state_now(request, row),
    )


@require_POST
@requires(Permission.RECOMMENDATIONS_WRITE)
def drop_recommendation(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is not given after all."""
    actions.drop_recommendation(queries.get_recommendation(request.user, key), by=request.user)
    messages.success(request, str(_("The recommendation will not be given.")))
    return redirect("desk:recommendations")
