"""A case opened in an emergency, and a case closed to somebody who is tied to the person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.actions import emergency_access as actions
from panoh.cases.emergency_access_policy import judges
from panoh.cases.forms.emergency_access import ConflictOfInterestForm, EmergencyForm, JudgeForm, KnownForm
from panoh.cases.policy import LOOKED_AT_WITHIN
from panoh.cases.queries import emergency_access as queries
from panoh.cases.queries.cases import get_case
from panoh.cases.queries.emergency_access import EmergencyAccessRow
from panoh.core.clock import now
from panoh.core.templatetags.panoh import moment_only
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25


def _row(row: EmergencyAccessRow) -> dict[str, Any]:
    late = not row.judged and row.opened_at < now() - LOOKED_AT_WITHIN
    return {"row": row, "is_open": actions.is_open(row), "late": late}


@requires(Permission.EMERGENCY, Permission.EMERGENCIES)
def show_emergency_accesses(request: StaffRequest) -> HttpResponse:
    """One's own and those one looks at; for who answers for the house, how many there were."""
    page = Paginator(queries.emergency_accesses(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    counts = has(request.user, Permission.EMERGENCIES)
    context = {
        "page": page,
        "rows": [_row(row) for row in page],
        "may_open": has(request.user, Permission.EMERGENCY),
        "sums": queries.count_emergency_accesses(is_practice=request.user.is_practising) if counts else None,
    }
    return render(request, "desk/data_protection/emergency_accesses.html", context)


@requires(Permission.EMERGENCY, step_up=True)
def add_emergency_access(request: StaffRequest) -> HttpResponse:
    """Code, what happens, why. A code that does not exist is answered like every other that does not open."""
    how = _(
        "For danger that cannot wait: you get four hours to read the case and reach the person safely. The coordinator "
        "and the lead worker are told at once, someone else checks it within three days, and the person may ask about "
        "it."
    )
    page = Page(_("Get emergency access"), _("Open the case"), reverse("desk:openings"), _("Emergency access"), "opening", how)
    return process_form(
        request,
        page,
        EmergencyForm,
        lambda form: actions.open_in_emergency(by=request.user, **form.cleaned_data),
        said=lambda made: _("Open until %(when)s.") % {"when": moment_only(made.ends_at)},
        done=lambda made: reverse("desk:case_file", args=[made.case.code]),
    )


@requires(Permission.DESK)
def show_emergency_access(request: StaffRequest, key: UUID) -> HttpResponse:
    """Who, when, why; by POST the words are opened."""
    row = queries.get_emergency_access(request.user, key)
    words = None
    if request.method == "POST":
        (words,) = open_sealed([row], by=request.user.actor, purpose=Purpose.REVIEW)
    may = judges(request.user, row)
    may_end = actions.is_open(row) and (may or row.user_id == request.user.pk)
    return render(
        request,
        "desk/data_protection/emergency_access.html",
        {**_row(row), "words": words, "may_judge": may and not row.judged, "may_end": may_end},
    )


@require_POST
@requires(Permission.DESK)
def end_emergency_access(request: StaffRequest, key: UUID) -> HttpResponse:
    """It is not needed any more."""
    row = queries.get_emergency_access(request.user, key)
    actions.end_emergency_access(row, by=request.user)
    messages.success(request, _("Access ended."))
    return redirect("desk:opening", row.pk)


@requires(Permission.CASE_WORK)
def judge_emergency_access(request: StaffRequest, key: UUID) -> HttpResponse:
    """Somebody else says whether it was right."""
    row = queries.get_emergency_access(request.user, key)
    back = reverse("desk:opening", args=[row.pk])
    how = _("Talk with the person who opened it. Your answer is counted; the text stays with the file.")
    page = Page(_("Check"), _("Save"), back, _("Emergency access"), f"opening:{row.pk}", how, code=row.case.code)
    return process_form(
        request,
        page,
        lambda data: JudgeForm(data, initial={"version": row.version}),
        lambda form: actions.judge_emergency_access(row, by=request.user, **form.action_kwargs),
        said=_("Saved."),
        now=lambda: _judged_now(request, key),
    )


def _judged_now(request: StaffRequest, key: UUID) -> CurrentState:
    row = queries.get_emergency_access(request.user, key)
    return CurrentState(row.version, {"judged": row.judged})


# -- tied to the person ---------------------------------------------------------------------------------------------------


@requires(Permission.CASE_VIEW)
def declare_conflict(request: StaffRequest, code: str) -> HttpResponse:
    """Somebody says that they are tied to the person of this case; afterwards they see nothing of them."""
    case = get_case(request.user, code)
    back = reverse("desk:case_people", args=[case.code])
    how = _(
        "If you are family, a friend or a neighbour of a person, do not work on their case or read it. Your access "
        "ends at once, everywhere; only someone else can restore it."
    )
    page = Page(_("I know this person"), _("Restrict my access"), back, _("Team and access"), f"known:{case.id}", how, code=case.code)
    return process_form(
        request,
        page,
        KnownForm,
        lambda form: actions.declare_conflict(case, by=request.user, **form.cleaned_data),
        said=_("Your access is restricted. The coordinator is told. Thank you for saying so."),
        done=reverse("desk:my_day"),
    )


@requires(Permission.BLOCKS)
def show_conflicts(request: StaffRequest) -> HttpResponse:
    """What is closed to whom, by code and account."""
    page = Paginator(queries.conflicts(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/data_protection/conflicts.html", {"page": page})


@requires(Permission.BLOCKS)
def add_conflict(request: StaffRequest) -> HttpResponse:
    """Closes everything of a person to an account."""
    how = _(
        "A worker with ties to a person sees nothing about them, whatever the worker's role: no case, no request, no "
        "name in search. This applies at once."
    )
    page = Page(_("Restrict access"), _("Restrict access"), reverse("desk:blocks"), _("Access restrictions"), "block", how)
    return process_form(
        request,
        page,
        ConflictOfInterestForm,
        lambda form: actions.close_to(
            form.cleaned_data["code"], form.cleaned_data["account"], by=request.user, why=form.cleaned_data["why"]
        ),
        said=_("Access restricted for that account."),
    )


@require_POST
@requires(Permission.BLOCKS, step_up=True)
def lift_conflict(request: StaffRequest, key: UUID) -> HttpResponse:
    """The tie is over, or was a mistake."""
    row = queries.get_conflict(request.user, key)
    actions.lift_conflict(row, by=request.user)
    messages.success(request, _("Access restored for that account, as its role allows."))
    return redirect("desk:blocks")
