"""My day: what is late, what is for today, what comes soon; and the tasks themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page as Listing
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.queries import recent_drafts
from panoh.accounts.roles import Permission, Role
from panoh.accounts.sessions import is_discreet
from panoh.cases import actions
from panoh.cases.actions.reading import read_shared
from panoh.cases.enums import SEEN_TO, TaskKind
from panoh.cases.forms.work import GiveForm, LaterForm, OwnTaskForm, user_label
from panoh.cases.queries import cases as queries
from panoh.cases.queries import my_day as day
from panoh.cases.queries.cases import TaskRecord, UserRow
from panoh.cases.queries.danger import is_own_task
from panoh.cases.queries.handing_over import who_can_be_given
from panoh.cases.queries.money import get_money_asked
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import DUSHANBE, today
from panoh.core.errors import Invalid, NotFound
from panoh.core.forms import PanohForm
from panoh.core.ids import tidy_code
from panoh.desk.cases.my_day import unnamed_rows
from panoh.desk.frame.draft_rows import draft_lines
from panoh.desk.frame.form_page import CurrentState, Page, process_form
from panoh.desk.frame.step_pages import opens
from panoh.desk.frame.task_rows import TaskRow, task_rows, task_title, task_url
from panoh.desk.home.overview import overview
from panoh.desk.home.rows import beside_by_part, in_order, join, join_in_part, part_title, row_of, sections, with_unreported
from panoh.hotline.actions.alerts import mark_shown

PAGE_SIZE, DRAFTS_SHOWN = 50, 3
LOST_CONTACTS = f"?kind={TaskKind.LOST}"
NO_SUCH_CASE = gettext_lazy("Case code not found, or you do not have access to the case.")


@requires(Permission.DESK)
def show_my_day(request: StaffRequest) -> HttpResponse:
    """The day of whoever is signed in: danger, decisions, what is due, what comes."""
    is_hidden = is_discreet(request)
    lines = draft_lines(request.user, recent_drafts(request.user), is_hidden=is_hidden)
    found = with_unreported(sections(request.user, opens_words=not is_hidden), lines, is_hidden=is_hidden)
    works = has(request.user, Permission.CASE_VIEW)
    drafts = [line for line in lines if not line.is_triaged and not (line.is_danger and line.url)]
    request.rows_of_day = sum(section.waiting for section in found)  # type: ignore[attr-defined]
    danger = next((section for section in found if section.part is DayPart.DANGER), None)
    if danger is not None and (rings := [about for row in danger.rows if (about := row.rings or row.id)]):
        mark_shown(*rings, by=request.user)
    context = {
        "today": today(),
        "takes_requests": has(request.user, Permission.REQUEST_CREATE),
        "danger": danger,
        "sections": [section for section in found if section is not danger],
        "nothing": all(section.part is DayPart.COMING for section in found),
        "done": day.done_today(request.user).count(),
        "overview": overview(request.user),
        "drafts": drafts[:DRAFTS_SHOWN],
        "more_drafts": max(0, len(drafts) - DRAFTS_SHOWN),
        "mine": queries.my_cases(request.user) if works else None,
        "next": None if found else day.next_task(request.user),
    }
    return render(request, "desk/home/my_day.html", context)


@dataclass(frozen=True, slots=True)
class _Listed:
    """Which tasks a list has; without `part` they are of one line of the day."""

    title: str
    query: str
    tasks: QuerySet[TaskRecord]
    about: str = ""
    part: DayPart | None = None


def _listed(request: StaffRequest) -> _Listed:
    """With `?about=` a code all that is open on its case or request, with `?kind=lost` all lost contacts, else a whole part of the day."""
    if about := tidy_code(request.GET.get("about", "")):
        return _Listed(about, f"&about={about}", day.tasks_about(request.user, about), about)
    if request.GET.get("kind") == TaskKind.LOST:
        return _Listed(_("Cases without contact"), "&kind=lost", day.lost_contacts(request.user))
    part = DayPart(request.GET["part"]) if request.GET.get("part") in list(DayPart) else DayPart.DUE
    return _Listed(part_title(part, is_shut=is_discreet(request)), f"&part={part}", day.tasks_of(request.user, part), part=part)


def _beside(user: UserRow, listed: _Listed) -> list[TaskRow]:
    """What stands beside the tasks of a list: of a part all of it, of a case what joins its line in the day."""
    if listed.about:
        return [replace(row, joins=False) for row in unnamed_rows(user) if row.code == listed.about]
    return beside_by_part(user).get(listed.part, []) if listed.part else []


def _joined(user: UserRow, listed: _Listed, page: Listing[TaskRecord], found: list[TaskRecord]) -> tuple[list[TaskRow], Mapping[str, int]]:
    """What stands beside the tasks of a page of a list, on its first one, and how many more stand in the line of a case on any."""
    if not listed.part:
        return join([], _beside(user, listed) if page.number == 1 else [])
    kept, joined = join_in_part(user, listed.part, found, _beside(user, listed), is_whole=not page.has_other_pages())
    return (kept if page.number == 1 else []), joined


@requires(Permission.DESK)
def show_tasks(request: StaffRequest) -> HttpResponse:
    """A whole part of the day, or all that stands behind one line of it, a page at a time."""
    listed = _listed(request)
    page = Paginator(listed.tasks, PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page)
    rows = task_rows(request.user, found, opens_words=not is_discreet(request))
    beside, joined = _joined(request.user, listed, page, found)
    lines: list[TaskRecord | TaskRow] = sorted([*beside, *found], key=in_order) if beside else [*found]
    shown = [row_of(line, rows, listed.part, joined) for line in lines]
    return render(request, "desk/home/tasks.html", {"listed": listed, "page": page, "rows": shown})


@requires(Permission.DESK)
def show_task(request: StaffRequest, key: UUID) -> HttpResponse:
    """One task: do it, put it off, give it away."""
    task = queries.get_task(request.user, key)
    row = task_rows(request.user, [task])[task.pk]
    is_own = is_own_task(request.user, task)
    place = task_url(task) if task.kind in SEEN_TO else row.url
    context = {
        "task": task,
        "row": row,
        "is_shut": is_discreet(request) and task.kind == TaskKind.OWN,
        "place": place if place != request.path and is_own and opens(place, request.user) else "",
        "seen_to": SEEN_TO.get(TaskKind(task.kind), "") if is_own else "",
        "reason": _reason(request, task) if is_own else "",
    }
    return render(request, "desk/home/task.html", context)


def _reason(request: StaffRequest, task: TaskRecord) -> str:
    """What was said about requested money when it was decided."""
    if task.kind != TaskKind.ANSWERED or task.case is None or task.target is None:
        return ""
    row = get_money_asked(task.case, task.target)
    return read_shared([row], by=request.user)[row.pk].get("remark", "")


@require_POST
@requires(Permission.DESK)
def finish_task(request: StaffRequest, key: UUID) -> HttpResponse:
    """Marks it as done; then the day, of a lost contact the list of the others where there are any."""
    task = queries.get_task(request.user, key)
    actions.finish_task(task, by=request.user)
    messages.success(request, _("Done: %(task)s.") % {"task": task_title(task)})
    if task.kind == TaskKind.LOST and day.lost_contacts(request.user).exists():
        return redirect(reverse("desk:tasks") + LOST_CONTACTS)
    return redirect("desk:my_day")


@requires(Permission.DESK)
def postpone_task(request: StaffRequest, key: UUID) -> HttpResponse:
    """A later day for it."""
    task = queries.get_task(request.user, key)
    how = _("Postpone what cannot be done now to a day when it can be. The coordinator sees what is postponed.")

    def act(form: PanohForm) -> None:
        actions.postpone_task(task, by=request.user, due=form.cleaned_data["due"], expected=form.cleaned_data["version"])

    return process_form(
        request,
        _page(task, "later", _("Postpone"), _("Postpone"), how),
        lambda data: LaterForm(data, initial={"version": task.version}),
        act,
        said=_("Postponed."),
        done=reverse("desk:my_day"),
        now=lambda: _now(request, key),
    )


def _now(request: StaffRequest, key: UUID) -> CurrentState:
    """Until when a task is to be done now, and whose it is: the role's where nobody is named."""
    task = queries.get_task(request.user, key)
    owner = user_label(task.owner) if task.owner else Role(task.role).label
    return CurrentState(task.version, {"due": task.due_at.astimezone(DUSHANBE).date(), "owner": owner})


