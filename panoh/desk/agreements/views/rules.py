"""The terms of cooperation: read by everybody, kept by the coordinator, accepted by each facility and specialist."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.core.forms import PanohForm
from panoh.core.pdf import make_pdf
from panoh.desk.frame.facility_names import facility_label
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.network.actions import rules as actions
from panoh.network.enums import RulesState
from panoh.network.forms.rules import AcceptForm, AdoptForm, ChangeRulesForm, RulesForm
from panoh.network.queries import get_facility, names_of
from panoh.network.queries import rules as queries
from panoh.network.queries.rules import RulesRow
from panoh.vault.purpose import Purpose

PAGE_SIZE = 50
BACK = _("Terms of cooperation")
LANGUAGES = ("tg", "ru")
BADGES = {RulesState.DRAFT: "draft", RulesState.ADOPTED: "done"}
HOW_WRITE = _(
    "Write what everyone who works with the Unit undertakes: confidentiality, no record in a register without the person's "
    "consent, what is paid, what is reported back. Both languages are needed before adoption."
)
HOW_ADOPT = _("From today it is in force and its text cannot change. Everyone with an agreement is asked again.")
HOW_ACCEPT = _("Print the terms for signature, or read them out by telephone and record who agreed.")
# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ.
STYLE = """
@page { size: A4; margin: 20mm 22mm; @bottom-right { content: counter(page) " / " counter(pages) } }
html { font: 9pt 'DejaVu Sans', 'Noto Sans', sans-serif }
body { font: 10.5pt/1.5 'DejaVu Sans', 'Noto Sans', sans-serif }
h1 { font-size: 15pt; margin: 0 0 1mm }
p { margin: 0 0 3mm }
.sign { margin-top: 12mm; break-inside: avoid }
.line { border-top: .4pt solid; width: 80mm; margin-top: 14mm; padding-top: 1mm; font-size: 9pt }
"""


@requires(Permission.DESK)
def show_rules(request: StaffRequest) -> HttpResponse:
    """The versions, newest first."""
    rows = [(row, BADGES.get(RulesState(row.state), "")) for row in queries.versions(request.user)]
    has_draft = any(row.state == RulesState.DRAFT for row, _badge in rows)
    context = {"rows": rows, "has_draft": has_draft, "may_write": has(request.user, Permission.AGREEMENT_WRITE)}
    return render(request, "desk/agreements/rules.html", {**context, "counts": has(request.user, Permission.AGREEMENT_VIEW)})


@requires(Permission.DESK)
def show_version(request: StaffRequest, number: int) -> HttpResponse:
    """One version in a language; for who keeps agreements also who accepted it, and by POST their names."""
    row = queries.get_rules(request.user, number)
    language = _language(request)
    context = {"row": row, "badge": BADGES.get(RulesState(row.state), ""), "language": language, "text": getattr(row, f"text_{language}")}
    context |= {"may_write": has(request.user, Permission.AGREEMENT_WRITE), "languages": LANGUAGES}
    if has(request.user, Permission.AGREEMENT_VIEW) and row.state != RulesState.DRAFT:
        context |= _accepted(request, row)
    return render(request, "desk/agreements/rules_version.html", context)


def _language(request: StaffRequest) -> str:
    asked = request.GET.get("language") or translation.get_language() or ""
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _accepted(request: StaffRequest, row: RulesRow) -> dict[str, Any]:
    """Who accepted it, and who is still to be asked: of the version in force alone."""
    said = list(queries.acceptances(request.user, row))
    everybody = request.GET.get("show") == "all"
    page = None
    if row.state == RulesState.ADOPTED:
        asked = queries.still_to_ask(request.user, row, everybody=everybody)
        page = Paginator(asked, PAGE_SIZE).get_page(request.GET.get("page"))
    entries = [each.facility for each in said] + list(page or ())
    names = names_of(entries, by=request.user, purpose=Purpose.ADMINISTRATION) if request.method == "POST" else {}
    return {
        "said": [(each, facility_label(each.facility, names.get(each.facility_id, ""))) for each in said],
        "page": page,
        "to_ask": [(entry, facility_label(entry, names.get(entry.pk, ""))) for entry in page or ()],
        "everybody": everybody,
        "opened": request.method == "POST",
    }


@requires(Permission.AGREEMENT_WRITE)
def add_rules(request: StaffRequest) -> HttpResponse:
    """Draws up the next version, beginning with the words of the last."""
    last = next(iter(queries.versions(request.user)), None)
    start = {"text_tg": last.text_tg, "text_ru": last.text_ru} if last else {}
    page = Page(_("Next version of the terms"), _("Save the draft"), reverse("desk:rules"), BACK, "rules:new", HOW_WRITE)
    return process_form(
        request,
        page,
        lambda data: RulesForm(data, initial=start),
        lambda form: actions.draft_rules(by=request.user, **form.cleaned_data),
        said=_("Draft saved."),
        done=lambda row: reverse("desk:rules_version", args=[row.number]),
    )


def _page(title: Words, button: Words, number: int, name: str, how: Words, note: Words = "") -> Page:
    return Page(title, button, reverse("desk:rules_version", args=[number]), BACK, f"rules-{name}:{number}", how, note)


@requires(Permission.AGREEMENT_WRITE)
def change_rules(request: StaffRequest, number: int) -> HttpResponse:
    """Changes the draft."""
    row = queries.get_rules(request.user, number)

    def now() -> CurrentState:
        fresh = queries.get_rules(request.user, number)
        return CurrentState(fresh.version, {"text_tg": fresh.text_tg, "text_ru": fresh.text_ru})

    def act(form: PanohForm) -> None:
        given = dict(form.cleaned_data)
        actions.change_rules(row, by=request.user, expected=given.pop("version"), **given)

    page = _page(_("Change the draft of the terms"), _("Save the draft"), number, "change", HOW_WRITE)
    return process_form(request, page, lambda data: ChangeRulesForm(data, initial=begin(data, now)), act, said=_("Draft saved."), now=now)


@requires(Permission.AGREEMENT_WRITE)
def adopt_rules(request: StaffRequest, number: int) -> HttpResponse:
    """From a day on it holds."""
    row = queries.get_rules(request.user, number)

    def now() -> CurrentState:
        fresh = queries.get_rules(request.user, number)
        state = (_("Status"), row.get_state_display(), fresh.get_state_display())
        return CurrentState(fresh.version, {"adopted_on": fresh.adopted_on}, beside=[state])

    def act(form: PanohForm) -> None:
        given = form.cleaned_data
        actions.adopt_rules(row, by=request.user, adopted_on=given["adopted_on"], expected=given["version"])

    return process_form(
        request,
        _page(_("Adopt the terms"), _("Adopt the terms"), number, "adopt", HOW_ADOPT),
        lambda data: AdoptForm(data, initial={"version": row.version}),
        act,
        said=_("Adopted. Now ask each facility and specialist."),
        now=now,
    )


@requires(Permission.AGREEMENT_WRITE)
def accept_rules(request: StaffRequest, number: int, key: UUID) -> HttpResponse:
    """A facility or specialist said yes."""
    row, entry = queries.get_rules(request.user, number), get_facility(request.user, key)
    return process_form(
        request,
        _page(_("Accepted by"), _("Record the acceptance"), number, f"accept-{key}", HOW_ACCEPT, facility_label(entry)),
        AcceptForm,
        lambda form: actions.accept_rules(row, entry, by=request.user, **form.cleaned_data),
        said=_("Recorded."),
    )


@require_POST
@requires(Permission.AGREEMENT_WRITE)
def take_out_acceptance(request: StaffRequest, number: int, key: UUID) -> HttpResponse:
    """Takes out what was recorded by mistake."""
    row = queries.get_rules(request.user, number)
    actions.take_out_acceptance(queries.get_acceptance(request.user, row, key), by=request.user)
    messages.success(request, str(_("Removed.")))
    return redirect("desk:rules_version", number)


@requires(Permission.DESK)
def print_rules(request: StaffRequest, number: int) -> HttpResponse:
    """The terms on paper in a language, with a place to sign."""
    row, language = queries.get_rules(request.user, number), _language(request)
    text = getattr(row, f"text_{language}")
    if not text:
        raise NotFound(queries.NOT_HERE)
    with translation.override(language):
        html = render_to_string("desk/agreements/prints/rules.html", {"row": row, "text": text, "language": language})
    response = HttpResponse(make_pdf(html, STYLE), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="terms-{row.number}-{language}.pdf"'
    return response
