"""Needs that nobody meets: noted from a case, counted by service and district, met later."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.enums import Feature
from panoh.accounts.features import features_off
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.enums import Help
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.queries.programme import get_planned
from panoh.core.clock import today
from panoh.core.ids import id_or_none
from panoh.desk.figures.gap_lines import gap_lines
from panoh.desk.figures.views.figures import Cell, period_of
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.network.enums import Service
from panoh.network.kinds_of_help import service_choices
from panoh.referrals.actions import gaps as actions
from panoh.referrals.board import NUMBERED_SERVICES, SERVICE_NUMBERS
from panoh.referrals.gap_forms import EndGapForm, GapForm
from panoh.referrals.queries import gaps
from panoh.referrals.queries.referrals import get_referral
from panoh.reporting.policy import counted_cases

PAGE_SIZE = 50
# What a planned help is mostly called in the directory.
HELP = {Help.MEDICAL: Service.GENERAL, Help.PSYCHOLOGICAL: Service.PSYCHOLOGY, Help.SOCIAL: Service.SOCIAL, Help.LEGAL: Service.LEGAL}
BACK = _("Referrals")
HOW = _("Record a need when nobody can meet it: no provider, no agreement, no free place, or too far. The person is counted once.")


@requires(Permission.REPORT_VIEW)
def show_gaps(request: StaffRequest) -> HttpResponse:
    """Persons by service and district; small numbers stay inside."""
    form, start, end = period_of(request, {"start": today() - dt.timedelta(days=365), "end": today()})
    counts = gaps.count_gaps(counted_cases(request.user), start, end)
    rows = [(line.service_label, line.where, *map(_cell, (line.persons, line.still_open, line.met))) for line in counts]
    reasons = gaps.count_reasons(counted_cases(request.user), start, end)
    whole = gaps.services_by_persons(counts)
    services = [(row.service, row.service_label, _cell(row.persons), _cell(row.still_open), _why(reasons, row.service)) for row in whole]
    query = urlencode({"start": f"{start:%d.%m.%Y}", "end": f"{end:%d.%m.%Y}"})
    sees = has(request.user, Permission.REFERRAL_VIEW)
    context = {"form": form, "start": start, "end": end, "rows": rows, "services": services, "query": query, "sees_cases": sees}
    context["may_recommend"] = has(request.user, Permission.RECOMMENDATIONS_WRITE) and Feature.RECOMMENDATIONS not in features_off(
        request.user
    )
    return render(request, "desk/figures/gaps.html", context)


def _why(reasons: dict[str, list[tuple[str, int]]], service: str) -> list[tuple[str, Cell]]:
    return [(reason, _cell(count)) for reason, count in reasons.get(service, [])]


def _cell(count: int) -> Cell:
    return Cell(count, "")


@requires(Permission.REFERRAL_VIEW)
def show_open_gaps(request: StaffRequest) -> HttpResponse:
    """What nobody meets yet, by code, the longest waiting first."""
    chosen = SERVICE_NUMBERS.get(request.GET.get("service", ""), "")
    number = NUMBERED_SERVICES.get(chosen, "")
    page = Paginator(gaps.open_gaps(request.user, service=chosen), PAGE_SIZE).get_page(request.GET.get("page"))
    services = [(NUMBERED_SERVICES[value], label) for value, label in service_choices()]
    context = {"page": page, "rows": gap_lines(list(page)), "services": services, "chosen": number, "query": f"&service={number}"}
    return render(request, "desk/figures/gaps_open.html", {**context, "may_end": has(request.user, Permission.REFERRAL_WRITE)})


@requires(Permission.REFERRAL_WRITE)
def note_gap(request: StaffRequest, code: str) -> HttpResponse:
    """Nobody for this; coming from a referral or a planned service, it says so."""
    case = get_case(request.user, code, Permission.REFERRAL_WRITE)
    about = _about(request, case)
    initial = {"service": about["referral"].service if "referral" in about else HELP.get(about["planned"].help, "") if about else ""}
    back = reverse("desk:case_referrals", args=[case.code])
    return process_form(
        request,
        Page(_("No provider"), _("Record"), back, BACK, f"gap:{case.pk}", HOW, code=case.code),
        lambda data: GapForm(data, initial=initial),
        lambda form: actions.note_gap(case, by=request.user, **form.action_kwargs, **about),
        said=_("Recorded. It is counted until a provider is found."),
    )


def _about(request: StaffRequest, case: CaseRow) -> dict[str, Any]:
    """The referral or the planned service from which one comes, where it is of this case."""
    if code := request.GET.get("referral", ""):
        row = get_referral(request.user, code)
        return {"referral": row} if row.case_id == case.pk else {}
    key = id_or_none(request.GET.get("planned", ""))
    planned = get_planned(case, key) if key else None
    return {"planned": planned} if planned is not None else {}


@requires(Permission.REFERRAL_WRITE)
def end_gap(request: StaffRequest, key: UUID) -> HttpResponse:
    """Somebody was found, or it is no longer needed."""
    row = gaps.get_gap(request.user, key)

    def now() -> CurrentState:
        fresh = gaps.get_gap(request.user, key)
        return CurrentState(fresh.version, {"end": fresh.end})

    back = reverse("desk:case_referrals", args=[row.case.code])
    note = f"{row.get_service_display()}: {row.get_reason_display()}. {actions.read_note(row, by=request.user)}".strip()
    return process_form(
        request,
        Page(_("How it ended"), _("Record"), back, BACK, f"gap-end:{key}", HOW, note, row.case.code),
        lambda data: EndGapForm(data, initial={"version": row.version}),
        lambda form: actions.end_gap(row, by=request.user, **form.action_kwargs),
        said=_("The outcome is recorded."),
        now=now,
        by_press=True,
    )
