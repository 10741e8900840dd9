"""The rota: by week and by month, who is on duty, one's own shifts, the note from one to the next, swaps."""

import datetime as dt
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
from panoh.accounts.policy import has, powers
from panoh.accounts.roles import Permission
from panoh.core.clock import DUSHANBE, today
from panoh.core.errors import NotFound
from panoh.core.templatetags.panoh import hour, moment, weekday
from panoh.desk.cases.calendar import day_in_address
from panoh.desk.frame.danger_row import said_over_a_line
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.hotline import actions
from panoh.hotline.enums import ON_LINE, Post, SwapState
from panoh.hotline.forms.rota import NoteForm, ShiftForm, SwapForm
from panoh.hotline.hours import double_nights, gaps
from panoh.hotline.queries import calls as queries
from panoh.hotline.queries import handover, rota
from panoh.hotline.queries.rota import ShiftRow
from panoh.places import catalogue

WEEK = dt.timedelta(days=7)
HOW_NOTE = gettext_lazy("The next colleague reads it before taking over. Your shift cannot end without it.")

LEAVES_NOBODY = gettext_lazy(
    "Nobody else is on the line. If you end your shift now, the coordinator and the next colleague are told at once."
)
LEAVES_SECOND = gettext_lazy("If you end your shift now, the second on the line has it alone and is told at once: %(who)s.")
HAS_LINE = gettext_lazy("Shift handed over. On the line now: %(who)s.")
TO_COME = gettext_lazy("Shift handed over. Nobody has started on the line yet: %(who)s is expected at %(hour)s.")
STAYS_YOURS = gettext_lazy("A danger you have taken on stays yours and alerts you. To hand it over, open it in My day.")
LEFT_NOBODY = gettext_lazy("Shift handed over. Nobody is on the line: the coordinator and the next colleague are told.")


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), DUSHANBE)


def _asked_day(request: StaffRequest) -> dt.date:
    return day_in_address(request.GET.get("from", "")) or today()


def _line_name(row: ShiftRow) -> str:
    return catalogue.name(row.line.region) if row.line else ""


@requires(Permission.DESK)
def show_rota(request: StaffRequest) -> HttpResponse:
    """A week: each day's shifts, what is not covered, who has two nights in a row."""
    day = _asked_day(request)
    monday = day - dt.timedelta(days=day.weekday())
    rows = list(rota.between(request.user, _start(monday) - WEEK, _start(monday) + WEEK))
    tired = {row.pk for row in double_nights(rows)}
    week = [row for row in rows if row.starts_at >= _start(monday) or row.ends_at > _start(monday)]
    days = [_day(monday + dt.timedelta(days=number), week, tired) for number in range(7)]
    context = {
        "days": days,
        "gaps": _gaps(week, _start(monday), _start(monday) + WEEK),
        "tired": sorted({row.user.username for row in week if row.pk in tired}),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "monday": monday,
        "leads": has(request.user, Permission.HOTLINE_LEAD),
        "posts": [(post.value, post.label) for post in Post],
    }
    return render(request, "desk/hotline/rota.html", context)


def _day(day: dt.date, rows: list[ShiftRow], tired: set[UUID]) -> dict[str, Any]:
    mine = [row for row in rows if row.starts_at.astimezone(DUSHANBE).date() == day]
    return {"day": day, "rows": [{"row": row, "line": _line_name(row), "tired": row.pk in tired} for row in mine]}


def _gaps(rows: list[ShiftRow], start: dt.datetime, end: dt.datetime) -> list[dict[str, Any]]:
    """What is not covered: each line by its first officer, the psychologist and the physician for all."""
    found: list[dict[str, Any]] = []
    for line in queries.lines():
        own = [row for row in rows if row.post == Post.PRIMARY and row.line_id == line.pk]
        found.append({"name": catalogue.name(line.region), "hours": gaps(own, start, end)})
    for post in Post:
        if post not in ON_LINE:
            found.append({"name": post.label, "hours": gaps([row for row in rows if row.post == post], start, end)})
    return [each | {"said": [_stretch(*hours) for hours in each["hours"]]} for each in found if each["hours"]]


