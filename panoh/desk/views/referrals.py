"""Referrals: the list, those of a case, one with its way from draft to outcome."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.cases.queries import get_case
from panoh.consent.enums import DataKind
from panoh.core.clock import now, today
from panoh.core.errors import NotFound
from panoh.core.templatetags.panoh import day, moment
from panoh.desk.facility_names import facility_choices, facility_label
from panoh.desk.form_page import Now, Page, begin, work_through
from panoh.desk.views.case_frame import case_frame
from panoh.referrals import actions, queries
from panoh.referrals.clock import acts_next
from panoh.referrals.enums import REFERRAL_TRANSITIONS, ActsNext, ReferralState
from panoh.referrals.forms import STEP_FORMS, ChangeReferralForm, ReferralForm
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
BADGES = {
    ReferralState.DRAFT: "draft",
    ReferralState.SENT: "wait",
    ReferralState.ACKNOWLEDGED: "wait",
    ReferralState.ATTENDED: "wait",
    ReferralState.OUTCOME: "done",
}
# The way of most referrals, for the loop on top.
WAY = (ReferralState.DRAFT, ReferralState.SENT, ReferralState.ACKNOWLEDGED, ReferralState.ATTENDED, ReferralState.OUTCOME)
ACTS: dict[ReferralState, tuple[Any, Callable[..., Any]]] = {
    ReferralState.ACKNOWLEDGED: (gettext_lazy("The facility took it"), actions.acknowledge),
    ReferralState.ATTENDED: (gettext_lazy("The person was there"), actions.record_attendance),
    ReferralState.NOT_ATTENDED: (gettext_lazy("The person could not come"), actions.record_not_attended),
    ReferralState.OUTCOME: (gettext_lazy("Write down the outcome"), actions.record_outcome),
    ReferralState.DECLINED: (gettext_lazy("The facility declines"), actions.decline),
    ReferralState.CALLED_OFF: (gettext_lazy("Call it off"), actions.call_off),
}
SHOWS = ("open", "over")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the loop."""

    label: str
    state: str
    detail: str


