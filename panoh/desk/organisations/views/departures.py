"""An organisation leaves or is closed: what it holds, where its cases go, a second person's yes, and the way through to its last key."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.coalition import actions
from panoh.coalition.enums import DepartureState, PassageState
from panoh.coalition.forms.departing import DepartureForm, PassageForm, PassagesForm, SendBackForm
from panoh.coalition.policy import check_can_part
from panoh.coalition.queries import departures as queries
from panoh.coalition.queries.departures import DepartureRow
from panoh.coalition.queries.proposals import other_members
from panoh.core.clock import add_working_days, today
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
TELL_WITHIN = 10  # working days
BADGES = {DepartureState.ASKED: "wait", DepartureState.RUNNING: "wait", DepartureState.DONE: "done"}
PASSED = {PassageState.DONE: "done", PassageState.LEFT: "late"}
HOW_NEW = gettext_lazy(
    "This page only makes a plan: write where the organisation's cases go and how each person was told. A second person must "
    "agree before it is carried out."
)
HOW_PLAN = gettext_lazy(
    "A case can go to an organisation only if the person agreed to the whole team or to that organisation; otherwise choose "
    "the secretariat. A second person who already agreed to the plan is asked again."
)
HOW_SEND_BACK = gettext_lazy("Write what the coordinator needs to change. Nothing happens until you agree.")
ACTS: dict[str, tuple[Callable[..., Any], Promise]] = {
    "ask": (actions.ask_to_agree, gettext_lazy("Request sent. Another coordinator or the administrator must agree on this page.")),
    "agree": (actions.agree_to_part, gettext_lazy("Agreed. The coordinator can start.")),
    "call-off": (actions.call_off, gettext_lazy("Cancelled. Nothing was changed.")),
    "begin": (actions.begin, gettext_lazy("Started. Its accounts are closed.")),
    "again": (actions.try_again, gettext_lazy("Trying again.")),
}


@requires(Permission.ORGANISATIONS)
def add_departure(request: StaffRequest, key: UUID) -> HttpResponse:
    """What it holds, and the first questions; where it is prepared already, the page of that."""
    row = queries.get_member(request.user, key)
    check_can_part(request.user)
    known = queries.departure_of(request.user, row)
    if known is not None:
        return redirect("desk:departure", known.pk)
    back = reverse("desk:organisation", args=[row.pk])
    page = Page(_("It leaves the coalition or closes"), _("Prepare the departure"), back, row.short, f"departure:{row.pk}", HOW_NEW)
    initial = {"tell_by": add_working_days(today(), TELL_WITHIN)}
    return process_form(
        request,
        page,
        lambda data: DepartureForm(data, takers=other_members(row.pk), initial=initial),
        lambda form: actions.draw_up(row, by=request.user, **form.action_kwargs),
        said=_("Prepared. Now check where each case goes."),
        done=lambda made: reverse("desk:departure", args=[made.pk]),
        template="desk/organisations/departure_new.html",
        more={"holdings": queries.holdings(row)},
    )


@requires(Permission.ORGANISATIONS)
def show_departure(request: StaffRequest, key: UUID) -> HttpResponse:
    """How it stands, what is to be done next, and for who leads it the cases; by POST its words are opened."""
    row = queries.get_departure(request.user, key)
    words = open_sealed([row], by=request.user.actor, purpose=Purpose.ADMINISTRATION)[0] if request.method == "POST" else None
    context: dict[str, Any] = {
        "row": row,
        "badge": BADGES.get(DepartureState(row.state), ""),
        "words": words,
        **queries.sides(request.user, row),
    }
    context |= {"standing": queries.standing(row), "is_early": row.last_day > today(), "waits_at_machine": queries.waits_at_machine(row)}
    if row.is_prepared:
        context["holdings"] = queries.holdings(row.organisation)
    if context["leads"]:
        page = Paginator(queries.passages(row), PAGE_SIZE).get_page(request.GET.get("page"))
        lines = [(line, PASSED.get(PassageState(line.row.state), "")) for line in queries.lines(row, page)]
        context |= {"page": page, "lines": lines}
    return render(request, "desk/organisations/departure.html", context)


def _now(request: StaffRequest, key: UUID) -> CurrentState:
    row = queries.get_departure(request.user, key)
    return CurrentState(row.version, {}, [(_("Status"), DepartureState.DRAWN_UP.label, row.get_state_display())])


def _page(row: DepartureRow, title: Words, button: Words, draft: str, how: Words, code: str = "") -> Page:
    return Page(title, button, reverse("desk:departure", args=[row.pk]), row.organisation.short, draft, how, code=code)


@requires(Permission.ORGANISATIONS)
def plan_many(request: StaffRequest, key: UUID) -> HttpResponse:
    """Where many cases go, all of them ticked at first; none whose person cannot be told safely."""
    row = queries.get_departure(request.user, key)
    check_can_part(request.user)
    rows = list(queries.plannable_together(row))
    initial = {"version": row.version, "cases": [str(each.pk) for each in rows]}
    page = _page(row, _("Many cases at once"), _("Save to the plan"), f"departure-plan:{row.pk}", HOW_PLAN)
    return process_form(
        request,
        replace(page, note=_left_out(queries.plannable(row).count() - len(rows))),
        lambda data: PassagesForm(data, rows=rows, takers=other_members(row.organisation_id), initial=initial),
        lambda form: actions.plan_passages(row, form.chosen, by=request.user, **form.action_kwargs),
        said=_("Saved to the plan."),
        now=lambda: _now(request, key),
    )


def _left_out(count: int) -> str:
    """What stands above the form where cases are not among those to choose from."""
    said = ngettext(
        "%(count)d case is not included: telling the person is not safe. Change it separately, from the plan.",
        "%(count)d cases are not included: telling the people is not safe. Change each separately, from the plan.",
        count,
    )
    return said % {"count": count} if count else ""


@requires(Permission.ORGANISATIONS)
def plan_one(request: StaffRequest, key: UUID, code: str) -> HttpResponse:
    """Where one case goes, and how the person was told."""
    row = queries.get_departure(request.user, key)
    check_can_part(request.user)
    one = queries.get_passage(row, code)
    initial = {"version": row.version, "taker": one.taker.slug, "told": one.told, "told_on": one.told_on}
    return process_form(
        request,
        _page(row, _("Where the case goes"), _("Save to the plan"), f"departure-case:{one.pk}", HOW_PLAN, code),
        lambda data: PassageForm(data, takers=other_members(row.organisation_id), initial=initial),
        lambda form: actions.plan_passages(row, [one], by=request.user, **form.action_kwargs),
        said=_("Saved to the plan."),
        now=lambda: _now(request, key),
    )


@requires(Permission.ORGANISATIONS)
def send_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """The second person wants it otherwise."""
    row = queries.get_departure(request.user, key)
    return process_form(
        request,
        _page(row, _("Return for changes"), _("Return for changes"), f"departure-back:{row.pk}", HOW_SEND_BACK),
        lambda data: SendBackForm(data, initial={"version": row.version}),
        lambda form: actions.send_back(row, by=request.user, **form.action_kwargs),
        said=_("Returned. The coordinator changes the plan and asks again."),
        now=lambda: _now(request, key),
    )


@require_POST
@requires(Permission.ORGANISATIONS)
def act_on_departure(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Asked, agreed, called off, begun, tried again: a press each."""
    do, said = ACTS[act]
    do(queries.get_departure(request.user, key), by=request.user)
    messages.success(request, str(said))
    return redirect("desk:departure", key)


@require_POST
@requires(Permission.ORGANISATIONS)
def go_on(request: StaffRequest, key: UUID) -> HttpResponse:
    """Deals with the next cases; the page that answers asks for more until all is done."""
    row = queries.get_departure(request.user, key)
    if row.state == DepartureState.RUNNING:
        actions.go_on(row, by=request.user)
    return redirect("desk:departure", key)
