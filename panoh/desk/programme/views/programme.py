"""The individual programme of a case: the page, agreement, approval, the person's own copy."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions import programme as actions
from panoh.cases.actions.reading import read_shared
from panoh.cases.enums import PROGRAMME_TRANSITIONS, ProgrammeState
from panoh.cases.forms.programme import AgreeForm, ApproveForm, EndingForm, RemarkForm
from panoh.cases.queries import care
from panoh.cases.queries import programme as plan_queries
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.queries.programme import ProgrammeRow
from panoh.core.clock import today
from panoh.core.forms import PanohForm
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.desk.programme.acts import lead_on
from panoh.desk.programme.assessed import assessed

BACK = _("Programme")
BADGES = {ProgrammeState.DRAFT: "draft", ProgrammeState.AGREED: "wait", ProgrammeState.APPROVED: "done"}
SCALE = range(-2, 3)
HOW_AGREE = _("Read the goals aloud and change what the person would say differently. The person can agree orally.")
HOW_APPROVE = _(
    "Check that each goal has a service and someone who provides it. The review is due in 90 days unless you choose another day."
)
NO_CONFERENCE = _("No case conference is recorded for this version.")
HOW_END = _(
    "Ask the person how each goal ended and what level it reached on its scale. A goal that ended does not go into the next version."
)
HOW_RETURN = _("Write in one or two sentences what is missing. The programme becomes a draft again.")


def beside_the_plan(beside: dict[str, Any], words: dict[object, dict[str, str]]) -> dict[str, Any]:
    """The latest conference and what happened since the last review, with their words."""
    conference = beside["conference"]
    return {
        "conference": conference,
        "met": words[conference.pk] if conference else {},
        "there": care.who_was_there(conference) if conference else [],
        "triggers": [(row, words[row.pk].get("words", "")) for row in beside["triggers"]],
    }


@requires(Permission.CASE_VIEW)
def case_programme(request: StaffRequest, code: str, number: int | None = None) -> HttpResponse:
    """A version of the programme, the newest by itself: difficulties, goals, services planned beside delivered."""
    case, context = case_frame(request.user, code, "case_programme")
    versions = care.programmes(case)
    context |= {"versions": versions, "levels": care.levels(case), "closed": not case.is_open}
    context["may"] = care.may(request.user, case, Permission.PROGRAMME_WRITE, Permission.PROGRAMME_APPROVE, Permission.CASE_WORK)
    if number is None and not versions:
        return render(request, "desk/programme/case_programme.html", context)
    programme = care.get_programme(case, number or versions[0].number)
    plan = plan_queries.plan(programme)
    context |= {"plan": plan, "programme": programme, "scale": SCALE, "badge": BADGES.get(ProgrammeState(programme.state), "")}
    beside: dict[str, Any] = {"conference": care.conferences(case).first(), "triggers": care.review_triggers(case)}
    words = read_shared([*plan.rows, *([beside["conference"]] if beside["conference"] else []), *beside["triggers"]], by=request.user)
    plan.fill(words)
    lead_on(plan, user=request.user, case=case)
    context |= beside_the_plan(beside, words)
    context["writes"] = context["may"]["programme_write"] and programme.state == ProgrammeState.DRAFT and case.is_open
    context["assessed"] = assessed(request, case, plan, context["levels"]) if context["writes"] else None
    context["approves"] = context["may"]["programme_approve"] and programme.state == ProgrammeState.AGREED
    context["compare_to"] = programme.number - 1
    context["wrote"] = programme.made_by_id == request.user.pk
    return render(request, "desk/programme/case_programme.html", context)


@requires(Permission.PROGRAMME_WRITE)
@require_POST
def draft_programme(request: StaffRequest, code: str) -> HttpResponse:
    """Begins the programme or its next version."""
    case = get_case(request.user, code, Permission.PROGRAMME_WRITE)
    actions.draft_programme(case, by=request.user)
    messages.success(request, _("Draft started."))
    return redirect("desk:case_programme", case.code)


def _page(case: CaseRow, programme: ProgrammeRow, title: Words, button: Words, name: str, how: Words) -> Page:
    back = reverse("desk:case_programme", args=[case.code])
    return Page(title, button, back, BACK, f"{name}:{programme.pk}", how, code=case.code)


def _now(request: StaffRequest, case: CaseRow, number: int, names: Sequence[str], to: ProgrammeState) -> CurrentState:
    """What stands in these fields of the programme now, and its state where that leads no more to the one the form brings."""
    row = care.get_programme(case, number)
    fields: dict[str, Any] = {"form": row.agreement_form, "agreed_on": row.agreed_on, "review_on": row.review_on}
    fields |= {"language": row.agreement_language, "assent": row.assent, "copy_given": row.copy_given}
    if "remark" in names:
        fields["remark"] = read_shared([row], by=request.user)[row.pk].get("remark", "")
    moved = to not in PROGRAMME_TRANSITIONS[ProgrammeState(row.state)]
    return CurrentState(
        row.version, {name: fields[name] for name in names}, [(_("Status"), to.label, row.get_state_display())] if moved else []
    )


@requires(Permission.PROGRAMME_WRITE)
def agree_programme(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Records the person's agreement."""
    case = get_case(request.user, code, Permission.PROGRAMME_WRITE)
    programme = care.get_programme(case, number)
    given = _page(
        case, programme, pgettext_lazy("programme", "The person's agreement"), _("Record the person's agreement"), "agree", HOW_AGREE
    )

    def act(form: AgreeForm) -> None:
        actions.agree_programme(programme, by=request.user, given=form.given, expected=form.cleaned_data["version"])

    return process_form(
        request,
        given,
        lambda data: AgreeForm(data, initial={"version": programme.version}),
        act,
        said=_("The person agreed. The coordinator has been asked to approve."),
        now=lambda: _now(request, case, number, ["agreed_on", "form", "language", "assent", "copy_given"], ProgrammeState.AGREED),
    )