@requires(Permission.REFERRAL_VIEW)
def show_referrals(request: StaffRequest) -> HttpResponse:
    """What was sent and who acts next: open first, late first, by codes alone."""
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "open"
    page = Paginator(queries.referrals(request.user, show=show), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/referrals.html", {"page": page, "rows": _rows(page), "show": show})


def _rows(found: Any) -> list[dict[str, Any]]:
    rows = list(found)
    return [_row(row, line) for row, line in zip(rows, queries.lines(rows), strict=True)]


def _row(row: Any, line: queries.Line) -> dict[str, Any]:
    late = line.open and row.due_at is not None and row.due_at < now()
    return {
        "row": row,
        "line": line,
        "late": late,
        "badge": "late" if late or row.ground_lost_on else BADGES.get(ReferralState(row.state), ""),
        "where": facility_label(row.facility),
        "next": str(acts_next(row).label) if line.open else "",
    }


@requires(Permission.REFERRAL_VIEW)
def show_case_referrals(request: StaffRequest, code: str) -> HttpResponse:
    """The referrals of one case."""
    case, context = case_frame(request.user, code, "case_referrals", Permission.REFERRAL_VIEW)
    may_refer = case.is_open and can(request.user, Permission.REFERRAL_WRITE, case)
    return render(
        request, "desk/case_referrals.html", {**context, "rows": _rows(queries.case_referrals(request.user, case)), "may_refer": may_refer}
    )


@requires(Permission.REFERRAL_WRITE)
def add_referral(request: StaffRequest, code: str) -> HttpResponse:
    """Draws one up; nothing leaves yet."""
    case = get_case(request.user, code, Permission.REFERRAL_WRITE)
    initial = {"language": "ru", "level": "neutral", "data_kinds": [DataKind.NAME, DataKind.COMPLAINTS]}
    known = facility_choices(request.user)
    return work_through(
        request,
        _page(_("New referral"), _("Draw it up"), reverse("desk:case_referrals", args=[case.code]), f"referral:{case.id}", case.code),
        lambda data: ReferralForm(data, initial=initial, facilities=known),
        lambda form: actions.draft_referral(case, by=request.user, **form.facts),
        said=_("Drawn up. Nothing has left yet."),
        done=lambda row: reverse("desk:referral", args=[row.code]),
    )


@requires(Permission.REFERRAL_WRITE)
def change_referral(request: StaffRequest, code: str) -> HttpResponse:
    """Changes a draft; coming by the button, the form holds what stands there."""
    row = queries.get_referral(request.user, code)
    known = facility_choices(request.user)

    def now() -> Now:
        return _now(request, queries.get_referral(request.user, code))

    back = reverse("desk:referral", args=[row.code])
    return work_through(
        request,
        _page(_("Change the referral"), _("Save"), back, f"referral:{row.id}", row.code),
        lambda data: ChangeReferralForm(data, initial=begin(data, now), facilities=known),
        lambda form: actions.change_referral(row, by=request.user, **form.facts),
        said=_("Changed."),
        now=now,
    )


def _now(request: StaffRequest, row: Any) -> Now:
    """What stands in a draft; its words are opened by a press alone."""
    coded = {name: getattr(row, name) for name in ("service", "is_urgent", "level", "data_kinds", "language")}
    words: dict[str, Any] = {}
    if request.method == "POST":
        (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.CARE, fields=["complaint_words", "ask_words"])
        words = {"complaints": opened.complaint_words, "ask": opened.ask_words}
    facts = {"facility": str(row.facility_id), **coded, **words}
    moved = [(_("State"), ReferralState.DRAFT.label, row.get_state_display())] if row.state != ReferralState.DRAFT else []
    return Now(row.version, facts, beside=moved)


@requires(Permission.REFERRAL_VIEW)
def show_referral(request: StaffRequest, code: str) -> HttpResponse:
    """One referral. By POST its own words and the facility's name are opened."""
    row = queries.get_referral(request.user, code)
    opened: list[Any] = [None, None]
    if request.method == "POST" and can(request.user, Permission.NAME_OPEN, row.case):
        fields = ["complaint_words", "ask_words", "outcome_words", "name", "phone", "contact_name"]
        opened = open_sealed([row, row.facility], by=request.user.actor, purpose=Purpose.CARE, fields=fields)
    return render(request, "desk/referral.html", referral_context(request, row) | {"words": opened[0], "facility_words": opened[1]})


def referral_context(request: StaffRequest, row: Any) -> dict[str, Any]:
    """What the page of a referral holds, with or without the letter."""
    may = can(request.user, Permission.REFERRAL_WRITE, row.case)
    state, ground = ReferralState(row.state), queries.ground_of(row)
    sendable = ReferralState.SENT in REFERRAL_TRANSITIONS[state]
    return {
        "referral": row,
        "where": facility_label(row.facility),
        "loop": _loop(row),
        "ground": ground,
        "kinds": [kind.label for kind in queries.missing_kinds(row)],
        "needs_guardian": may and not ground and queries.needs_guardian(row, by=request.user),
        "is_draft": state == ReferralState.DRAFT,
        "may": may,
        "may_send": may and sendable,
        "steps": [(str(to), ACTS[to][0]) for to in ACTS if may and to in REFERRAL_TRANSITIONS[state]],
        "badge": BADGES.get(state, ""),
        "late": row.due_at is not None and row.due_at < now(),
        "next": acts_next(row) if row.due_at else ActsNext.NOBODY,
    }


def _loop(row: Any) -> list[Step]:
    """The way from draft to outcome; what stands beside it (not attended, declined, called off) takes the place where it happened."""
    days: dict[ReferralState, dt.date | dt.datetime | None] = {
        ReferralState.DRAFT: row.made_on,
        ReferralState.SENT: row.sent_at,
        ReferralState.ACKNOWLEDGED: row.acknowledged_on,
        ReferralState.ATTENDED: row.attended_on,
        ReferralState.OUTCOME: row.outcome_on,
    }
    state = ReferralState(row.state)
    at = WAY.index(state) if state in WAY else -1
    steps = []
    for number, step in enumerate(WAY):
        passed = days[step] is not None and (state != step or step == ReferralState.OUTCOME)
        steps.append(Step(str(step.label), "past" if passed else "now" if number == at else "", _detail(row, step, days[step])))
    if state not in WAY:
        steps = [step for step in steps if step.state == "past"] + [Step(str(state.label), "now", "")]
    return steps


def _detail(row: Any, step: ReferralState, happened: Any) -> str:
    if step == row.state and row.due_at:
        return _("%(who)s, until %(when)s") % {"who": acts_next(row).label, "when": moment(row.due_at)}
    return day(happened)


@requires(Permission.REFERRAL_WRITE)
def record_step(request: StaffRequest, code: str, step: str) -> HttpResponse:
    """What happened: acknowledged, there, not there, outcome, declined, called off."""
    row = queries.get_referral(request.user, code)
    to = _step(step)
    title, act = ACTS[to]
    start = {"version": row.version, "attended_on": today(), "outcome_on": today()}
    return work_through(
        request,
        _page(str(title), _("Record it"), reverse("desk:referral", args=[row.code]), f"step-{step}:{row.id}", row.code),
        lambda data: STEP_FORMS[to](data, initial=start),
        lambda form: act(row, by=request.user, **form.facts),
        said=_("Recorded."),
        now=lambda: _step_now(request, code, to),
    )


def _step_now(request: StaffRequest, code: str, to: ReferralState) -> Now:
    row = queries.get_referral(request.user, code)
    (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.CARE, fields=["outcome_words"])
    dates = {name: getattr(row, name) for name in ("appointment_on", "attended_on", "outcome_on")}
    moved = to not in REFERRAL_TRANSITIONS[ReferralState(row.state)]
    beside = [(_("State"), to.label, row.get_state_display())] if moved else []
    return Now(row.version, {**dates, "words": opened.outcome_words}, beside)


def _step(step: str) -> ReferralState:
    if step not in [str(state) for state in ACTS]:
        raise NotFound(queries.NOT_HERE)
    return ReferralState(step)


def _page(title: str, button: str, back_url: str, draft: str, code: str) -> Page:
    how = _(
        "Say as little as the help needs: neutral is enough for most. The letter leaves only on the person's consent to this facility. "
        "Ask the facility when its answer is late, and write down what came of it."
    )
    return Page(title=title, button=button, back_url=back_url, back=_("Referrals"), draft=draft, how=how, code=code)
