"""Bringing a register in: choose, look, accept, decide. Nothing is written before it was looked at."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, check_may_open_list, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_discreet
from panoh.core.errors import Conflict, Invalid, WrongState
from panoh.core.forms import PanohForm
from panoh.core.templatetags.panoh import moment
from panoh.desk.frame.form_page import Attempt, Compare, Page, attempt, offer_draft, process_form
from panoh.desk.frame.sent_drafts import draft_is_sent
from panoh.exchange import actions, queries
from panoh.exchange.deciding import look_again
from panoh.exchange.enums import Answer, RowState, RunState
from panoh.exchange.forms import ColumnsForm, RegisterForm
from panoh.exchange.register.refusals import UnknownHeads
from panoh.exchange.register.table import CHOOSE_COLUMNS
from panoh.exchange.register.template import template_workbook

ROWS_A_REQUEST = 500  # a few seconds' work, so that long work shows how far it is, with or without JavaScript
SHOWN = 50
FIRST = 10  # rows shown as they are understood
NEW = "import:new"  # the draft of rows that are pasted and not looked at yet
STAYS_OPEN = "import_named"  # in the session: of which run names were open when a row was decided
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.REGISTER_IMPORT)
def show_imports(request: StaffRequest) -> HttpResponse:
    """The form, and the runs before this one."""

    def make(data: QueryDict | None) -> RegisterForm:
        return RegisterForm(data, None if data is None else request.FILES, **queries.members_to_choose(request.user))

    def act(form: PanohForm) -> Any:
        said = form.cleaned_data
        return actions.start_run(said["content"], by=request.user, filename=said["filename"], holds=said["holds"], member=said["member"])

    tried = attempt(request, make, act) if request.method == "POST" else Attempt(make(None))
    if tried.is_done:
        draft_is_sent(request, NEW)
        return redirect("desk:import", tried.made.pk)
    context = {"form": tried.form, "draft": NEW, "saved": offer_draft(request, tried.form, NEW), "runs": queries.runs(request.user)}
    context |= {"leads": has(request.user, Permission.HOTLINE_LEAD), "keeps": has(request.user, Permission.DIRECTORY_WRITE)}
    return render(request, "desk/exchange/imports.html", context, status=tried.status)


@requires(Permission.REGISTER_IMPORT)
def show_import(request: StaffRequest, key: UUID) -> HttpResponse:
    """A look at a run: before it is brought in, while it is, and after. By POST names and rows are opened too, and they stay open after
    a decision that was taken with them open."""
    opens = request.method == "POST" or request.session.pop(STAYS_OPEN, "") == str(key)
    if opens:
        check_may_open_list(request)
    run = queries.get_run(request.user, key)
    if run.state == RunState.PREVIEW:
        return _preview(request, run)
    if run.state == RunState.RUNNING:
        return render(request, "desk/exchange/import_running.html", {"run": run, "counts": queries.counts_of(run)})
    return _done(request, run, opens=opens)


def _done(request: StaffRequest, run: queries.Run, status: int = 200, *, opens: bool = False, **more: Any) -> HttpResponse:
    waiting = queries.waiting_of(run)
    context = {
        "run": run,
        "counts": queries.counts_of(run),
        "held": queries.compare_lines(run, by=request.user, limit=SHOWN, opens=opens) if waiting else [],
        "opens": opens,
        "waiting": waiting,
        "can_take_back": queries.can_take_back(run, by=request.user),
    }
    return render(request, "desk/exchange/import_done.html", {**context, **more}, status=status)


@requires(Permission.REGISTER_IMPORT)
def choose_columns(request: StaffRequest, key: UUID) -> HttpResponse:
    """What each column was understood as, to be changed; then the look at the rows."""
    run = queries.get_run(request.user, key)
    asked, missing = queries.columns_to_choose(run, by=request.user)
    page = Page(
        CHOOSE_COLUMNS,
        _("View the rows"),
        reverse("desk:import", args=[run.pk]) if missing is None else reverse("desk:imports"),
        _("Import a register"),
        f"columns:{run.pk}",
        _("What you choose is remembered for the next register of your organisation. A column that is not counted is kept with the row."),
        note=missing or "",
    )
    return process_form(
        request,
        page,
        lambda data: ColumnsForm(data, **asked),
        lambda form: actions.choose_columns(run, form.chosen, everyone_is=form.everyone_is, by=request.user),
        said=_("Columns saved."),
        done=reverse("desk:import", args=[run.pk]),
    )


def _preview(request: StaffRequest, run: queries.Run) -> HttpResponse:
    try:
        verdicts = look_again(run, by=request.user)
    except UnknownHeads:
        return redirect("desk:import_columns", run.pk)
    held, rejected = verdicts.of(RowState.HELD), verdicts.of(RowState.REJECTED)
    any_before, version_of = queries.earlier_versions(verdicts, by=request.user)
    context = {
        "run": run,
        "any_before": any_before,
        "version_of": version_of,
        "counts": verdicts.counts,
        "notices": verdicts.understood.notices,
        "first": (first := queries.understood_rows(verdicts, opens=request.method == "POST", limit=FIRST)),
        "first_heads": [head for head, _text in first[0].cells] if first else [],
        "held": queries.compare_verdicts(held[:SHOWN], verdicts, by=request.user, opens=request.method == "POST"),
        "opens": request.method == "POST",
        "rejected": [verdict.row for verdict in rejected[:SHOWN]],
        "warnings": queries.warnings_of(verdicts),
        "warned_count": sum(bool(verdict.row.warnings) for verdict in verdicts.of(RowState.ADMITTED)),
    }
    return render(request, "desk/exchange/import_preview.html", context)


@require_POST
@requires(Permission.REGISTER_IMPORT)
def bring_import(request: StaffRequest, key: UUID) -> HttpResponse:
    """Brings in the next rows; the page that answers asks for more until all are in."""
    run = queries.get_run(request.user, key)
    actions.continue_run(run, by=request.user, limit=ROWS_A_REQUEST)
    if run.state == RunState.DONE:
        count = queries.counts_of(run)["admitted"]
        messages.success(request, ngettext("%(count)d person admitted.", "%(count)d persons admitted.", count) % {"count": count})
    return redirect("desk:import", run.pk)


@require_POST
@requires(Permission.REGISTER_IMPORT)
def put_aside_import(request: StaffRequest, key: UUID) -> HttpResponse:
    """Throws away a register that was only looked at."""
    actions.put_aside_run(queries.get_run(request.user, key), by=request.user)
    messages.success(request, _("Import cancelled. Nothing was saved."))
    return redirect("desk:imports")


@require_POST
@requires(Permission.REGISTER_IMPORT)
def decide_import_row(request: StaffRequest, key: UUID) -> HttpResponse:
    """Says whether a held row is the same person or another; beside what somebody else said meanwhile, where they were faster."""
    line = queries.get_line(request.user, key)
    answer = request.POST.get("answer", "")
    if answer not in Answer.values:
        raise Invalid(_("Choose whether this is the same person or another person."))
    try:
        actions.decide_row(line, Answer(answer), by=request.user)
    except (Conflict, WrongState) as error:
        return _decided_before(request, key, Answer(answer), error)
    if "named" in request.POST and not is_discreet(request):
        request.session[STAYS_OPEN] = str(line.run_id)
    messages.success(request, _("Row %(number)d is decided.") % {"number": line.number})
    return redirect("desk:import", line.run_id)


def _decided_before(request: StaffRequest, key: UUID, mine: Answer, error: Conflict | WrongState) -> HttpResponse:
    """The page again, with both answers to the row side by side."""
    line = queries.get_line(request.user, key)
    if line.answered_by is None or line.answered_at is None:
        raise error
    theirs = ", ".join([line.get_answer_display(), line.answered_by.username, moment(line.answered_at)])
    compare = Compare([(_("Row %(n)s") % {"n": line.number}, str(mine.label), theirs)], replaces=False)
    return _done(request, line.run, status=409, compare=compare, sentence=error.sentence)


@require_POST
@requires(Permission.REGISTER_IMPORT)
def take_back_import(request: StaffRequest, key: UUID) -> HttpResponse:
    """Takes a whole import back; where something was added since, the page says in which rows."""
    run = queries.get_run(request.user, key)
    try:
        actions.take_back_run(run, by=request.user)
    except actions.AddedSince as error:
        run = queries.get_run(request.user, key)
        return _done(request, run, status=409, sentence=error.sentence, added=error.lines, can_take_back=False)
    messages.success(request, _("Import undone. Everyone it had added is removed."))
    return redirect("desk:imports")


@requires(Permission.REGISTER_IMPORT)
def download_template(request: StaffRequest) -> HttpResponse:
    """A blank register to fill in."""
    response = HttpResponse(template_workbook(), content_type=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="template.xlsx"'
    return response


@requires(Permission.REGISTER_IMPORT, step_up=True)
def download_rejected(request: StaffRequest, key: UUID) -> HttpResponse:
    """The rejected rows as a spreadsheet, to be mended and brought again."""
    run = queries.get_run(request.user, key)
    response = HttpResponse(queries.errors_workbook_of(run, by=request.user), content_type=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="rows.xlsx"'
    return response
