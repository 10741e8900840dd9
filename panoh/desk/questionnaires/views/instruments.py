"""Which questionnaires the unit uses, on the strength of what, and their wording in each language."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.spoken import Spoken
from panoh.desk.frame.form_page import Page, Words, process_form
from panoh.desk.questionnaires.results import language_now
from panoh.instruments import actions, queries
from panoh.instruments.definitions import Definition, said
from panoh.instruments.forms import UseForm, WordingForm
from panoh.instruments.queries import TextPackRow
from panoh.instruments.reading import definitions
from panoh.instruments.wordings import shown

HOW_WORDING = _("Add only what the Unit may use. It is a draft until two others have compared it with its source.")
HOW_USE = _("Switch on what the Unit has permission for. Free questionnaires are on from the start.")


@requires(Permission.QUESTIONNAIRE_WORDING)
def show_instruments(request: StaffRequest) -> HttpResponse:
    """All of them: in use or not, and in which languages they have a wording."""
    uses, worded = queries.uses(), queries.languages_worded()
    rows = [
        {
            "form": form,
            "title": said(form.title, language_now()),
            "about": said(form.about, language_now()),
            "is_on": queries.is_on(form, uses),
            "languages": [Spoken(language).label for language in sorted(worded.get(form.id, ()))],
        }
        for form in definitions().values()
    ]
    return render(request, "desk/questionnaires/instruments.html", {"rows": rows})


@requires(Permission.QUESTIONNAIRE_WORDING)
def show_instrument(request: StaffRequest, instrument: str) -> HttpResponse:
    """One questionnaire: where its rules come from, whether it is in use, its wordings and who has checked them."""
    form = queries.get_definition(instrument)
    uses = queries.uses()
    packs = [(pack, shown(form, pack.wording, language_now()), _may_check(request, pack)) for pack in queries.packs(form.id)]
    context = {"form": form, "title": said(form.title, language_now()), "about": said(form.about, language_now()), "packs": packs}
    context["licence"] = said(form.licence, language_now())
    context |= {
        "use": uses.get(form.id),
        "is_on": queries.is_on(form, uses),
        "may_switch": has(request.user, Permission.QUESTIONNAIRE_SWITCH),
    }
    context["items"] = shown(form, None, language_now()).items.items()
    return render(request, "desk/questionnaires/instrument.html", context)


def _may_check(request: StaffRequest, pack: TextPackRow) -> bool:
    return pack.second_checker_id is None and request.user.pk not in (pack.made_by_id, pack.first_checker_id)


def _page(form: Definition, title: str, button: str, name: str, how: Words) -> Page:
    words = said(form.title, language_now())
    return Page(f"{title}: {words}", button, reverse("desk:instrument", args=[form.id]), words, f"{name}:{form.id}", how)


@requires(Permission.QUESTIONNAIRE_SWITCH)
def switch_instrument(request: StaffRequest, instrument: str) -> HttpResponse:
    """On or off, on the strength of what, and from when a change is called reliable."""
    form, uses = queries.get_definition(instrument), queries.uses()
    use = uses.get(form.id)
    start = {"is_on": "1" if queries.is_on(form, uses) else "0"}
    if use is not None:
        start |= {"ground": use.ground, "sd": use.sd, "r": use.r}  # type: ignore[dict-item]
    return process_form(
        request,
        _page(form, gettext("In use"), gettext("Save"), "instrument-use", HOW_USE),
        lambda data: UseForm(data, is_free=form.free, initial=start),
        lambda given: actions.switch(form.id, by=request.user, **given.action_kwargs),
        said=_("Saved."),
    )


@requires(Permission.QUESTIONNAIRE_WORDING)
def load_wording(request: StaffRequest, instrument: str) -> HttpResponse:
    """Brings in a wording, from a file or typed in."""
    form = queries.get_definition(instrument)
    return process_form(
        request,
        _page(form, gettext("Wording"), gettext("Save the wording"), "instrument-wording", HOW_WORDING),
        lambda data: WordingForm(data, request.FILES if data is not None else None, form=form, language=language_now()),
        lambda given: actions.load_wording(form.id, by=request.user, **given.action_kwargs),
        said=_("Wording saved as a draft. Two others must check it now."),
    )


@require_POST
@requires(Permission.QUESTIONNAIRE_WORDING)
def check_wording(request: StaffRequest, key: UUID) -> HttpResponse:
    """One of the two checks."""
    pack = actions.check_wording(queries.get_pack(key), by=request.user)
    said_now = gettext("Checked. The wording is now in use.") if pack.is_current else gettext("Checked. One more check is needed.")
    messages.success(request, said_now)
    return redirect("desk:instrument", instrument=pack.instrument)
