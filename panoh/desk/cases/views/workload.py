"""Several tasks at once, a caseload handed over, and the calendar."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_discreet
from panoh.cases import actions, workload
from panoh.cases.cues import beside_code
from panoh.cases.forms.work import AssignSeveralForm, HandOverForm, SeveralForm
from panoh.cases.policy import disciplines_of
from panoh.cases.queries import bulk_operations
from panoh.cases.queries.cases import CaseRow, TaskRecord, staff_by_discipline, unassigned_cases, workers_near
from panoh.cases.queries.cues import own_cues
from panoh.core.clock import today
from panoh.core.errors import Invalid
from panoh.core.templatetags.panoh import date_only
from panoh.desk.cases.calendar import Span, days_of
from panoh.desk.frame.form_page import ConfirmationRequired, Page, process_form
from panoh.desk.frame.task_rows import TaskRow, task_rows
from panoh.places import catalogue

SEVERAL_SHOWN = 15  # so many as one looks through at once
NOT_BY_HAND = gettext_lazy("You finish some of these on their own page. Untick them: %(tasks)s.")
HOW_SEVERAL = gettext_lazy(
    "Tick the tasks that belong together, then choose what to do with them. The change applies to all or none; you can undo it "
    "for ten minutes."
)
HOW_ASSIGN = gettext_lazy("Tick the cases, then choose who works on them. The number beside a name is how many open cases that worker has.")
HOW_HAND_OVER = gettext_lazy(
    "Access rules still apply: a case goes only to a colleague of the same discipline whose organisation may open it. Cases "
    "move one after another; you can undo everything for ten minutes."
)


@requires(Permission.DESK)
def several_tasks(request: StaffRequest) -> HttpResponse:
    """Several of one's own tasks: done, put off, or given to a colleague."""
    listed = Paginator(workload.handled_tasks(request.user), SEVERAL_SHOWN).get_page(request.GET.get("page"))
    tasks = list(listed)
    rows = task_rows(request.user, tasks, opens_words=not is_discreet(request), is_moved=False)
    near = workload.colleagues_on(tasks) if has(request.user, Permission.CASE_WORK) else []
    users = [user for user in near if user.pk != request.user.pk]
    cues = own_cues(request.user)
    by_hand = any(row.by_hand for row in rows.values())
    labels = [(str(task.pk), beside_code(_line(row := rows[task.pk], says_how=by_hand), row.code, cues)) for task in tasks]
    page = Page(_("Several tasks at once"), _("Apply to all"), reverse("desk:my_day"), _("My day"), "tasks:several", HOW_SEVERAL)

    def act(form: SeveralForm) -> int:
        chosen = [task for task in tasks if str(task.pk) in form.cleaned_data["tasks"]]
        return _do(request, form, chosen, rows)

    return process_form(
        request,
        page,
        lambda data: SeveralForm(data, rows=labels, users=users, is_any_by_hand=by_hand),
        act,
        said=lambda count: ngettext("%(count)d task changed.", "%(count)d tasks changed.", count) % {"count": count},
        template="desk/cases/several_tasks.html",
        more={"listed": listed},
    )


def _line(row: TaskRow, *, says_how: bool) -> str:
    when = _("%(when)s, %(since)s") % {"when": row.when, "since": row.since}
    how = _("finished on its own page") if says_how and not row.by_hand else ""
    return " · ".join(part for part in (row.title, row.note, row.code, when, how) if part)


def _do(request: StaffRequest, form: SeveralForm, chosen: list[TaskRecord], rows: dict[UUID, TaskRow]) -> int:
    given = form.cleaned_data
    if given["what"] == "later":
        return actions.postpone_several(chosen, by=request.user, due=given["due"])
    if given["what"] == "give":
        return actions.give_several(chosen, by=request.user, owner=form.by_id[given["owner"]])
    work = [rows[task.pk] for task in chosen if not rows[task.pk].by_hand]
    if work:
        said = NOT_BY_HAND % {"tasks": ", ".join(" ".join(filter(None, (row.title, row.code))) for row in work)}
        raise Invalid(said, {"tasks": said})
    return actions.finish_several(chosen, by=request.user)


