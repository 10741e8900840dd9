"""A planned session before its hour: called off, or moved to another day and hour."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases import actions
from panoh.cases.enums import Attendance
from panoh.cases.forms.sessions import CancelSessionForm, MoveSessionForm
from panoh.cases.policy import check_discipline
from panoh.cases.queries import care
from panoh.cases.queries.care import SessionRow
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.core.clock import DUSHANBE
from panoh.core.templatetags.panoh import moment
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.desk.frame.same_time import said_at_once

HOW_CANCEL = _("Tell the person first. A cancelled session stays in the list with its reason.")
HOW_MOVE = _("Agree the new time with the person first.")


@requires(Permission.CASE_VIEW)
def cancel_session(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Calls a planned session off, with the reason."""
    case, row = _planned(request, code, key)

    def now() -> CurrentState:
        fresh = care.get_session(case, key)
        status = (_("Status"), Attendance.PLANNED.label, fresh.get_attendance_display())
        return CurrentState(fresh.version, {"reason": fresh.reason}, beside=[status])

    def act(form: CancelSessionForm) -> None:
        actions.cancel_session(row, by=request.user, reason=form.cleaned_data["reason"], expected=form.cleaned_data["version"])

    return process_form(
        request,
        _page(case, row, _("Cancel the session"), "cancel-session", HOW_CANCEL),
        lambda data: CancelSessionForm(data, initial={"version": row.version}),
        act,
        said=_("Session cancelled."),
        now=now,
    )


@requires(Permission.CASE_VIEW)
def move_session(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Another day and hour for a planned session."""
    case, row = _planned(request, code, key)

    def values(fresh: SessionRow) -> dict[str, object]:
        at = fresh.at.astimezone(DUSHANBE)
        return {"day": at.date(), "hour": at.time()}

    def now() -> CurrentState:
        fresh = care.get_session(case, key)
        return CurrentState(fresh.version, values(fresh), beside=[(_("Status"), Attendance.PLANNED.label, fresh.get_attendance_display())])

    return process_form(
        request,
        _page(case, row, _("Move the session"), "move-session", HOW_MOVE),
        lambda data: MoveSessionForm(data, initial={"version": row.version, **values(row)}),
        lambda form: said_of_hours(request, [actions.move_session(row, by=request.user, **form.action_kwargs)]),
        said=lambda at_once: " ".join(filter(None, (str(_("Session moved.")), at_once))),
        warns=bool,
        now=now,
    )


def said_of_hours(request: StaffRequest, made: list[SessionRow]) -> str:
    """What else the reader has at the hours of these sessions; blank without any."""
    return said_at_once(request.user, [row.at for row in made], but=[row.pk for row in made])


def _planned(request: StaffRequest, code: str, key: UUID) -> tuple[CaseRow, SessionRow]:
    """The session, of a discipline in which the reader holds sessions."""
    case = get_case(request.user, code)
    row = care.get_session(case, key)
    check_discipline(request.user, case, row.discipline)
    return case, row


def _page(case: CaseRow, row: SessionRow, title: Words, name: str, how: Words) -> Page:
    back = reverse("desk:case_session", args=[case.code, row.pk])
    return Page(title, title, back, _("Session"), f"{name}:{row.pk}", how, note=session_title(row), code=case.code)


def session_title(row: SessionRow) -> str:
    """Which session it is: by its day and hour."""
    return str(_("Session, %(when)s")) % {"when": moment(row.at)}