@requires(Permission.PROGRAMME_APPROVE)
def approve_programme(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Approves what somebody else wrote, with the day of the review."""
    case = get_case(request.user, code, Permission.PROGRAMME_APPROVE)
    programme = care.get_programme(case, number)
    given = _page(case, programme, _("Approve the programme"), _("Approve the programme"), "approve", HOW_APPROVE)
    if not care.conferences(case).filter(programme=programme).exists():
        given = replace(given, note=NO_CONFERENCE)
    start = {"version": programme.version, "review_on": today() + dt.timedelta(days=actions.REVIEW_DAYS)}

    def act(form: PanohForm) -> None:
        facts = form.cleaned_data
        actions.approve_programme(programme, by=request.user, review_on=facts["review_on"], expected=facts["version"])

    return process_form(
        request,
        given,
        lambda data: ApproveForm(data, initial=start),
        act,
        said=_("Approved. Work on the case has started."),
        now=lambda: _now(request, case, number, ["review_on"], ProgrammeState.APPROVED),
    )


@requires(Permission.PROGRAMME_APPROVE)
def return_programme(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Sends the programme back with a remark."""
    case = get_case(request.user, code, Permission.PROGRAMME_APPROVE)
    programme = care.get_programme(case, number)
    given = _page(case, programme, _("Return with a comment"), _("Return the programme"), "return", HOW_RETURN)

    def act(form: PanohForm) -> None:
        facts = form.cleaned_data
        actions.return_programme(programme, by=request.user, remark=facts["remark"], expected=facts["version"])

    return process_form(
        request,
        given,
        lambda data: RemarkForm(data, initial={"version": programme.version}),
        act,
        said=_("Returned. The author has been asked to change it."),
        now=lambda: _now(request, case, number, ["remark"], ProgrammeState.DRAFT),
    )


@requires(Permission.CASE_WORK)
def conclude_goals(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """How the goals of the programme in force ended, each with where it stood in the end."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    programme = care.get_programme(case, number)
    rows = [row for row in programme.goals.all() if not row.outcome]
    words = read_shared(rows, by=request.user)
    goals = {row: words[row.pk] for row in rows}
    given = _page(case, programme, _("How the goals ended"), _("Record how they ended"), "endings", HOW_END)

    def act(form: EndingForm) -> None:
        actions.conclude_goals(programme, by=request.user, endings=form.endings, expected=form.cleaned_data["version"])

    return process_form(
        request,
        given,
        lambda data: EndingForm(data, goals=goals, initial={"version": programme.version}),
        act,
        said=_("Recorded: how the goals ended."),
        now=lambda: CurrentState(care.get_programme(case, number).version, {}, beside=[(_("Status"), "", programme.get_state_display())]),
    )
