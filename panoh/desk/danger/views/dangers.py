"""A danger to life, seen to: what was seen, what helps at once, what came of it or who takes it on."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import powers
from panoh.accounts.roles import Permission
from panoh.cases.actions import dangers as actions
from panoh.cases.actions.dangers import add_to_danger, end_danger, raise_again, take_on_danger
from panoh.cases.danger import DangerSign
from panoh.cases.enums import OF_GUIDANCE, DangerAct, Source
from panoh.cases.forms.danger import OUTCOMES, DangerForm, ReportDangerForm
from panoh.cases.policy import can
from panoh.cases.queries import cases as queries
from panoh.cases.queries import danger as danger_queries
from panoh.cases.queries.cases import CaseRow, TaskRecord
from panoh.cases.queries.joined_dangers import joined_reports, may_be_joined
from panoh.cases.queries.urgency import looks_at, may_open_written, words_on, written_of
from panoh.core.errors import NotFound
from panoh.core.templatetags.panoh import moment
from panoh.data_protection.queries.erasures import keeps_from_erasure
from panoh.desk.danger.views.urgency import danger_on_case, danger_on_request, told_page
from panoh.desk.frame.case_frame import NOTICED_AT, report_draft
from panoh.desk.frame.danger_acts import REPORT, REPORTED, danger_acts, death_url
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.desk.frame.task_rows import danger_rows, task_title, task_url
from panoh.findings.policy import reads_list
from panoh.findings.queries.listed import deadly_at_danger
from panoh.hotline.actions.alerts import mark_shown
from panoh.hotline.queries.callbacks import sent_after
from panoh.hotline.queries.calls import AlertRow, calls, told_at_call, told_of_danger

HOW = gettext_lazy(
    "The person first, then this page. If the danger continues, name someone responsible; it stays in their tasks until it is over."
)

OTHERS = gettext_lazy(
    "The responsible person, the coordinator or a worker on the case records what was done about this danger. If you know "
    "something, tell them at once: their numbers are with the numbers of people on shift."
)
WROTE = gettext_lazy("What was done, and the outcome")
SEALED_WORDS = gettext_lazy("You have no access: physicians, psychologists and the author read it.")


@requires(Permission.DESK)
def see_to_danger(request: StaffRequest, key: UUID) -> HttpResponse:
    """Somebody acted, or takes it on by name."""
    found = danger_queries.find_danger(request.user, key) or queries.get_task(request.user, key)
    if (there := _elsewhere(request, found, key)) is not None:
        return there
    task = _opened(request, found)
    ended, at_call = task.done_at is not None, task.danger is not None and task.danger.is_of_call
    acts = danger_acts(request.user, task)
    more = {"task": task, "acts": acts, "ended_by": _who_ended(task), **_beside(request, task)}
    more |= {"told": _told(request, task), "sources": _sources(request, task), **_written(request, task)}
    if request.method != "POST" and not danger_queries.can_see_to(request.user, task):
        return render(request, "desk/danger/others_danger.html", {"page": replace(_page(task), how=OTHERS, note=OTHERS), **more})
    owners = danger_queries.who_can_take_on(task, by=request.user)
    has_it = task.owner if acts.taken_by and task.owner else request.user
    return process_form(
        request,
        _page(task),
        lambda data: DangerForm(data, owners=owners, has_it=has_it, ended=ended, at_call=at_call, initial={"version": task.version}),
        lambda form: _act(form, ended=ended)(task, by=request.user, **form.action_kwargs),
        said=_said,
        done=lambda made: death_url(request.user, made),
        now=lambda: _now(request, key),
        template="desk/danger/danger.html",
        more=more,
    )


def _said(made: TaskRecord) -> str:
    last = danger_queries.written_last(made)
    if made.done_at is not None or (last is not None and last.act in (DangerAct.WROTE, DangerAct.CONTINUES)):
        return _("Recorded.")
    return _("Taken on.") if danger_queries.is_taken_on(made) else _("Asked. It alerts people until someone has taken it on.")


@require_POST
@requires(Permission.DESK)
def open_danger_told(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was written of one danger, opened by a press."""
    task = _opened(request, danger_queries.find_danger(request.user, key) or queries.get_task(request.user, key))
    return told_page(request, task, _page(task).code, reverse("desk:danger", args=[task.pk]), _("Danger"))


