"""Cases: the list, the file's overview, and the work around it: who works, who sees, what was wrong."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.enums import Feature
from panoh.accounts.features import features_off
from panoh.accounts.policy import has
from panoh.accounts.queries import in_order
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_discreet, is_on_telephone
from panoh.cases import actions
from panoh.cases.complaints import complaint_labels
from panoh.cases.enums import (
    CASE_TRANSITIONS,
    DANGERS,
    REOPENABLE_STATES,
    CaseState,
    TaskKind,
    Urgency,
    urgency_filter,
    urgency_label,
)
from panoh.cases.forms.admission import ReopenForm
from panoh.cases.forms.work import AssignForm, CorrectCaseForm, HoldForm, ShareForm
from panoh.cases.guest_policy import can_assign, can_hold, check_can_hold, opens_contact_once_taken, works_in
from panoh.cases.policy import can, carries, shown, shows_care, shows_work
from panoh.cases.queries import care
from panoh.cases.queries import cases as queries
from panoh.cases.queries.cases import CaseRow, UserRow
from panoh.cases.queries.danger import can_see_to, dangers_known, dangers_told_by, what_comes_first
from panoh.cases.queries.programme import glance
from panoh.cases.queries.steps import step_of
from panoh.core.clock import now, today
from panoh.core.forms import PanohForm
from panoh.desk.cases.views.history import looked_lately
from panoh.desk.cases.views.timeline import timeline, whole_url
from panoh.desk.danger.views.urgency import danger_on_case
from panoh.desk.data_protection.views.retention import or_anonymised
from panoh.desk.frame.case_frame import BADGES, case_frame, other_parts
from panoh.desk.frame.form_page import CurrentState, Page, Words, attempt, process_form
from panoh.desk.frame.narrowed import Fields, narrowed_by
from panoh.desk.frame.relatives import relatives
from panoh.desk.frame.task_rows import TaskRow, danger_rows, rows_of_case, task_url
from panoh.people.data import FULL_NAME, full_name
from panoh.places import catalogue
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25

type Choices = Iterable[tuple[Any, ...]]


def _list(request: StaffRequest) -> dict[str, Any]:
    """The page of the list that the address asks for, with the choices of its filter."""
    given = {key: request.GET.get(key, "") for key in ("state", "region", "kind", "urgency", "mine", "unassigned", "late")}
    narrowed = queries.CaseFilter.read(given)
    page = Paginator(queries.cases(request.user, narrowed), PAGE_SIZE).get_page(request.GET.get("page"))
    leads = queries.staff(case.lead_id for case in page)
    kept = {key: value for key, value in given.items() if value and getattr(narrowed, key)}
    choices: dict[str, Choices] = {
        "states": [("open", _("open")), *CaseState.choices],
        "regions": catalogue.region_choices(),
        "kinds": [(number, kind, kind.label) for number, kind in queries.KIND_NUMBERS.items()],
        "urgencies": [(n, *choice) for n, choice in zip(queries.URGENCY_NUMBERS, urgency_filter(), strict=True)],
    }
    return {
        **choices,
        "narrowed_by": narrowed_by(kept, _fields(**choices)),
        "page": page,
        "rows": [_row(case, leads) for case in page],
        "narrowed": narrowed,
        "query": "".join(f"&{key}={value}" for key, value in kept.items()),
        "may_open": has(request.user, Permission.NAME_OPEN) and not is_discreet(request),
        "may_admit": has(request.user, Permission.REQUEST_DECIDE),
        "may_assign": narrowed.unassigned and has(request.user, Permission.CASE_ASSIGN),
    }


def _fields(*, states: Choices, regions: Choices, kinds: Choices, urgencies: Choices) -> Fields:
    ticks = {"mine": _("Mine"), "unassigned": _("No worker assigned"), "late": _("Overdue first")}
    lists: dict[str, Choices] = {
        "state": states,
        "region": regions,
        "kind": [(number, label) for number, _kind, label in kinds],
        "urgency": [(number, label) for number, _urgency, label in urgencies],
    }
    return [*lists.items(), *((name, [("1", label)]) for name, label in ticks.items())]


def _row(case: CaseRow, leads: dict[UUID, queries.Staff]) -> dict[str, Any]:
    lead = leads.get(case.lead_id) if case.lead_id else None
    return {
        "case": case,
        "age": queries.age_now(case),
        "region": catalogue.name(case.region),
        "badge": BADGES.get(CaseState(case.state), ""),
        "lead": ", ".join(str(role.label) for role in lead.roles) if lead and not case.hides_work else "",
        "late": queries.is_late(case),
        "urgent": _urgent(case),
    }


def _urgent(case: CaseRow) -> str:
    """How urgent a case of the list is, in words, where that is at once; where a danger is open that leaves days, that there is one."""
    if case.hides_work:
        return ""
    chosen = case.urgency == Urgency.RED and case.is_open
    is_of_hour = case.in_danger_of_hour or (chosen and case.within_hour)
    if chosen or case.in_danger:
        return urgency_label(Urgency.RED, within_hour=is_of_hour)
    return _("Danger") if case.has_danger else ""


@requires(Permission.CASE_VIEW)
def show_cases(request: StaffRequest) -> HttpResponse:
    """The list, by codes alone."""
    return render(request, "desk/cases/list.html", _list(request))


@require_POST
@requires(Permission.NAME_OPEN)
def show_names(request: StaffRequest) -> HttpResponse:
    """The same page of the list with its names, opened at once and recorded; on a telephone without those of closed cases."""
    check_may_open_list(request)
    context = _list(request)
    may = queries.opening_names(request.user, (row["case"] for row in context["rows"]))
    leaves_out = is_on_telephone(request)
    rows = [row for row in context["rows"] if row["case"].pk in may and (row["case"].is_open or not leaves_out)]
    opened = (
        open_sealed([row["case"].person for row in rows], by=request.user.actor, purpose=Purpose.CARE, fields=FULL_NAME) if rows else []
    )
    for row, one in zip(rows, opened, strict=True):
        row["name"] = full_name(one)
    return render(request, "desk/cases/list.html", {**context, "named": True, "leaves_out": leaves_out})


@requires(Permission.CASE_VIEW)
@or_anonymised
def show_case(request: StaffRequest, code: str) -> HttpResponse:
    """The overview: what to do next, danger, how to reach safely, the programme, what was. By POST the name is opened too."""
    case, context = case_frame(request.user, code, "case_file")
    if request.method == "POST":
        context["name"] = _name(request, case)
    tasks, may = what_comes_first(request.user, queries.open_work(request.user, case)), _may(request, case)
    rows = rows_of_case(request.user, tasks)
    risk = next((rows[task.pk] for task in tasks if task.kind == TaskKind.RISK), None)
    context |= {
        **(_next(request.user, rows[tasks[0].pk], tasks[0]) if tasks else {}),
        "others": [rows[task.pk] for task in tasks[1:]],
        "others_late": sum(rows[task.pk].state == "late" for task in tasks[1:]),
        "risk": risk,
        "opens_contact": risk is not None and bool(risk.take) and opens_contact_once_taken(request.user, case),
        "glance": glance(case) if may["care"] else None,
        "moments": timeline(request.user, case, whole=request.GET.get("all") == "1"),
        "whole_url": whole_url(case),
        "after": care.next_seen(request.user, case),
        "family": [one for one in relatives(request.user, case.person) if one.code] if may["work"] else [],
        "unassigned": not case.withheld_kinds and queries.is_unassigned(case),
        "may": may,
        "danger": danger_on_case(request, case) if may["work"] and shows_work(case) else None,
    }
    context["reported"] = [] if context["danger"] else danger_rows(request.user, dangers_told_by(request.user, case))
    return render(request, "desk/cases/file.html", context)


def _next(user: UserRow, row: TaskRow, task: queries.TaskRecord) -> dict[str, Any]:
    """What comes next, with a page to begin on: none where it is somebody else's and no danger. What begins on the overview itself, and
    what begins nowhere yet, has a page of its own to look at."""
    of_task, here = reverse("desk:task", args=[row.id]), reverse("desk:case_file", args=[row.code])
    is_for_others = bool(row.whose) and task.kind not in DANGERS
    url = "" if is_for_others else of_task if row.url == here else row.url
    is_ahead = task.kind == TaskKind.SESSION and task.due_at > now()
    return {
        "next": replace(row, url=url, take=row.take if row.take and can_see_to(user, task) else None),
        "next_begins": url != of_task and not is_ahead,
        "next_step": step_of(task),
    }


def _name(request: StaffRequest, case: CaseRow) -> Any:
    if is_discreet(request) or not can(request.user, Permission.NAME_OPEN, case):
        return None
    if not case.is_open:  # on a telephone the lists leave it out
        check_may_open_list(request)
    (opened,) = open_sealed([case.person], by=request.user.actor, purpose=Purpose.CARE, fields=FULL_NAME)
    return opened


@require_POST
@requires(Permission.CASE_WORK)
def show_complaints(request: StaffRequest, code: str) -> HttpResponse:
    """What the person complained of at admission, in the words that were written down."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    (opened,) = open_sealed([case], by=request.user.actor, purpose=Purpose.CARE, fields=["complaint_words"])
    context = {"case": case, "complaints": complaint_labels(case.complaints), "opened": opened}
    if request.headers.get("HX-Request"):
        return render(request, "desk/cases/_complaints.html", context)
    return render(request, "desk/cases/complaints.html", case_frame(request.user, code, "case_more")[1] | context)


