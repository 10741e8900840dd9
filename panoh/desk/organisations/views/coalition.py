"""Between organisations of the house: what is proposed about a case, what is answered, from both sides."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.queries import OrganisationRow
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.coalition import actions
from panoh.coalition.enums import Kind, ProposalState
from panoh.coalition.forms.proposing import ANSWER_FORMS, ProposalForm
from panoh.coalition.queries import proposals as queries
from panoh.coalition.queries.proposals import ProposalRow
from panoh.core.clock import now
from panoh.core.errors import NotFound
from panoh.desk.frame.form_page import CurrentState, Page, keep_typed, process_form
from panoh.places import catalogue
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
BADGES = {ProposalState.ASKED: "wait", ProposalState.ASKED_BACK: "wait", ProposalState.ACCEPTED: "done", ProposalState.DECLINED: "late"}
HOW = gettext_lazy(
    "Until the other organisation agrees, it sees only what you write here: do not name anyone. After that, its staff see what "
    "the person agreed to."
)
HOW_ANSWER = gettext_lazy(
    "Answer so that they can continue: agree, ask a question, or give the reason for declining. The file opens after you agree."
)
ACTS: dict[str, tuple[Promise, Promise, Callable[..., Any], Promise]] = {
    "accept": (
        gettext_lazy("Agree"),
        gettext_lazy("Agree"),
        actions.accept_proposal,
        gettext_lazy("Agreed. The case is now one of yours."),
    ),
    "ask": (gettext_lazy("Ask a question"), gettext_lazy("Ask"), actions.ask_back, gettext_lazy("Question sent. They answer first.")),
    "decline": (
        gettext_lazy("Decline"),
        gettext_lazy("Decline"),
        actions.decline_proposal,
        gettext_lazy("Declined. They can ask elsewhere."),
    ),
    "say": (gettext_lazy("Answer their question"), pgettext_lazy("verb", "Answer"), actions.say_more, gettext_lazy("Answered.")),
}


@requires(Permission.CASE_ACCEPT, Permission.CASE_SHARE)
def show_proposals(request: StaffRequest) -> HttpResponse:
    """What came to one's own organisation, and what was proposed from it."""
    over = request.GET.get("show") == "over"
    sides = []
    for got, title in ((True, _("Proposed to us")), (False, _("Proposed by us"))):
        page = Paginator(queries.proposals(request.user, got=got, over=over), PAGE_SIZE).get_page(request.GET.get("page"))
        sides.append({"title": title, "got": got, "page": page, "rows": [_row(row, got=got) for row in page]})
    return render(request, "desk/organisations/proposals.html", {"sides": sides, "over": over})


# What is proposed and where it stands, as who was asked reads it; other states are the same from both sides.
FOR_US = {
    Kind.SHARE: gettext_lazy("to read: you see the common part of the file until a set date"),
    Kind.WORK: gettext_lazy("to work together: you help alongside them until a set date"),
    Kind.TRANSFER: gettext_lazy("to take over: the case becomes yours"),
}
OURS = {ProposalState.ASKED: gettext_lazy("waiting for your answer"), ProposalState.ASKED_BACK: gettext_lazy("you asked a question")}


def _row(row: ProposalRow, *, got: bool) -> dict[str, Any]:
    state = ProposalState(row.state)
    return {
        "row": row,
        "kind": FOR_US[Kind(row.kind)] if got else Kind(row.kind).label,
        "state": OURS.get(state, state.label) if got else state.label,
        "badge": BADGES.get(ProposalState(row.state), ""),
        "late": row.waits and row.due_at is not None and row.due_at < now(),
    }


@requires(Permission.CASE_ACCEPT, Permission.CASE_SHARE)
def show_proposal(request: StaffRequest, code: str) -> HttpResponse:
    """One proposal from the reader's side; by POST its words are opened."""
    row = queries.get_proposal(request.user, code)
    words, sides = None, queries.sides(request.user, row)
    if request.method == "POST":
        (words,) = open_sealed([row], by=request.user.actor, purpose=Purpose.CARE)
        if sides["is_news"]:
            actions.note_decline(row, by=request.user)
    context = {**_row(row, got=sides["got"]), "words": words, "region": catalogue.name(row.region), **sides}
    context["consent_url"] = _consent_url(row) if sides["lacks_consent"] and can(request.user, Permission.CONSENT_RECORD, row.case) else ""
    return render(request, "desk/organisations/proposal.html", context)


