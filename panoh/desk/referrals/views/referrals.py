"""Referrals: those of a case, one with its way from draft to outcome."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.cases.queries.cases import get_case
from panoh.cases.queries.programme import PlannedServiceRow, carried_on
from panoh.consent.enums import DataKind
from panoh.core.clock import now
from panoh.desk.figures.gap_lines import gap_lines
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.facility_names import facilities_outside, facility_choices, facility_label
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.desk.frame.planned_services import asked_for, services_said
from panoh.desk.referrals.admission_complaints import filled_in, may_fill_in
from panoh.desk.referrals.registers import Registers
from panoh.desk.referrals.terms import terms_now
from panoh.desk.referrals.way import ENDINGS, answers_offered, chain_of, has_hour, next_to_act, offered, turn_sentence, way_of
from panoh.network.facility_names import NAMES, called
from panoh.network.queries.abroad import is_abroad
from panoh.referrals import actions
from panoh.referrals.actions.replies import answer_host
from panoh.referrals.actions.sending import wants_second_look
from panoh.referrals.clock import acts_next, late_by_closed_days
from panoh.referrals.enums import OPEN_STATES, UNSENT, ActsNext, Priority, ReferralState, may_follow
from panoh.referrals.forms import ChangeReferralForm, ReferralForm, letter_language
from panoh.referrals.offers import is_barred
from panoh.referrals.planned import begin_with
from panoh.referrals.policy import may_read_second
from panoh.referrals.queries import referrals as queries
from panoh.referrals.queries.gaps import case_gaps
from panoh.referrals.queries.referrals import ReferralRecord
from panoh.referrals.queries.replies import has_waiting
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

REFERRAL_FORM = "desk/referrals/form.html"
DONE = (ReferralState.COMPLETED, ReferralState.PARTLY_COMPLETED)
HOW_IT_GOES_ON = gettext_lazy(
    "Record what the facility answers on the day it answers. After the appointment, ask the person how it went and record the outcome."
)


def referral_rows(found: Iterable[ReferralRecord]) -> list[dict[str, Any]]:
    """What a list shows of each."""
    rows = list(found)
    return [_row(row, line) for row, line in zip(rows, queries.lines(rows), strict=True)]


def _row(row: ReferralRecord, line: queries.ReferralRow) -> dict[str, Any]:
    late = line.open and row.due_at is not None and row.due_at < now()
    return {
        "row": row,
        "line": line,
        "late": late,
        "badge": "late" if late or row.ground_lost_on else badge_of(row),
        "where": facility_label(row.facility),
        "who": acts_next(row),
        "next": next_to_act(row) if line.open else "",
    }


def badge_of(row: ReferralRecord) -> str:
    """How the state is marked."""
    return "draft" if row.state in UNSENT else "wait" if row.state in OPEN_STATES else "done" if row.state in DONE else ""


@requires(Permission.REFERRAL_VIEW)
def show_case_referrals(request: StaffRequest, code: str) -> HttpResponse:
    """The referrals of one case."""
    case, context = case_frame(request.user, code, "case_referrals", Permission.REFERRAL_VIEW)
    may_refer = case.is_open and can(request.user, Permission.REFERRAL_WRITE, case)
    context |= {"rows": referral_rows(queries.case_referrals(request.user, case)), "may_refer": may_refer}
    return render(request, "desk/referrals/case_referrals.html", {**context, "gaps": gap_lines(case_gaps(request.user, case))})


@requires(Permission.REFERRAL_WRITE)
def add_referral(request: StaffRequest, code: str) -> HttpResponse:
    """Draws one up; nothing leaves yet."""
    case = get_case(request.user, code, Permission.REFERRAL_WRITE)
    language, why = letter_language(case.person.language)
    initial = {"language": language, "level": "neutral", "priority": Priority.NORMAL, "data_kinds": [DataKind.NAME]}
    services = services_said(request, case)
    initial |= {**begin_with(asked_for(request, services)), **filled_in(request, case, language)}
    known = facilities_outside(request.user, case)
    registers = Registers(request.user, case, known)
    return process_form(
        request,
        referral_page(_("New referral"), _("Draw up"), reverse("desk:case_referrals", args=[case.code]), f"referral:{case.id}", case.code),
        lambda data: ReferralForm(data, initial=initial, facilities=known, services=services, why_language=why),
        registers.trying(lambda form: actions.draft_referral(case, by=request.user, **form.action_kwargs)),
        said=_("Created. Nothing has been sent yet."),
        done=lambda row: reverse("desk:referral", args=[row.code]),
        template=REFERRAL_FORM,
        more={
            "registers": registers,
            "to_lawyers": reverse("desk:legal_refer", args=[case.code]),
            "may_fill_in": may_fill_in(request, case),
        },
    )


@requires(Permission.REFERRAL_WRITE)
def change_referral(request: StaffRequest, code: str) -> HttpResponse:
    """Changes a draft; coming by the button, the form holds what stands there."""
    row = queries.get_referral(request.user, code)
    known = (facility_choices if row.facility.house_id else facilities_outside)(request.user, row.case)
    registers, services = Registers(request.user, row.case, known), services_said(request, row.case)

    def now() -> CurrentState:
        return _now(request, queries.get_referral(request.user, code), services)

    back = reverse("desk:referral", args=[row.code])
    return process_form(
        request,
        referral_page(_("Change the referral"), _("Save"), back, f"referral:{row.id}", row.code),
        lambda data: ChangeReferralForm(data, initial=begin(data, now), facilities=known, services=services),
        registers.trying(lambda form: actions.change_referral(row, by=request.user, **form.action_kwargs)),
        said=_("Changed."),
        now=now,
        template=REFERRAL_FORM,
        more={"registers": registers},
    )


def _now(request: StaffRequest, row: ReferralRecord, services: Iterable[PlannedServiceRow]) -> CurrentState:
    """What stands in a draft; its words are opened by a press alone."""
    coded = {name: getattr(row, name) for name in ("service", "priority", "level", "language")}
    coded["data_kinds"] = [kind for kind in row.data_kinds if row.facility.house_id or kind == DataKind.NAME]
    words: dict[str, Any] = {}
    if request.method == "POST":
        (opened,) = open_sealed([row], by=request.user.actor, purpose=Purpose.CARE, fields=["complaint_words", "ask_words"])
        words = {"complaints": opened.complaint_words, "ask": opened.ask_words}
    planned = carried_on(row.planned, services)
    facts = {"facility": str(row.facility_id), "register_agreed": row.register_agreed_on is not None, **coded, **words}
    facts["planned"] = str(planned.pk) if planned else ""
    moved = [(_("Status"), ReferralState.DRAFT.label, row.get_state_display())] if row.state not in UNSENT else []
    return CurrentState(row.version, facts, beside=moved)


@requires(Permission.REFERRAL_VIEW)
def show_referral(request: StaffRequest, code: str) -> HttpResponse:
    """One referral. By POST its own words and the facility's name are opened."""
    row = queries.get_referral(request.user, code)
    opened: list[Any] = [None, None]
    if request.method == "POST" and can(request.user, Permission.NAME_OPEN, row.case):
        fields = ["complaint_words", "ask_words", "outcome_words", "recommendation", *NAMES, "phone", "contact_name"]
        fields += ["question_words", "answer_words", "read_remark", "alone_reason"]
        opened = open_sealed([row, row.facility], by=request.user.actor, purpose=Purpose.CARE, fields=fields)
    name = called(opened[1]) if opened[1] else ""
    return render(
        request,
        "desk/referrals/referral.html",
        referral_context(request, row) | {"words": opened[0], "facility_words": opened[1], "facility_name": name},
    )


