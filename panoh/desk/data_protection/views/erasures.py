"""Erasing somebody's file: the wish, the second person, the seven days, the certificate. By codes; no file opens here."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.data_protection import actions
from panoh.data_protection.enums import ErasureState
from panoh.data_protection.forms import ErasureForm, HoldForm
from panoh.data_protection.queries import erasures as queries
from panoh.data_protection.waiting import wait_in_words
from panoh.desk.data_protection.anonymised import what_stays
from panoh.desk.frame.form_page import CurrentState, Page, process_form

PAGE_SIZE = 25
BADGES = {ErasureState.ASKED: "wait", ErasureState.AGREED: "wait", ErasureState.ERASED: "wait", ErasureState.DONE: "done"}
HOW_HOLD = gettext_lazy("Until that day nothing is erased. The request and the agreement stay valid.")


@requires(Permission.ERASE)
def show_erasures(request: StaffRequest) -> HttpResponse:
    """All of them, by code."""
    page = Paginator(queries.erasures(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/data_protection/erasures.html",
        {"page": page, "rows": [(row, BADGES.get(ErasureState(row.state), "")) for row in page], "wait": wait_in_words()},
    )


@requires(Permission.ERASE, step_up=True)
def add_erasure(request: StaffRequest, code: str) -> HttpResponse:
    """The wish of one person; where there is one already, the page of that."""
    case = queries.get_case(request.user, code)
    known = queries.erasure_of(case)
    if known is not None:
        return redirect("desk:erasure", known.pk)
    back = reverse("desk:erasures")
    how = f"{wait_in_words()} {_('After that no key can open this file or any copy.')}"
    page = Page(_("Erase the file"), _("Ask a second person to agree"), back, _("Erasures"), f"erasure:{case.code}", how, code=case.code)
    return process_form(
        request,
        page,
        ErasureForm,
        lambda form: actions.ask_erasure(case, by=request.user, **form.action_kwargs),
        said=_("Requested. Nothing is erased yet."),
        done=lambda made: reverse("desk:erasure", args=[made.pk]),
    )


@requires(Permission.ERASE)
def show_erasure(request: StaffRequest, key: UUID) -> HttpResponse:
    """Where one stands, what is in its way, what is to be done next; at the end the certificate."""
    row = queries.get_erasure(request.user, key)
    hold = queries.hold_on(row) if row.waits else None
    context = {"row": row, "badge": BADGES.get(ErasureState(row.state), ""), "hold": hold, "is_mine": row.asked_by_id == request.user.pk}
    context["is_at_once"] = row.is_due and hold is None
    context["to_tell"] = row.erasure_notices.filter(told_on=None).count()
    return render(request, "desk/data_protection/erasure.html", context | what_stays(row))


@requires(Permission.ERASE)
def hold_erasure(request: StaffRequest, key: UUID) -> HttpResponse:
    """Puts one off."""
    row = queries.get_erasure(request.user, key)
    back = reverse("desk:erasure", args=[row.pk])
    page = Page(_("Postpone the erasure"), _("Postpone"), back, row.code, f"erasure-hold:{row.pk}", HOW_HOLD, code=row.code)
    return process_form(
        request,
        page,
        lambda data: HoldForm(data, initial={"version": row.version}),
        lambda form: actions.hold_erasure(row, by=request.user, **form.action_kwargs),
        said=_("Postponed."),
        now=lambda: _now(request, key),
    )


def _now(request: StaffRequest, key: UUID) -> CurrentState:
    row = queries.get_erasure(request.user, key)
    return CurrentState(row.version, {"until": row.held_until, "reason": row.held_for}, [(_("Status"), "", row.get_state_display())])


@require_POST
@requires(Permission.ERASE, step_up=True)
def agree_to_erasure(request: StaffRequest, key: UUID) -> HttpResponse:
    """One press: the second person agrees."""
    row = queries.get_erasure(request.user, key)
    actions.agree_to_erasure(row, by=request.user)
    is_at_once = row.is_due and queries.hold_on(row) is None
    on_its_date = _("Agreed. The file is erased on its date unless someone cancels it.")
    messages.success(request, _("Agreed. The file is erased now.") if is_at_once else on_its_date)
    return redirect("desk:erasure", row.pk)


@require_POST
@requires(Permission.ERASE)
def call_off_erasure(request: StaffRequest, key: UUID) -> HttpResponse:
    """One press: somebody calls it off. Nothing is asked for that could hinder it."""
    row = queries.get_erasure(request.user, key)
    actions.call_off_erasure(row, by=request.user)
    messages.success(request, _("Cancelled. Nothing was erased."))
    return redirect("desk:erasure", row.pk)
