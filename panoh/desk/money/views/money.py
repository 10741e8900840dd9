"""Money: asked for and decided on in a case; codes and sums alone for the accountant."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions import money as actions
from panoh.cases.actions.reading import read_shared
from panoh.cases.forms.money import AskMoneyForm, CorrectPaymentForm, DecideMoneyForm
from panoh.cases.queries import money
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.core.templatetags.panoh import money as sum_of
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.desk.frame.task_rows import of_money

PAGE_SIZE = 50
BACK = _("Sessions and help")
HOW_ASK = _(
    "You can give up to 500 somoni, 50 dollars or 50 euros without asking. For more, the coordinator agrees first, within two days."
)
GIVEN_ALREADY = _("Already given: %(sum)s.")
GIVEN_SO_FAR = _("Paid for help in this case so far: %(sums)s.")
NOTHING_YET = _("Nothing was paid for help in this case yet.")
HOW_DECIDE = _("The person who asked does not decide. If you decline, give the reason: they will read it.")
HOW_CORRECT = _("Enter the correct text and the reason. The earlier text is also saved.")


def _page(case: CaseRow, title: Words, button: Words, name: str, how: Words, note: str = "") -> Page:
    return Page(title, button, reverse("desk:case_sessions", args=[case.code]), BACK, name, how, note, case.code)


@requires(Permission.MONEY_VIEW)
def show_money(request: StaffRequest) -> HttpResponse:
    """What was given: sums by month and budget code, then each payment. No case, no person."""
    page = Paginator(money.payments(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/money/money.html", {"page": page, "sums": money.sums_by_code(request.user)})


@requires(Permission.CASE_WORK)
def ask_for_money(request: StaffRequest, code: str) -> HttpResponse:
    """Asks for money above the limit."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    page = _page(case, _("Ask for money"), _("Send the request"), f"money-ask:{case.pk}", HOW_ASK)
    said = _("Request sent. The coordinator decides within two working days.")
    return process_form(
        request, page, AskMoneyForm, lambda form: actions.ask_for_money(case, by=request.user, **form.cleaned_data), said=said
    )


def _given_so_far(case: CaseRow) -> str:
    sums = ", ".join(f"{sum_of(amount)} {currency.label}" for currency, amount in money.sums(case))
    return str(GIVEN_SO_FAR % {"sums": sums} if sums else NOTHING_YET)


@requires(Permission.MONEY_APPROVE)
def decide_money(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """The coordinator agrees, or says why not."""
    case = get_case(request.user, code, Permission.MONEY_APPROVE)
    row = money.get_money_asked(case, key)
    words = read_shared([row], by=request.user)[row.pk].get("words", "")
    note = f"{of_money(row)}. {words}"
    if (given := getattr(row, "payment", None)) is not None:
        note += " " + GIVEN_ALREADY % {"sum": f"{sum_of(given.amount)} {given.get_currency_display()}"}
    note += f" {_given_so_far(case)}"
    page = _page(case, _("Money requested"), _("Decide"), f"money-decide:{key}", HOW_DECIDE, note)

    def now() -> CurrentState:
        fresh = money.get_money_asked(case, key)
        return CurrentState(fresh.version, {"remark": ""}, beside=[(_("Status"), row.get_state_display(), fresh.get_state_display())])

    return process_form(
        request,
        page,
        lambda data: DecideMoneyForm(data, initial={"version": row.version}),
        lambda form: actions.decide_money(row, by=request.user, **form.action_kwargs),
        said=_("Decided."),
        now=now,
    )


@requires(Permission.CASE_WORK)
def correct_payment(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Corrects what a line of help cost, with the reason."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    row = money.get_payment(case, key)
    page = _page(case, _("Correct the cost"), _("Save the correction"), f"correct-payment:{key}", HOW_CORRECT)

    def now() -> CurrentState:
        fresh = money.get_payment(case, key)
        names = ("amount", "currency", "payer", "budget_code", "proof", "receipt")
        return CurrentState(fresh.version, {name: getattr(fresh, name) for name in names})

    def act(form: CorrectPaymentForm) -> None:
        given = form.cleaned_data
        actions.correct_payment(row, by=request.user, why=given["why"], money=form.money, expected=given["version"])

    return process_form(request, page, lambda data: CorrectPaymentForm(data, initial=begin(data, now)), act, said=_("Corrected."), now=now)