def _stretch(start: dt.datetime, end: dt.datetime) -> str:
    """A stretch in which nobody is there, as a colleague would say it: whole days without their midnights."""
    first, last = (at.astimezone(DUSHANBE) for at in (start, end))
    if first.time() != dt.time() or last.time() != dt.time():
        return f"{weekday(start)} {hour(start)} – {weekday(end)} {hour(end)}"
    if last - first >= WEEK:
        return _("the whole week")
    last -= dt.timedelta(days=1)
    if last == first:
        return _("%(day)s, the whole day") % {"day": weekday(first)}
    return _("%(first)s – %(last)s, whole days") % {"first": weekday(first), "last": weekday(last)}


@requires(Permission.DESK)
def show_rota_month(request: StaffRequest) -> HttpResponse:
    """A month at one look: by day and line, who; where nobody is, it says so."""
    first = _asked_day(request).replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    rows = [row for row in rota.between(request.user, _start(first), _start(after)) if row.post == Post.PRIMARY]
    lines = [(catalogue.name(line.region), line) for line in queries.lines()]
    days = []
    for number in range((after - first).days):
        day = first + dt.timedelta(days=number)
        days.append((day, [(name, _cell(day, [row for row in rows if row.line_id == line.pk])) for name, line in lines]))
    context = {
        "first": first,
        "before": (first - dt.timedelta(days=1)).replace(day=1),
        "after": after,
        "lines": [name for name, _line in lines],
        "days": days,
    }
    return render(request, "desk/hotline/rota_month.html", context)


def _cell(day: dt.date, rows: list[ShiftRow]) -> dict[str, Any]:
    names = [row.user.username for row in rows if row.starts_at.astimezone(DUSHANBE).date() == day]
    return {"names": names, "is_open": bool(gaps(rows, _start(day), _start(day + dt.timedelta(days=1))))}


@requires(Permission.HOTLINE_LEAD)
def add_shift(request: StaffRequest, post: str) -> HttpResponse:
    """Puts somebody on duty."""
    if post not in Post.values:
        raise NotFound(queries.NOT_HERE)
    lines = [(line, catalogue.name(line.region)) for line in queries.lines()]
    page = Page(
        title=Post(post).label,
        button=_("Plan the shift"),
        back_url=reverse("desk:rota"),
        back=_("Rota"),
        draft=f"shift:{post}",
        how=_("Twelve hours at most. Two nights in a row are marked, so that a colleague can take one."),
    )
    return process_form(
        request,
        page,
        lambda data: ShiftForm(data, post=Post(post), lines=lines, users=rota.may_hold(post), initial={"day": today()}),
        lambda form: actions.plan_shift(by=request.user, **form.action_kwargs),
        said=_("Shift planned."),
        done=lambda row: f"{reverse('desk:rota')}?from={row.starts_at.astimezone(DUSHANBE).date():%Y-%m-%d}",
    )


@require_POST
@requires(Permission.HOTLINE_LEAD)
def copy_week(request: StaffRequest) -> HttpResponse:
    """The week as the one before."""
    monday = day_in_address(request.POST.get("monday", ""))
    if monday is None:
        raise NotFound(queries.NOT_HERE)
    count = actions.copy_week(by=request.user, monday=monday)
    messages.success(request, _("Shifts planned: %(count)s.") % {"count": count})
    return redirect(f"{reverse('desk:rota')}?from={monday:%Y-%m-%d}")


