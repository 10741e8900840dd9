"""Sessions in one act: of a group, several at once, the quick note of a visit; and who else reads one's notes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.roles import Permission
from panoh.cases import actions
from panoh.cases.cues import beside_code
from panoh.cases.enums import Source
from panoh.cases.forms.meetings import AttendedForm, GroupForm, NotesReaderForm, QuickNoteForm
from panoh.cases.policy import disciplines_of
from panoh.cases.queries import care, meetings
from panoh.cases.queries.care import SessionRow
from panoh.cases.queries.cases import CaseRow, age_now, get_case, opening_names
from panoh.cases.queries.cues import own_cues
from panoh.core.clock import DUSHANBE
from panoh.core.errors import Denied
from panoh.core.forms import PanohForm
from panoh.core.templatetags.panoh import moment, years
from panoh.desk.frame.case_frame import danger_from
from panoh.desk.frame.form_page import Page, process_form
from panoh.desk.sessions.views.sessions import BACK, NOT_A_DISCIPLINE, disciplines_for
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

PAGE_SIZE = 25
HOW_GROUP = _(
    "Each case shows its own person and how many people were there, nothing about the others. Show the names before you begin to write."
)
HOW_SEVERAL = _("Tick only the sessions that took place: each is recorded as attended. Add a summary in the session itself.")
HOW_QUICK = _("Write it on the way back: what, how long, what was done. You can add more in the session.")
HOW_READERS = _(
    "You let one more colleague who already sees the case read your process notes. You can end this at any time; what was read "
    "stays in the activity log."
)


def _own_disciplines(request: StaffRequest) -> Any:
    own = disciplines_of(request.user)
    if not own:
        raise Denied(NOT_A_DISCIPLINE)
    return own


@requires(Permission.CASE_VIEW)
def show_groups(request: StaffRequest) -> HttpResponse:
    """The meetings of groups one held, newest first."""
    page = Paginator(meetings.groups(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/sessions/groups.html", {"page": page, "holds": bool(disciplines_of(request.user))})


def _labels(request: StaffRequest, cases: list[CaseRow]) -> dict[Any, str]:
    """How cases stand in the form: by code, kind and age; after a press with the name."""
    names, cues = _names(request, cases) if "open" in request.POST else {}, own_cues(request.user)
    labels = {case: ", ".join(filter(None, (case.code, case.get_kind_display(), years(age_now(case))))) for case in cases}
    said = {case: f"{label}: {names[case]}" if names.get(case) else label for case, label in labels.items()}
    return {case: beside_code(said[case], case.code, cues) for case in cases}


def _names(request: StaffRequest, cases: list[CaseRow]) -> dict[CaseRow, str]:
    check_may_open_list(request)
    may = opening_names(request.user, cases)
    named = [case for case in cases if case.pk in may]
    if not named:
        return {}
    people = open_sealed([case.person for case in named], by=request.user.actor, purpose=Purpose.CARE, fields=["family_name", "given_name"])
    return {case: " ".join(filter(None, (one.family_name, one.given_name))) for case, one in zip(named, people, strict=True)}


@requires(Permission.CASE_VIEW)
def record_group(request: StaffRequest, key: UUID | None = None) -> HttpResponse:
    """Records one meeting of a group; again, with the people of the last time."""
    before = meetings.get_group(request.user, key) if key else None
    offered: dict[str, Any] = {
        "disciplines": _own_disciplines(request),
        "labels": _labels(request, meetings.group_cases(request.user)),
        "members": meetings.members_of(before, request.user) if before else (),
        "initial": {"discipline": before.discipline, "minutes": before.minutes, "venue": before.venue} if before else {},
    }
    page = Page(_("Group session"), _("Record the group session"), reverse("desk:groups"), _("Groups"), f"group:{key or 'new'}", HOW_GROUP)
    return process_form(
        request,
        page,
        lambda data: GroupForm(data, **offered),
        lambda form: actions.record_group(by=request.user, **form.action_kwargs),
        said=_("Group session recorded in each person's case."),
        template="desk/sessions/group_form.html",
        more={"named": "open" in request.POST, "cases": offered["labels"]},
    )


@requires(Permission.CASE_VIEW)
def several_sessions(request: StaffRequest) -> HttpResponse:
    """Several planned sessions whose time has passed, marked as attended in one act."""
    found = {str(row.pk): row for row in meetings.planned_before_now(request.user)}
    cues = own_cues(request.user)
    lines = {pk: f"{moment(row.at)} · {row.case.code} · {row.get_kind_display()}" for pk, row in found.items()}
    rows = [(pk, beside_code(lines[pk], row.case.code, cues)) for pk, row in found.items()]
    back = reverse("desk:my_day")
    if not rows:
        messages.info(request, _("All sessions planned until now are recorded."))
        return redirect(back)
    page = Page(_("Sessions that took place"), _("Record as attended"), back, _("My day"), "sessions:several", HOW_SEVERAL)

    def act(form: PanohForm) -> int:
        chosen = [found[pk] for pk in form.cleaned_data["sessions"]]
        return actions.record_several(chosen, by=request.user, minutes=form.cleaned_data["minutes"])

    def said(count: int) -> str:
        return ngettext("%(count)d session recorded.", "%(count)d sessions recorded.", count) % {"count": count}

    return process_form(request, page, lambda data: AttendedForm(data, rows=rows), act, said=said)


@requires(Permission.CASE_VIEW)
def quick_note(request: StaffRequest, code: str) -> HttpResponse:
    """A visit, an accompaniment or a call, in a minute and a half."""
    case = get_case(request.user, code)
    own = disciplines_for(request, case)
    back = reverse("desk:case_sessions", args=[case.code])
    danger = danger_from(case, Source.VISIT)
    page = Page(_("Quick note"), _("Record"), back, BACK, f"note:{case.pk}", HOW_QUICK, code=case.code, danger=danger)

    def act(form: QuickNoteForm) -> SessionRow:
        return actions.record_quick_note(case, by=request.user, **form.action_kwargs)

    return process_form(request, page, lambda data: QuickNoteForm(data, disciplines=own), act, said=_noted)


def _noted(session: SessionRow) -> str:
    when = moment(session.at.astimezone(DUSHANBE))
    return gettext("Quick note recorded: %(kind)s, %(when)s.") % {"kind": session.get_kind_display(), "when": when}


@requires(Permission.PSYCHOLOGICAL)
def notes_readers(request: StaffRequest, code: str) -> HttpResponse:
    """Who reads one's process notes on this case; one more is named."""
    case = get_case(request.user, code)
    users = meetings.psychologists_of(case, request.user)
    back = reverse("desk:case_sessions", args=[case.code])
    page = Page(_("Who can read my notes"), _("Let them read"), back, BACK, f"notes-reader:{case.pk}", HOW_READERS, code=case.code)

    def act(form: NotesReaderForm) -> None:
        actions.let_read_notes(case, by=request.user, reader=form.by_id[form.cleaned_data["reader"]])

    here = reverse("desk:notes_readers", args=[case.code])
    more = {"readers": meetings.notes_readers(case, request.user), "named": care.workers_on(case), "users": users}
    said, template = gettext("Saved. They can now open your notes."), "desk/sessions/notes_readers.html"
    make = lambda data: NotesReaderForm(data, users=users)  # noqa: E731 -- one line of a short view
    return process_form(request, page, make, act, said=said, done=here, template=template, more=more)


@requires(Permission.PSYCHOLOGICAL)
@require_POST
def end_reader(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """They no longer read them."""
    case = get_case(request.user, code)
    actions.stop_reading_notes(meetings.get_notes_reader(case, request.user, key), by=request.user)
    messages.success(request, _("Access ended. They can no longer open your notes."))
    return redirect("desk:notes_readers", case.code)