@require_POST
@requires(Permission.DESK)
def take_danger(request: StaffRequest, key: UUID) -> HttpResponse:
    """Whoever presses has it from now on, unless somebody was faster; its page says what to do next."""
    found = danger_queries.find_danger(request.user, key) or queries.get_task(request.user, key)
    task = _opened(request, found)
    if task.owner is not None and task.owner != request.user and danger_queries.is_taken_on(task):
        told = _("%(who)s has already taken this on. Talk to them; only if they cannot, take it on below.")
        messages.warning(request, told % {"who": task.owner.username})
    else:
        take_on_danger(task, by=request.user, owner=request.user, expected=task.version)
        messages.success(request, _("You took this on, and there is no undo. If you cannot act, choose below who takes it on."))
    return redirect(task_url(task))


@require_POST
@requires(Permission.DESK)
def decline_danger(request: StaffRequest, key: UUID) -> HttpResponse:
    """Whoever was asked to take it on cannot: whoever asked them has to find another."""
    task = _opened(request, danger_queries.find_danger(request.user, key) or queries.get_task(request.user, key))
    actions.decline_danger(task, by=request.user)
    messages.success(request, _("Recorded: you cannot. It alerts people until someone has taken it on."))
    return redirect("desk:my_day")


@requires(Permission.CASE_VIEW)
def report_danger(request: StaffRequest, code: str) -> HttpResponse:
    """Somebody who sees a case says that there is danger; where they learnt of it the page that led here says."""
    case = queries.get_case(request.user, code)
    source = next((each for each in NOTICED_AT if each == request.GET.get("from")), Source.COLLEAGUE)
    back, draft = reverse("desk:case_file", args=[code]), report_draft(case)
    page = Page(_("Report a danger"), pgettext("a danger", "Report"), back, _("Case"), draft, REPORT, code=case.code)

    def done(task: TaskRecord) -> str:
        return task_url(task) if danger_queries.find_danger(request.user, task.pk) else page.back_url

    return process_form(
        request,
        page,
        ReportDangerForm,
        lambda form: actions.report_danger(case, by=request.user, source=source, **form.action_kwargs),
        said=lambda task: _reported(task, request),
        done=done,
        template="desk/danger/report.html",
        more={"open": danger_rows(request.user, danger_queries.dangers_known(request.user, case))},
    )


def _reported(task: TaskRecord, request: StaffRequest) -> str:
    """Who is alerted of it now: people in turn, or who has it, as far as this reader may see that."""
    if task.owner is None or not danger_queries.is_taken_on(task) or not danger_queries.find_danger(request.user, task.pk):
        return str(REPORTED)
    if task.owner == request.user:
        return _("Recorded.")
    return _("Reported. %(who)s has it, and is alerted until they look.") % {"who": task.owner.username}


def _opened(request: StaffRequest, found: TaskRecord) -> TaskRecord:
    """The same, where it is a danger. A sealed case asks for the password before anything is written."""
    task = danger_queries.get_danger(found)
    if task.case is not None:
        task.case = queries.get_case(request.user, task.case.code)
    return task


def _elsewhere(request: StaffRequest, found: TaskRecord, key: UUID) -> HttpResponse | None:
    """Of a step the danger it sees to; of a danger that is open again its page of now."""
    if found.kind in OF_GUIDANCE and found.case is not None and danger_queries.is_danger(found):
        return _of_step(found.case)
    return redirect("desk:danger", found.pk) if request.method == "GET" and found.pk != key else None


def _of_step(case: CaseRow) -> HttpResponse:
    """A step that sees to a danger ends by what came of that; where nothing is open about it, by another urgency."""
    danger = danger_queries.danger_of(case)
    return redirect("desk:danger", danger.pk) if danger else redirect("desk:case_urgency", case.code)


def _page(task: TaskRecord) -> Page:
    about = task.about
    code, draft = about.code if about else "", f"danger:{task.pk}"
    return Page(task_title(task), _("Record"), reverse("desk:my_day"), _("My day"), draft, HOW, code=code, one_draft=True)


def _act(form: Any, *, ended: bool) -> Callable[..., Any]:
    if ended:
        return add_to_danger if form.is_over else raise_again
    return end_danger if form.is_over else take_on_danger


