"""Triage again, on a request and on a case, and the urgent referral that waits for no other form."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.cases import actions
from panoh.cases.enums import TaskKind, Urgency
from panoh.cases.forms.urgency import RequestUrgencyForm, UrgencyForm
from panoh.cases.queries import cases as queries
from panoh.cases.queries.cases import CaseRow, RequestRow, TaskRecord
from panoh.cases.queries.danger import danger_ended_last, danger_of, dangers_known, is_told, told_of
from panoh.cases.queries.joined_dangers import went_on_as
from panoh.cases.queries.urgency import Looks, answered_since, looks_at, may_open_told, told
from panoh.desk.actions import admit_urgently, refer_urgently
from panoh.desk.danger.forms import UrgentReferralForm
from panoh.desk.frame.danger_acts import is_raised, said_raised, urgent_url
from panoh.desk.frame.facility_names import facilities_outside
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.desk.frame.task_rows import danger_rows
from panoh.desk.referrals.registers import Registers
from panoh.desk.referrals.views.referrals import REFERRAL_FORM
from panoh.hotline.enums import OWN_LIFE_SAID
from panoh.hotline.queries.calls import sent_after_call, told_at_call
from panoh.instruments.queries import is_any_unsent


def _how() -> str:
    return _("Choose by danger: to life, to health, to a child. When the danger is over, change the urgency back.")


def _begin(row: CaseRow | RequestRow, dangers: Sequence[str]) -> dict[str, Any]:
    """What was seen last; what was told of suicide and violence is asked anew each time."""
    return {"version": row.version, "urgency": row.urgency, "dangers": dangers}


@requires(Permission.CASE_WORK)
def change_urgency(request: StaffRequest, code: str) -> HttpResponse:
    """How soon this person needs help, by which signs."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    looks, back = looks_at(case), reverse("desk:case_file", args=[case.code])
    page = Page(_("Urgency"), _("Change the urgency"), back, _("Case"), f"urgency:{case.id}", _how(), code=case.code)

    def now() -> CurrentState:
        fresh = queries.get_case(request.user, code)
        return CurrentState(fresh.version, {"urgency": fresh.urgency})

    return process_form(
        request,
        page,
        lambda data: UrgencyForm(data, within_hour=case.within_hour, initial=_begin(case, looks.last.dangers if looks else ())),
        lambda form: actions.change_urgency(case, by=request.user, **form.action_kwargs),
        said=lambda made: said_raised(request, made, _("Urgency changed.")),
        warns=lambda made: is_raised(request, made),
        now=now,
    )


def _said(made: RequestRow) -> str:
    still = _("Urgency changed. The danger is still open: record the outcome, or say who takes it on.")
    return still if danger_of(made) else _("Urgency changed.")


@requires(Permission.REQUEST_VIEW)
def change_request_urgency(request: StaffRequest, code: str) -> HttpResponse:
    """How urgent a request is that waits, said anew."""
    item = queries.get_request(request.user, code)
    back = reverse("desk:request_detail", args=[item.code])
    page = Page(_("Urgency"), _("Change the urgency"), back, _("Request"), f"urgency:{item.id}", _how(), code=item.code)

    def now() -> CurrentState:
        fresh = queries.get_request(request.user, code)
        return CurrentState(fresh.version, {"urgency": fresh.urgency})

    return process_form(
        request,
        page,
        lambda data: RequestUrgencyForm(data, within_hour=item.within_hour, initial=_begin(item, told_of(item))),
        lambda form: actions.change_request_urgency(item, by=request.user, **form.action_kwargs),
        said=lambda made: said_raised(request, made, _said(made)),
        warns=lambda made: danger_of(made) is not None or is_raised(request, made),
        now=now,
    )


def _urgent_page(back: str, name: str, draft: str, code: str) -> Page:
    return Page(
        title=_("Urgent referral"),
        button=_("Draw up"),
        back_url=back,
        back=name,
        draft=draft,
        how=_("Five answers are enough, the rest can wait. Nothing is sent yet: you check the letter and send it on the next page."),
        note=_("Use this for danger to life or health. The letter contains only the complaints."),
        code=code,
    )


@requires(Permission.REFERRAL_WRITE)
def refer_from_case(request: StaffRequest, code: str) -> HttpResponse:
    """An urgent referral from a case on which nothing else is filled in yet."""
    case = queries.get_case(request.user, code, Permission.REFERRAL_WRITE)
    known = facilities_outside(request.user, case)
    registers = Registers(request.user, case, known)
    return process_form(
        request,
        _urgent_page(reverse("desk:case_file", args=[case.code]), _("Case"), f"urgent:{case.id}", case.code),
        lambda data: UrgentReferralForm(data, facilities=known, is_new=False),
        registers.trying(lambda form: refer_urgently(case, by=request.user, **form.action_kwargs)),
        said=_("Drawn up. Read the letter and send it."),
        done=lambda row: reverse("desk:referral", args=[row.code]),
        template=REFERRAL_FORM,
        more={"registers": registers},
    )


