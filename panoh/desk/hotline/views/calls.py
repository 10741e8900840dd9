"""The hotline: its board, a call in one screen, calls without words by one press, from call to request, figures, words at hand."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.actions import leave_practice
from panoh.accounts.drafts import DRAFT_ID, keep_draft
from panoh.accounts.policy import has, practises
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_no_sign_of_life
from panoh.cases.before_create import MatchCriteria
from panoh.cases.enums import Asker, Need
from panoh.cases.queries.cases import RequestRow, TaskRecord
from panoh.core.clock import now, today
from panoh.core.forms.phone import stored
from panoh.core.ids import id_or_none
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.desk.frame.safe_number import said_of_number
from panoh.desk.frame.sent_drafts import draft_is_sent
from panoh.desk.frame.task_rows import TaskRow, danger_rows
from panoh.desk.hotline.my_day import alert_rows
from panoh.desk.hotline.views.callbacks import dispatch_line, page_of_call
from panoh.desk.people.duplicate_check import answers, said
from panoh.hotline import actions
from panoh.hotline.actions.alerts import mark_shown
from panoh.hotline.enums import (
    ON_ITS_PAGE,
    ON_LINE,
    SHORT_KINDS,
    WANTS_ANOTHER,
    AlertKind,
    AnswerGiven,
    Caller,
    CallKind,
    Post,
    is_pressing,
)
from panoh.hotline.forms.calls import CallForm, NumberForm, RouteForm, SendForm
from panoh.hotline.numbers import dialled
from panoh.hotline.queries import callbacks, handover, rota
from panoh.hotline.queries import calls as queries
from panoh.hotline.queries.calls import CallRow, LineRow
from panoh.hotline.scripts import scripts
from panoh.hotline.windows import is_outside
from panoh.places import catalogue
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE, ON_BOARD = 25, 10
PERIODS = (7, 30, 90)
HOW = gettext_lazy(
    "Record first what the caller says and the danger, then the urgency, and do not ask for a name. Before the call ends, "
    "agree how to call back."
)


def _labels(codes: list[str], known: type[TextChoices]) -> list[str]:
    return [str(known(code).label) for code in codes if code in known.values]


def _lines(rows: Sequence[CallRow]) -> list[dict[str, Any]]:
    open_now = handover.calls_in_danger(rows)
    return [_line(row, in_danger=row.pk in open_now) for row in rows]


def _line(row: CallRow, *, in_danger: bool) -> dict[str, Any]:
    clock = queries.clock_of(row).label if row.urgency else ""
    return {
        "row": row,
        "line": catalogue.name(row.line.region),
        "is_red": in_danger,
        "clock": clock,
        "needs": _labels(row.needs, Need),
    }


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def show_hotline(request: StaffRequest) -> HttpResponse:
    """The board: a new call, what must not be passed over, the calls of this shift."""
    context = {
        "lines": [(line, catalogue.name(line.region)) for line in queries.lines()],
        **_board(request),
        "calls": _lines(list(queries.calls(request.user)[:ON_BOARD])),
        "leads": has(request.user, Permission.HOTLINE_LEAD),
    }
    return render(request, "desk/hotline/hotline.html", context)


def _alert(row: Any, shown: TaskRow, to_dangers: frozenset[UUID]) -> dict[str, Any]:
    """An alert as it stands on the board, with what its row in the day says and offers: whoever looks at a danger, or one to which nobody
    goes, goes there, and has no plain “Seen to”. `to_dangers`: of those who are sent whoever is sent to one."""
    ways = {**dict.fromkeys(WANTS_ANOTHER.values(), _("Send someone else")), **dict.fromkeys(ON_ITS_PAGE, _("Open"))}
    act = next(iter(shown.acts), None)
    return {
        "row": row,
        "title": shown.title,
        "line": shown.note,
        "code": row.code,
        "url": shown.url,
        "take": shown.take,
        "open_it": "" if act else ways.get(row.kind, ""),
        "press": act.label if act else _("Mark as checked"),
        "is_danger": row.kind in (AlertKind.DANGER, AlertKind.DRILL) or row.target in to_dangers,
        "late": row.due_at <= now(),
    }


def _danger(call: CallRow, row: TaskRow, task: TaskRecord) -> dict[str, Any]:
    """A danger of a call after which help is not requested, on the board until it has an outcome."""
    return {
        "row": task,
        "title": queries.title_at(call, task.kind),
        "said": row.said,
        "line": catalogue.name(call.place or queries.region_of(call)),
        "code": call.code,
        "url": row.url,
        "open_it": _("Open"),
        "take": row.take,
        "is_danger": True,
        "late": task.due_at <= now(),
    }


def _at_calls(request: StaffRequest) -> list[dict[str, Any]]:
    found = queries.dangers_at_calls(request.user)
    rows = danger_rows(request.user, [task for task, _call in found])
    return [_danger(call, row, task) for (row, task, _taken), (_task, call) in zip(rows, found, strict=True)]


def _call_back(row: Any) -> dict[str, Any]:
    late, outside = row.call_back_due_at <= now(), is_outside(row, now())
    return {"row": row, "line": catalogue.name(row.line.region), "late": late, "outside": outside, "is_danger": queries.is_red(row)}


def _first[Row: dict[str, Any]](rows: list[Row], most: int | None = None) -> list[Row]:
    """Dangers, then what is late, each as it came: what is due soonest."""
    return sorted(rows, key=lambda each: (not each["is_danger"], not each["late"]))[:most]


def _duty(request: StaffRequest) -> list[dict[str, Any]]:
    """Who is on each line now and who is on call for all: of each whether somebody has started."""
    there, lines = rota.on_duty(request.user), queries.lines()
    places = [(catalogue.name(line.region), [row for row in there if row.line_id == line.pk]) for line in lines]
    places += [(post.label.capitalize(), [row for row in there if row.post == post]) for post in Post if post not in ON_LINE]
    return [
        {"name": name, "rows": rows, "is_line": nth < len(lines), "nobody": not any(row.acknowledged_at for row in rows)}
        for nth, (name, rows) in enumerate(places)
    ]


def _board(request: StaffRequest) -> dict[str, Any]:
    alerts: list[Any] = list(queries.alerts(request.user))  # each says what it is about
    shown = zip(alerts, alert_rows(request.user, alerts), strict=True)
    to_dangers = callbacks.sent_to_dangers(alerts)
    backs = [_call_back(row) for row in callbacks.due_call_backs(request.user)]
    duty, practice = _duty(request), practises(request.user)
    board = {
        "alerts": _first([*_at_calls(request), *(_alert(row, line, to_dangers) for row, line in shown)]),
        "call_backs": _first(backs, ON_BOARD),
        "sent": _first([dispatch_line(row) for row in callbacks.on_the_board(request.user)], ON_BOARD),
        "out": callbacks.visits_under_way(request.user),
        "duty": duty,
        "empty": [] if practice else [each["name"] for each in duty if each["is_line"] and each["nobody"]],
        "moment": now(),
        "practises": practice,
    }
    return {**board, "mark": _mark(board)}


def _mark(board: dict[str, Any]) -> str:
    """By what an open board knows whether it still stands so: its rows as they are, and what of them is late by now."""
    moment = board["moment"]
    rows = [(each["row"], each["late"] + 2 * each.get("outside", 0)) for name in ("alerts", "call_backs", "sent") for each in board[name]]
    rows += [(row, row.expected_at <= moment) for row in board["out"]] + [(row, False) for each in board["duty"] for row in each["rows"]]
    said = [today(), *((str(row.pk), row.version, int(late)) for row, late in rows)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def show_board(request: StaffRequest) -> HttpResponse:
    """What must not be passed over, as the open board asks for it; nothing where it stands so already. That is no sign of anybody being
    there."""
    is_no_sign_of_life(request.session)
    board = _board(request)
    if request.GET.get("mark") == board["mark"]:
        return HttpResponse(status=204)
    return render(request, "desk/hotline/_board.html", board)


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def new_call(request: StaffRequest, region: str) -> HttpResponse:
    """A call in one screen; by the second button it is a request in the same act, and by a press without words it is counted. Where
    something was ticked or written before that press, it is kept with that."""
    line = queries.get_line(region)
    if request.method == "POST" and "kind" in request.POST and not CallForm(request.POST).has_changed():
        return _count(request, line)
    page = Page(
        title=_("New call"),
        button=_("Request help"),
        back_url=reverse("desk:hotline"),
        back=_("Hotline"),
        draft=f"call:{line.pk}",
        how=HOW,
    )
    return process_form(
        request,
        page,
        CallForm,
        lambda form: actions.record_call(line, by=request.user, sending=_answers(request, form), **_heard(request, form)),
        said=lambda call: _said(request, call),
        done=lambda call: _after(request, call, page.draft),
        warns=lambda call: practises(request.user) or queries.is_untold(call),
        template="desk/hotline/call_form.html",
        more={"line_name": catalogue.name(line.region), "short": SHORT_KINDS, **_to_say()},
    )


def _to_say() -> dict[str, Any]:
    """The words at hand: those of a danger as soon as it is ticked, all of them folded."""
    return {"scripts": scripts(), "at_danger": [(script, ",".join(script.at)) for script in scripts() if script.at]}


def _after(request: StaffRequest, call: CallRow, draft: str) -> str:
    """Where a call that was written down leads. In practice what was typed is kept as a draft: the call may have been real."""
    if practises(request.user):
        typed = {name: list(map(str, given)) for name, given in request.POST.lists() if name in CallForm.base_fields}
        keep_draft(request.user, draft, typed, path=request.path, held=id_or_none(request.POST.get(DRAFT_ID, "")))
    return reverse("desk:call", args=[call.code]) if practises(request.user) or queries.is_untold(call) else ""


@require_POST
@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def take_for_real(request: StaffRequest, region: str) -> HttpResponse:
    """A call that was real was taken in practice: out of it, and to the same form with what was typed."""
    line, user = queries.get_line(region), request.user
    leave_practice(user)
    messages.warning(request, _("You left practice mode. Check what you typed and save it: only then is it recorded."))
    return redirect(reverse("desk:call_new", args=[line.region]) + "?draft=use")


def _practised() -> str:
    return _(
        "This was practice mode: nobody was told. If the call is real, select “Leave practice mode and take the call for "
        "real”. What you filled in is still there."
    )


def _answers(request: StaffRequest, form: CallForm) -> Any:
    """Who it may be, where the call becomes a request in the same act."""
    return answers(request, _who(form), at_once=form.is_pressing) if "send" in request.POST and "kind" not in request.POST else None


def _who(form: CallForm) -> MatchCriteria:
    """Whom the call is about. The number is their own only where nobody else calls for them."""
    given = form.cleaned_data
    number = given["number"] if form.asker == Asker.PERSON else ""
    return MatchCriteria(names=f"{given['family_name']} {given['given_name']}", number=number or "")


def _said(request: StaffRequest, call: CallRow) -> str:
    if practises(request.user):
        return _practised()
    times = queries.times_called(bytes(call.caller_mark), practice=call.is_practice)
    again = " " + _("Calls from this number within 30 days: %(count)s.") % {"count": times} if times > 1 else ""
    again = said_of_number(request) + again
    if queries.is_untold(call):
        return (
            _(
                "Call %(code)s is saved, but help is not requested yet. Select “Request help”, or take the danger on and record how "
                "it ended. Until someone has it, it alerts people."
            )
            % {"code": call.code}
            + again
        )
    if call.request is None:
        return _("Call %(code)s is recorded.") % {"code": call.code} + again
    return said(request.user, _asked(call, call.request)) + again


def _asked(call: CallRow, made: RequestRow) -> str:
    told = _("Help requested: request %(code)s. It is in the coordinator's tasks.")
    if handover.calls_in_danger([call]):
        told = _("Help requested: request %(code)s. The danger alerts people until someone has it.")
    return told % {"code": made.code}


def _heard(request: StaffRequest, form: CallForm) -> dict[str, Any]:
    """What was heard; where it broke off by a press for calls without words, that too: it is counted as such."""
    heard, kind = form.action_kwargs, request.POST.get("kind", "")
    if kind in SHORT_KINDS:
        heard["said"] = "\n\n".join(filter(None, [heard["said"], str(CallKind(kind).label).capitalize()]))
        heard["kind"] = CallKind(kind)
    return heard


def _count(request: StaffRequest, line: LineRow) -> HttpResponse:
    """A call without words, counted by one press."""
    call = actions.count_short_call(line, by=request.user, kind=request.POST.get("kind", ""))
    draft_is_sent(request, f"call:{line.pk}")
    messages.success(request, _("Counted: %(kind)s.") % {"kind": call.get_kind_display()})
    return redirect("desk:hotline")


@require_POST
@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def calls_before(request: StaffRequest) -> HttpResponse:
    """How often a number has called within a month, while it is typed. It is hashed and forgotten."""
    number = stored(request.POST.get("called_from", "")) or ""
    times = queries.times_called(queries.mark_of(number), practice=request.user.is_practising) if number else None
    return render(request, "desk/hotline/_calls_before.html", {"times": times})


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def show_calls(request: StaffRequest) -> HttpResponse:
    """The calls that this account may see, of one line or of all."""
    lines = {line.region: line for line in queries.lines()}
    line = lines.get(request.GET.get("line", ""))
    page = Paginator(queries.calls(request.user, line), PAGE_SIZE).get_page(request.GET.get("page"))
    names = [(region, catalogue.name(region)) for region in lines]
    context = {"page": page, "rows": _lines(list(page)), "lines": names, "leads": has(request.user, Permission.HOTLINE_LEAD)}
    return render(request, "desk/hotline/calls.html", context | {"chosen": line.region if line else ""})


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def show_call(request: StaffRequest, code: str) -> HttpResponse:
    """One call; its words open by a press (POST)."""
    row, words = queries.get_call(request.user, code), None
    if request.method == "POST":
        (words,) = open_sealed([row], by=request.user.actor, purpose=Purpose.OWN_WORK)
    context = {
        "joined": queries.joined_after(request.user, row),
        **_line(row, in_danger=bool(handover.calls_in_danger([row]))),
        "words": words,
        "where": catalogue.name(row.place or row.region),
        "dangers": queries.danger_names(row.dangers),
        "needs": [Need(each).full_label for each in row.needs if each in Need.values],
        "given": _labels(row.given, AnswerGiven),
        "caller": Caller(row.caller).label if row.caller else "",
        "before": queries.times_called(bytes(row.caller_mark), practice=row.is_practice, before=row),
        "attempts": callbacks.attempts(row),
        "sent": [dispatch_line(each) for each in callbacks.sent_after(request.user, row)],
        "outside": is_outside(row, now()),
        "is_heard": row.is_heard,
        "is_forgotten": queries.is_forgotten(row),
        **_dangers(request, row),
        "practises": practises(request.user),
        "sees_request": has(request.user, Permission.REQUEST_VIEW),
    }
    return render(request, "desk/hotline/call.html", context)


def _dangers(request: StaffRequest, row: CallRow) -> dict[str, Any]:
    """What is open of its danger while help is not requested, and what was."""
    tasks = queries.dangers_at(row) if queries.tells_of_danger(row) else []
    return {"is_untold": bool(tasks), "open": danger_rows(request.user, tasks), "ended": queries.dangers_ended_at(row)}


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def send_call(request: StaffRequest, code: str) -> HttpResponse:
    """A call that was written down becomes a request: one press, unless something is missing or somebody is alike."""
    row = queries.get_call(request.user, code)
    title, how = _("Request help"), _("What was said in the call goes into the request. Nothing is asked twice.")
    return process_form(
        request,
        page_of_call(row, title, title, "call-send", how),
        lambda data: SendForm(data, needs=row.needs, is_pressing=is_pressing(row.dangers, row.urgency)),
        lambda form: _send(request, row, form),
        said=lambda made: _practised() if practises(request.user) else said(request.user, _asked(row, made)),
    )


def _send(request: StaffRequest, row: CallRow, form: SendForm) -> Any:
    """The call as a request, once it is asked whether somebody alike is here."""
    (words,) = open_sealed([row], by=request.user.actor, purpose=Purpose.OWN_WORK, fields=["family_name", "given_name", "number"])
    number = words.number if row.caller == Caller.PERSON else ""
    who = MatchCriteria(names=f"{words.family_name or ''} {words.given_name or ''}", number=number or "")
    known = answers(request, who, at_once=is_pressing(row.dangers, row.urgency))
    return actions.send_call_on(row, by=request.user, needs=form.cleaned_data["needs"], answers=known)


@requires(Permission.HOTLINE_LEAD)
def show_call_figures(request: StaffRequest) -> HttpResponse:
    """Calls by line, kind and hour: no person."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, PERIODS) else PERIODS[0]
    found = queries.count_calls(request.user, start=today() - dt.timedelta(days=days - 1), end=today())
    rows = [(catalogue.name(line.region), list(zip(found.kinds, sums, strict=True)), total) for line, sums, total in found.rows]
    most = max(found.hours, default=0)
    hours = [(f"{hour:02d}:00", count) for hour, count in enumerate(found.hours)]
    return render(
        request,
        "desk/hotline/call_figures.html",
        {"found": found, "rows": rows, "hours": hours, "most": most, "days": days, "periods": PERIODS},
    )


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def show_lines(request: StaffRequest) -> HttpResponse:
    """The lines, and which of them serves a region."""
    routes = [(catalogue.name(region), region, catalogue.name(line.region)) for region, line in queries.routes().items()]
    public = {one.region for one in dialled() if not one.stands_in}
    lines = [(catalogue.name(line.region), line, line.region in public) for line in queries.lines()]
    return render(
        request, "desk/hotline/lines.html", {"lines": lines, "routes": routes, "leads": has(request.user, Permission.HOTLINE_LEAD)}
    )


