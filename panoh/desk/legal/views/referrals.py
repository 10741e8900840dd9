"""Referrals to the legal unit: drawn up on a case, answered by a lawyer, whose question is answered on the case."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.cases.queries.cases import get_case
from panoh.consent.enums import DataKind
from panoh.core.clock import now, today
from panoh.core.errors import NotFound
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.desk.frame.same_time import said_at_once
from panoh.desk.referrals.views.referrals import badge_of
from panoh.desk.referrals.way import has_hour, way_of
from panoh.legal import actions
from panoh.legal.forms.referring import ToLawyersForm, WordsForm, lawyers_form
from panoh.legal.queries import received
from panoh.referrals import actions as referrals
from panoh.referrals.clock import acts_next
from panoh.referrals.enums import OPEN_STATES, ActsNext, ReferralState, may_follow
from panoh.referrals.policy import answers_for
from panoh.referrals.queries import referrals as queries
from panoh.referrals.queries.referrals import ReferralRecord

PAGE_SIZE = 25
# What a lawyer may answer, as the button says it.
ANSWERS: dict[ReferralState, Any] = {
    ReferralState.ACCEPTED: gettext_lazy("Accept the person"),
    ReferralState.ASKED_BACK: gettext_lazy("Ask a question first"),
    ReferralState.WAITLISTED: gettext_lazy("Put on a waiting list"),
    ReferralState.BOOKED: gettext_lazy("Record a meeting date"),
    ReferralState.ATTENDED: gettext_lazy("The person came"),
    ReferralState.NO_SHOW: gettext_lazy("The person could not come"),
    ReferralState.IN_SERVICE: gettext_lazy("Help continues"),
    ReferralState.COMPLETED: gettext_lazy("Send the outcome"),
    ReferralState.DECLINED: gettext_lazy("Decline"),
}
HOW = gettext_lazy(
    "Write only what a lawyer needs, because the lawyers read it here after you send it. It is based on the "
    "person's consent to the Legal Assistance Unit, so no paper is needed."
)
HOW_ANSWER = gettext_lazy("The colleague who referred reads what you write here at once. Accepting the person puts you on the case.")


@requires(Permission.LEGAL)
def show_received(request: StaffRequest) -> HttpResponse:
    """What was sent to the legal unit, by codes: what waits first, or what is over."""
    over = request.GET.get("show") == "over"
    page = Paginator(received.received(request.user, over=over), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/legal/received.html", {"page": page, "rows": [_row(row) for row in page], "over": over})


def _row(row: ReferralRecord) -> dict[str, Any]:
    is_open, next_is = row.state in OPEN_STATES, acts_next(row)
    late = is_open and next_is == ActsNext.PROVIDER and row.due_at is not None and row.due_at < now()
    return {
        "row": row,
        "late": late,
        "badge": "late" if late or row.ground_lost_on else badge_of(row),
        "yours": next_is == ActsNext.PROVIDER,
    }


@requires(Permission.LEGAL)
def show_one(request: StaffRequest, code: str) -> HttpResponse:
    """One that was sent to the legal unit; by POST its words are opened, and the name where the person agreed to that."""
    row = received.get_received(request.user, code)
    said = received.read_received(row, by=request.user) if request.method == "POST" else None
    answers, line = answers_for(request.user, row), _row(row)
    says_when = answers and line["yours"] and row.due_at is not None  # above the loop, to who is to answer
    context = {
        **line,
        "said": said,
        "loop": [replace(step, detail="") if step.state == "now" and says_when else step for step in way_of(row)],
        "answers": answers,
        "steps": [(str(to), label) for to, label in ANSWERS.items() if answers and to in may_follow(row.state)],
        "kinds": [kind.label for kind in queries.missing_kinds(row)],
        "appointment_hour": has_hour(row),
        "on_case": can(request.user, Permission.LEGAL, row.case),
    }
    return render(request, "desk/legal/referral.html", context)


@requires(Permission.LEGAL)
def answer(request: StaffRequest, code: str, step: str) -> HttpResponse:
    """Taken, asked back, declined with the reason; later what came of it."""
    row = received.get_received(request.user, code)
    if step not in [str(to) for to in ANSWERS]:
        raise NotFound(received.NOT_HERE)
    to = ReferralState(step)
    start = {"version": row.version, "attended_on": today(), "outcome_on": today()}
    back = reverse("desk:legal_referral", args=[row.code])
    return process_form(
        request,
        Page(ANSWERS[to], ANSWERS[to], back, _("Referral"), f"legal-{step}:{row.id}", HOW_ANSWER, code=row.code),
        lambda data: lawyers_form(to, data, start),
        lambda form: actions.answer_referral(row, to, by=request.user, **form.action_kwargs),
        said=lambda made: _said(request, made),
        now=lambda: _now(received.get_received(request.user, code), to),
    )


def _said(request: StaffRequest, made: ReferralRecord) -> str:
    """That it is answered; of a meeting also what the lawyer has within the same hour."""
    said, at = _("Answered. The colleague who referred sees it."), made.appointment_at
    if made.state != ReferralState.BOOKED or at is None or not has_hour(made):
        return said
    at_once = said_at_once(request.user, [at], but=[made.pk])
    return " ".join(filter(None, (said, at_once)))


def _now(row: ReferralRecord, to: ReferralState) -> CurrentState:
    moved = to not in may_follow(row.state)
    return CurrentState(row.version, {}, [(_("Status"), to.label, row.get_state_display())] if moved else [])


@requires(Permission.REFERRAL_WRITE)
def refer(request: StaffRequest, code: str) -> HttpResponse:
    """Draws up a referral to the lawyers; nothing is open to them yet."""
    case = get_case(request.user, code, Permission.REFERRAL_WRITE)
    page = Page(
        title=_("Refer to the Legal Assistance Unit"),
        button=_("Draw up"),
        back_url=reverse("desk:case_referrals", args=[case.code]),
        back=_("Referrals"),
        draft=f"legal-referral:{case.id}",
        how=HOW,
        code=case.code,
    )
    return process_form(
        request,
        page,
        lambda data: ToLawyersForm(data, initial={"data_kinds": [DataKind.NAME]}),
        lambda form: actions.refer_to_lawyers(case, by=request.user, **form.action_kwargs),
        said=_("Drafted. The lawyers cannot see it yet."),
        done=lambda row: reverse("desk:referral", args=[row.code]),
    )


@requires(Permission.REFERRAL_WRITE)
def answer_question(request: StaffRequest, code: str) -> HttpResponse:
    """What the lawyer asked is answered, on the same consent."""
    row = queries.get_referral(request.user, code)
    back = reverse("desk:referral", args=[row.code])
    how = _("Show the text of the referral to read the question. Answer only what the person agreed to tell the lawyers.")
    return process_form(
        request,
        Page(_("Answer the question"), pgettext("verb", "Answer"), back, _("Referral"), f"legal-answer:{row.id}", how, code=row.code),
        lambda data: WordsForm(data, initial={"version": row.version}),
        lambda form: referrals.answer_question(row, by=request.user, **form.action_kwargs),
        said=_("Answered. The next step is theirs."),
        now=lambda: _now(queries.get_referral(request.user, code), ReferralState.ACKNOWLEDGED),
    )
