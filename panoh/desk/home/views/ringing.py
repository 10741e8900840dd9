"""What rings for one account, as every open page asks for it."""

import hashlib
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import at_work, practises
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_no_sign_of_life
from panoh.core.ids import tidy_code
from panoh.desk.frame.task_rows import TaskRow
from panoh.desk.home.ringing import act_of, day_of, most_pressing
from panoh.hotline.actions.alerts import mark_shown


@requires(Permission.DESK)
def show_ringing(request: StaffRequest) -> HttpResponse:
    """Dangers that nobody has taken on, and what else rings: the most pressing, and how many there are; nothing where it stands so already
    (`mark`). A tab in the background (`hidden`) is no screen that somebody sees. That is no sign of anybody being there."""
    is_no_sign_of_life(request.session)
    if practises(request.user):
        row, count = most_pressing(at_work(request.user))
        if row is not None:
            return _of_real_work(request, row, count)
    row, count = most_pressing(request.user)
    mark = _mark(row, count) if row else ""
    if request.GET.get("mark", "") == mark:
        return HttpResponse(status=204)
    if row is not None and (rings := row.rings or row.id) and "hidden" not in request.GET:
        mark_shown(rings, by=request.user)
    found = {"row": row, "act": act_of(row, page=_page_code(request)) if row else None, "count": count, "more": count - 1, "mark": mark}
    found["day"] = day_of(row) if row else ""
    return render(request, "desk/home/_ringing.html", found)


def _of_real_work(request: StaffRequest, row: TaskRow, count: int) -> HttpResponse:
    """That somebody is in danger while this account practises: without a code, and with the way out of practice, where it is told."""
    mark = _mark(row, count)
    if request.GET.get("mark", "") == mark:
        return HttpResponse(status=204)
    return render(request, "desk/home/_ringing_in_practice.html", {"row": row, "count": count, "mark": mark, "day": day_of(row)})


def _page_code(request: StaffRequest) -> str:
    """The code in the address of the page that asks; blank where it has none."""
    try:
        found = resolve(urlsplit(request.headers.get("Referer", "")).path)
    except Resolver404:
        return ""
    return tidy_code(str(found.kwargs.get("code", ""))) or ""


def _mark(row: TaskRow, count: int) -> str:
    """By what an open page knows whether it still stands so."""
    said = (count, row.title, row.code, row.url, row.when, day_of(row), str(row.take), row.acts)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
