"""A danger as whoever reported it finds it again: how it stands, and what they tell of it since."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions.reported import tell_of_reported
from panoh.cases.forms.danger import ReportedForm
from panoh.cases.queries.danger import find_danger
from panoh.cases.queries.reported import get_reported, taken_of
from panoh.desk.frame.danger_row import said_of_dangers
from panoh.desk.frame.form_page import Page, process_form
from panoh.hotline.queries.calls import told_of_danger
from panoh.hotline.queries.reported import KnownAs, known_as

HOW = gettext_lazy(
    "What you add here alerts the person who has taken it on. You see who has it and who has seen it, and no more of the case."
)


@requires(Permission.DESK)
def show_reported(request: StaffRequest, key: UUID) -> HttpResponse:
    """Who has it, who was told and saw it, that it has ended; and a form for what they learnt since. Who sees
    whom it is about is led to its own page."""
    task = get_reported(request.user, key)
    if find_danger(request.user, task.pk) is not None:
        return redirect("desk:danger", task.pk)
    known, taken = known_as(request.user, [task]).get(task.pk, KnownAs()), taken_of([task])
    said = said_of_dangers(request.user, [task], taken=taken)[task.pk]
    return process_form(
        request,
        _page(key, known.code),
        ReportedForm,
        lambda form: tell_of_reported(task, by=request.user, **form.action_kwargs),
        said=_("Added. The person who has taken it on is alerted.") if taken and task.done_at is None else _("Added to its history."),
        done=reverse("desk:reported_danger", args=[key]),
        template="desk/danger/reported.html",
        more={"task": task, "known": known, "said": said, "told": told_of_danger(task.pk)},
    )


def _page(key: UUID, code: str) -> Page:
    return Page(
        title=_("What you reported"),
        button=pgettext("a danger", "Add"),
        back_url=reverse("desk:my_day"),
        back=_("My day"),
        draft=f"reported:{key}",
        how=HOW,
        code=code,
    )
