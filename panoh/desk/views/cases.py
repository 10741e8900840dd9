"""Cases: the list, the file's overview, and the work around it: who works, who sees, what was wrong."""

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
from panoh.cases import actions, queries
from panoh.cases.enums import REOPENABLE_STATES, CaseState, Kind, Urgency
from panoh.cases.forms.admission import ReopenForm
from panoh.cases.forms.work import AssignForm, CorrectCaseForm, HoldForm, ShareForm, UrgencyForm
from panoh.cases.policy import can
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Invalid
from panoh.desk.form_page import Page, refuse, show_form
from panoh.desk.views.case_frame import BADGES, case_frame
from panoh.desk.views.task_links import task_row
from panoh.desk.views.timeline import timeline, whole_url
from panoh.places import catalogue
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
NAMES = ("family_name", "given_name", "patronymic")


def _list(request: StaffRequest) -> dict[str, Any]:
    """The page of the list that the address asks for, with the choices of its filter."""
    given = {key: request.GET.get(key, "") for key in ("state", "region", "kind", "urgency", "mine", "late")}
    narrowed = queries.CaseFilter.read(given)
    page = Paginator(queries.cases(request.user, narrowed), PAGE_SIZE).get_page(request.GET.get("page"))
    leads = queries.staff(case.lead_id for case in page)
    kept = [(key, value) for key, value in given.items() if value and getattr(narrowed, key)]
    return {
        "page": page,
        "rows": [_row(case, leads) for case in page],
        "narrowed": narrowed,
        "query": "".join(f"&{key}={value}" for key, value in kept),
        "states": [("open", _("open")), *CaseState.choices],
        "regions": catalogue.region_choices(),
        "kinds": Kind.choices,
        "urgencies": Urgency.choices,
        "may_open": has(request.user, Permission.NAME_OPEN),
        "may_admit": has(request.user, Permission.REQUEST_DECIDE),
    }


def _row(case: Any, leads: dict[UUID, queries.Staff]) -> dict[str, Any]:
    lead = leads.get(case.lead_id)
    return {
        "case": case,
        "age": queries.age_now(case),
        "region": catalogue.name(case.region),
        "badge": BADGES.get(CaseState(case.state), ""),
        "lead": ", ".join(str(role.label) for role in lead.roles) if lead else "",
        "late": case.next_due is not None and case.next_due < now(),
        "is_urgent": case.urgency == Urgency.RED and case.is_open,
    }


@requires(Permission.CASE_VIEW)
def show_cases(request: StaffRequest) -> HttpResponse:
    """The list, by codes alone."""
    return render(request, "desk/case_list.html", _list(request))


@require_POST
@requires(Permission.NAME_OPEN)
def show_names(request: StaffRequest) -> HttpResponse:
    """The same page of the list with its names, opened at once and recorded."""
    context = _list(request)
    people = [row["case"].person for row in context["rows"]]
    opened = open_sealed(people, by=request.user.actor, purpose=Purpose.CARE, fields=NAMES)
    for row, one in zip(context["rows"], opened, strict=True):
        row["sealed"] = one.shut
        row["name"] = "" if one.shut else " ".join(filter(None, (one.family_name, one.given_name, one.patronymic)))
    return render(request, "desk/case_list.html", {**context, "named": True})


@requires(Permission.CASE_VIEW)
def show_case(request: StaffRequest, code: str) -> HttpResponse:
    """The overview: what to do next, how to reach safely, what was, who is around. By POST the name is opened too."""
    case, context = case_frame(request.user, code, "case_file")
    if request.method == "POST":
        context["name"] = _name(request, case)
    tasks = list(queries.open_tasks(request.user, case))
    moment = now()
    context |= {
        "next": task_row(tasks[0]) if tasks else None,
        "late": [task_row(task) for task in tasks[1:] if task.due_at < moment],
        "ahead": [task_row(task) for task in tasks[1:] if task.due_at >= moment],
        "moments": timeline(request.user, case, whole=request.GET.get("all") == "1"),
        "whole_url": whole_url(case),
        "around": _around(case),
        "may": _may(request, case),
    }
    return render(request, "desk/case_file.html", context)