@require_POST
@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def confirm_number(request: StaffRequest, region: str) -> HttpResponse:
    """It rang, and was answered."""
    actions.confirm_number(queries.get_line(region), by=request.user)
    messages.success(request, _("Confirmed. The number is on the public pages for 30 days."))
    return redirect("desk:hotline_lines")


@requires(Permission.HOTLINE_LEAD)
def change_number(request: StaffRequest, region: str) -> HttpResponse:
    """Another number of a line."""
    line = queries.get_line(region)
    page = Page(
        title=catalogue.name(line.region),
        button=_("Save"),
        back_url=reverse("desk:hotline_lines"),
        back=_("Lines"),
        draft=f"line:{line.pk}",
        how=_(
            "The old number is removed from the public pages at once. The new one appears after someone has called it from "
            "another telephone."
        ),
    )
    return process_form(
        request,
        page,
        lambda data: NumberForm(data, initial={"number": line.number, "version": line.version}),
        lambda form: actions.change_number(
            line, by=request.user, number=form.cleaned_data["number"], expected=form.cleaned_data["version"]
        ),
        said=_("Changed."),
        now=lambda: CurrentState(queries.get_line(region).version, {"number": queries.get_line(region).number}),
    )


@requires(Permission.HOTLINE_LEAD)
def change_route(request: StaffRequest, region: str) -> HttpResponse:
    """Another line serves a region."""
    row, known = queries.get_route(region), {line.region: line for line in queries.lines()}
    page = Page(
        title=catalogue.name(row.region),
        button=_("Save"),
        back_url=reverse("desk:hotline_lines"),
        back=_("Lines"),
        draft=f"route:{row.pk}",
        how=_("Calls from a region without its own line go to another line. The public pages show its people that number."),
    )
    choices = [(key, catalogue.name(key)) for key in known]
    return process_form(
        request,
        page,
        lambda data: RouteForm(data, lines=choices, initial={"line": row.line.region, "version": row.version}),
        lambda form: actions.change_route(
            row, by=request.user, line=known[form.cleaned_data["line"]], expected=form.cleaned_data["version"]
        ),
        said=_("Changed."),
        now=lambda: CurrentState(queries.get_route(region).version, {"line": queries.get_route(region).line.region}),
    )


@requires(Permission.DESK)
def show_scripts(request: StaffRequest) -> HttpResponse:
    """Words at hand for hard calls."""
    return render(request, "desk/hotline/scripts.html", {"scripts": scripts()})


@require_POST
@requires(Permission.DESK)
def see_to_alert(request: StaffRequest, key: UUID) -> HttpResponse:
    """Whoever was asked has looked."""
    mark_shown(queries.get_alert(request.user, key).target or key, by=request.user)  # who answers it has it on a screen
    alert = actions.see_to(queries.get_alert(request.user, key), by=request.user)
    is_drill, answered = alert.kind == AlertKind.DRILL, _("Recorded: you answered the alert.")
    messages.success(request, _("This was a drill: nobody is in danger. Thank you.") if is_drill else answered)
    return redirect(
        "desk:hotline" if has(request.user, Permission.HOTLINE) or has(request.user, Permission.HOTLINE_LEAD) else "desk:my_day"
    )