@requires(Permission.CASE_VIEW)
def show_more(request: StaffRequest, code: str) -> HttpResponse:
    """Everything else of a case that opens for this reader, a line each, and what changes the case itself."""
    case, context = case_frame(request.user, code, "case_more")
    may, twins = _may(request, case), queries.other_cases(request.user, case)
    context |= {
        "parts": [(reverse(f"desk:{name}", args=[case.code]), label, name) for name, label in _others(request, case)],
        "around": _around(case),
        "lead": case.lead if shows_work(case) else None,
        "looked": looked_lately(case, request.user, twins) if may["history"] else None,
        "twins": twins,
        "before": case.previous if case.previous and can(request.user, Permission.CASE_VIEW, case.previous) else None,
        "after": care.next_seen(request.user, case),
        "complaints": complaint_labels(case.complaints) if may["work"] else [],
        "may": may,
    }
    return render(request, "desk/cases/more.html", context)


def _around(case: CaseRow) -> list[str]:
    """Who works on the case, by discipline."""
    return list(dict.fromkeys(str(each.get_discipline_display()) for each in shown(case, queries.assignments(case))))


def _others(request: StaffRequest, case: CaseRow) -> list[tuple[str, Words]]:
    """What stands behind "Everything else" for this reader, without what the Unit does not use."""
    off = {"case_own_questions"} if Feature.OWN_QUESTIONS in features_off(request.user) else set()
    return [(name, label) for name, label, _needs in other_parts(request.user, case) if name not in off]


