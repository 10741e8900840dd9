"""Sessions of a case, their shared summaries, and who reads their notes."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases import actions
from panoh.cases.actions.groups import read_group_note
from panoh.cases.actions.reading import read_amendments, read_notes, read_shared
from panoh.cases.enums import AskingForm, Attendance, Discipline, Source
from panoh.cases.forms.questions import own_answers, with_own
from panoh.cases.forms.sessions import AddSessionForm, CorrectSessionForm, PlanSessionForm, RecordSessionForm
from panoh.cases.guest_policy import check_works_in, works_in
from panoh.cases.policy import check_discipline, disciplines_of
from panoh.cases.queries import care, meetings, money
from panoh.cases.queries.care import SessionRow
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.questions import asked_in
from panoh.consent.enums import DataKind
from panoh.core.clock import now as this_moment
from panoh.core.errors import Denied
from panoh.desk.frame.case_frame import case_frame, danger_from
from panoh.desk.frame.form_page import ConfirmationRequired, CurrentState, Page, Words, begin, process_form
from panoh.desk.frame.planned_services import asked_for, services_said
from panoh.desk.sessions.views.planned import said_of_hours, session_title

BACK = _("Sessions and help")
PAGE_SIZE = 25
BADGES = {Attendance.PLANNED: "wait", Attendance.ATTENDED: "done", Attendance.NOT_ATTENDED: "late"}
HOW_PLAN = _("Agree the time with the person first. If you cancel a session, give a reason.")
HOW_RECORD = _(
    "Everyone on the case can read the summary: two sentences are enough. Process notes are for you and the psychologists "
    "named on this case."
)
HOW_CORRECT = _("Enter the correct text and the reason. The earlier text stays saved and sealed.")
NOT_A_DISCIPLINE = _("Only roles with a discipline hold sessions. Your role has none.")


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the list."""

    row: Any
    summary: str
    others: str
    approach: str
    badge: str
    has_notes: bool
    opens: bool
    is_past: bool
    records: bool  # it was planned for an hour that has come
    changes: bool  # it is planned for one to come: cancelled or moved


def _lines(request: StaffRequest, case: CaseRow, rows: list[SessionRow], words: dict[object, dict[str, str]]) -> list[SessionLine]:
    named, moment, own = care.named_on(case), this_moment(), works_in(request.user, case)
    return [
        SessionLine(
            row,
            words[row.pk].get("summary", ""),
            words[row.pk].get("others", ""),
            words[row.pk].get("approach", ""),
            BADGES.get(Attendance(row.attendance), ""),
            bool(row.notes),
            care.can_read_notes(request.user, row, named),
            row.at <= moment,
            is_ours and row.at <= moment,
            is_ours and row.at > moment,
        )
        for row in rows
        for is_ours in [case.is_open and row.attendance == Attendance.PLANNED and row.discipline in own]
    ]


@requires(Permission.CASE_VIEW)
def case_sessions(request: StaffRequest, code: str) -> HttpResponse:
    """Sessions and help given, newest first. Two pages side by side: ?page= of sessions, ?help= of help."""
    case, context = case_frame(request.user, code, "case_sessions")
    page = Paginator(care.sessions(case), PAGE_SIZE).get_page(request.GET.get("page"))
    given = Paginator(care.assistance(case), PAGE_SIZE).get_page(request.GET.get("help"))
    shows_money = DataKind.SOCIAL not in case.withheld_kinds
    asked = money.money_asked(case) if shows_money else []
    words = read_shared([*page, *given, *asked], by=request.user)
    context |= {"page": page, "lines": _lines(request, case, list(page), words)}
    context |= {"given": given, "help": [(row, words[row.pk].get("words", "")) for row in given]}
    context |= {"asked": [(row, words[row.pk]) for row in asked], "sums": money.sums(case) if shows_money else []}
    context["may"] = care.may(request.user, case, Permission.CASE_WORK, Permission.MONEY_APPROVE)
    context["holds"] = case.is_open and bool(works_in(request.user, case))
    return render(request, "desk/sessions/case_sessions.html", context)


def _session(request: StaffRequest, code: str, key: UUID, *, opened: bool) -> HttpResponse:
    case, context = case_frame(request.user, code, "case_sessions")
    row = care.get_session(case, key)
    context["notes"] = read_notes(row, by=request.user) if opened else ""
    (line,) = _lines(request, case, [row], read_shared([row], by=request.user))
    context["amendments"] = read_amendments(care.amendments(case, row.pk, all_fields=opened), by=request.user)
    own = row.author_id == request.user.pk and row.discipline in works_in(request.user, case)
    names = has(request.user, Permission.PSYCHOLOGICAL)
    context |= {"line": line, "row": row, "opened": opened, "is_own": own, "names_readers": names}
    context["together"] = read_group_note(row.group, by=request.user) if row.group and row.group.note else ""
    return render(request, "desk/sessions/case_session.html", context)


