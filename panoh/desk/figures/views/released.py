"""Tables that leave the house: drawn up, read by others, released with a number, withdrawn with a reason."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.desk.figures.views.figures import TYPES
from panoh.desk.figures.year_page import of_told
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.reporting import actions
from panoh.reporting.dimensions import own_dimensions
from panoh.reporting.enums import RULES, Audience, ReleaseState, What
from panoh.reporting.forms import TableReleaseForm, TableReviewForm, TableWithdrawForm, last_span
from panoh.reporting.policy import check_can_release, check_can_review
from panoh.reporting.publishable_table import REVEALS, read, reveals
from panoh.reporting.queries import releases as queries
from panoh.reporting.queries.releases import FigureReleaseRow
from panoh.reporting.release_files import is_file, release_file
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
BADGES = {ReleaseState.ASKED: "wait", ReleaseState.RELEASED: "done", ReleaseState.SENT_BACK: "late", ReleaseState.WITHDRAWN: "late"}
HOW = gettext_lazy(
    "The table is counted now, does not change, and nobody gets it yet. First you check what each number could reveal, then "
    "others check it without seeing each other's answers."
)
HOW_REVIEW = gettext_lazy(
    "Check each number on the page of the table: could someone who knows one person learn something about that person or "
    "another? The others see your answer once everyone has answered."
)
HOW_WITHDRAW = gettext_lazy(
    "The table is removed from the public page, but the day and the reason stay there. People have already read it, so the "
    "table is stored here."
)
ACTS: dict[str, tuple[Callable[..., Any], Promise]] = {
    "ask": (actions.ask_readers, gettext_lazy("Sent for a check. The table is published when everyone who checks it agrees.")),
    "take-back": (actions.take_back_release, gettext_lazy("Withdrawn. Nobody received it.")),
}


@requires(Permission.FIGURES_RELEASED)
def show_releases(request: StaffRequest) -> HttpResponse:
    """What waits, what is out, what was withdrawn."""
    page = Paginator(queries.releases(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(row) for row in page],
        "may_release": has(request.user, Permission.FIGURES_RELEASE) and not request.user.is_practising,
        "sees_figures": has(request.user, Permission.REPORT_VIEW),
    }
    return render(request, "desk/figures/releases.html", context)


def _line(row: FigureReleaseRow) -> dict[str, Any]:
    return {"row": row, "badge": BADGES.get(ReleaseState(row.state), ""), "told": read(row.told)}


@requires(Permission.FIGURES_RELEASE)
def add_release(request: StaffRequest) -> HttpResponse:
    """Draws up a table; the rules of each class of readers stand above the form."""
    check_can_release(request.user)
    page = Page(
        _("Publish a table"),
        _("Count and check"),
        reverse("desk:statistics_releases"),
        _("Published tables"),
        "figure-release:new",
        HOW,
    )
    return process_form(
        request,
        page,
        lambda data: TableReleaseForm(data, own=own_dimensions(), initial=last_span()),
        lambda form: actions.draw_up_release(by=request.user, **form.cleaned_data),
        said=_("Prepared. Now check each number."),
        done=lambda row: reverse("desk:statistics_release", args=[row.pk]),
        template="desk/figures/release_new.html",
        more={"rules": [(Audience(key).label, rule) for key, rule in RULES.items()]},
    )


@requires(Permission.FIGURES_RELEASED)
def show_release(request: StaffRequest, key: UUID) -> HttpResponse:
    """One table, what each number could reveal, and what is to be done next; by POST its words are opened."""
    row = queries.get_release(request.user, key)
    reads_words = has(request.user, Permission.FIGURES_REVIEW) or has(request.user, Permission.FIGURES_RELEASE)
    reviews = queries.reviews_shown(request.user, row) if reads_words else []
    opens = reads_words and request.method == "POST"
    words: list[Any] = open_sealed([row, *reviews], by=request.user.actor, purpose=Purpose.REVIEW) if opens else [None] * (1 + len(reviews))
    context = {
        **_line(row),
        **queries.sides(request.user, row),
        "chart": of_told("told", read(row.told)),
        "rule": RULES[Audience(row.audience)],
        "is_decision": row.what == What.SENTENCE and row.audience == Audience.PUBLIC,
        "reveals": [(REVEALS[case], numbers) for case, numbers in reveals(read(row.told)).items()],
        "is_file": is_file(row),
        "reads_words": reads_words,
        "words": words[0],
        "reviews": list(zip(reviews, words[1:], strict=True)),
    }
    return render(request, "desk/figures/release.html", context)


def _now(request: StaffRequest, key: UUID) -> CurrentState:
    row = queries.get_release(request.user, key)
    return CurrentState(row.version, {}, [(_("Status"), ReleaseState.ASKED.label, row.get_state_display())])


def _page(row: FigureReleaseRow, title: Words, button: Words, name: str, how: Words) -> Page:
    return Page(title, button, reverse("desk:statistics_release", args=[row.pk]), read(row.told).title, f"{name}:{row.pk}", how)


@requires(Permission.FIGURES_REVIEW)
def review_release(request: StaffRequest, key: UUID) -> HttpResponse:
    """What a reader says of it."""
    row = queries.get_release(request.user, key)
    check_can_review(request.user, row)
    return process_form(
        request,
        _page(row, _("Check a table before publication"), _("Send the answer"), "figure-review", HOW_REVIEW),
        lambda data: TableReviewForm(data, initial={"version": row.version}),
        lambda form: actions.review_release(row, by=request.user, **form.action_kwargs),
        said=lambda made: made.get_state_display().capitalize(),
        now=lambda: _now(request, key),
    )


@requires(Permission.FIGURES_RELEASE)
def withdraw_release(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is no longer said."""
    row = queries.get_release(request.user, key)
    if not queries.sides(request.user, row)["may_withdraw"]:
        raise NotFound(queries.NOT_HERE)
    return process_form(
        request,
        _page(row, _("Withdraw the table"), _("Withdraw"), "figure-withdraw", HOW_WITHDRAW),
        lambda data: TableWithdrawForm(data, initial={"version": row.version}),
        lambda form: actions.withdraw_release(row, by=request.user, **form.action_kwargs),
        said=_("Withdrawn. It is stored here with the reason."),
        now=lambda: _now(request, key),
    )


@require_POST
@requires(Permission.FIGURES_RELEASE)
def act_on_release(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """The author asks the readers, or takes it back."""
    if act not in ACTS:
        raise NotFound(queries.NOT_HERE)
    do, said = ACTS[act]
    do(queries.get_release(request.user, key), by=request.user)
    messages.success(request, str(said))
    return redirect("desk:statistics_release", key)


@requires(Permission.FIGURES_RELEASED)
def download_release(request: StaffRequest, key: UUID, form: str) -> HttpResponse:
    """A released table as CSV or XLSX, as it was told."""
    row = queries.get_release(request.user, key)
    if form not in TYPES or not is_file(row):
        raise NotFound(queries.NOT_HERE)
    response = HttpResponse(release_file(row, form, by=request.user), content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="table-{row.number}.{form}"'
    return response
