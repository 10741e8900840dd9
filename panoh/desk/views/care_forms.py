"""How every form of care is worked through: shown, tried, refused with its reason, compared after a conflict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from panoh.accounts.access import StaffRequest
from panoh.core.errors import Conflict, Invalid
from panoh.core.forms import PanohForm
from panoh.desk.form_page import Page, Words, refuse, show_form

type Make = Callable[[QueryDict | None], PanohForm]


@dataclass(frozen=True, slots=True)
class Now:
    """What stands in the row now: its version, and its fields as the form names them."""

    version: int
    values: Mapping[str, Any]


def begin(data: object, now: Callable[[], Now]) -> dict[str, Any]:
    """What a form of change begins with: what stands there now. A form that was sent needs nothing opened."""
    if data is not None:
        return {}
    found = now()
    return {"version": found.version, **found.values}


def work_through(
    request: StaffRequest,
    page: Page,
    make: Make,
    act: Callable[[Any], object],
    *,
    said: Words,
    done: str = "",
    now: Callable[[], Now] | None = None,
) -> HttpResponse:
    """Shows the form; sent, does `act` with it and goes on to `done` (else where the page leads back), saying what was done.

    `now` reads the row again after a conflict: both versions then stand side by side, the typed text stays in the form.
    """
    if request.method != "POST":
        return show_form(request, make(None), page)
    form = make(request.POST)
    if form.is_valid():
        try:
            act(form)
        except Invalid as error:
            refuse(form, error)
        except Conflict as error:
            if now is None:
                raise
            return _compared(request, page, make, form, error, now())
        else:
            messages.success(request, str(said))
            return redirect(done or page.back_url)
    return show_form(request, form, page, status=400)


def _compared(request: StaffRequest, page: Page, make: Make, form: PanohForm, error: Conflict, now: Now) -> HttpResponse:
    data = request.POST.copy()
    data["version"] = str(now.version)
    again = make(data)
    again.full_clean()
    refuse(again, error)
    compare = [
        (form.fields[name].label, _shown(form, name, data.get(name, "")), _shown(form, name, value))
        for name, value in now.values.items()
        if name in form.fields and str(data.get(name, "")).strip() != _typed(form, name, value).strip()
    ]
    return show_form(request, again, page, compare=compare, status=409)


def _typed(form: PanohForm, name: str, value: Any) -> str:
    """A stored value as somebody would have typed it."""
    prepared = form.fields[name].prepare_value(value)
    return "" if prepared is None else str(prepared)


def _shown(form: PanohForm, name: str, value: Any) -> str:
    """A value as it is read: the label of a choice, a date in figures, words as they are."""
    typed = _typed(form, name, value)
    labels = {str(key): label for key, label in getattr(form.fields[name], "choices", ())}
    return str(labels.get(typed, typed))
