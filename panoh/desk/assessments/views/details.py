"""The structured part of an assessment, kept by its author."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.policy import check_discipline
from panoh.cases.queries import care
from panoh.cases.queries.cases import get_case
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.findings.actions.parts import keep_part
from panoh.findings.forms.parts import FORMS, beginning
from panoh.findings.queries.parts import latest_part, read_part


@requires(Permission.CASE_VIEW)
def keep_details(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Question by question; what was kept before is opened by a press and goes on as a new version."""
    case = get_case(request.user, code)
    row = care.get_assessment(case, key)
    check_discipline(request.user, case, row.discipline)
    how = _("You can skip any question. A question not asked stays empty: that is not the same as “nothing found”.")
    back = reverse("desk:case_assessment", args=[case.code, key])
    page = Page(row.get_discipline_display(), _("Save the details"), back, _("Assessment"), f"details:{key}", how, code=case.code)

    def now() -> CurrentState:
        kept = read_part(row, by=request.user)
        return CurrentState(kept.get("number", 0), beginning(kept))

    return process_form(
        request,
        page,
        lambda data: FORMS[row.discipline](data, initial=begin(data, now)),
        lambda form: keep_part(row, by=request.user, facts=form.action_kwargs, expected=form.cleaned_data["version"]),
        said=_("Details saved."),
        now=now,
        by_press=latest_part(row) is not None,
    )
