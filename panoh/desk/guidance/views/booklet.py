"""The information booklet: versions with a preview and prints, how many were printed for which place, recorded sections."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.booklet import actions, queries
from panoh.booklet.enums import EditionState, Shape
from panoh.booklet.forms import ChangeSectionForm, PrintForm, SectionForm, VoiceForm, values_of
from panoh.booklet.paper import print_booklet
from panoh.booklet.text import SHIPPED, Section, blocks
from panoh.core.errors import NotFound
from panoh.core.languages import LANGUAGES
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.places import catalogue

BACK = _("Booklet")
BADGES = {EditionState.DRAFT: "draft", EditionState.ADOPTED: "done"}
NAMES = {"tg": _("Tajik"), "ru": _("Russian"), "en": _("English")}
HOW_WRITE = _(
    "Write so that someone who has never heard of us understands it, and so that it harms nobody who is found with it. Promise "
    "only what the Unit does."
)
HOW_PRINT = _("Record what was printed and for which place. Never record who received one.")
HOW_VOICE = _(
    "The recording becomes public with the section. Information about the device and the author is removed from the file, but "
    "the voice stays."
)


@requires(Permission.DESK)
def show_booklet(request: StaffRequest) -> HttpResponse:
    """The versions, what was printed, and the sections that are read aloud."""
    number, found = queries.in_force()
    spoken = queries.voices()
    rows = [(row, BADGES.get(EditionState(row.state), "")) for row in queries.editions(request.user)]
    sums = queries.copies_by_region(request.user)
    context = {
        "rows": rows,
        "in_force": number,
        "has_draft": any(row.state == EditionState.DRAFT for row, _badge in rows),
        "sums": [(catalogue.name(region) if region else _("several places"), copies) for region, copies in sums],
        "copies": sum(copies for _region, copies in sums),
        "prints": [(row, catalogue.name(row.region) if row.region else _("several places")) for row in queries.prints(request.user)],
        "aloud": [(_title(each), each.key, [(code, NAMES[code], (each.key, code) in spoken) for code in LANGUAGES]) for each in found],
        "may_write": has(request.user, Permission.BOOKLET_WRITE),
    }
    return render(request, "desk/guidance/booklet.html", context)


def _title(section: Section) -> str:
    """In the reader's language, else in the first there is."""
    return str(section.title.get(get_language() or "") or next(filter(None, section.title.values()), ""))


def _language(request: StaffRequest) -> str:
    asked = request.GET.get("language") or get_language() or ""
    return asked if asked in LANGUAGES else LANGUAGES[0]


@requires(Permission.DESK)
def show_version(request: StaffRequest, number: int) -> HttpResponse:
    """One version as it will be read, in a language; a draft with the ways to change it."""
    row = None if number == SHIPPED else queries.get_edition(request.user, number)
    language = _language(request)
    found = queries.get_sections(request.user, number)
    is_draft = row is not None and row.state == EditionState.DRAFT
    context = {
        "row": row,
        "number": number,
        "badge": BADGES.get(EditionState(row.state), "") if row else "",
        "language": language,
        "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "sections": [
            (each.key, each.title.get(language, ""), blocks(each.text.get(language, "")), [NAMES[code] for code in each.lacks])
            for each in found
        ],
        "is_whole": bool(found) and not any(each.lacks for each in found),
        "shapes": Shape.choices,
        "may_change": is_draft and has(request.user, Permission.BOOKLET_WRITE),
    }
    return render(request, "desk/guidance/booklet_version.html", context)


