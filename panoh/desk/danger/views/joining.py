"""Two reports of one danger: joined by who sees both, and separated."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions.joining import join_dangers, separate_danger
from panoh.cases.forms.danger import JoinDangerForm
from panoh.cases.queries.cases import TaskRecord
from panoh.cases.queries.danger import NOT_HERE, find_danger
from panoh.cases.queries.joined_dangers import danger_at, dangers_beside, get_joined, may_be_joined
from panoh.core.errors import NotFound
from panoh.desk.frame.danger_row import said_of_dangers
from panoh.desk.frame.form_page import Page, process_form
from panoh.desk.frame.task_rows import task_title, task_url
from panoh.hotline.queries.calls import code_behind

HOW = gettext_lazy(
    "Join them only if you are sure it is the same person: one danger goes on with both histories, by the earlier time. Both requests keep "
    "their text and contacts, and you can separate them later."
)


@requires(Permission.DESK)
def join_danger(request: StaffRequest, key: UUID) -> HttpResponse:
    """Says of two dangers that they are one."""
    task = _found(request, key)
    beside = dangers_beside(request.user, task)
    about = task.about
    page = Page(
        _("The same danger, reported twice"),
        _("Same person: join"),
        task_url(task),
        task_title(task),
        "",
        HOW,
        code=about.code if about else "",
    )

    def join(form: JoinDangerForm) -> TaskRecord:
        chosen = next((each for each in beside if str(each.pk) == form.cleaned_data.get("other")), None)
        other = chosen or danger_at(request.user, task, code_behind(request.user, form.cleaned_data["code"]))
        return join_dangers(task, other, by=request.user)

    choices = _choices(request, beside)
    return process_form(request, page, lambda data: JoinDangerForm(data, beside=choices), join, said=_("Joined."), done=task_url)


def _choices(request: StaffRequest, beside: list[TaskRecord]) -> list[tuple[str, str]]:
    """Each by its code, and who has it."""
    said = said_of_dangers(request.user, beside, taken={each.pk for each in beside if each.taken_by_id == each.owner_id is not None})
    return [(str(each.pk), " · ".join(filter(None, (each.about.code if each.about else "", said[each.pk].who)))) for each in beside]


def _found(request: StaffRequest, key: UUID) -> TaskRecord:
    task = find_danger(request.user, key)
    if task is None or not may_be_joined(request.user, task):
        raise NotFound(NOT_HERE)
    return task


@require_POST
@requires(Permission.DESK)
def separate_dangers(request: StaffRequest, key: UUID) -> HttpResponse:
    """They were two after all: the report that was joined is a danger of its own again."""
    known = find_danger(request.user, key)
    joined = next((row for row in [get_joined(request.user, each) for each in _keys(request)]), None)
    if known is None or joined is None:
        raise NotFound(NOT_HERE)
    task = separate_danger(joined, known, by=request.user)
    messages.success(request, _("Separated. The other report alerts people until someone has taken it on."))
    return redirect(task_url(task) if find_danger(request.user, task.pk) else reverse("desk:my_day"))


def _keys(request: StaffRequest) -> list[UUID]:
    try:
        return [UUID(request.POST.get("report", ""))]
    except ValueError:
        return []