def _may(request: StaffRequest, case: CaseRow) -> dict[str, bool]:
    """Which buttons stand there."""
    holds = can_hold(request.user, case)
    return {
        "work": can(request.user, Permission.CASE_WORK, case),
        "care": shows_care(case),
        "hold": holds and case.state in (CaseState.ASSESSMENT, CaseState.ACTIVE),
        "records": case.is_open and bool(works_in(request.user, case)),
        "assign": can(request.user, Permission.CASE_ASSIGN, case) and carries(request.user, case),
        "resume": holds and case.state == CaseState.ON_HOLD,
        "reopen": case.state in REOPENABLE_STATES and not hasattr(case, "next") and can(request.user, Permission.CASE_CLOSE, case),
        "name": not is_discreet(request) and can(request.user, Permission.NAME_OPEN, case),
        "cue": not is_discreet(request) and not request.user.under_duress,
        "contact": can(request.user, Permission.CONTACT_SAFETY, case),
        "history": can(request.user, Permission.WHO_LOOKED, case),
    }


def _page(case: CaseRow, name: str, title: str, button: str, how: str, note: str = "") -> Page:
    back = reverse("desk:case_file", args=[case.code])
    return Page(title=title, button=button, back_url=back, back=_("Case"), draft=f"{name}:{case.id}", how=how, note=note, code=case.code)


