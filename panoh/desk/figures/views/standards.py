"""The Unit against the network's standards: the text it pasted, its own rating year by year, what shows it, what is done next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.reporting import actions
from panoh.reporting.enums import Rating
from panoh.reporting.forms import RatingForm, StandardForm
from panoh.reporting.queries import standards as queries
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

BADGES = {Rating.MET: "done", Rating.MOSTLY: "wait", Rating.NONE: "late"}
HOW_PASTE = gettext_lazy("Copy the sentence from the network’s publication exactly, in the language you have.")
HOW_RATE = gettext_lazy("Your answer is for this year and is compared with earlier years. Do not name anyone.")


@requires(Permission.STANDARDS)
def show_standards(request: StaffRequest) -> HttpResponse:
    """All of them, the last years side by side."""
    found = queries.slots(request.user)
    return render(request, "desk/figures/standards.html", {"slots": found, "years": queries.years(), "sums": queries.sums(found)})


@requires(Permission.STANDARDS)
def show_standard(request: StaffRequest, number: int) -> HttpResponse:
    """One of them; by POST what was written for each year is opened."""
    slot = queries.get_slot(request.user, number)
    rated = [rating for _year, rating in slot.ratings if rating]
    opened = open_sealed(rated, by=request.user.actor, purpose=Purpose.REVIEW) if request.method == "POST" and rated else []
    said = {each.row.year: each for each in opened}
    lines = [(year, rating, said.get(year), BADGES.get(Rating(rating.rating), "") if rating else "") for year, rating in slot.ratings]
    return render(request, "desk/figures/standard.html", {"slot": slot, "lines": lines, "opens": bool(rated) and not opened})


def _page(number: int, title: Words, button: Words, draft: str, how: Words) -> Page:
    back = _("Standard No. %(number)s") % {"number": number}
    return Page(title, button, reverse("desk:standard", args=[number]), back, draft, how)


@requires(Permission.STANDARDS)
def paste_standard(request: StaffRequest, number: int) -> HttpResponse:
    """The text as the network published it."""
    slot = queries.get_slot(request.user, number)
    return process_form(
        request,
        _page(number, _("The text of the standard"), _("Save the text"), f"standard-text:{number}", HOW_PASTE),
        lambda data: StandardForm(data, initial={"text": slot.text}),
        lambda form: actions.paste_standard(number, by=request.user, text=form.cleaned_data["text"]),
        said=_("Text saved."),
    )


@requires(Permission.STANDARDS)
def rate_standard(request: StaffRequest, number: int, year: int) -> HttpResponse:
    """How far the Unit is in a year; coming by the button, the form holds what stands there."""
    queries.get_slot(request.user, number)

    def now() -> CurrentState:
        row = queries.rating_of(number, year)
        if row is None:
            return CurrentState(0, {})
        (said,) = open_sealed([row], by=request.user.actor, purpose=Purpose.REVIEW)
        return CurrentState(row.version, {"rating": row.rating, "evidence": said.evidence, "next_step": said.next_step})

    return process_form(
        request,
        _page(number, _("Rating for %(year)s") % {"year": year}, _("Save the rating"), f"standard-{number}:{year}", HOW_RATE),
        lambda data: RatingForm(data, initial=begin(data, now)),
        lambda form: actions.rate_standard(number, by=request.user, year=year, **form.action_kwargs),
        said=_("Rating saved."),
        now=now,
        by_press=True,
    )