@require_POST
@requires(Permission.HOTLINE_LEAD)
def drop_shift(request: StaffRequest, key: UUID) -> HttpResponse:
    """Off the rota."""
    row = rota.get_shift(request.user, key)
    actions.drop_shift(row, by=request.user)
    messages.success(request, _("Removed from the rota."))
    return redirect(f"{reverse('desk:rota')}?from={row.starts_at.astimezone(DUSHANBE).date():%Y-%m-%d}")


@requires(Permission.DESK)
def show_on_duty(request: StaffRequest) -> HttpResponse:
    """Who is on duty now; by POST their numbers are opened, without the second factor: they are of staff, and at night minutes count."""
    rows = rota.on_duty(request.user)
    numbers = rota.numbers_of(rows, by=request.user) if request.method == "POST" and rows else None
    shown = [{"row": row, "line": _line_name(row), "number": numbers.get(row.pk, "") if numbers else ""} for row in rows]
    return render(request, "desk/hotline/on_duty.html", {"rows": shown, "opened": numbers is not None})


@requires(Permission.DESK)
def show_my_shifts(request: StaffRequest) -> HttpResponse:
    """One's own shifts: the note of the one before, taking up, handing over; and swaps that wait."""
    mine = powers(request.user).stands_for
    shifts = [{"row": row, "line": _line_name(row), "left": rota.left_to(row)} for row in rota.my_shifts(request.user)]
    swaps = [
        {
            "row": swap,
            "line": _line_name(swap.shift),
            "asked": swap.taker_id in mine and swap.state == SwapState.ASKED,
            "own": swap.asked_by_id in mine,
            "decides": swap.state == SwapState.ACCEPTED and has(request.user, Permission.HOTLINE_LEAD),
        }
        for swap in rota.swaps(request.user)
    ]
    takes_calls = has(request.user, Permission.HOTLINE) or has(request.user, Permission.HOTLINE_LEAD)
    return render(request, "desk/hotline/my_shifts.html", {"shifts": shifts, "swaps": swaps, "takes_calls": takes_calls})


@require_POST
@requires(Permission.DESK)
def read_note(request: StaffRequest, key: UUID) -> HttpResponse:
    """The note of the shift before one's own, opened; then the shift can be taken up."""
    row = rota.get_own_shift(request.user, key)
    opened = actions.read_note(row, by=request.user)
    open_items = _open_items(row, request)
    takes_line = row.acknowledged_at is None or (bool(open_items) and rota.left_to(row) is not None)
    context = {"row": row, "line": _line_name(row), "opened": opened, "open_items": open_items, "takes_line": takes_line}
    return render(request, "desk/hotline/shift_note.html", context)


def _open_items(row: ShiftRow, request: StaffRequest) -> list[dict[str, Any]]:
    """What is open on the line, in the words of a list."""
    found = handover.open_on(row, request.user)
    dangers = [(item.danger, item.is_taken) for item in found if item.danger is not None]
    said = said_over_a_line(request.user, dangers)
    return [
        {
            "item": item,
            "title": item.kind.label,
            "said": said[item.target] if item.danger else None,
            "where": catalogue.name(item.place) if item.place else "",
        }
        for item in found
    ]


@require_POST
@requires(Permission.DESK)
def take_up(request: StaffRequest, key: UUID) -> HttpResponse:
    """I am here, and have ticked what is open."""
    row = rota.get_own_shift(request.user, key)
    said = _("Taken over.") if row.acknowledged_at else _("Shift started. Have a calm shift.")
    actions.take_up_shift(row, by=request.user, seen=request.POST.getlist("seen"))
    messages.success(request, said)
    return redirect("desk:my_shifts")