def _now(request: StaffRequest, code: str, values: Callable[[CaseRow], dict[str, Any]], to: CaseState | None = None) -> CurrentState:
    """What stands in the case now, and its state where that leads no more to the one the form brings."""
    case = queries.get_case(request.user, code)
    moved = to is not None and to not in CASE_TRANSITIONS[CaseState(case.state)]
    return CurrentState(case.version, values(case), beside=[(_("Status"), to.label, case.get_state_display())] if to and moved else [])


@requires(Permission.CASE_WORK)
def hold_case(request: StaffRequest, code: str) -> HttpResponse:
    """Until when, and why."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    check_can_hold(request.user, case)
    how = _("Agree with the person when you will speak again. Deadlines in days are extended by the pause; deadlines in hours are not.")

    def act(form: PanohForm) -> None:
        given = form.cleaned_data
        actions.hold_case(case, by=request.user, until=given["until"], reason=given["reason"], expected=given["version"])

    return process_form(
        request,
        _page(case, "hold", _("Put on hold"), _("Put the case on hold"), how),
        lambda data: HoldForm(data, initial={"version": case.version}),
        act,
        said=_("On hold."),
        template="desk/cases/hold.html",
        more={"dangers": danger_rows(request.user, dangers_known(request.user, case))},
        now=lambda: _now(request, code, lambda row: {"until": row.held_until, "reason": _held_for(request, row)}, CaseState.ON_HOLD),
    )


def _held_for(request: StaffRequest, case: CaseRow) -> str:
    """Why the case is on hold now, blank where it is not."""
    change = queries.holding(case)
    if change is None:
        return ""
    (opened,) = open_sealed([change], by=request.user.actor, purpose=Purpose.CARE, fields=["reason"])
    return opened.reason or ""


@require_POST
@requires(Permission.CASE_WORK)
def resume_case(request: StaffRequest, code: str) -> HttpResponse:
    """Goes on where it was."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    actions.resume_case(case, by=request.user)
    messages.success(request, _("Work resumed."))
    return redirect("desk:case_file", case.code)