@requires(Permission.REFERRAL_WRITE)
def refer_from_request(request: StaffRequest, code: str) -> HttpResponse:
    """An urgent referral from a request: the person is admitted provisionally in the same act."""
    item = queries.get_request(request.user, code)
    check_has(request.user, Permission.REFERRAL_WRITE)
    known = facilities_outside(request.user, None)
    registers = Registers(request.user, None, known)
    return process_form(
        request,
        _urgent_page(reverse("desk:request_detail", args=[item.code]), _("Request"), f"urgent:{item.id}", item.code),
        lambda data: UrgentReferralForm(data, facilities=known, is_new=True, initial={"sex": item.sex or "unstated"}),
        registers.trying(lambda form: admit_urgently(item, by=request.user, sex=form.cleaned_data["sex"], **form.action_kwargs)),
        said=_("Admitted provisionally, referral drawn up. Read the letter and send it."),
        done=lambda row: reverse("desk:referral", args=[row.code]),
        template=REFERRAL_FORM,
        more={"registers": registers},
    )


@requires(Permission.CASE_WORK)
@require_POST
def open_case_told(request: StaffRequest, code: str) -> HttpResponse:
    """What was told when somebody looked for danger, opened by a press."""
    case = queries.get_case(request.user, code, Permission.CASE_WORK)
    return told_page(request, case, case.code, reverse("desk:case_file", args=[case.code]), _("Case"))


@requires(Permission.REQUEST_VIEW)
@require_POST
def open_request_told(request: StaffRequest, code: str) -> HttpResponse:
    """The same of a request."""
    item = queries.get_request(request.user, code)
    return told_page(request, item, item.code, reverse("desk:request_detail", args=[item.code]), _("Request"))


def told_page(request: StaffRequest, about: CaseRow | RequestRow | TaskRecord, code: str, back_url: str, back: str) -> HttpResponse:
    """What was told, or written of a danger, as far as this reader may open it."""
    return render(request, "desk/danger/told.html", {"looks": told(request.user, about), "back_url": back_url, "back": back, "code": code})


def _told_at_call(request_id: UUID | None) -> dict[str, Any]:
    told = told_at_call(request_id)
    return {"told_at_call": told, "own_life_told": str(OWN_LIFE_SAID) in told, "sent": sent_after_call(request_id)}


def _seen(looks: Looks | None, told: dict[str, Any]) -> list[Any]:
    """What was seen at the check and is not told at the call already, which stands above it."""
    return [danger for danger in (looks.dangers if looks else ()) if danger not in told["told_at_call"]]


def _ended(request: StaffRequest, about: CaseRow | RequestRow, looks: Looks | None) -> tuple[TaskRecord | None, TaskRecord | None]:
    """The danger that was said to be over last: since somebody looked, or before."""
    last = danger_ended_last(request.user, about) if looks else None
    is_since = last is not None and looks is not None and (looks.at is None or (last.done_at is not None and last.done_at > looks.at))
    return (last, None) if is_since else (None, last)


def danger_on_case(request: StaffRequest, case: CaseRow) -> dict[str, Any]:
    """What the overview of a case shows of danger, to who works on it."""
    looks = looks_at(case)
    dangers = dangers_known(request.user, case)
    has_risk = any(task.kind == TaskKind.RISK for task in dangers)
    ended, ended_before = _ended(request, case, looks)
    risk_ended = ended is not None and ended.kind == TaskKind.RISK
    told = _told_at_call(case.request_id)
    return {
        **told,
        "looks": looks,
        "seen": _seen(looks, told),
        "open": danger_rows(request.user, dangers),
        "is_older": looks is not None and (has_risk or risk_ended) and answered_since(case, looks.at),
        "has_risk": has_risk,
        "is_told": has_risk or any(is_told(task) for task in dangers),
        "is_unsent": has_risk and is_any_unsent(case.pk),
        "ended": ended,
        "ended_before": ended_before,
        "is_risk_over": ended is not None and not has_risk,
        "told_url": reverse("desk:case_told", args=[case.code]) if may_open_told(request.user, looks) else "",
        "change_url": reverse("desk:case_urgency", args=[case.code]) if case.is_open else "",
        "urgent_url": urgent_url(request.user, case),
    }


def danger_on_request(request: StaffRequest, item: RequestRow) -> dict[str, Any]:
    """The same on a request: it can be looked at again as long as it waits, and helped at once by who refers."""
    is_open, looks = item.state in queries.OPEN_REQUESTS, looks_at(item)
    ended, ended_before = _ended(request, item, looks)
    told, joined = _told_at_call(item.pk), went_on_as(request.user, item)
    dangers = [*dangers_known(request.user, item), *(task for task in joined if task and not task.done_at)]
    return {
        **told,
        "seen": _seen(looks, told),
        "is_urgent_above": item.urgency == Urgency.RED,  # the next step has the same button
        "writer_says": item.thread.writer_says if hasattr(item, "thread") else "",
        "looks": looks,
        "open": danger_rows(request.user, dangers),
        "joined": joined,
        "is_told": any(is_told(task) for task in dangers),
        "ended": ended,
        "ended_before": ended_before,
        "is_risk_over": ended is not None and ended.kind == TaskKind.RISK,
        "told_url": reverse("desk:request_told", args=[item.code]) if may_open_told(request.user, looks) else "",
        "change_url": reverse("desk:request_urgency", args=[item.code]) if is_open and looks else "",
        "urgent_url": urgent_url(request.user, item),
    }
