"""Marks and photographs in a medico-legal report: chosen by its author, shown one at a time to who is named on it."""

import base64
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.desk.frame.form_page import CurrentState, Page, begin, process_form
from panoh.desk.legal.views.reports import BACK, url_of
from panoh.findings import actions, report_policy
from panoh.findings.body import label_of
from panoh.findings.forms.reports import ExhibitsForm
from panoh.findings.queries import exhibits
from panoh.findings.queries import reports as queries

HOW_CHOOSE = gettext_lazy(
    "The report refers to what you choose: the document shows the body figure with these marks and these photographs. "
    "Photographs in a report need their own consent, separate from the consent to take them."
)


@requires(Permission.MEDICO_LEGAL)
def choose_exhibits(request: StaffRequest, code: str, number: int, key: UUID) -> HttpResponse:
    """Which marks and photographs a finding speaks of."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_can_write(request.user, row)
    marks, agreed = exhibits.to_choose(request.user, row), report_policy.photographs_ground(row) is not None
    note = "" if agreed else report_policy.NO_PHOTOGRAPHS
    page = Page(_("Marks and photographs"), _("Save the selection"), url_of(row), BACK, f"medico-marks:{key}", HOW_CHOOSE, note, row.code)

    def now() -> CurrentState:
        fresh = queries.get_finding(row, key)
        return CurrentState(fresh.version, exhibits.chosen(fresh))

    return process_form(
        request,
        page,
        lambda data: ExhibitsForm(data, marks=marks, with_photographs=agreed, initial=begin(data, now)),
        lambda form: actions.choose_exhibits(queries.get_finding(row, key), by=request.user, **form.action_kwargs),
        said=_("Selection saved."),
        now=now,
    )


@requires(Permission.MEDICO_LEGAL)
def show_exhibited(request: StaffRequest, code: str, number: int, key: UUID) -> HttpResponse:
    """First the warning; by a press the one photograph, for who is named on the report."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_reads_words(request.user, row)
    picture = exhibits.get_exhibited(row, key)
    pixels = actions.view_exhibited(picture, row, by=request.user) if request.method == "POST" else None
    context: dict[str, Any] = {
        "report": row,
        "row": picture,
        "where": label_of(picture.mark.region),
        "opened": request.method == "POST",
        "pixels": base64.b64encode(pixels).decode("ascii") if pixels else "",
    }
    return render(request, "desk/legal/report_photograph.html", context)


@requires(Permission.MEDICO_LEGAL)
def open_reading(request: StaffRequest, key: UUID) -> HttpResponse:
    """From the task of a second reader to the report."""
    return redirect(url_of(queries.get_report_by_key(request.user, key)))