def _name(request: StaffRequest, case: Any) -> Any:
    if not can(request.user, Permission.NAME_OPEN, case):
        return None
    (opened,) = open_sealed([case.person], by=request.user.actor, purpose=Purpose.CARE, fields=NAMES)
    return opened


def _around(case: Any) -> list[str]:
    """Who works on the case, by discipline."""
    return list(dict.fromkeys(str(each.get_discipline_display()) for each in queries.assignments(case)))


def _may(request: StaffRequest, case: Any) -> dict[str, bool]:
    """Which buttons stand there."""
    work = can(request.user, Permission.CASE_WORK, case)
    return {
        "work": work,
        "people": can(request.user, Permission.CASE_ASSIGN, case) or can(request.user, Permission.CASE_SHARE, case),
        "hold": work and case.state in (CaseState.ASSESSMENT, CaseState.ACTIVE),
        "resume": work and case.state == CaseState.ON_HOLD,
        "reopen": case.state in REOPENABLE_STATES and not hasattr(case, "next") and can(request.user, Permission.CASE_CLOSE, case),
        "name": can(request.user, Permission.NAME_OPEN, case),
        "contact": can(request.user, Permission.CONTACT_SAFETY, case),
        "history": can(request.user, Permission.WHO_LOOKED, case),
    }


def _page(case: Any, name: str, title: str, button: str, how: str, note: str = "") -> Page:
    back = reverse("desk:case_file", args=[case.code])
    return Page(title=title, button=button, back_url=back, back=_("Case"), draft=f"{name}:{case.id}", how=how, note=note, code=case.code)


@requires(Permission.CASE_WORK)
def hold_case(request: StaffRequest, code: str) -> HttpResponse:
    """Until when, and why."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    form = HoldForm(request.POST or None, initial={"version": case.version})
    how = _("Agree with the person when you speak again. Write why in a sentence. What is due meanwhile stays in your day.")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.hold_case(case, by=request.user, until=given["until"], reason=given["reason"], expected=given["version"])
        except (Invalid, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, _("On hold."))
            return redirect("desk:case_file", case.code)
    return show_form(request, form, _page(case, "hold", _("Put on hold"), _("Put the case on hold"), how))


@require_POST
@requires(Permission.CASE_WORK)
def resume_case(request: StaffRequest, code: str) -> HttpResponse:
    """Goes on where it was."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    actions.resume_case(case, by=request.user)
    messages.success(request, _("Work goes on."))
    return redirect("desk:case_file", case.code)