def _now(request: StaffRequest, key: UUID) -> CurrentState:
    """Who has the danger now, whether it is over, and what was written of it, as far as this reader reads it. Words are added."""
    fresh = danger_queries.find_danger(request.user, key)
    if fresh is None:
        raise NotFound(danger_queries.NOT_HERE)
    words = words_on(request.user, fresh)
    beside = [
        (gettext_lazy("Status"), dict(OUTCOMES).get(request.POST.get("outcome", ""), ""), _how_it_stands(fresh)),
        (WROTE, request.POST.get("words", ""), SEALED_WORDS if words is None else words),
    ]
    return CurrentState(fresh.version, {"owner": str(fresh.owner_id or "")}, beside=beside, adds=True)


def _how_it_stands(task: TaskRecord) -> str:
    """That it is over, and who said so; or that it goes on, and who has it from whom."""
    if task.done_at is not None:
        return _("over: %(who)s, %(moment)s") % {"who": _who_ended(task), "moment": moment(task.done_at)}
    if task.owner is None:
        return _("it continues")
    if not danger_queries.is_taken_on(task):
        return _("it continues: %(owner)s was asked and has not answered yet") % {"owner": task.owner.username}
    last = danger_queries.written_last(task)
    if last is None:
        return _("it continues: %(owner)s is responsible") % {"owner": task.owner.username}
    said = _("it continues: %(owner)s took it on, %(moment)s")
    if last.by_id != task.owner_id:
        said = _("it continues: %(who)s assigned it to %(owner)s, %(moment)s")
    return said % {"who": last.by.username, "owner": task.owner.username, "moment": moment(last.at)}


def _told(request: StaffRequest, task: TaskRecord) -> list[tuple[str, list[AlertRow]]]:
    """Who was told of it, and when: first whose it is, then others, because nobody had taken it on. This page is on a screen too."""
    if request.method == "GET":
        mark_shown(task.pk, by=request.user)
    found = told_of_danger(task.pk)
    first = [one for one in found if one.step == 1 or one == found[0]]  # it may have been told again since, at a further step
    later = [one for one in found if one not in first]
    return [(said, alerts) for said, alerts in ((_("Told:"), first), (_("Told, because nobody had taken it on:"), later)) if alerts]


def _sources(request: StaffRequest, task: TaskRecord) -> list[str]:
    """Where it was noticed, in words, the first first; nobody reads of themselves that a colleague told of it."""
    if task.danger is None:
        return []
    own = [Source.COLLEAGUE] if task.danger.raised_by_id in powers(request.user).stands_for else []
    return [str(Source(code).label) for code in task.danger.sources if code in Source.values and code not in own]


def _written(request: StaffRequest, task: TaskRecord) -> dict[str, Any]:
    """Who reported it or wrote of it, and when; of what; whether this reader may open some of the words; what was joined to it."""
    rows = written_of(task)
    signs = {code: None for row in reversed(rows) for code in row.dangers}
    reports = []
    for row in joined_reports(request.user, task):
        codes = [code for each in rows if each.request_id == row.request_id for code in each.dangers]
        reports.append((row, list(dict.fromkeys([*told_at_call(row.request_id), *_labels(codes)]))))
    return {
        "written": rows,
        "named": list(dict.fromkeys([*_labels(signs), *(said for _row, told in reports for said in told)])),
        "may_open": may_open_written(request.user, rows),
        "reports": reports,
        "may_join": may_be_joined(request.user, task),
    }


def _labels(codes: Iterable[str]) -> list[str]:
    """Dangers in words, each once."""
    return [str(DangerSign(code).label) for code in dict.fromkeys(codes) if code in DangerSign.values]


def _who_ended(task: TaskRecord) -> str:
    """The account that said it is over; blank where nobody did."""
    found = queries.staff([task.done_by]) if task.done_at is not None else {}
    return next((one.username for one in found.values()), "")


def _beside(request: StaffRequest, task: TaskRecord) -> dict[str, Any]:
    """What was seen and what helps at once, as far as this reader may."""
    above = {"is_urgent_above": True}  # among the acts
    if task.danger is not None and task.danger.is_of_call:
        call = calls(request.user).filter(code=task.danger.code).first()  # once it is over, not for long
        return {"call": call, "sent": sent_after(request.user, call) if call else []}
    if task.case is None:
        return {"looks": looks_at(task.request), "danger": danger_on_request(request, task.request) | above} if task.request else {}
    works = can(request.user, Permission.CASE_WORK, task.case)
    return {
        "case": task.case,
        "keeps_from_erasure": works and keeps_from_erasure(task),
        "reads_list": reads_list(request.user, task.case),
        "deadly": deadly_at_danger(request.user, task.case) if task.done_at is None else [],
        "danger": danger_on_case(request, task.case) | above if works else None,
    }