@requires(Permission.CASE_VIEW)
def case_session(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One session; its notes are still closed."""
    return _session(request, code, key, opened=False)


@requires(Permission.CASE_VIEW)
@require_POST
def open_notes(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One session with its process notes, for who may read them."""
    return _session(request, code, key, opened=True)


def _page(case: CaseRow, row: CaseRow | SessionRow, title: Words, button: Words, name: str, how: Words, back: str = "") -> Page:
    return Page(title, button, back or reverse("desk:case_sessions", args=[case.code]), BACK, f"{name}:{row.pk}", how, code=case.code)


def _telling(case: CaseRow, page: Page) -> Page:
    return replace(page, danger=danger_from(case, Source.SESSION))


@requires(Permission.CASE_VIEW)
def plan_session(request: StaffRequest, code: str) -> HttpResponse:
    """Plans a session of one's own discipline."""
    case = get_case(request.user, code)
    offered = _offered(request, case)
    page = _page(case, case, _("Plan a session"), _("Plan the session"), "plan-session", HOW_PLAN)

    def act(form: PlanSessionForm) -> str:
        return said_of_hours(request, actions.plan_series(case, by=request.user, **form.action_kwargs))

    return process_form(
        request,
        page,
        lambda data: PlanSessionForm(data, **offered),
        act,
        said=lambda at_once: " ".join(filter(None, (str(_("Planned. It appears on your day page.")), at_once))),
        warns=bool,
    )


def _offered(request: StaffRequest, case: CaseRow) -> dict[str, Any]:
    own, services = disciplines_for(request, case), services_said(request, case)
    planned = asked_for(request, services)
    begun = {"service": str(planned.pk), "discipline": planned.help} if planned else {}
    return {"disciplines": own, "services": services, "colleagues": _colleagues(request, case), "initial": begun}


def disciplines_for(request: StaffRequest, case: CaseRow) -> frozenset[Discipline]:
    """In which disciplines the reader holds sessions of this case. Raises Denied where it is none."""
    if not disciplines_of(request.user):
        raise Denied(NOT_A_DISCIPLINE)
    return check_works_in(request.user, case)


def _colleagues(request: StaffRequest, case: CaseRow) -> list[Any]:
    return [user for user in care.workers_on(case) if user != request.user]


def _coded(row: SessionRow) -> dict[str, Any]:
    """The coded facts of a session, as its forms name them."""
    return {name: getattr(row, name) for name in ("attendance", "minutes", "late_minutes", "reason", "venue")}


@requires(Permission.CASE_VIEW)
def add_session(request: StaffRequest, code: str) -> HttpResponse:
    """Records a session that was not planned here."""
    case = get_case(request.user, code)
    offered, asked = _offered(request, case), asked_in(AskingForm.SESSION)
    page = _telling(case, _page(case, case, _("Session"), _("Record this session"), "session", HOW_RECORD))

    def act(form: AddSessionForm) -> None:
        _ask_of_same_hour(request, case, form)
        actions.record_unplanned(case, by=request.user, own=own_answers(form, asked), **form.action_kwargs)

    def make(data: QueryDict | None) -> AddSessionForm:
        return with_own(AddSessionForm(data, **offered), asked)

    return process_form(request, page, make, act, said=_("Session recorded."), template="desk/sessions/add_session.html")


def _ask_of_same_hour(request: StaffRequest, case: CaseRow, form: AddSessionForm) -> None:
    """Once, where there is one of one's own already: it may have been typed in another tab. Raises ConfirmationRequired."""
    row = None if "asked" in request.POST else meetings.session_at(case, form.action_kwargs["at"], by=request.user)
    if row is not None:
        raise ConfirmationRequired(row)


@requires(Permission.CASE_VIEW)
def record_session(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Records how a planned session went."""
    case = get_case(request.user, code)
    row = care.get_session(case, key)
    check_discipline(request.user, case, row.discipline)
    if request.method == "GET" and row.at > this_moment():
        return redirect("desk:case_session", code, key)
    page = _telling(case, _page(case, row, session_title(row), _("Record this session"), "session", HOW_RECORD))

    def now() -> CurrentState:
        fresh = care.get_session(case, key)
        return CurrentState(fresh.version, {**_coded(fresh), **read_shared([fresh], by=request.user)[fresh.pk]})

    def act(form: RecordSessionForm) -> None:
        actions.record_session(row, by=request.user, own=own_answers(form, asked), **form.action_kwargs)

    start = {"version": row.version, "venue": row.venue, "co_worker": row.co_worker_id or ""}
    start["others"] = read_shared([row], by=request.user)[row.pk].get("others", "") if row.others else ""
    with_whom, asked = _colleagues(request, case), asked_in(AskingForm.SESSION)

    def make(data: QueryDict | None) -> RecordSessionForm:
        return with_own(RecordSessionForm(data, initial=start, colleagues=with_whom), asked)

    return process_form(request, page, make, act, said=_("Session recorded."), now=now)


@requires(Permission.CASE_VIEW)
def correct_session(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Corrects a recorded session of one's own, with the reason."""
    case = get_case(request.user, code)
    row = care.get_session(case, key)
    check_discipline(request.user, case, row.discipline)
    back = reverse("desk:case_session", args=[case.code, key])
    page = _page(case, row, _("Correct the session record"), _("Save the correction"), "correct-session", HOW_CORRECT, back)

    def now() -> CurrentState:
        fresh = care.get_session(case, key)
        shared = read_shared([fresh], by=request.user)[fresh.pk]
        return CurrentState(fresh.version, {**_coded(fresh), **shared, "notes": read_notes(fresh, by=request.user)})

    def act(form: CorrectSessionForm) -> None:
        actions.correct_session(row, by=request.user, **form.action_kwargs)

    return process_form(
        request,
        page,
        lambda data: CorrectSessionForm(data, initial=begin(data, now)),
        act,
        said=_("Session record corrected. The earlier entry is saved."),
        now=now,
    )
