"""What rings for one account, as every open page asks for it."""

import hashlib

from django.http import HttpResponse
from django.shortcuts import render

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_no_sign_of_life
from panoh.desk.frame.task_rows import TaskRow
from panoh.desk.home.ringing import ringing_rows

SHOWN = 1  # it stands above a form that somebody fills in on a telephone


@requires(Permission.DESK)
def show_ringing(request: StaffRequest) -> HttpResponse:
    """Dangers that nobody has taken on, and what else rings; nothing where it stands so already (`mark`). That is no sign of anybody being
    there."""
    is_no_sign_of_life(request.session)
    rows, count = ringing_rows(request.user, SHOWN)
    mark = _mark(rows, count)
    if request.GET.get("mark", "") == mark:
        return HttpResponse(status=204)
    return render(request, "desk/home/_ringing.html", {"rows": rows, "count": count, "more": count - len(rows), "mark": mark})


def _mark(rows: list[TaskRow], count: int) -> str:
    """By what an open page knows whether it still stands so; blank without any."""
    said = [(row.title, row.code, row.url, row.when, row.since, row.note, str(row.take)) for row in rows]
    return hashlib.sha256(repr((count, said)).encode()).hexdigest()[:16] if rows else ""
