"""How help ends: reviews behind, closure, follow-ups, the end."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.actions import closure as actions
from panoh.cases.actions import ending
from panoh.cases.actions.reading import read_amendments, read_feedback, read_shared
from panoh.cases.ending_policy import reads_death
from panoh.cases.enums import AskingForm, Capacity, CaseState, ClosingState, Outcome
from panoh.cases.forms.closure import CloseForm, CorrectFollowUpForm, DecideClosingForm, FeedbackForm, FollowUpForm
from panoh.cases.forms.questions import own_answers, with_own
from panoh.cases.guest_policy import can_record_death
from panoh.cases.policy import can, works_on
from panoh.cases.queries import care
from panoh.cases.queries import ending as ending_queries
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.queries.contact import last_contact
from panoh.cases.queries.ending import ClosingRow
from panoh.cases.queries.programme import goals_set
from panoh.cases.questions import asked_in
from panoh.consent.enums import ConsentPurpose
from panoh.consent.queries import ground_for
from panoh.core.forms import PanohForm
from panoh.desk.cases.closing_open import open_in
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form

BACK = _("Reviews and closure")
HOW_CLOSE = _(
    "Discuss the closure with the person beforehand. Write where the person can turn to, for the next person who opens this file."
)
HOW_DECIDE = _("Read the proposal first. The person who proposed it cannot decide.")
HOW_FOLLOW_UP = _("Follow up only in the way the person agreed to. If help is needed again, reopen the case: this starts a new episode.")
HOW_CORRECT = _("Enter the correct text and the reason. The earlier text stays saved and sealed.")
MAY = (Permission.CASE_WORK, Permission.CASE_CLOSE, Permission.CLOSING_APPROVE)
WILL_FOLLOW = _("The person agreed to contact after closure: follow-up is planned automatically after 3, 6 and 12 months.")
WILL_NOT_FOLLOW = _("There is no consent to contact after closure, so no follow-up is planned. Ask for consent before you close the case.")


def _correcting(case: CaseRow, key: UUID, title: Words, name: str) -> Page:
    back = reverse("desk:case_closure", args=[case.code])
    return Page(title, _("Save the correction"), back, BACK, f"{name}:{key}", HOW_CORRECT, code=case.code)


@requires(Permission.CASE_VIEW)
def case_closure(request: StaffRequest, code: str) -> HttpResponse:
    """Reviews, how the case was closed, follow-ups, corrections."""
    case, context = case_frame(request.user, code, "case_closure")
    reviews, later = list(care.reviews(case)), list(care.follow_ups(case))
    proposals = ending_queries.closings(case)
    tries = ending_queries.contact_attempts(case)
    words = read_shared([case, *reviews, *later, *proposals, *tries], by=request.user)
    context |= {
        "reviews": [(row, words[row.pk].get("words", ""), row.by_id == request.user.pk) for row in reviews],
        "later": [(row, words[row.pk].get("words", ""), row.by_id == request.user.pk) for row in later],
        "closing_words": words[case.pk].get("closing_words", ""),
        "amendments": read_amendments(care.corrections(case), by=request.user),
        "proposals": [(row, words[row.pk], _ends(row)) for row in proposals],
        **_waits(request, case, proposals),
        "tries": [(row, words[row.pk].get("words", "")) for row in tries],
        **_death(request, case),
        **_with_the_person(request, case),
        "may": care.may(request.user, case, *MAY),
        "may_erase": has(request.user, Permission.ERASE),
        "has_programme": care.approved_programme(case) is not None,
        "can_end": case.state in (CaseState.CLOSED, CaseState.FOLLOW_UP),
        "after": care.next_seen(request.user, case),
        "may_reopen": not hasattr(case, "next"),
    }
    return render(request, "desk/cases/closure.html", context)


def _waits(request: StaffRequest, case: CaseRow, proposals: Sequence[ClosingRow]) -> dict[str, Any]:
    """Whether a closing waits to be decided on, and whether anybody may; whether this reader is asked if the case goes on."""
    waits = bool(proposals) and proposals[0].state == ClosingState.PROPOSED
    may = waits and ending_queries.may_be_decided(proposals[0])
    asked = ending_queries.asked_to_look(request.user, case)
    return {"waits": waits, "may_be_decided": may, "asked": asked, "last_contact": last_contact(case) if asked else None}


def _death(request: StaffRequest, case: CaseRow) -> dict[str, Any]:
    """That the person has died, and what was written of it where this reader sees the case it was written in."""
    row = ending_queries.death_of(case)
    found = {"death": row, "may_record_death": row is None and can_record_death(request.user, case)}
    if row is None or not reads_death(request.user, row):
        return {**found, "of_death": {}, "may_take_back_death": False}
    words = read_shared([row], by=request.user)[row.pk]
    return {**found, "of_death": words, "may_take_back_death": can_record_death(request.user, row.case)}


def _with_the_person(request: StaffRequest, case: CaseRow) -> dict[str, Any]:
    """The safety plan, and what the person says of the help."""
    plan, said = ending_queries.safety_plan(case), _feedback(request, case)
    asks = can(request.user, Permission.CASE_WORK, case) and not works_on(request.user, case)
    return {"plan": plan, "feedback": said, "asks_feedback": asks}


def _feedback(request: StaffRequest, case: CaseRow) -> list[tuple[Any, Any, Any]]:
    """What the person said of the help: the row, the words where this reader reads them, the answers by question."""
    labels = [(name, field.label) for name, field in FeedbackForm().fields.items() if name != "words"]
    read = read_feedback(ending_queries.feedback(case), by=request.user)
    return [(row, words, [(label, getattr(row, name)) for name, label in labels]) for row, words in read]


def _ends(row: ClosingRow) -> list[tuple[str, str]]:
    """How things stand at the end, by capacity."""
    return [(str(Capacity(name).label), str(Outcome(value).label)) for name, value in row.outcomes.items()]


def _agreed(case: CaseRow) -> bool:
    return ground_for(case.person, ConsentPurpose.FOLLOW_UP) is not None


@requires(Permission.CASE_CLOSE)
def close_case(request: StaffRequest, code: str) -> HttpResponse:
    """Proposes to close the case; somebody else decides."""
    case = get_case(request.user, code, Permission.CASE_CLOSE)
    follows, asked = _agreed(case), asked_in(AskingForm.CLOSURE)
    back = reverse("desk:case_closure", args=[case.code])
    page = Page(_("Propose closing the case"), _("Propose"), back, BACK, f"close:{case.pk}", HOW_CLOSE, code=case.code)

    def act(form: CloseForm) -> None:
        ending.propose_closing(case, by=request.user, own=own_answers(form, asked), **form.action_kwargs)

    def make(data: QueryDict | None) -> CloseForm:
        form = with_own(CloseForm(data), asked)
        form.fields["reason"].help_text = WILL_FOLLOW if follows else WILL_NOT_FOLLOW
        return form

    more = {"open": open_in(request.user, case)}
    return process_form(request, page, make, act, said=_("Proposed."), template="desk/cases/closing_propose.html", more=more)


@requires(Permission.CLOSING_APPROVE)
def decide_closing(request: StaffRequest, code: str) -> HttpResponse:
    """Closes the case that somebody else proposed to close, or returns it."""
    case = get_case(request.user, code, Permission.CLOSING_APPROVE)
    row = ending_queries.get_proposal(case)
    follows = _agreed(case)
    back = reverse("desk:case_closure", args=[case.code])
    note = WILL_FOLLOW if follows else WILL_NOT_FOLLOW
    page = Page(_("Decide on the closure"), _("Decide"), back, BACK, f"closing:{row.pk}", HOW_DECIDE, note, case.code)

    def act(form: DecideClosingForm) -> None:
        ending.decide_closing(row, by=request.user, with_follow_up=follows, **form.action_kwargs)

    return process_form(
        request,
        page,
        lambda data: DecideClosingForm(data, initial={"version": row.version}),
        act,
        said=_("Decided."),
        now=lambda: _closing_now(case),
        template="desk/cases/closing_decide.html",
        more=_before_closing(request, case, row),
    )


def _before_closing(request: StaffRequest, case: CaseRow, row: ClosingRow) -> dict[str, Any]:
    """What was proposed and why, and all that is open."""
    words = read_shared([row], by=request.user)[row.pk].get("words", "")
    return {"row": row, "words": words, "goals": goals_set(case), "ends": _ends(row), "open": open_in(request.user, case)}


def _closing_now(case: CaseRow) -> CurrentState:
    fresh = ending_queries.closings(case)[0]
    return CurrentState(fresh.version, {"remark": ""}, beside=[(_("Status"), ClosingState.PROPOSED.label, fresh.get_state_display())])


@requires(Permission.CASE_WORK)
def record_follow_up(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Records a look after closure."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    row = care.get_follow_up(case, key)
    back = reverse("desk:case_closure", args=[case.code])
    page = Page(_("Follow-up"), _("Record the follow-up"), back, BACK, f"follow-up:{key}", HOW_FOLLOW_UP, code=case.code)
    return process_form(
        request,
        page,
        lambda data: FollowUpForm(data, initial={"version": row.version}),
        lambda form: actions.record_follow_up(row, by=request.user, **form.action_kwargs),
        said=_("Follow-up recorded."),
        now=lambda: _follow_up_now(request, case, key),
    )


def _follow_up_now(request: StaffRequest, case: CaseRow, key: UUID) -> CurrentState:
    fresh = care.get_follow_up(case, key)
    return CurrentState(
        fresh.version, {"done_on": fresh.done_on, "outcome": fresh.outcome, **read_shared([fresh], by=request.user)[fresh.pk]}
    )


@requires(Permission.CASE_WORK)
def correct_follow_up(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Corrects a recorded follow-up of one's own, with the reason."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    row = care.get_follow_up(case, key)
    page = _correcting(case, key, _("Correct the follow-up"), "correct-follow-up")

    def now() -> CurrentState:
        return _follow_up_now(request, case, key)

    def act(form: PanohForm) -> None:
        actions.correct_follow_up(row, by=request.user, expected=form.cleaned_data.pop("version"), **form.cleaned_data)

    return process_form(
        request,
        page,
        lambda data: CorrectFollowUpForm(data, initial=begin(data, now)),
        act,
        said=_("Follow-up corrected. The earlier text is saved."),
        now=now,
    )


@requires(Permission.CASE_CLOSE)
@require_POST
def end_case(request: StaffRequest, code: str) -> HttpResponse:
    """Ends a closed case: no further follow-up."""
    case = get_case(request.user, code, Permission.CASE_CLOSE)
    actions.end_case(case, by=request.user)
    messages.success(request, _("Case closed for good."))
    return redirect("desk:case_closure", case.code)