@requires(Permission.DESK)
def open_print(request: StaffRequest, number: int, language: str, shape: str) -> HttpResponse:
    """The PDF of a version."""
    found = queries.get_sections(request.user, number)
    if language not in LANGUAGES or shape not in Shape.values:
        raise NotFound(queries.NOT_HERE)
    response = HttpResponse(print_booklet(found, number, language, Shape(shape)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{number}-{language}-{shape}.pdf"'
    return response


@require_POST
@requires(Permission.BOOKLET_WRITE)
def begin_edition(request: StaffRequest) -> HttpResponse:
    """A draft that begins with what is in force."""
    row = actions.begin_edition(by=request.user)
    messages.success(request, str(_("Draft started. It is the same as the version in force until you change it.")))
    return redirect("desk:booklet_version", row.number)


def _page(title: Words, button: Words, number: int, draft: str, how: Words = HOW_WRITE) -> Page:
    return Page(title, button, reverse("desk:booklet_version", args=[number]), BACK, draft, how)


@requires(Permission.BOOKLET_WRITE)
def add_section(request: StaffRequest, number: int) -> HttpResponse:
    """A new section at the end."""
    row = queries.get_edition(request.user, number)
    return process_form(
        request,
        _page(_("New section"), _("Save the booklet section"), number, f"booklet-new:{row.id}"),
        SectionForm,
        lambda form: actions.write_section(row, "", by=request.user, **form.action_kwargs),
        said=_("Section saved."),
    )


@requires(Permission.BOOKLET_WRITE)
def write_section(request: StaffRequest, number: int, key: str) -> HttpResponse:
    """Changes a section of the draft."""
    row = queries.get_edition(request.user, number)

    def now() -> CurrentState:
        fresh = queries.get_edition(request.user, number)
        return CurrentState(fresh.version, values_of(queries.get_section(request.user, number, key)))

    now()
    return process_form(
        request,
        _page(_("Change the section"), _("Save the booklet section"), number, f"booklet-{key}:{row.id}"),
        lambda data: ChangeSectionForm(data, initial=begin(data, now)),
        lambda form: actions.write_section(row, key, by=request.user, **form.action_kwargs),
        said=_("Section saved."),
        now=now,
    )


@require_POST
@requires(Permission.BOOKLET_WRITE)
def raise_section(request: StaffRequest, number: int, key: str) -> HttpResponse:
    """One place towards the beginning."""
    actions.raise_section(queries.get_edition(request.user, number), key, by=request.user)
    return redirect("desk:booklet_version", number)


@require_POST
@requires(Permission.BOOKLET_WRITE)
def take_out_section(request: StaffRequest, number: int, key: str) -> HttpResponse:
    """Out of the draft."""
    actions.take_out_section(queries.get_edition(request.user, number), key, by=request.user)
    messages.success(request, str(_("Section removed.")))
    return redirect("desk:booklet_version", number)


@require_POST
@requires(Permission.BOOKLET_WRITE)
def adopt_edition(request: StaffRequest, number: int) -> HttpResponse:
    """From now on it is public."""
    actions.adopt_edition(queries.get_edition(request.user, number), by=request.user)
    messages.success(request, str(_("Adopted. The public pages show it within a minute.")))
    return redirect("desk:booklet_version", number)


@require_POST
@requires(Permission.BOOKLET_WRITE)
def discard_edition(request: StaffRequest, number: int) -> HttpResponse:
    """The draft is thrown away."""
    actions.discard_edition(queries.get_edition(request.user, number), by=request.user)
    messages.success(request, str(_("Draft deleted.")))
    return redirect("desk:booklet")


@requires(Permission.BOOKLET_WRITE)
def count_print(request: StaffRequest) -> HttpResponse:
    """A print run, by the place it went to."""
    page = Page(_("Record a print run"), _("Record"), reverse("desk:booklet"), BACK, "booklet-print:new", HOW_PRINT)
    return process_form(
        request,
        page,
        PrintForm,
        lambda form: actions.count_print(by=request.user, **form.cleaned_data),
        said=_("Print run recorded."),
    )


@require_POST
@requires(Permission.BOOKLET_WRITE)
def take_out_print(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was counted by mistake."""
    actions.take_out_print(queries.get_print(request.user, key), by=request.user)
    messages.success(request, str(_("Removed from the count.")))
    return redirect("desk:booklet")


@requires(Permission.BOOKLET_WRITE)
def keep_voice(request: StaffRequest, key: str, language: str) -> HttpResponse:
    """A section read aloud."""
    if language not in LANGUAGES:
        raise NotFound(queries.NOT_HERE)
    section = queries.get_section(request.user, queries.in_force()[0], key)
    page = Page(
        _("Recording of a section"), _("Save the recording"), reverse("desk:booklet"), BACK, f"booklet-voice-{language}:{key}", HOW_VOICE
    )
    page = replace(page, note=f"{_title(section)} · {NAMES[language]}")
    return process_form(
        request,
        page,
        lambda data: VoiceForm(data, request.FILES if data is not None else None),
        lambda form: actions.keep_voice(key, language, by=request.user, content=form.cleaned_data["sound"].read()),
        said=_("Recording saved. The public pages show it within a minute."),
    )


@require_POST
@requires(Permission.BOOKLET_WRITE)
def take_out_voice(request: StaffRequest, key: str, language: str) -> HttpResponse:
    """Off the pages."""
    actions.take_out_voice(key, language, by=request.user)
    messages.success(request, str(_("Recording removed.")))
    return redirect("desk:booklet")
