"""The way of a medico-legal report: named, read a second time, signed, renewed, given to somebody."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.desk.legal.views.reports import BACK, url_of
from panoh.findings import actions, report_policy
from panoh.findings.forms.reports import ClinicianForm, GiveReportForm, RemarkForm, SignForm, VersionForm
from panoh.findings.queries import reports as queries
from panoh.findings.queries.reports import ReportRow

HOW_NAME = gettext_lazy(
    "Another author can read and write everything in this report from then on. Name the colleague who examined the person with you."
)
HOW_SEND = gettext_lazy(
    "A second clinician reads the report before it is signed, and agrees or returns it with a comment. Until then it cannot be changed."
)
HOW_RETURN = gettext_lazy("The authors see the comment and change the report. Then they send it to you again.")
HOW_SIGN = gettext_lazy(
    "The document can never be changed or withdrawn, so correct a mistake in a new version. Print it and sign by hand below your name."
)
HOW_RENEW = gettext_lazy(
    "The new version starts with everything in the signed one. The signed one stays valid until the new one is signed."
)
HOW_GIVE = gettext_lazy(
    "Without further consent the report goes only to the person themselves: for anyone else, ask first for a consent to this "
    "one use. A report that was given out cannot be withdrawn."
)


def _page(row: ReportRow, title: Words, button: Words, name: str, how: Words, note: Words = "") -> Page:
    return Page(title, button, url_of(row), BACK, f"medico-{name}:{row.pk}", how, note, code=row.code)


def _now(request: StaffRequest, code: str, number: int) -> Callable[[], CurrentState]:
    def now() -> CurrentState:
        fresh = queries.get_report(request.user, code, number)
        return CurrentState(fresh.version, {}, beside=[(_("Status"), "", fresh.get_state_display())])

    return now


@requires(Permission.MEDICO_LEGAL)
def name_author(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Names another author."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_can_write(request.user, row)
    users = queries.clinicians_for(row)
    return process_form(
        request,
        _page(row, _("Add another author"), _("Add as author"), "author", HOW_NAME),
        lambda data: ClinicianForm(data, users=users, initial={"version": row.version}),
        lambda form: actions.name_author(row, by=request.user, user=form.chosen),
        said=_("Added."),
    )


@requires(Permission.MEDICO_LEGAL)
def send_to_reader(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Gives the draft to a second reader."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_can_write(request.user, row)
    users, now = queries.clinicians_for(row), _now(request, code, number)
    return process_form(
        request,
        _page(row, _("Send to a second reader"), _("Send for reading"), "reader", HOW_SEND),
        lambda data: ClinicianForm(data, users=users, initial=begin(data, now)),
        lambda form: actions.send_to_reader(row, by=request.user, user=form.chosen, expected=form.cleaned_data["version"]),
        said=_("Sent to the second reader."),
        now=now,
    )


@requires(Permission.MEDICO_LEGAL)
def return_report(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The second reader gives it back with a remark."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_is_reader(request.user, row)
    now = _now(request, code, number)
    return process_form(
        request,
        _page(row, _("Return with a comment"), _("Return"), "return", HOW_RETURN),
        lambda data: RemarkForm(data, initial=begin(data, now)),
        lambda form: actions.return_report(row, by=request.user, remark=form.cleaned_data["remark"], expected=form.cleaned_data["version"]),
        said=_("Returned to the authors."),
        done=lambda _row: url_of(row),
        now=now,
    )


@require_POST
@requires(Permission.MEDICO_LEGAL)
def confirm_reading(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The second reader agrees."""
    row = queries.get_report(request.user, code, number)
    actions.confirm_reading(row, by=request.user)
    messages.success(request, _("Second reading finished. An author can now sign."))
    return redirect(url_of(row))


@requires(Permission.MEDICO_LEGAL)
def sign_report(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Signs; it cannot be undone, which stands above the button."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_can_write(request.user, row)
    now = _now(request, code, number)
    note = _("After signing, the report cannot be changed and the signature cannot be withdrawn.")
    return process_form(
        request,
        _page(row, _("Sign the report"), _("Sign, final"), "sign", HOW_SIGN, note),
        lambda data: SignForm(data, initial={**begin(data, now), "day": today()}),
        lambda form: actions.sign_report(row, by=request.user, signature=form.signature, expected=form.cleaned_data["version"]),
        said=_("Signed. The document is stored sealed."),
        now=now,
    )


@requires(Permission.MEDICO_LEGAL)
def begin_version(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Begins a new version of a signed report."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_can_write(request.user, row)
    return process_form(
        request,
        _page(row, _("New version"), _("Start a new version"), "version", HOW_RENEW),
        lambda data: VersionForm(data, initial={"language": row.language}),
        lambda form: actions.begin_version(row, by=request.user, **form.cleaned_data),
        said=_("New version started."),
        done=lambda fresh: url_of(fresh),
    )


@requires(Permission.MEDICO_LEGAL)
def give_report(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Records that the signed report was given to somebody."""
    row = queries.get_report(request.user, code, number)
    report_policy.check_is_author(request.user, row)
    return process_form(
        request,
        _page(row, _("Give out the report"), _("Record as given"), "give", HOW_GIVE, _("A report that was given out cannot be withdrawn.")),
        lambda data: GiveReportForm(data, initial={"given_on": today()}),
        lambda form: actions.give_report(row, by=request.user, **form.cleaned_data),
        said=_("Recorded: the report was given out."),
    )


@require_POST
@requires(Permission.MEDICO_LEGAL)
def download_report(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """The exact signed paper; the opening is recorded. The file's name says nothing but the code."""
    row = queries.get_report(request.user, code, number)
    response = HttpResponse(actions.open_paper(row, by=request.user), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.code}-{row.number}.pdf"'
    return response
