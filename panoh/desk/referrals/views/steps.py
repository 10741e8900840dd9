"""What happened to a referral, written down; and the next one, where a facility did not take it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.clock import DUSHANBE, today
from panoh.core.errors import NotFound
from panoh.desk.frame.facility_names import facilities_outside
from panoh.desk.frame.form_page import CurrentState, process_form
from panoh.desk.referrals.registers import Registers
from panoh.desk.referrals.step_forms import step_form
from panoh.desk.referrals.views.referrals import REFERRAL_FORM, referral_page
from panoh.desk.referrals.way import ANSWERS, ENDINGS
from panoh.referrals import actions
from panoh.referrals.enums import ReferralState, may_follow
from panoh.referrals.forms import ReferOnForm
from panoh.referrals.planned import seen_on
from panoh.referrals.queries import referrals as queries
from panoh.referrals.queries.referrals import ReferralRecord
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

ACTS: dict[ReferralState, Callable[..., Any]] = {
    ReferralState.ACKNOWLEDGED: actions.acknowledge,
    ReferralState.ACCEPTED: actions.accept,
    ReferralState.WAITLISTED: actions.waitlist,
    ReferralState.BOOKED: actions.book,
    ReferralState.ATTENDED: actions.record_attendance,
    ReferralState.NO_SHOW: actions.record_no_show,
    ReferralState.IN_SERVICE: actions.begin_service,
    ReferralState.COMPLETED: actions.record_outcome,
    ReferralState.DECLINED: actions.decline,
    ReferralState.PERSON_DECLINED: actions.record_person_declined,
    ReferralState.WITHDRAWN: actions.call_off,
    ReferralState.EXPIRED: actions.expire,
    ReferralState.ERROR: actions.mark_error,
}


@requires(Permission.REFERRAL_WRITE)
def record_step(request: StaffRequest, code: str, step: str) -> HttpResponse:
    """What happened, from the acknowledgement to the outcome; or that it goes no further."""
    row = queries.get_referral(request.user, code)
    to = _step(step)
    start = {"version": row.version, "attended_on": seen_on(row), "outcome_on": today(), "evidence": request.GET.get("evidence", "")}
    return process_form(
        request,
        referral_page(str({**ANSWERS, **ENDINGS}[to]), _("Record"), _back(row), f"step-{step}:{row.id}", row.code),
        step_form(request, row, to, start),
        lambda form: ACTS[to](row, by=request.user, **form.action_kwargs),
        said=_("Recorded."),
        now=partial(_now, request, code, to),
    )


def _now(request: StaffRequest, code: str, to: ReferralState) -> CurrentState:
    """What stands there now, beside what the form would make of it."""
    row = queries.get_referral(request.user, code)
    (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.CARE, fields=["outcome_words", "recommendation"])
    at = row.appointment_at.astimezone(DUSHANBE) if row.appointment_at else None
    values = {
        **{name: getattr(row, name) for name in ("attended_on", "outcome_on")},
        "day": at.date() if at else None,
        "hour": at.time() if at else None,
        "words": opened.outcome_words,
        "recommendation": opened.recommendation,
        "reason": row.decline_reason if to == ReferralState.DECLINED else row.no_show_reason,
        "cost": row.cost_amount,
        "currency": row.cost_currency,
    }
    moved = to not in may_follow(row.state)
    return CurrentState(row.version, values, [(_("Status"), to.label, row.get_state_display())] if moved else [])


def _step(step: str) -> ReferralState:
    if step not in [str(state) for state in ACTS]:
        raise NotFound(queries.NOT_HERE)
    return ReferralState(step)


def _back(row: ReferralRecord) -> str:
    return reverse("desk:referral", args=[row.code])


@requires(Permission.REFERRAL_WRITE)
def refer_on(request: StaffRequest, code: str) -> HttpResponse:
    """The same help asked of another facility: those that give it first, nearest first; never the one it was."""
    row = queries.get_referral(request.user, code)
    known = queries.alternatives(row, facilities_outside(request.user, row.case))
    registers = Registers(request.user, row.case, known)
    return process_form(
        request,
        referral_page(_("Ask another facility"), _("Create the next referral"), _back(row), f"refer-on:{row.id}", row.code),
        lambda data: ReferOnForm(data, initial={"version": row.version}, facilities=known),
        registers.trying(lambda form: actions.refer_on(row, by=request.user, **form.action_kwargs)),
        said=_("Created with the data of the earlier referral. Nothing has been sent yet: ask for consent to this facility."),
        now=lambda: CurrentState(queries.get_referral(request.user, code).version, {}),
        done=lambda made: reverse("desk:referral", args=[made.code]),
        template=REFERRAL_FORM,
        more={"registers": registers},
    )
