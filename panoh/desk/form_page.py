"""A page that is one form: title, way back, the form with its draft, one main button."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from panoh.accounts.access import StaffRequest
from panoh.accounts.drafts import forget_draft
from panoh.accounts.queries import draft_saved_at, open_draft
from panoh.core.errors import Conflict, Invalid
from panoh.core.forms import PanohForm
from panoh.core.templatetags.panoh import moment

type Words = str | Promise


@dataclass(frozen=True, slots=True)
class Page:
    """What stands around the form. `draft` is its key: the form's name and the row it is about."""

    title: Words
    button: Words
    back_url: str
    back: Words
    draft: str
    how: Words
    note: Words = ""
    code: str = ""


def show_form(request: StaffRequest, form: PanohForm, page: Page, **more: Any) -> HttpResponse:
    """The page with the form; a draft of it is offered, and without script taken over or left by the address."""
    choice = request.GET.get("draft", "")
    saved = None if form.is_bound else draft_saved_at(request.user, page.draft)
    if saved and choice == "leave":
        forget_draft(request.user, page.draft)
        saved = None
    elif saved and choice == "use":
        _take_over(form, open_draft(request.user, page.draft))
        saved = None
    context = {"form": form, "page": page, "saved": moment(saved), **more}
    return render(request, "desk/form_page.html", context, status=more.get("status", 200))


def refuse(form: PanohForm, error: Invalid | Conflict) -> None:
    """Puts what an action refused into the form; after a conflict what was typed stays, above what is kept now."""
    if isinstance(error, Invalid):
        form.refuse(error)
    else:
        form.add_error(None, str(error.sentence))


def _take_over(form: PanohForm, values: dict[str, Any]) -> None:
    for name, kept in values.items():
        if name in form.fields and name != "version":
            many = hasattr(form.fields[name].widget, "allow_multiple_selected") and form.fields[name].widget.allow_multiple_selected
            form.initial[name] = kept if many else (kept[0] if kept else "")