@requires(Permission.CASE_WORK)
def change_urgency(request: StaffRequest, code: str) -> HttpResponse:
    """How soon this person needs help."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    form = UrgencyForm(request.POST or None, initial={"version": case.version, "urgency": case.urgency})
    how = _(
        "Choose by danger: to life, to health, to a child. "
        "Danger to life stands first in every list. Change it back when the danger is over."
    )
    compare: list[Any] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_urgency(case, by=request.user, urgency=given["urgency"], expected=given["version"])
        except (Invalid, Conflict) as error:
            refuse(form, error)
            stands = queries.get_case(request.user, code)
            compare = [(_("How urgent"), Urgency(given["urgency"]).label, stands.get_urgency_display())]
        else:
            messages.success(request, _("The urgency is changed."))
            return redirect("desk:case_file", case.code)
    return show_form(request, form, _page(case, "urgency", _("Urgency"), _("Change the urgency"), how), compare=compare)


@requires(Permission.CASE_WORK)
def correct_case(request: StaffRequest, code: str) -> HttpResponse:
    """What was written down wrong, and why it is corrected."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    coded = {name: getattr(case, name) for name in ("version", "kind", "door", "admitted_on", "treatment")}
    form = CorrectCaseForm(request.POST or None, initial={**coded, "place": case.place or case.region})
    how = _(
        "Correct what was written down wrong, not what has changed since. "
        "The reason and what stood there before are kept. Figures count the corrected fact."
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_case(case, by=request.user, **form.facts)
        except (Invalid, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, _("Corrected."))
            return redirect("desk:case_file", case.code)
    return show_form(request, form, _page(case, "correct", _("Correct the case"), _("Correct with this reason"), how))


@requires(Permission.CASE_VIEW)
def reopen_case(request: StaffRequest, code: str) -> HttpResponse:
    """Help begins again: a new episode of the same person."""
    case = queries.get_case(request.user, code, Permission.CASE_CLOSE)
    form = ReopenForm(request.POST or None)
    how = _(
        "The person stays the same; the new episode gets a code of its own. "
        "Everything written before stays in the old one. Ask for consent anew."
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            episode = actions.reopen_case(case, by=request.user, reason=given["reason"], urgency=given["urgency"])
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, _("Reopened. The new episode has the code %(code)s.") % {"code": episode.code})
            return redirect("desk:case_file", episode.code)
    return show_form(request, form, _page(case, "reopen", _("Reopen the case"), _("Open a new episode"), how))


@requires(Permission.CASE_VIEW)
def show_people(request: StaffRequest, code: str) -> HttpResponse:
    """Who works on the case and which organisations see it."""
    return render(request, "desk/case_people.html", _people(request, code))


def _people(request: StaffRequest, code: str, **forms: Any) -> dict[str, Any]:
    case, context = case_frame(request.user, code, "case_file")
    known = queries.staff(each.user_id for each in queries.assignments(case))
    shared = list(queries.shares(case))
    seeing = {case.organisation_id, *(share.organisation_id for share in shared)}
    others = [row for row in queries.organisations() if row.id not in seeing]
    return {
        **context,
        "assignments": [(each, known[each.user_id]) for each in queries.assignments(case)],
        "shares": shared,
        "assign_form": forms.get("assign") or AssignForm(workers=queries.workers_for(case)),
        "share_form": forms.get("share") or ShareForm(organisations=others, initial={"until": None}),
        "may_assign": case.is_open and can(request.user, Permission.CASE_ASSIGN, case),
        "may_share": can(request.user, Permission.CASE_SHARE, case),
        "today": today(),
    }


@require_POST
@requires(Permission.CASE_ASSIGN)
def assign_worker(request: StaffRequest, code: str) -> HttpResponse:
    """Puts somebody on the case."""
    case = queries.get_case(request.user, code, Permission.CASE_ASSIGN)
    form = AssignForm(request.POST, workers=queries.workers_for(case))
    if form.is_valid():
        try:
            actions.assign_worker(case, by=request.user, **form.facts)
        except (Invalid, Conflict) as error:
            refuse(form, error)
        else:
            messages.success(request, _("Assigned."))
            return redirect("desk:case_people", case.code)
    return render(request, "desk/case_people.html", _people(request, code, assign=form))


@require_POST
@requires(Permission.CASE_ASSIGN)
def end_assignment(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Takes somebody off the case."""
    case = queries.get_case(request.user, code, Permission.CASE_ASSIGN)
    actions.end_assignment(queries.get_assignment(case, key), by=request.user)
    messages.success(request, _("Taken off the case. What was still to be done went to the coordinator."))
    return _to_people(request, case)


@require_POST
@requires(Permission.CASE_SHARE)
def share_case(request: StaffRequest, code: str) -> HttpResponse:
    """Shows the case to another organisation."""
    case = queries.get_case(request.user, code, Permission.CASE_SHARE)
    form = ShareForm(request.POST, organisations=list(queries.organisations()))
    if form.is_valid():
        try:
            actions.share_case(case, by=request.user, **form.facts)
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, _("Shared."))
            return redirect("desk:case_people", case.code)
    return render(request, "desk/case_people.html", _people(request, code, share=form))


@require_POST
@requires(Permission.CASE_SHARE)
def end_share(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Stops showing it."""
    case = queries.get_case(request.user, code, Permission.CASE_SHARE)
    actions.end_share(queries.get_share(case, key), by=request.user)
    messages.success(request, _("The sharing has ended."))
    return _to_people(request, case)


def _to_people(request: StaffRequest, case: Any) -> HttpResponse:
    """Back to who works on it, or to the list for whoever has just ended what showed them the case."""
    sees = can(request.user, Permission.CASE_VIEW, case)
    return redirect("desk:case_people", case.code) if sees else redirect("desk:cases")
