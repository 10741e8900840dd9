"""Acts of completed work: what a month came to, handed in, approved, paid, printed. Codes and hours, never a name."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.core.errors import Invalid, NotFound
from panoh.core.pdf import make_pdf
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.episodes.actions import acts as actions
from panoh.episodes.counting import count_month, hours_of
from panoh.episodes.enums import ACT_TRANSITIONS, ActState
from panoh.episodes.forms.acts import ApproveActForm, PayActForm, ReturnActForm
from panoh.episodes.queries import acts as queries
from panoh.episodes.queries.acts import ActRow
from panoh.network.queries.agreements import engagement_of

PAGE_SIZE = 25
LANGUAGES = ("tg", "ru")
BADGES = {ActState.SUBMITTED: "wait", ActState.APPROVED: "wait", ActState.RETURNED: "late", ActState.PAID: "done"}
BACK = _("Acts of completed work")
HOW_APPROVE = _("Give a reason only if the act exceeds a ceiling of the agreement. It is sealed and stays with the act.")
HOW_RETURN = _("The specialist reads the comment, corrects the sessions and hands in the act again. The sessions are free again.")
HOW_PAY = _("Enter the date and number of the payment order. Do not enter names here.")
# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ.
STYLE = """
@page { size: A4; margin: 18mm 20mm }
body { font: 10.5pt/1.45 'DejaVu Sans', 'Noto Sans', sans-serif }
h1 { font-size: 15pt; margin: 0 0 1mm }
p { margin: 0 0 2mm }
table { width: 100%; border-collapse: collapse; margin: 5mm 0; font-size: 9.5pt }
th, td { border: .4pt solid; padding: 1.2mm 1.8mm; text-align: left }
th, td.code { white-space: nowrap }
.num { text-align: right }
tr { break-inside: avoid }
.sign { display: flex; gap: 12mm; margin-top: 10mm; break-inside: avoid }
.sign p { flex: 1; border-top: .4pt solid; margin-top: 14mm; padding-top: 1mm; font-size: 9pt }
"""


def _months() -> list[dt.date]:
    """This month and the two before it."""
    first = today().replace(day=1)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    return [first, before, (before - dt.timedelta(days=1)).replace(day=1)]


@requires(Permission.DESK)
def show_acts(request: StaffRequest) -> HttpResponse:
    """One's own acts; all of them for who approves; those to be paid for who pays."""
    page = Paginator(queries.acts(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, BADGES[ActState(row.state)]) for row in page]
    own = has(request.user, Permission.ACT_WRITE)
    context = {"page": page, "rows": rows, "own": own, "months": _months() if own else []}
    return render(request, "desk/money/acts.html", context)


def _month(year: int, month: int) -> dt.date:
    try:
        return dt.date(year, month, 1)
    except ValueError:
        raise NotFound(queries.NOT_HERE) from None


@requires(Permission.ACT_WRITE)
def show_month(request: StaffRequest, year: int, month: int) -> HttpResponse:
    """What a month comes to, before it is handed in."""
    return _show_month(request, _month(year, month))


def _show_month(request: StaffRequest, first: dt.date, refusal: str = "") -> HttpResponse:
    found = count_month(request.user, first)
    context = {
        "month": first,
        "months": _months(),
        "works": found.works,
        "uncovered": found.uncovered,
        "is_tied": engagement_of(request.user) is not None,
        "practising": request.user.is_practising,
        "refusal": refusal,
    }
    return render(request, "desk/money/act_month.html", context, status=400 if refusal else 200)


@require_POST
@requires(Permission.ACT_WRITE)
def hand_in(request: StaffRequest, year: int, month: int) -> HttpResponse:
    """Freezes it into an act."""
    try:
        made = actions.hand_in_act(by=request.user, month=_month(year, month))
    except Invalid as error:
        return _show_month(request, _month(year, month), refusal=str(error.sentence))
    messages.success(request, str(_("Handed in. The coordinator will check it.")))
    return redirect("desk:act", made[0].code) if len(made) == 1 else redirect("desk:acts")


