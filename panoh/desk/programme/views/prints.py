"""The person's own copy of the programme: neutral, in the person's language, with no code and no name."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.queries import coalition_names
from panoh.accounts.roles import Permission
from panoh.cases.actions.programme import note_copy
from panoh.cases.actions.reading import read_shared
from panoh.cases.enums import Capacity, CopyGiven, ProgrammeState
from panoh.cases.policy import check_shows
from panoh.cases.queries import care
from panoh.cases.queries import programme as plan_queries
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.queries.programme import GoalPart, ServiceLine
from panoh.core.errors import Invalid, NotFound
from panoh.core.pdf import make_pdf
from panoh.referrals.letter import check_discreet

NO_VERSION = _("This version of the programme does not exist.")
# What may stand in it, and whether it does unless somebody chooses otherwise.
SHOWN = {
    "indicator": (_("How we will know"), True),
    "levels": (_("What each level looks like"), False),
    "days": (_("Days"), True),
    "place": (_("Kind of place"), False),
    "review": (_("When we will look at it again"), True),
    "organisation": (_("Which organisation helps (only if the person wishes)"), False),
}
# What a reader at home is told the capacities are, in which order; where two would be told apart by nobody, they are one part.
HEADINGS = (
    (_("Everyday life"), (Capacity.SELF_SUFFICIENCY,)),
    (_("Body"), (Capacity.PHYSICAL,)),
    (_("Well-being"), (Capacity.MENTAL,)),
    (pgettext_lazy("goals", "Work"), (Capacity.PROFESSIONAL,)),
    (_("People close to you"), (Capacity.SOCIAL,)),
    (_("Among people"), (Capacity.INTEGRATION, Capacity.COMMUNITY)),
)
# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ.
STYLE = """
@page { size: A5; margin: 15mm }
body { font: 12pt/1.5 'DejaVu Sans', 'Noto Sans', sans-serif }
h1 { font-size: 17pt; margin: 0 0 6mm }
h2 { font-size: 13pt; margin: 6mm 0 2mm }
h3 { font-size: 11pt; margin: 3mm 0 1mm }
blockquote { margin: 0 0 2mm; font-size: 13pt }
.goal { break-inside: avoid; margin-bottom: 5mm }
p, ul, ol { margin: 0 0 2mm }
"""


def _copy(request: StaffRequest, code: str, number: int) -> tuple[Any, dict[str, Any]]:
    """The case, and what the copy says: goals under plain headings, without whatever tells what happened or who helps."""
    case = get_case(request.user, code)
    check_shows(case)
    programme = care.get_programme(case, number)
    if programme.state == ProgrammeState.REPLACED:
        raise NotFound(NO_VERSION)
    plan = plan_queries.plan(programme)
    plan.fill(read_shared([part for part in plan.rows if part != programme], by=request.user))
    names = coalition_names()
    told = [place for place, goal in enumerate(plan.goals, 1) if _hush(goal, names)]
    goals = [goal for goal in plan.goals if not goal.row.outcome]
    parts = [(title, [goal for goal in goals if goal.row.capacity in capacities]) for title, capacities in HEADINGS]
    show = {name: name in request.GET.getlist("show") if "show" in request.GET else usual for name, (_label, usual) in SHOWN.items()}
    context = {"parts": [part for part in parts if part[1]], "review_on": programme.review_on, "case": case, "show": show, "told": told}
    return programme, {**context, "language": _language(request, case)}


def _language(request: StaffRequest, case: CaseRow) -> str:
    """The language that was asked for, else the person's, else the house's."""
    known = dict(settings.LANGUAGES)
    return next((code for code in (request.GET.get("language"), case.person.language) if code in known), settings.LANGUAGE_CODE)


def _hush(goal: GoalPart, names: tuple[str, ...]) -> bool:
    """Takes the words out of a goal that tell too much for a paper kept at home; whether there were any."""
    hushed = False
    parts: list[GoalPart | ServiceLine] = [goal, *goal.services]
    for part in parts:
        try:
            check_discreet(part.said.values(), names=names)
        except Invalid:
            part.said, hushed = {}, True
    return hushed


@requires(Permission.CASE_VIEW)
def programme_print(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The copy as a page to print, below a form that says in which language and with what."""
    programme, context = _copy(request, code, number)
    context |= {"programme": programme, "reader": translation.get_language(), "languages": settings.LANGUAGES, "back": gettext("Back")}
    context["offered"] = [(name, str(label), context["show"][name]) for name, (label, _usual) in SHOWN.items()]
    may = care.may(request.user, context["case"], Permission.CASE_WORK)
    agreed = programme.state in (ProgrammeState.AGREED, ProgrammeState.APPROVED)
    context["copies"] = CopyGiven.choices if agreed and may["case_work"] else []
    context["options"] = render_to_string("desk/programme/_print_options.html", context, request)
    with translation.override(context["language"]):
        return render(request, "desk/programme/print.html", context)


@requires(Permission.CASE_WORK)
@require_POST
def programme_copy(request: StaffRequest, code: str, number: int, given: str) -> HttpResponse:
    """Writes down whether the person took the copy."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    if given not in CopyGiven.values:
        raise NotFound(NO_VERSION)
    note_copy(care.get_programme(case, number), by=request.user, copy_given=given)
    messages.success(request, _("Recorded: whether the person has a copy."))
    return redirect("desk:case_programme", case.code)


@requires(Permission.CASE_VIEW)
def programme_pdf(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The same as a PDF. The file's name says nothing."""
    _programme, context = _copy(request, code, number)
    with translation.override(context["language"]):
        pdf = make_pdf(render_to_string("desk/programme/prints/programme.html", context), STYLE)
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="plan.pdf"'
    return response
