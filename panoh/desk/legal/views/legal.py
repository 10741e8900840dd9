"""Legal help on a case: the steps of the proceedings, written by lawyers, known to the team as the person agreed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import get_case
from panoh.core.clock import today
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.legal import actions, policy
from panoh.legal.enums import MilestoneState
from panoh.legal.forms.milestones import MilestoneChangeForm, MilestoneForm, known_day
from panoh.legal.queries import proceedings as queries
from panoh.legal.queries.proceedings import MilestoneRow

BACK = _("Legal help")
BADGES = {MilestoneState.PLANNED: "wait", MilestoneState.DONE: "done", MilestoneState.PUT_OFF: "late"}
HOW = _("Record both past and future steps. A court file number is not needed.")


@requires(Permission.PROCEEDINGS)
def case_legal(request: StaffRequest, code: str) -> HttpResponse:
    """The steps by their days; by POST a lawyer opens the words."""
    case, context = case_frame(request.user, code, "case_legal", Permission.PROCEEDINGS)
    rows = list(queries.milestones(request.user, case))
    words = queries.read_words(case, rows, by=request.user) if request.method == "POST" else {}
    context |= {
        "rows": [_row(row, words.get(row.pk, "")) for row in rows],
        "writes": policy.writes_milestones(request.user, case),
        "is_told": policy.knows_days(request.user, case),
        "opened": request.method == "POST",
        "has_words": any(row.words for row in rows),
    }
    return render(request, "desk/legal/case_legal.html", context)


def _row(row: MilestoneRow, words: str) -> dict[str, Any]:
    ahead = row.held_on >= today() and row.state == MilestoneState.PLANNED
    return {"row": row, "day": known_day(row), "badge": BADGES.get(MilestoneState(row.state), ""), "ahead": ahead, "words": words}


@requires(Permission.LEGAL)
def add_milestone(request: StaffRequest, code: str) -> HttpResponse:
    """Notes a step of the proceedings."""
    case = get_case(request.user, code, Permission.LEGAL)
    back = reverse("desk:case_legal", args=[case.code])
    page = Page(_("Step of legal proceedings"), _("Record"), back, BACK, f"milestone:{case.id}", HOW, code=case.code)
    return process_form(
        request,
        page,
        MilestoneForm,
        lambda form: actions.note_milestone(case, by=request.user, **form.action_kwargs),
        said=_("Recorded."),
    )


@requires(Permission.LEGAL)
def change_milestone(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Moves a step, or says where it stands."""
    case = get_case(request.user, code, Permission.LEGAL)
    row = queries.get_milestone(request.user, case, key)
    back = reverse("desk:case_legal", args=[case.code])
    page = Page(row.get_kind_display().capitalize(), _("Save"), back, BACK, f"milestone-change:{row.id}", HOW, code=case.code)

    def now() -> CurrentState:
        fresh = queries.get_milestone(request.user, case, key)
        words = queries.read_words(case, [fresh], by=request.user)
        return CurrentState(fresh.version, {"day": known_day(fresh), "state": fresh.state, "words": words[fresh.pk]})

    return process_form(
        request,
        page,
        lambda data: MilestoneChangeForm(data, initial=begin(data, now)),
        lambda form: actions.change_milestone(row, by=request.user, **form.action_kwargs),
        said=_("Saved. Tasks around the day in court moved with it."),
        now=now,
    )