def referral_context(request: StaffRequest, row: ReferralRecord) -> dict[str, Any]:
    """What the page of a referral holds, with or without the letter."""
    may = can(request.user, Permission.REFERRAL_WRITE, row.case)
    follows, ground, abroad = may_follow(row.state), queries.ground_of(row), is_abroad(row.facility)
    may_read = row.waits_for_reader and row.state in UNSENT and may_read_second(request.user, row)
    steps, seldom = answers_offered(row) if may else ([], [])
    return {
        "referral": row,
        "where": facility_label(row.facility),
        "loop": way_of(row),
        "chain": chain_of(request.user, row),
        "ground": ground,
        "kinds": [kind.label for kind in queries.missing_kinds(row)],
        "refused": _refused(row),
        "needs_guardian": may and not ground and queries.needs_guardian(row, by=request.user),
        "is_draft": row.state in UNSENT,
        "how_it_goes_on": HOW_IT_GOES_ON,
        "may": may,
        "wants_second_look": wants_second_look(row) and not row.kept_by_id,
        "waits_for_reader": row.waits_for_reader and row.state in UNSENT,
        "may_read_second": may_read,
        "reads_next": may_read and row.reader_id in (None, request.user.pk),
        "may_send": may and ReferralState.SENT in follows,
        "has_answer": has_waiting(request.user, row),
        "steps": steps,
        "seldom": seldom,
        "endings": offered(row, ENDINGS) if may else [],
        "may_refer_on": may and ReferralState.REDIRECTED in follows,
        "badge": badge_of(row),
        "is_barred": is_barred(row),
        "is_not_listed": row.state in UNSENT and bool(row.facility.services) and row.service not in row.facility.services,
        "late": row.due_at is not None and row.due_at < now(),
        "next": acts_next(row) if row.due_at else ActsNext.NOBODY,
        "turn": turn_sentence(request.user, row, ground),
        "reply_host": answer_host() if may and row.state in UNSENT and not abroad else "",
        "abroad": abroad,
        "stretched": late_by_closed_days(row) if may else None,
        "appointment_hour": has_hour(row),
        "terms": terms_now(request, row),
    }


def _refused(row: ReferralRecord) -> dict[str, Any] | None:
    """What the person said no to."""
    answer = queries.refusal_of(row)
    kinds = [str(kind.label) for kind in DataKind if answer and kind in answer.data_kinds]
    return {"day": answer.given_on, "kinds": ", ".join(kinds)} if answer else None


def referral_page(title: str, button: str, back_url: str, draft: str, code: str) -> Page:
    """What stands around every form of a referral."""
    how = _(
        "Say only what the help needs: a neutral letter is usually enough. The letter is sent only if the person consented "
        "to this facility."
    )
    return Page(title=title, button=button, back_url=back_url, back=_("Referrals"), draft=draft, how=how, code=code)