def _consent_url(row: ProposalRow) -> str:
    """Where the person is asked for what a proposal wants, filled in. Who works in the case or takes it over needs every kind of data."""
    asks = {"organisation": row.taker.slug, **({} if row.kind == Kind.SHARE else {"all": "1"})}
    return f"{reverse('desk:consent_add', args=[row.case.code])}?{urlencode(asks)}"


@requires(Permission.CASE_SHARE)
def add_proposal(request: StaffRequest, code: str) -> HttpResponse:
    """Proposes a case to another organisation."""
    case = get_case(request.user, code, Permission.CASE_SHARE)
    known, others = queries.takers(case)
    page = _proposal_page(case, others)
    asks: dict[str, str] = {}
    return process_form(
        request,
        page,
        lambda data: ProposalForm(data, takers=known),
        lambda form: _propose(request, case, form, asks),
        said=_("Proposed. They answer by the due date; until then they cannot see anything of the file."),
        done=lambda row: reverse("desk:proposal", args=[row.code]),
        template="desk/organisations/propose.html",
        refused=lambda _form: _keep_and_ask(request, case, page, asks) if asks else "",
    )


def _proposal_page(case: CaseRow, others: list[OrganisationRow]) -> Page:
    return Page(
        title=_("Propose to another organisation"),
        button=_("Propose"),
        back_url=reverse("desk:case_people", args=[case.code]),
        back=_("Team and access"),
        draft=f"proposal:{case.id}",
        how=HOW,
        note=_not_offered(others) if others else "",
        code=case.code,
    )


def _propose(request: StaffRequest, case: CaseRow, form: ProposalForm, asks: dict[str, str]) -> ProposalRow:
    """Proposes; where a consent alone is lacking, `asks` says for which the person is to be asked."""
    given = form.action_kwargs
    try:
        return actions.propose(case, by=request.user, **given)
    except actions.LacksConsent:
        asks.update({"proposal": given["taker"].slug}, **({} if given["kind"] == Kind.SHARE else {"all": "1"}))
        raise


def _keep_and_ask(request: StaffRequest, case: CaseRow, page: Page, asks: dict[str, str]) -> str:
    """Where a consent alone is lacking: keeps what was typed, and gives the address on which the person is asked for it, filled in."""
    keep_typed(request, page.draft)
    return f"{reverse('desk:consent_add', args=[case.code])}?{urlencode(asks)}"


def _not_offered(others: list[OrganisationRow]) -> str:
    names = ", ".join(row.short for row in others)
    return _("Not offered, because nobody there can answer now or they take no more cases: %(names)s.") % {"names": names}


@requires(Permission.CASE_ACCEPT, Permission.CASE_SHARE)
def answer_proposal(request: StaffRequest, code: str, act: str) -> HttpResponse:
    """Agreed, asked back, declined; or their question answered."""
    row = queries.get_proposal(request.user, code)
    if act not in ACTS or not queries.sides(request.user, row)["may_say" if act == "say" else "may_answer"]:
        raise NotFound(queries.NOT_HERE)
    title, button, do, said = ACTS[act]
    page = Page(title, button, reverse("desk:proposal", args=[row.code]), row.code, f"proposal-{act}:{row.id}", HOW_ANSWER)
    return process_form(
        request,
        page,
        lambda data: ANSWER_FORMS[act](data, initial={"version": row.version}),
        lambda form: do(row, by=request.user, **form.action_kwargs),
        said=said,
        now=lambda: _now(request, code),
    )


def _now(request: StaffRequest, code: str) -> CurrentState:
    row = queries.get_proposal(request.user, code)
    return CurrentState(row.version, {}, [(_("Status"), ProposalState.ASKED.label, row.get_state_display())])


@require_POST
@requires(Permission.CASE_SHARE)
def take_back_proposal(request: StaffRequest, code: str) -> HttpResponse:
    """Nothing comes of it."""
    actions.take_back_proposal(queries.get_proposal(request.user, code), by=request.user)
    messages.success(request, _("Cancelled."))
    return redirect("desk:proposals")
