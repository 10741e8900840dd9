"""What follows a call: the tries to call back, who is sent, who is out and back safely."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has, powers, practises
from panoh.accounts.queries import numbers_of
from panoh.accounts.roles import Permission
from panoh.cases.forms.danger import ReportDangerForm
from panoh.cases.queries.cases import TaskRecord
from panoh.cases.queries.danger import find_danger
from panoh.core.clock import now
from panoh.core.errors import NotFound
from panoh.core.templatetags.panoh import moment
from panoh.desk.frame.danger_acts import REPORT, REPORTED
from panoh.desk.frame.form_page import CurrentState, Page, Reporting, Words, is_sent, process_form
from panoh.desk.frame.step_pages import opens
from panoh.desk.frame.task_rows import task_url
from panoh.desk.hotline.my_day import said_reached
from panoh.hotline import actions
from panoh.hotline.enums import OF_ENDED_PHONES, WANTS_ANOTHER, AlertKind, DispatchState
from panoh.hotline.forms.callbacks import (
    AttemptForm,
    CallOffForm,
    CannotGoForm,
    DispatchForm,
    OutcomeOfDispatchForm,
    VisitEndForm,
    VisitForm,
)
from panoh.hotline.policy import may_open_entry
from panoh.hotline.queries import callbacks, cover
from panoh.hotline.queries import calls as queries
from panoh.hotline.queries.callbacks import DispatchRow
from panoh.hotline.queries.calls import AlertRow, CallRow
from panoh.hotline.queries.phone_entries import next_unconfirmed, waiting_entry
from panoh.places import catalogue
from panoh.places.alphabet import alphabetical
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

HOW_FROM_CALL = gettext_lazy(
    "What was said in the call is in the form already: delete what the worker does not need. Call them too, their time runs from now."
)
BADGES = {
    DispatchState.SENT: "wait",
    DispatchState.ACKNOWLEDGED: "wait",
    DispatchState.DONE: "done",
    **dict.fromkeys(WANTS_ANOTHER, "late"),
}
SENT_DANGER = "sent-danger"  # the form of a danger that whoever is sent reports


def page_of_call(row: CallRow, title: Words, button: Words, name: str, how: Words, note: Words = "") -> Page:
    """What stands around a form of a call."""
    return Page(title, button, reverse("desk:call", args=[row.code]), _("Call"), f"{name}:{row.pk}", how, note, code=row.code)


def _page(row: DispatchRow, title: Words, button: Words, name: str, how: Words) -> Page:
    return Page(
        title, button, reverse("desk:dispatch", args=[row.code]), pgettext("dispatch", "Dispatch"), f"{name}:{row.pk}", how, code=row.code
    )


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def add_attempt(request: StaffRequest, code: str) -> HttpResponse:
    """One try to call back."""
    row = queries.get_call(request.user, code)
    outside = actions.is_outside(row, now())
    note = _("It is now outside the agreed hours. If you call all the same, write why.") if outside else ""
    how = _("Call in the agreed hours and leave no message unless it was agreed. If someone else answers, say only what was agreed.")
    page = page_of_call(row, _("Call back"), _("Record the attempt"), "call-back", how, note)
    return process_form(
        request,
        page,
        AttemptForm,
        lambda form: actions.record_attempt(row, by=request.user, **form.cleaned_data),
        said=_("Attempt recorded."),
    )


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def send_worker(request: StaffRequest, code: str = "") -> HttpResponse:
    """Sends a worker of the region, by itself or from a call: coming by its button, what was said there stands in the form."""
    call = queries.get_call(request.user, code) if code else None
    page = Page(
        title=_("Send a worker"),
        button=_("Send"),
        back_url=reverse("desk:call", args=[call.code]) if call else reverse("desk:hotline"),
        back=_("Call") if call else _("Hotline"),
        draft=f"send:{call.pk if call else 'new'}",
        how=HOW_FROM_CALL
        if call and request.method == "POST"
        else _("Call them too. Their time runs from now: first to answer, then to be there."),
        code=call.code if call else "",
    )
    return _send(request, page, call)


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def send_instead(request: StaffRequest, code: str) -> HttpResponse:
    """Sends another where somebody could not go; coming by the button, what they have to know stands there already."""
    row = callbacks.get_dispatch(request.user, code)
    if not is_sent(request):
        actions.check_nobody_goes(row)
    how = _("The worker who goes now gets what the first one needed to know. Read it through, and call them too.")
    page = _page(row, _("Send someone else"), _("Send"), "sent-instead", how)
    return _send(request, page, row.call, row)


def _send(request: StaffRequest, page: Page, call: CallRow | None, instead_of: DispatchRow | None = None) -> HttpResponse:
    workers, start = _whom(call, instead_of)
    if instead_of is not None and instead_of.state == DispatchState.CANNOT:
        workers = [each for each in workers if each[0].pk != instead_of.worker_id]
        start |= {"worker": ""} if start.get("worker") == str(instead_of.worker_id) else {}

    def make(data: QueryDict | None) -> DispatchForm:
        knows = _what_they_know(request, call, instead_of) if request.method == "POST" and data is None else {}
        return DispatchForm(data, workers=workers, initial={**start, **knows})

    return process_form(
        request,
        replace(page, note=_uncovered(call, workers)),
        make,
        lambda form: actions.send_worker(by=request.user, call=call, instead_of=instead_of, **form.action_kwargs),
        said=_practised() if practises(request.user) else _("Sent. The worker sees it at the top of My day."),
        warns=lambda _row: practises(request.user),
        done=lambda row: reverse("desk:dispatch", args=[row.code]),
        by_press=instead_of is not None,
    )


def _practised() -> str:
    return _("This was practice mode: nobody was told. If someone has to go, leave practice mode and send them for real.")


def _uncovered(call: CallRow | None, workers: list[tuple[Any, str]]) -> str:
    """That nobody of those who may be sent works where the call came from."""
    if not workers:
        return _("There is nobody to send. Call the coordinator.")
    region = catalogue.name(queries.region_of(call)) if call and queries.region_of(call) else ""
    if not region or any(region in names.split(", ") for _user, names in workers):
        return ""
    return _("Nobody works in %(region)s. Send someone who can get there, and call the coordinator.") % {"region": region}


def _what_they_know(request: StaffRequest, call: CallRow | None, instead_of: DispatchRow | None) -> dict[str, str]:
    """What whoever could not go had to know, else what was said at the call."""
    if instead_of is not None:
        (words,) = open_sealed([instead_of], by=request.user.actor, purpose=Purpose.CARE, fields=["words"])
        return {"words": words.words or ""}
    if call is None:
        return {}
    (heard,) = open_sealed([call], by=request.user.actor, purpose=Purpose.OWN_WORK, fields=["said"])
    return {"words": heard.said or ""}


def _whom(call: CallRow | None, instead_of: DispatchRow | None) -> tuple[list[tuple[Any, str]], dict[str, Any]]:
    """Everybody who may be sent, with their regions, in the order of cover of the place to go to, where that is known; and what the form
    begins with: of a call, who goes to the place it came from."""
    workers = [(user, ", ".join(sorted(map(catalogue.name, regions), key=alphabetical))) for user, regions in callbacks.all_workers(call)]
    if instead_of is not None:
        place, region, clock = instead_of.place, instead_of.region, instead_of.clock
    elif call is not None:
        place, region, clock = call.place, queries.region_of(call), queries.clock_of(call)
    else:
        return workers, {}
    keys = [user.pk for user in cover.goes_to(place or region, region)]
    workers.sort(key=lambda each: keys.index(each[0].pk) if each[0].pk in keys else len(keys))
    worker = next((str(key) for key in keys if key in {user.pk for user, _regions in workers}), "")
    return workers, {"place": place or region, "clock": clock, "worker": worker}


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def show_dispatches(request: StaffRequest) -> HttpResponse:
    """Who is sent where, and who covers which region."""
    over = request.GET.get("show") == "over"
    rows = [dispatch_line(row) for row in callbacks.dispatches(request.user, over=over)[:50]]
    covered = callbacks.coverage()
    regions = [(name, covered.get(code, [])) for code, name in catalogue.region_choices()]
    return render(request, "desk/hotline/dispatches.html", {"rows": rows, "over": over, "regions": regions})


def dispatch_line(row: DispatchRow) -> dict[str, Any]:
    """One of those sent, as it stands in a list."""
    due = row.acknowledge_by if row.state == DispatchState.SENT else row.arrive_by
    late = row.state in (DispatchState.SENT, DispatchState.ACKNOWLEDGED) and due <= now()
    return {
        "row": row,
        "where": catalogue.name(row.place or row.region),
        "due": due,
        "late": late,
        "said": _answered(row),
        "is_danger": row.ended_at is None and callbacks.is_danger(row),
        "badge": BADGES.get(DispatchState(row.state), ""),
    }


def _answered(row: DispatchRow) -> str:
    """What whoever is sent said last, and when: on the way · 14:07."""
    moments = {DispatchState.SENT: None, DispatchState.ACKNOWLEDGED: row.acknowledged_at, DispatchState.ARRIVED: row.arrived_at}
    at = moments.get(DispatchState(row.state), row.ended_at)
    return f"{row.get_state_display()} · {moment(at)}" if at else row.get_state_display()


@requires(Permission.DESK)
def show_dispatch(request: StaffRequest, code: str) -> HttpResponse:
    """One who is sent; what they have to know opens by a press."""
    row = callbacks.get_dispatch(request.user, code)
    words = None
    if request.method == "POST":
        words = actions.open_dispatch(row, by=request.user)
    own = row.worker_id in powers(request.user).stands_for
    hotline = has(request.user, Permission.HOTLINE) or has(request.user, Permission.HOTLINE_LEAD)
    told = queries.alerts(request.user).filter(kind=AlertKind.CALLED_BACK, target=row.pk).first() if own else None
    nobody_goes = hotline and callbacks.nobody_goes(row)
    context = {**dispatch_line(row), "words": words, "own": own, "hotline": hotline, "called_back": told, "nobody_goes": nobody_goes}
    context["asked"] = callbacks.asked_for_another(row) if own and row.state in WANTS_ANOTHER else []
    context["tells"] = own and callbacks.still_tells(row)
    return render(request, "desk/hotline/dispatch.html", context)


@require_POST
@requires(Permission.DESK)
def move_dispatch(request: StaffRequest, code: str, act: str) -> HttpResponse:
    """Going, there."""
    row = callbacks.get_dispatch(request.user, code)
    acts = {
        "going": actions.acknowledge_dispatch,
        "there": actions.arrive,
    }
    if act not in acts:
        raise NotFound(queries.NOT_HERE)
    acts[act](row, by=request.user)
    messages.success(request, _("Recorded."))
    return redirect("desk:dispatch", row.code)


@requires(Permission.DESK)
def cannot_go(request: StaffRequest, code: str) -> HttpResponse:
    """Whoever was sent cannot go: asked once more, since somebody else is to be sent. Once it is recorded their page says who was told."""
    row = callbacks.get_dispatch(request.user, code)
    if row.state == DispatchState.CANNOT:
        return redirect("desk:dispatch", row.code)
    how = _("The person who sent you and the coordinator see it in My day. Call them too: nobody else is sent by itself.")
    return process_form(
        request,
        _page(row, _("You cannot go"), _("I cannot go"), "sent-cannot", how),
        CannotGoForm,
        lambda form: actions.cannot_go(row, by=request.user, **form.cleaned_data),
        said=_("Recorded: you cannot go. Call the person who sent you, until you see below that someone has answered."),
    )


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def call_off_dispatch(request: StaffRequest, code: str) -> HttpResponse:
    """Nobody has to go any more, and why."""
    row = callbacks.get_dispatch(request.user, code)
    how = _("The worker sees in My day that the dispatch is cancelled, and why. If they are on the way, call them too.")
    page = _page(row, _("Cancel"), _("Cancel"), "sent-off", how)
    return process_form(
        request,
        page,
        lambda data: CallOffForm(data, is_required=actions.must_say_why_off(row)),
        lambda form: actions.call_off(row, by=request.user, **form.cleaned_data),
        said=_("Cancelled. The worker sees it in My day."),
    )


@requires(Permission.DESK)
def end_dispatch(request: StaffRequest, code: str) -> HttpResponse:
    """What came of it."""
    row = callbacks.get_dispatch(request.user, code)
    page = _page(row, _("Done"), _("Record"), "sent-end", _("One sentence is enough. What belongs in a file goes there."))
    page = replace(page, danger=Reporting(reverse("desk:dispatch_danger", args=[row.code]), f"{SENT_DANGER}:{row.pk}"))
    return process_form(
        request,
        page,
        lambda data: OutcomeOfDispatchForm(data, is_required=actions.is_danger(row), initial={"version": row.version}),
        lambda form: actions.end_dispatch(
            row,
            by=request.user,
            outcome=form.cleaned_data["outcome"],
            found=form.cleaned_data["found"] == "yes",
            expected=form.cleaned_data["version"],
        ),
        said=_("Recorded."),
        now=lambda: CurrentState(callbacks.get_dispatch(request.user, code).version, {}),
    )


@requires(Permission.DESK)
def report_from_there(request: StaffRequest, code: str) -> HttpResponse:
    """Whoever is sent says that there is danger: of the request or the case, else of the call."""
    row = callbacks.get_dispatch(request.user, code)
    page = _page(row, _("Report a danger"), pgettext("a danger", "Report"), SENT_DANGER, REPORT)

    def done(task: TaskRecord) -> str:
        return task_url(task) if find_danger(request.user, task.pk) else page.back_url

    def act(form: ReportDangerForm) -> TaskRecord:
        return actions.report_from_there(row, by=request.user, **form.action_kwargs)

    return process_form(request, page, ReportDangerForm, act, said=REPORTED, done=done, template="desk/danger/report.html")


def _how_visit(request: StaffRequest, visit: object | None) -> str:
    if visit is not None:
        return _("Confirm your return as soon as you are back, wherever you are.")
    if practises(request.user):
        return _("This is practice mode: nobody will look for you. Leave practice mode before you really go out.")
    return _("Choose the number of hours. If you have not confirmed your return by then, the hotline looks for you.")


@requires(Permission.CASE_WORK, Permission.HOTLINE, Permission.HOTLINE_LEAD)
def show_visit(request: StaffRequest) -> HttpResponse:
    """Going out: until when. Where is not asked."""
    visit = callbacks.visit_now(request.user)
    page = Page(
        title=_("Going out"),
        button=_("I am leaving now"),
        back_url=reverse("desk:my_day"),
        back=_("My day"),
        draft="visit:new",
        how=_how_visit(request, visit),
    )
    return process_form(
        request,
        page,
        VisitForm,
        lambda form: actions.begin_visit(by=request.user, until=form.until),
        said=_("Have a safe trip. Confirm here when you are back."),
        done=reverse("desk:visit"),
        template="desk/hotline/visit.html",
        more={"visit": visit, "practises": practises(request.user)},
    )


@require_POST
@requires(Permission.DESK)
def back_safely(request: StaffRequest, key: UUID) -> HttpResponse:
    """One tap."""
    actions.back_safely(callbacks.get_own_visit(request.user, key), by=request.user)
    messages.success(request, _("Good that you are back."))
    return redirect("desk:my_day")


@requires(Permission.DESK)
def end_visit(request: StaffRequest, key: UUID) -> HttpResponse:
    """Somebody is not back: what became of them, once it is known."""
    alert = queries.get_alert(request.user, key)
    visit = callbacks.visit_of(alert)
    if visit is None:
        raise NotFound(queries.NOT_HERE)
    expected = {"who": visit.user.username, "moment": moment(visit.expected_at)}
    how = _("%(who)s was expected back %(moment)s. Look for them first; this alert stays until someone records what became of them.")
    if visit.closed_at is not None:
        how = _("%(who)s was expected back %(moment)s, and their access has ended. Ask the coordinator before you call them.")
    page = Page(_("A worker is not back"), _("Record"), reverse("desk:my_day"), _("My day"), f"visit-end:{visit.pk}", how % expected)
    return process_form(
        request,
        page,
        VisitEndForm,
        lambda form: actions.end_visit(alert, by=request.user, **form.cleaned_data),
        said=_("Recorded."),
    )


@requires(Permission.DESK)
def open_alert(request: StaffRequest, key: UUID) -> HttpResponse:
    """To where what was raised is dealt with."""
    try:
        row = queries.get_alert(request.user, key)
    except NotFound:
        return _after_answer(request, queries.danger_that_rang(request.user, key))
    return _to_where(request, row)


def _to_where(request: StaffRequest, row: AlertRow) -> HttpResponse:
    of_call = (AlertKind.CAPTURED, AlertKind.NOT_REACHED)
    if row.target and row.kind in of_call and (call := queries.calls(request.user).filter(pk=row.target).first()):
        return redirect("desk:call", call.code)
    if row.kind == AlertKind.CAPTURED and (waits := waiting_entry(row)):
        return redirect("desk:phone_entry", waits.pk)
    if row.kind in OF_ENDED_PHONES and (sent := next_unconfirmed(row)):
        if not may_open_entry(request.user, sent):
            return render(request, "desk/hotline/danger_waits.html", _waiting(request, row))
        return redirect("desk:phone_entry", sent.pk)
    if callbacks.visit_of(row) is not None:
        return redirect("desk:visit_end", row.pk)
    if row.kind == AlertKind.DANGER:
        task = queries.danger_behind(request.user, row)
        return redirect(task_url(task)) if task else render(request, "desk/hotline/danger_waits.html", _waiting(request, row))
    if row.target and row.kind in callbacks.OF_SENT:
        is_over = row.kind in (*WANTS_ANOTHER.values(), AlertKind.CALLED_BACK)
        found = callbacks.dispatches(request.user, over=is_over).filter(pk=row.target).first()
        if found is not None:
            return redirect("desk:dispatch", found.code)
        if row.kind == AlertKind.DISPATCH_LATE:
            return render(request, "desk/hotline/danger_waits.html", _waiting(request, row))
    if row.kind in (AlertKind.NO_NOTE, AlertKind.SHIFT_OPEN, AlertKind.LINE_EMPTY, AlertKind.LINE_YOURS):
        return redirect("desk:my_shifts" if row.owner_id else "desk:rota")
    on_board = has(request.user, Permission.HOTLINE) or has(request.user, Permission.HOTLINE_LEAD)
    return redirect("desk:hotline" if on_board else "desk:my_day")


def _after_answer(request: StaffRequest, row: AlertRow) -> HttpResponse:
    """To the danger, whose page says who has it; who does not see that reads it here, and that it has ended."""
    task = find_danger(request.user, row.target) if row.target else None
    if task is not None:
        return redirect(task_url(task))
    whom = queries.whom_to_reach([row]).get(row.target, "") if queries.is_danger_open(row.target) else ""
    said = _("Someone has answered this alert. If you know more, call: %(whom)s.") % {"whom": whom}
    messages.info(request, said if whom else _("This danger has ended."))
    return redirect("desk:my_day")


def _waiting(request: StaffRequest, row: Any) -> dict[str, Any]:
    """Whom to reach about a danger that this reader does not see, and by POST at which number: nothing of whose it is."""
    people = [user for user in queries.colleagues_to_call(row) if user != request.user]
    numbers = numbers_of(people, by=request.user) if request.method == "POST" and people else {}
    return {
        "row": row,
        "whom": queries.whom_to_reach([row]).get(row.target, ""),
        "people": [(user, numbers.get(user.pk, "")) for user in people],
        "opened": request.method == "POST",
        "reached": said_reached(row),
        "numbers": opens(reverse("desk:on_duty"), request.user),
    }