@requires(Permission.CASE_WORK)
def give_task(request: StaffRequest, key: UUID) -> HttpResponse:
    """Gives it to somebody else on the case."""
    task = queries.get_task(request.user, key)
    users = who_can_be_given(task)
    how = _("Hand the task over to someone who works on the case. Tell them yourself too.")

    def act(form: GiveForm) -> None:
        given = form.cleaned_data
        actions.reassign_task(task, by=request.user, owner=form.by_id[given["owner"]], expected=given["version"])

    return process_form(
        request,
        _page(task, "give", _("Hand over to someone else"), _("Hand over the task"), how),
        lambda data: GiveForm(data, users=users, initial={"version": task.version}),
        act,
        said=_("Handed over to someone else."),
        done=reverse("desk:my_day"),
        now=lambda: _now(request, key),
    )


@requires(Permission.DESK)
def add_task(request: StaffRequest) -> HttpResponse:
    """An own task in own words."""
    page = Page(
        title=_("Personal task"),
        button=_("Record the task"),
        back_url=reverse("desk:my_day"),
        back=_("My day"),
        draft="task:new",
        how=_("Do not use names: write the case code. Only your own organisation can read it."),
    )
    start = {"code": request.GET.get("case", ""), "due": today()}
    return process_form(
        request, page, lambda data: OwnTaskForm(data, initial=start), lambda form: _note(request, form), said=_("Recorded.")
    )


def _note(request: StaffRequest, form: OwnTaskForm) -> None:
    given = form.cleaned_data
    try:
        case = queries.get_case(request.user, given["code"]) if given["code"] else None
    except NotFound:
        raise Invalid(NO_SUCH_CASE, {"code": NO_SUCH_CASE}) from None
    actions.add_own_task(by=request.user, words=given["words"], due=given["due"], case=case)


def _page(task: TaskRecord, name: str, title: str, button: str, how: str) -> Page:
    note = task_title(task)
    code = task.case.code if task.case else ""
    return Page(
        title=title,
        button=button,
        back_url=reverse("desk:task", args=[task.pk]),
        back=note,
        draft=f"task-{name}:{task.pk}",
        how=how,
        code=code,
    )