@requires(Permission.DESK)
def hand_over_shift(request: StaffRequest, key: UUID) -> HttpResponse:
    """Ends a shift with its note; what is open goes over by itself."""
    row = rota.get_own_shift(request.user, key)
    stays = rota.stays_on_line(row)
    alone = stays is None and row.post in ON_LINE
    open_items = _open_items(row, request)
    keeps = STAYS_YOURS if _keeps([each["item"] for each in open_items], request) else ""
    return process_form(
        request,
        _hand_over_page(row, _joined(_leaves(stays, alone=alone), keeps)),
        lambda data: NoteForm(data, initial={"version": row.version}),
        lambda form: actions.end_shift(row, by=request.user, note=form.cleaned_data["note"], expected=form.cleaned_data["version"]),
        said=_joined(_has_line(stays, alone=alone), keeps),
        warns=lambda _row: alone,
        now=lambda: CurrentState(rota.get_own_shift(request.user, key).version, {}),
        template="desk/hotline/hand_over.html",
        more={"open_items": open_items},
    )


def _hand_over_page(row: ShiftRow, note: str) -> Page:
    back, draft = reverse("desk:my_shifts"), f"shift-end:{row.pk}"
    return Page(_("Hand over the shift"), _("Hand over the shift"), back, _("My shifts"), draft, HOW_NOTE, note)


def _keeps(items: list[handover.OpenItem], request: StaffRequest) -> bool:
    """Whether whoever hands over has taken on a danger of those that are open."""
    mine = powers(request.user).stands_for
    return any(item.is_taken and item.danger is not None and item.danger.owner_id in mine for item in items)


def _joined(*said: Words) -> str:
    return " ".join(str(each) for each in said if each)


def _leaves(stays: ShiftRow | None, *, alone: bool) -> Words:
    """Before a shift ends: who is not there then."""
    if stays is None:
        return LEAVES_NOBODY if alone else ""
    return LEAVES_SECOND % {"who": stays.user.username} if stays.post == Post.BACKUP else ""


def _has_line(stays: ShiftRow | None, *, alone: bool) -> Words:
    """Who has the line now, or that nobody has."""
    if stays is None:
        return LEFT_NOBODY if alone else _("Shift handed over.")
    said = HAS_LINE if stays.acknowledged_at else TO_COME
    return said % {"who": stays.user.username, "hour": hour(stays.starts_at)}


@requires(Permission.DESK)
def ask_swap(request: StaffRequest, key: UUID) -> HttpResponse:
    """Asks a colleague to take a shift."""
    row = rota.get_own_shift(request.user, key)
    users = [user for user in rota.may_hold(row.post) if user.pk != row.user_id]
    theirs = [(shift, f"{shift.user.username}, {moment(shift.starts_at)}–{hour(shift.ends_at)}") for shift in rota.to_come(row)]
    page = Page(
        title=_("Ask a colleague to take the shift"),
        button=pgettext("swap", "Ask"),
        back_url=reverse("desk:my_shifts"),
        back=_("My shifts"),
        draft=f"swap:{row.pk}",
        how=_("The shift stays yours until the colleague and then the coordinator agree."),
    )
    return process_form(
        request,
        page,
        lambda data: SwapForm(data, users=users, shifts=theirs),
        lambda form: actions.ask_swap(row, by=request.user, **form.action_kwargs),
        said=_("Request sent. The shift stays yours until both agree."),
    )


@require_POST
@requires(Permission.DESK)
def settle_swap(request: StaffRequest, key: UUID) -> HttpResponse:
    """The colleague answers, the coordinator decides, or whoever asked takes it back."""
    swap, act = rota.get_swap(request.user, key), request.POST.get("act", "")
    acts = {
        "accept": lambda: actions.answer_swap(swap, by=request.user, accepted=True),
        "decline": lambda: actions.answer_swap(swap, by=request.user, accepted=False),
        "approve": lambda: actions.decide_swap(swap, by=request.user, approved=True),
        "refuse": lambda: actions.decide_swap(swap, by=request.user, approved=False),
        "take_back": lambda: actions.take_swap_back(swap, by=request.user),
    }
    if act not in acts:
        raise NotFound(queries.NOT_HERE)
    acts[act]()
    messages.success(request, _("Answered."))
    return redirect("desk:my_shifts")
