"""Medico-legal reports: which there are, one of them, and what is written in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.policy import can
from panoh.cases.queries.cases import get_case
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.core.forms import PanohForm
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.findings import actions, report_policy
from panoh.findings.actions.reports import ReportText
from panoh.findings.enums import Degree, FindingKind, Heading, ReportState
from panoh.findings.forms.reports import ChangeFindingForm, EvaluateForm, FindingForm, SectionForm, StartReportForm
from panoh.findings.queries import reports as queries
from panoh.findings.queries.body import figures
from panoh.findings.queries.reports import ReportRow

PAGE_SIZE = 25
BADGES = {ReportState.DRAFT: "draft", ReportState.SECOND_READING: "wait", ReportState.SIGNED: "done"}
BACK = gettext_lazy("Clinical report")
HOW_START = gettext_lazy(
    "Start a report only if the person agreed to the examination and to the report. Urgent help comes first, whatever the report needs."
)
HOW_FINDING = gettext_lazy(
    "You choose the degree; “not assessed” is also an answer. That nothing was found says nothing about whether torture took place."
)
FINDINGS_BELOW = {Heading.PHYSICAL_EXAM: FindingKind.PHYSICAL, Heading.PSYCHOLOGICAL_EXAM: FindingKind.PSYCHOLOGICAL}


def _line(request: StaffRequest, row: ReportRow) -> dict[str, Any]:
    named = [author.user.username for author in row.authors.all()]
    return {
        "row": row,
        "badge": BADGES.get(ReportState(row.state), ""),
        "authors": ", ".join(named),
        "is_mine": report_policy.is_author(request.user, row),
        "waits": report_policy.is_reader(request.user, row) and row.state == ReportState.SECOND_READING and not row.read_at,
    }


@requires(Permission.MEDICO_LEGAL)
def show_reports(request: StaffRequest) -> HttpResponse:
    """All reports this account may know of, by code and state alone."""
    page = Paginator(queries.reports(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    more = {"page": page, "lines": [_line(request, row) for row in page], "in_part": report_policy.knows_in_part(request.user)}
    return render(request, "desk/legal/reports.html", more)


@requires(Permission.MEDICO_LEGAL)
def case_reports(request: StaffRequest, code: str) -> HttpResponse:
    """The reports of one case."""
    case, context = case_frame(request.user, code, "case_medico", Permission.MEDICO_LEGAL)
    context["lines"] = [_line(request, row) for row in queries.reports(request.user, case)]
    context["in_part"] = report_policy.knows_in_part(request.user)
    context["may_start"] = report_policy.is_clinician(request.user)
    context["agreed"] = context["may_start"] and report_policy.writing_ground(request.user, case) is not None
    return render(request, "desk/legal/case_reports.html", context)


@requires(Permission.MEDICO_LEGAL)
def start_report(request: StaffRequest, code: str) -> HttpResponse:
    """Begins a report, where the person agreed."""
    case = get_case(request.user, code, Permission.MEDICO_LEGAL)
    report_policy.check_can_start(request.user, case)
    back = reverse("desk:case_medico", args=[case.code])
    page = Page(_("Start a report"), _("Start the report"), back, _("Clinical reports"), f"medico:{case.pk}", HOW_START, code=case.code)
    start = {"language": get_language(), "examined_on": today()}
    return process_form(
        request,
        page,
        lambda data: StartReportForm(data, initial=start),
        lambda form: actions.start_report(case, by=request.user, **form.cleaned_data),
        said=_("Report started."),
        done=lambda row: url_of(row),
    )


def url_of(row: ReportRow, name: str = "medico_report", *more: object) -> str:
    """An address of one version of a report."""
    return reverse(f"desk:{name}", args=[row.code, row.number, *more])


@requires(Permission.MEDICO_LEGAL)
def show_report(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """One report: its state for who may know of it, and by POST its words for who is named on it."""
    row = queries.get_report(request.user, code, number)
    said = actions.read_report(row, by=request.user) if request.method == "POST" else None
    author, reader = report_policy.is_author(request.user, row), report_policy.is_reader(request.user, row)
    draft = row.state == ReportState.DRAFT
    context = {
        "report": row,
        "line": _line(request, row),
        "said": said,
        "parts": _parts(row, said),
        "figures": [figure for figure in figures(said.exhibits.marks) if figure.marks] if said else [],
        "may_choose": author and draft and can(request.user, Permission.MEDICAL, row.case),
        "opens": author or reader,
        "writes": author and draft,
        "signs": author and row.state == ReportState.SECOND_READING and row.read_at,
        "renews": author and row.state == ReportState.SIGNED and not hasattr(row, "next"),
        "gives": author and row.state == ReportState.SIGNED,
        "paper": report_policy.reads_paper(request.user, row),
        "deliveries": queries.deliveries(row) if author or reader else [],
        "agreed": report_policy.writing_ground(request.user, row.case) is not None if author and draft else True,
    }
    return render(request, "desk/legal/report.html", context)


def _parts(row: ReportRow, said: ReportText | None) -> list[dict[str, Any]]:
    """Each heading: whether something stands below it, and where the report is open, what."""
    written = {section.heading for section in row.sections.all() if section.words}
    findings = [(*line, said.exhibits.of_finding.get(line[0].pk, [])) for line in said.findings] if said else []
    return [
        {
            "heading": heading,
            "is_written": heading in written,
            "words": said.sections.get(heading, "") if said else "",
            "kind": FINDINGS_BELOW.get(heading, ""),
            "findings": [line for line in findings if line[0].kind == FINDINGS_BELOW.get(heading)],
        }
        for heading in Heading
    ]


def _page(row: ReportRow, title: Words, button: Words, name: str, how: Words, note: Words = "") -> Page:
    return Page(title, button, url_of(row), BACK, f"{name}:{row.pk}", how, note, code=row.code)


@requires(Permission.MEDICO_LEGAL)
def write_section(request: StaffRequest, code: str, number: int, part: int) -> HttpResponse:
    """What stands below one heading, whose address is its number; coming by the button, the form holds it."""
    row = queries.get_report(request.user, code, number)
    if not 0 < part <= len(Heading):
        raise NotFound(queries.NOT_HERE)
    heading = list(Heading)[part - 1]
    report_policy.check_can_write(request.user, row)

    def now() -> CurrentState:
        version, words = actions.read_section(row, heading, by=request.user)
        return CurrentState(version, {"words": words})

    def act(form: PanohForm) -> None:
        given = form.cleaned_data
        actions.write_section(row, by=request.user, heading=heading, words=given["words"], expected=given["version"])

    return process_form(
        request,
        _page(row, heading.label, _("Save the section"), f"medico-{heading}", queries.hint_for(heading)),
        lambda data: SectionForm(data, initial=begin(data, now)),
        act,
        said=_("Saved."),
        now=now,
        by_press=True,
    )


@requires(Permission.MEDICO_LEGAL)
def add_finding(request: StaffRequest, code: str, number: int, kind: str) -> HttpResponse:
    """Adds a finding of the body or of the mind."""
    row = queries.get_report(request.user, code, number)
    if kind not in FindingKind.values:
        raise NotFound(queries.NOT_HERE)
    report_policy.check_can_write(request.user, row)
    return process_form(
        request,
        _page(row, _("Add a finding"), _("Add a finding"), f"medico-{kind}-finding", HOW_FINDING),
        lambda data: FindingForm(data, initial={"kind": kind, "degree": Degree.NOT_ASSESSED}),
        lambda form: actions.add_finding(row, by=request.user, **form.cleaned_data),
        said=_("Finding added."),
    )


@requires(Permission.MEDICO_LEGAL)
def change_finding(request: StaffRequest, code: str, number: int, key: UUID) -> HttpResponse:
    """Changes a finding; coming by the button, the form holds it."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_can_write(request.user, row)

    def now() -> CurrentState:
        fresh = queries.get_finding(row, key)
        return CurrentState(fresh.version, {"kind": fresh.kind, "degree": fresh.degree, **actions.read_finding(fresh, by=request.user)})

    def act(form: PanohForm) -> None:
        expected = form.cleaned_data.pop("version")
        actions.change_finding(queries.get_finding(row, key), by=request.user, expected=expected, **form.cleaned_data)

    page = Page(_("Change the finding"), _("Save the finding"), url_of(row), BACK, f"medico-finding:{key}", HOW_FINDING, code=row.code)
    make = lambda data: ChangeFindingForm(data, initial=begin(data, now))  # noqa: E731 -- the shape of every form page
    return process_form(request, page, make, act, said=_("Finding changed."), now=now, by_press=True)


@require_POST
@requires(Permission.MEDICO_LEGAL)
def take_out_finding(request: StaffRequest, code: str, number: int, key: UUID) -> HttpResponse:
    """Takes a finding out of a draft."""
    row = queries.get_report(request.user, code, number)
    actions.take_out_finding(queries.get_finding(row, key), by=request.user)
    messages.success(request, _("Finding removed."))
    return redirect(url_of(row))


@requires(Permission.MEDICO_LEGAL)
def evaluate(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The degree for everything together, chosen by the clinician."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_can_write(request.user, row)

    def now() -> CurrentState:
        fresh = queries.get_report(request.user, code, number)
        return CurrentState(fresh.version, {"overall": fresh.overall})

    def act(form: PanohForm) -> None:
        actions.evaluate(row, by=request.user, overall=form.cleaned_data["overall"], expected=form.cleaned_data["version"])

    return process_form(
        request,
        _page(row, _("Overall evaluation"), _("Save the selection"), "medico-overall", HOW_FINDING),
        lambda data: EvaluateForm(data, initial=begin(data, now)),
        act,
        said=_("Overall evaluation saved."),
        now=now,
    )