@requires(Permission.CASE_WORK)
def correct_case(request: StaffRequest, code: str) -> HttpResponse:
    """What was written down wrong, and why it is corrected."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    how = _("Correct what was recorded wrongly, not what has changed since. The reason and the earlier text are saved.")

    def values(row: CaseRow) -> dict[str, Any]:
        facts = ("kind", "door", "admitted_on", "treatment", "complaints")
        return {**{name: getattr(row, name) for name in facts}, "place": row.place or row.region}

    return process_form(
        request,
        _page(case, "correct", _("Correct the case"), _("Save the correction"), how),
        lambda data: CorrectCaseForm(data, initial={"version": case.version, **values(case)}),
        lambda form: actions.correct_case(case, by=request.user, **form.action_kwargs),
        said=_("Corrected."),
        now=lambda: _now(request, code, values),
    )


@requires(Permission.CASE_VIEW)
def reopen_case(request: StaffRequest, code: str) -> HttpResponse:
    """Help begins again: a new episode of the same person."""
    case = queries.get_case(request.user, code, Permission.CASE_CLOSE)
    how = _("The person stays the same; the new episode gets its own code. Ask for consent again.")
    return process_form(
        request,
        _page(case, "reopen", _("Reopen the case"), _("Open a new episode"), how),
        ReopenForm,
        lambda form: actions.reopen_case(case, by=request.user, **form.cleaned_data),
        said=lambda episode: _("Reopened. The new episode has the code %(code)s.") % {"code": episode.code},
        done=lambda episode: reverse("desk:case_file", args=[episode.code]),
    )


@requires(Permission.CASE_VIEW)
def show_people(request: StaffRequest, code: str) -> HttpResponse:
    """Who works on the case and which organisations see it."""
    return render(request, "desk/cases/people.html", _people(request, code))


def _people(request: StaffRequest, code: str, **forms: Any) -> dict[str, Any]:
    case, context = case_frame(request.user, code, "case_people")
    assigned = list(shown(case, queries.assignments(case)))
    known = queries.staff(each.user_id for each in assigned)
    shared = list(queries.shares(case))
    seeing = {case.organisation_id, *(share.organisation_id for share in shared)}
    others = [row for row in in_order(queries.recipients()) if row.id not in seeing]
    if case.withheld_kinds:  # that somebody else helps, and with what, was not agreed to either
        shared = [share for share in shared if share.organisation_id == request.user.organisation_id]
    at_work = {each.user.organisation_id for each in assigned}
    may_assign = case.is_open and can(request.user, Permission.CASE_ASSIGN, case)
    dangers = {task.owner_id: task_url(task) for task in dangers_known(request.user, case)} if may_assign else {}
    may_take_off = {each.pk: may_assign and can_assign(request.user, case, each.user) for each in assigned}
    return {
        **context,
        "assignments": [(each, known[each.user_id], may_take_off[each.pk], dangers.get(each.user_id)) for each in assigned],
        "lead": case.lead_id if shows_work(case) else None,
        "shares": [(share, queries.is_of_assigned(share) and share.organisation_id not in at_work) for share in shared],
        "assign_form": forms.get("assign") or _assign_form(request, case),
        "share_form": forms.get("share") or ShareForm(organisations=others, initial={"until": None}),
        "may_assign": may_assign,
        "others": others,
        "may_ask": can(request.user, Permission.CONSENT_RECORD, case),
        "may_share": can(request.user, Permission.CASE_SHARE, case) and not case.is_sealed,
        "may_seal": can(request.user, Permission.CASE_SHARE, case),
        "may_propose": case.is_open and not case.is_sealed and can(request.user, Permission.CASE_SHARE, case),
        "today": today(),
    }


def _assign_form(request: StaffRequest, case: CaseRow, data: QueryDict | None = None) -> AssignForm:
    """Whom this reader may put on the case, and whether they may say who leads."""
    workers = [(user, able) for user, able in queries.workers_for(case) if can_assign(request.user, case, user)]
    return AssignForm(data, workers=workers, may_lead=carries(request.user, case))


@require_POST
@requires(Permission.CASE_ASSIGN)
def assign_worker(request: StaffRequest, code: str) -> HttpResponse:
    """Puts somebody on the case."""
    case = queries.get_case(request.user, code, Permission.CASE_ASSIGN)
    tried = attempt(
        request,
        lambda data: _assign_form(request, case, data),
        lambda form: actions.assign_worker(case, by=request.user, **form.action_kwargs),
    )
    if not tried.is_done:
        return render(request, "desk/cases/people.html", _people(request, code, assign=tried.form), status=tried.status)
    messages.success(request, _("Assigned."))
    return redirect("desk:case_people", case.code)


@require_POST
@requires(Permission.CASE_ASSIGN)
def end_assignment(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Takes somebody off the case."""
    case = queries.get_case(request.user, code, Permission.CASE_ASSIGN)
    actions.end_assignment(queries.get_assignment(case, key), by=request.user)
    messages.success(request, _("Removed from the case. Open tasks went to the coordinator."))
    return redirect("desk:case_people", case.code)


@require_POST
@requires(Permission.CASE_SHARE)
def share_case(request: StaffRequest, code: str) -> HttpResponse:
    """Shows the case to another organisation."""
    case = queries.get_case(request.user, code, Permission.CASE_SHARE)
    known = in_order(queries.recipients())
    tried = attempt(
        request,
        lambda data: ShareForm(data, organisations=known),
        lambda form: actions.share_case(case, by=request.user, **form.action_kwargs),
    )
    if not tried.is_done:
        return render(request, "desk/cases/people.html", _people(request, code, share=tried.form), status=tried.status)
    messages.success(request, _("Shared."))
    return redirect("desk:case_people", case.code)


@require_POST
@requires(Permission.CASE_SHARE)
def end_share(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Stops showing it."""
    case = queries.get_case(request.user, code, Permission.CASE_SHARE)
    actions.end_share(queries.get_share(case, key), by=request.user)
    messages.success(request, _("Sharing ended."))
    return redirect("desk:case_people", case.code)
