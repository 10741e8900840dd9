"""Promises: what we promised, what was promised to us, and what became of it."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.ids import id_or_none
from panoh.correspondence import queries
from panoh.correspondence.actions import promises as actions
from panoh.correspondence.forms.promises import PromiseForm, SettleForm
from panoh.desk.frame.facility_names import addressee_choices
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.desk.letters.register_lines import promise_lines, promise_title, settle_title

PAGE_SIZE = 25
BACK = _("Promises")
HOW = _("Write the promise so that on its date anyone can tell whether it was fulfilled. If it is overdue, it appears in My day.")
HOW_SETTLE = _("A promise that was not kept stays in the list of promises: its result can be recorded again.")


def _list(request: StaffRequest, *, opened: bool) -> HttpResponse:
    show = "over" if request.GET.get("show") == "over" else ""
    page = Paginator(queries.promises(request.user, over=bool(show)), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = promise_lines(request.user, list(page), opened=opened)
    may = has(request.user, Permission.CORRESPONDENCE_WRITE)
    context = {"page": page, "rows": rows, "show": show, "opened": opened, "may_write": may, "page_query": f"&show={show}"}
    return render(request, "desk/letters/promises.html", context)


@requires(Permission.CORRESPONDENCE)
def show_promises(request: StaffRequest) -> HttpResponse:
    """The soonest first."""
    return _list(request, opened=False)


@require_POST
@requires(Permission.CORRESPONDENCE)
def show_promise_words(request: StaffRequest) -> HttpResponse:
    """The same page with what was promised."""
    return _list(request, opened=True)


@requires(Permission.CORRESPONDENCE_WRITE)
def note_promise(request: StaffRequest) -> HttpResponse:
    """Notes a promise; coming from an entry, it hangs on that."""
    key = id_or_none(request.GET.get("item", ""))
    item = queries.get_item(request.user, key) if key else None
    known = None if item else addressee_choices(request.user)
    back = reverse("desk:register_item", args=[item.pk]) if item else reverse("desk:promises")
    hangs: dict[str, Any] = {"item": item, "addressee": item.addressee} if item else {}
    return process_form(
        request,
        Page(_("Promise"), _("Save the promise"), back, BACK, f"promise:{item.pk if item else 'new'}", HOW),
        lambda data: PromiseForm(data, addressees=known),
        lambda form: actions.note_promise(by=request.user, **form.action_kwargs, **hangs),
        said=_("Promise saved."),
    )


@requires(Permission.CORRESPONDENCE_WRITE)
def settle_promise(request: StaffRequest, key: UUID) -> HttpResponse:
    """What became of it. What was promised opens by a press."""
    row = queries.get_promise(request.user, key)
    (line,) = promise_lines(request.user, [row], opened="open" in request.POST)

    def now() -> CurrentState:
        fresh = queries.get_promise(request.user, key)
        return CurrentState(fresh.version, {"state": fresh.state})

    return process_form(
        request,
        Page(settle_title(row), _("Record"), reverse("desk:promises"), BACK, f"promise-settle:{key}", HOW_SETTLE, promise_title(row)),
        lambda data: SettleForm(data, initial={"version": row.version}),
        lambda form: actions.settle(row, by=request.user, **form.action_kwargs),
        said=_("Result recorded."),
        now=now,
        template="desk/letters/promise_settle.html",
        more={"line": line},
    )
