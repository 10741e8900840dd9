"""What is said about the Unit: written down by anybody, answered by somebody other than whom it concerns."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission, Role
from panoh.core.clock import today
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.team.actions import complaints as actions
from panoh.team.enums import OPEN_COMPLAINTS, ComplaintState
from panoh.team.forms.complaints import AnswerForm, ComplaintForm
from panoh.team.queries import complaints as queries
from panoh.team.queries.complaints import ComplaintRow

PAGE_SIZE = 50
BACK = _("Complaints and thanks")
BADGES = {ComplaintState.NEW: "wait", ComplaintState.UNDER_WAY: "wait", ComplaintState.ANSWERED: "done"}
HOW_ADD = _(
    "Record it as it was said, even if it is about you. It goes to the coordinator, or to the director if it is about the "
    "coordinator; never to the person it is about."
)
HOW_ANSWER = _("Listen to both sides first. Reply in the way that was asked for; a complaint must not put the person's help at risk.")


@requires(Permission.DESK)
def show_complaints(request: StaffRequest) -> HttpResponse:
    """What one wrote down oneself and what one is to answer; for who answers, how many there are."""
    show = "answered" if request.GET.get("show") == "answered" else ""
    page = Paginator(queries.complaints(request.user, show), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = queries.counts(request.user) if has(request.user, Permission.COMPLAINTS) else []
    rows = [(row, BADGES.get(ComplaintState(row.state), ""), _is_late(row)) for row in page]
    context = {"rows": rows, "page": page, "show": show, "counts": counts, "states": [state.label for state in ComplaintState]}
    return render(request, "desk/data_protection/complaints.html", context)


def _is_late(row: ComplaintRow) -> bool:
    return row.state in OPEN_COMPLAINTS and row.answer_by < today()


@requires(Permission.DESK)
def add_complaint(request: StaffRequest) -> HttpResponse:
    """Writes down what somebody said."""
    accounts = queries.accounts_named(request.user)
    page = Page(_("Complaint or thanks"), _("Record"), reverse("desk:complaints"), BACK, "complaint:new", HOW_ADD)
    return process_form(
        request,
        page,
        lambda data: ComplaintForm(data, accounts=accounts),
        lambda form: actions.record_complaint(by=request.user, **form.action_kwargs),
        said=_("Recorded. It goes to the person who will reply."),
    )


def _page(request: StaffRequest, key: UUID, *, opened: bool) -> HttpResponse:
    row = queries.get_complaint(request.user, key)
    context = {
        "row": row,
        "words": actions.read_complaint(row, by=request.user) if opened else None,
        "answers": queries.answers(request.user, row),
        "is_open": row.state in OPEN_COMPLAINTS,
        "is_late": _is_late(row),
        "badge": BADGES.get(ComplaintState(row.state), ""),
        "handler": Role(row.handler_role).label,
        "goes_to": queries.goes_to(request.user, row),
    }
    return render(request, "desk/data_protection/complaint.html", context)


@requires(Permission.DESK)
def show_complaint(request: StaffRequest, key: UUID) -> HttpResponse:
    """One of them; its words are still closed."""
    return _page(request, key, opened=False)


@requires(Permission.DESK)
@require_POST
def open_complaint(request: StaffRequest, key: UUID) -> HttpResponse:
    """One of them with its words."""
    return _page(request, key, opened=True)


def _done(request: StaffRequest, said: Promise, *back: Any) -> HttpResponse:
    messages.success(request, str(said))
    return redirect(*back)


@requires(Permission.COMPLAINTS)
@require_POST
def take_up(request: StaffRequest, key: UUID) -> HttpResponse:
    """Looks into it."""
    actions.take_up(queries.get_complaint(request.user, key), by=request.user)
    return _done(request, _("Taken on. Look into it and reply by the due date."), "desk:complaint", key)


@requires(Permission.COMPLAINTS)
@require_POST
def pass_on(request: StaffRequest, key: UUID) -> HttpResponse:
    """Gives it to the other of the two who answer."""
    actions.pass_on(queries.get_complaint(request.user, key), by=request.user)
    return _done(request, _("Handed over to someone else to reply."), "desk:complaints")


@requires(Permission.COMPLAINTS)
@require_POST
def withdraw(request: StaffRequest, key: UUID) -> HttpResponse:
    """Whoever said it takes it back."""
    actions.withdraw_complaint(queries.get_complaint(request.user, key), by=request.user)
    return _done(request, _("Withdrawn at the person's request."), "desk:complaint", key)


@requires(Permission.COMPLAINTS)
def answer(request: StaffRequest, key: UUID) -> HttpResponse:
    """Writes down the answer."""
    row = queries.get_complaint(request.user, key)
    page = Page(_("Answer"), _("Record the answer"), reverse("desk:complaint", args=[key]), BACK, f"complaint-answer:{key}", HOW_ANSWER)

    def now() -> CurrentState:
        fresh = queries.get_complaint(request.user, key)
        return CurrentState(fresh.version, {"outcome": fresh.outcome, "words": actions.read_complaint(fresh, by=request.user).answer or ""})

    return process_form(
        request,
        page,
        lambda data: AnswerForm(data, initial={"version": row.version}),
        lambda form: actions.answer_complaint(row, by=request.user, **form.action_kwargs),
        said=_("Answer recorded."),
        now=now,
    )
