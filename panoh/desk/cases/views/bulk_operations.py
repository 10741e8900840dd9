"""One thing done to many cases: how far it got, gone on with, taken back; and many cases moved to a version of the guidance."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.queries import in_order
from panoh.accounts.roles import Permission
from panoh.cases import actions
from panoh.cases.enums import BulkOperationState
from panoh.cases.forms.bulk_operations import MoveManyForm
from panoh.cases.moves import NO_VERSION, movable, preview, versions_followed
from panoh.cases.queries import bulk_operations
from panoh.cases.queries.cases import carriers
from panoh.desk.frame.form_page import ConfirmationRequired, Page, process_form
from panoh.guidance import queries as guidance
from panoh.guidance.protocol import Protocol

HOW_MOVE = gettext_lazy(
    "Completed steps stay completed; open steps get new deadlines and the old ones are saved. Cases move one after another; "
    "you can undo everything for ten minutes."
)


@requires(Permission.CASE_ASSIGN)
def show_bulk_operation(request: StaffRequest, key: UUID) -> HttpResponse:
    """How far it got, what stayed as it was, and whether it can still be taken back."""
    operation = bulk_operations.get_bulk_operation(request.user, key)
    is_guidance = bool(operation.guidance)
    context = {
        "operation": operation,
        "progress": bulk_operations.progress(request.user, operation),
        "version": guidance.protocol(operation.guidance).label if is_guidance else "",
        "is_running": operation.state == BulkOperationState.RUNNING,
        "is_going_back": operation.state == BulkOperationState.GOING_BACK,
        "can_take_back": operation.state != BulkOperationState.BACK
        and bool(bulk_operations.parts_to_take_back(operation, by=request.user)),
        "back": reverse("desk:guidance_move_many" if is_guidance else "desk:hand_over"),
    }
    return render(request, "desk/cases/bulk_operation.html", context)


@require_POST
@requires(Permission.CASE_ASSIGN)
def go_on(request: StaffRequest, key: UUID) -> HttpResponse:
    """Deals with the next cases; the page that answers asks for more until all are dealt with."""
    operation = bulk_operations.get_bulk_operation(request.user, key)
    if operation.state == BulkOperationState.RUNNING:
        actions.go_on(operation, by=request.user)
    elif operation.state == BulkOperationState.GOING_BACK:
        actions.take_back_bulk_operation(operation, by=request.user)
    return redirect("desk:errand", key)


@require_POST
@requires(Permission.CASE_ASSIGN)
def take_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """Takes all of it back, within ten minutes."""
    operation = actions.take_back_bulk_operation(bulk_operations.get_bulk_operation(request.user, key), by=request.user)
    if operation.state == BulkOperationState.BACK:
        messages.success(request, _("Cancelled."))
    return redirect("desk:errand", key)


@requires(Permission.GUIDANCE_EDIT)
def move_many(request: StaffRequest) -> HttpResponse:
    """Many cases follow another version: first what changes is counted, then it is confirmed."""
    lists = _lists(request)
    back = reverse("desk:guidance")
    return process_form(
        request,
        Page(_("Move several cases"), _("Show what will change"), back, _("Guidance"), "guidance:move-many", HOW_MOVE),
        lambda data: MoveManyForm(data, initial={"to": guidance.in_force()}, **lists),
        lambda form: _move(request, form),
        said=_("The cases are being moved."),
        done=lambda operation: reverse("desk:errand", args=[operation.pk]),
        template="desk/cases/guidance_move_many.html",
        more={"under_way": bulk_operations.under_way(request.user)},
    )


def _move(request: StaffRequest, form: MoveManyForm) -> Any:
    """Counts first; what was counted and confirmed begins."""
    cases = movable(request.user, **form.action_kwargs)
    if form.cleaned_data["seen"] != cases.count():
        raise ConfirmationRequired(preview(cases, form.action_kwargs["to"]))
    operation = actions.begin_move(by=request.user, seen=form.cleaned_data["seen"], **form.action_kwargs)
    return actions.go_on(operation, by=request.user)


def _lists(request: StaffRequest) -> dict[str, Any]:
    """What one chooses from: versions in use, those that open cases follow, organisations."""
    codes = guidance.codes()
    followed = versions_followed(request.user)
    versions = guidance.protocols({*codes, *followed})
    present = [(code or NO_VERSION, _present(code, count, versions)) for code, count in sorted(followed.items())]
    return {"versions": [(code, versions[code].label) for code in codes], "present": present, "organisations": in_order(carriers())}


def _present(code: str, count: int, versions: dict[str, Protocol]) -> str:
    """A version and how many open cases follow it."""
    label = versions[code].label if code in versions else _("no version yet")
    return _("%(version)s: %(count)s") % {"version": label, "count": count}