@requires(Permission.DESK)
def show_act(request: StaffRequest, code: str) -> HttpResponse:
    """One of them, line by line; by POST with the remark."""
    row = queries.get_act(request.user, code)
    lines = queries.lines(row)
    decides = row.state == ActState.SUBMITTED and _may_decide(request, row)
    context = {
        "row": row,
        "badge": BADGES[ActState(row.state)],
        "lines": lines,
        "hours": hours_of((line.minutes, bool(line.quantity)) for line in lines),
        "decides": decides,
        "returns": ActState.RETURNED in ACT_TRANSITIONS[ActState(row.state)] and _may_decide(request, row),
        "changed": decides and actions.has_changed(row),
        "pays": row.state == ActState.APPROVED and has(request.user, Permission.ACT_PAY),
        "remark": actions.read_remark(row, by=request.user) if request.method == "POST" else "",
        "opens_agreement": has(request.user, Permission.AGREEMENT_VIEW),
        "languages": LANGUAGES,
    }
    return render(request, "desk/money/act.html", context)


def _may_decide(request: StaffRequest, row: ActRow) -> bool:
    return has(request.user, Permission.ACT_APPROVE) and row.user_id != request.user.pk


@requires(Permission.ACT_APPROVE)
def approve_act(request: StaffRequest, code: str) -> HttpResponse:
    """Agrees that it was done; above a ceiling with a reason."""
    row = queries.get_act(request.user, code)
    return process_form(
        request,
        _page(_("Approve the act"), _("Approve the act"), row, "approve", HOW_APPROVE),
        ApproveActForm,
        lambda form: actions.approve_act(row, by=request.user, **form.cleaned_data),
        said=_("Approved. The accountant can pay it."),
    )


def _page(title: Words, button: Words, row: ActRow, name: str, how: Words) -> Page:
    return Page(title, button, reverse("desk:act", args=[row.code]), BACK, f"act-{name}:{row.pk}", how, code=row.code)


@requires(Permission.ACT_APPROVE)
def return_act(request: StaffRequest, code: str) -> HttpResponse:
    """Gives it back with a remark."""
    row = queries.get_act(request.user, code)

    def now() -> CurrentState:
        fresh = queries.get_act(request.user, code)
        return CurrentState(fresh.version, {}, beside=[(_("Status"), row.get_state_display(), fresh.get_state_display())])

    return process_form(
        request,
        _page(_("Return the act"), _("Return"), row, "return", HOW_RETURN),
        lambda data: ReturnActForm(data, initial={"version": row.version}),
        lambda form: actions.return_act(row, by=request.user, **form.action_kwargs),
        said=_("Returned."),
        now=now,
    )


@requires(Permission.ACT_PAY)
def pay_act(request: StaffRequest, code: str) -> HttpResponse:
    """Marks it as paid."""
    row = queries.get_act(request.user, code)

    def now() -> CurrentState:
        fresh = queries.get_act(request.user, code)
        state = (_("Status"), row.get_state_display(), fresh.get_state_display())
        return CurrentState(fresh.version, {"paid_on": fresh.paid_on, "payment_number": fresh.payment_number}, beside=[state])

    return process_form(
        request,
        _page(_("Record the payment of the act"), _("Mark as paid"), row, "pay", HOW_PAY),
        lambda data: PayActForm(data, initial={"version": row.version}),
        lambda form: actions.pay_act(row, by=request.user, **form.action_kwargs),
        said=_("Marked as paid."),
        now=now,
    )


@requires(Permission.DESK)
def print_act(request: StaffRequest, code: str) -> HttpResponse:
    """The act on paper, in Tajik or Russian: codes, hours, sums and two places to sign."""
    row = queries.get_act(request.user, code)
    asked = request.GET.get("language") or translation.get_language() or ""
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    lines = queries.lines(row)
    hours = hours_of((line.minutes, bool(line.quantity)) for line in lines)
    with translation.override(language):
        html = render_to_string("desk/money/prints/act.html", {"row": row, "lines": lines, "hours": hours, "language": language})
    response = HttpResponse(make_pdf(html, STYLE), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{row.code}.pdf"'
    return response
