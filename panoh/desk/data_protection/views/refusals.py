"""A correction that a person asked for and did not get: written down, and looked at by somebody else by its day."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions import refusals as actions
from panoh.cases.actions.refusals import look_by
from panoh.cases.forms.refusals import LookForm, RefusalForm
from panoh.cases.policy import check_shows
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.cases.queries.refusals import get_refusal, refusals
from panoh.cases.refusal_policy import check_can_look_at, may_look_at
from panoh.core.templatetags.panoh import dated
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

HOW_LOOK = gettext_lazy(
    "Listen again to the person and to the author of the entry. Your text is told to the person, and so is their right to "
    "complain about it."
)


def _page(case: CaseRow, title: str, button: str, draft: str, how: Words, back: str = "case_file") -> Page:
    back_to = _("Case") if back == "case_file" else _("Refused corrections")
    return Page(title, button, reverse(f"desk:{back}", args=[case.code]), back_to, draft, how, code=case.code)


@requires(Permission.CASE_WORK)
def refuse_correction(request: StaffRequest, code: str) -> HttpResponse:
    """What the person says is wrong, and why it stays; beside it what was refused before."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    check_shows(case)
    how = _(
        "If you cannot make a correction or see it differently, record it here: the person's text stays next to the "
        "entry, and someone else checks it by %(day)s. Tell the person this date and that they may complain."
    )
    rows = [(row, may_look_at(request.user, row)) for row in refusals(case)]
    return process_form(
        request,
        _page(case, _("Refused corrections"), _("Record"), f"refusal:{case.pk}", how % {"day": dated(look_by())}),
        RefusalForm,
        lambda form: actions.refuse_correction(case, by=request.user, **form.cleaned_data),
        said=lambda made: _("Recorded. Someone else checks it by %(day)s.") % {"day": dated(made.look_by)},
        done=reverse("desk:case_refusals", args=[case.code]),
        template="desk/data_protection/case_refusals.html",
        more={"rows": rows},
    )


@requires(Permission.CASE_WORK)
def look_at_refusal(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Somebody else says what came of it. The words are opened by the button."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    check_shows(case)
    row = get_refusal(case, key)
    check_can_look_at(request.user, row)
    words = open_sealed([row], by=request.user.actor, purpose=Purpose.REVIEW)[0] if request.method == "POST" else None
    return process_form(
        request,
        _page(case, _("Check"), _("Save"), f"refusal-look:{row.pk}", HOW_LOOK, "case_refusals"),
        lambda data: LookForm(data, initial={"version": row.version}),
        lambda form: actions.look_at_refusal(row, by=request.user, **form.action_kwargs),
        said=_("Saved. Tell the person."),
        now=lambda: _looked_now(case, key),
        by_press=True,
        template="desk/data_protection/case_refusal.html",
        more={"row": row, "words": words},
    )


def _looked_now(case: CaseRow, key: UUID) -> CurrentState:
    row = get_refusal(case, key)
    return CurrentState(row.version, {"looked": row.looked})