@requires(Permission.CASE_ASSIGN)
def assign_several(request: StaffRequest) -> HttpResponse:
    """One worker for several cases on which nobody works."""
    there = f"{reverse('desk:cases')}?unassigned=1"
    listed = Paginator(unassigned_cases(request.user), SEVERAL_SHOWN).get_page(request.GET.get("page"))
    if not listed:
        return redirect(there)
    labels = _labels(request, listed)
    workers, load = workers_near(request.user), workload.open_cases_by_worker(request.user)
    page = Page(_("Assign a worker to several cases"), _("Assign"), there, _("Cases"), "cases:assign", HOW_ASSIGN)

    def act(form: AssignSeveralForm) -> tuple[list[str], str]:
        chosen, given = [case for case in listed if str(case.pk) in form.cleaned_data["cases"]], form.action_kwargs
        left = actions.assign_to_several(chosen, by=request.user, user=given["user"], discipline=given["discipline"])
        return [case.code for case in chosen if case not in dict(left)], actions.not_possible(left) if left else ""

    return process_form(
        request,
        page,
        lambda data: AssignSeveralForm(data, rows=labels, workers=workers, load=load),
        act,
        said=lambda made: f"{_('Cases assigned: %(codes)s.') % {'codes': ', '.join(made[0])}} {made[1]}".strip(),
        warns=lambda made: bool(made[1]),
        template="desk/cases/several_tasks.html",
        more={"listed": listed},
    )


def _labels(request: StaffRequest, listed: Iterable[CaseRow]) -> list[tuple[str, str]]:
    """What each case is called among the choices."""
    cues, by_code = own_cues(request.user), is_discreet(request)  # while details are hidden, code and picture alone
    return [(str(case.pk), beside_code(case.code if by_code else _case_line(case), case.code, cues)) for case in listed]


def _case_line(case: CaseRow) -> str:
    """Code, place, how urgent and since when: what tells one case from another in a list of codes."""
    since = _("admitted %(day)s") % {"day": date_only(case.admitted_on)}
    return " · ".join(filter(None, (case.code, catalogue.name(case.region), str(case.get_urgency_display()), since)))


@requires(Permission.CASE_ASSIGN)
def hand_over(request: StaffRequest) -> HttpResponse:
    """A whole caseload goes to a colleague: first what would go is counted, then it is confirmed."""
    takers = [user for user, _disciplines in staff_by_discipline()]
    givers = workload.case_workers(request.user)
    page = Page(
        _("Hand over all cases"), _("Show what will be handed over"), reverse("desk:more"), _("More"), "cases:hand-over", HOW_HAND_OVER
    )

    def act(form: HandOverForm) -> Any:
        plan = workload.hand_over_plan(request.user, **form.action_kwargs)
        if form.cleaned_data["seen"] != plan.seen and plan.going and plan.giver != plan.taker and plan.starts_on >= today():
            raise ConfirmationRequired(plan)
        operation = actions.begin_hand_over(by=request.user, seen=plan.seen, **form.action_kwargs)
        return actions.go_on(operation, by=request.user)

    return process_form(
        request,
        page,
        lambda data: HandOverForm(data, givers=givers, takers=takers, initial={"starts_on": today()}),
        act,
        said=_("The cases are being handed over."),
        done=lambda operation: reverse("desk:errand", args=[operation.pk]),
        template="desk/cases/hand_over.html",
        more={"under_way": bulk_operations.under_way(request.user)},
    )


@requires(Permission.CASE_VIEW)
def calendar(request: StaffRequest) -> HttpResponse:
    """Sessions and visits by day, of a week or a month, one's own or of the team; codes alone."""
    span = Span.read(request.GET.get("week", ""), request.GET.get("month", ""))
    may_team = workload.sees_whole_team(request.user)
    usual = "0" if disciplines_of(request.user) else "1"  # who holds no meetings looks at everybody's
    team = may_team and request.GET.get("team", usual) == "1"
    context = {
        "span": span,
        "days": days_of(request.user, span, team=team),
        "team": team,
        "may_team": may_team,
        "whose": f"&team={int(team)}" if may_team else "",
    }
    return render(request, "desk/cases/calendar.html", context)
