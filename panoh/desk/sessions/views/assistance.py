"""Help given on a case."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases import actions
from panoh.cases.actions.money import give_help as give_help_with_cost
from panoh.cases.actions.reading import read_shared
from panoh.cases.enums import MoneyState
from panoh.cases.forms.sessions import CorrectHelpForm, HelpForm
from panoh.cases.queries import care
from panoh.cases.queries import money as money_queries
from panoh.cases.queries.cases import CaseRow, get_case
from panoh.core.forms import PanohForm
from panoh.core.templatetags.panoh import money
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, is_sent, process_form, said_later
from panoh.desk.frame.planned_services import asked_for, services_said
from panoh.network.queries import facilities, names_of
from panoh.network.queries.directory import FacilityRow
from panoh.places.alphabet import alphabetical
from panoh.vault.purpose import Purpose

BACK = _("Sessions and help")
HOW_GIVE = _("Record help on the day it is given. Record a session as a session, not here: it is counted by itself.")
ABOVE = _("Help recorded with the actual sum. It is above the sum agreed beforehand. The coordinator decides on it.")
HOW_CORRECT = _("Enter the correct text and the reason. The earlier text stays saved and sealed.")


def _where_help_is(code: str) -> str:
    """The page of sessions and help, the help unfolded: who recorded some sees it."""
    return reverse("desk:case_sessions", args=[code]) + "?help=1"


def _correcting(case: CaseRow, key: UUID, title: Words, name: str) -> Page:
    back = _where_help_is(case.code)
    return Page(title, _("Save the correction"), back, BACK, f"{name}:{key}", HOW_CORRECT, code=case.code)


def _facilities(request: StaffRequest) -> dict[Any, str]:
    """What they are called, by the alphabet where the page shows them."""
    rows = list(facilities(request.user))
    if is_sent(request):
        return said_later(rows, lambda: _named(request, rows))
    return dict(sorted(_named(request, rows).items(), key=lambda choice: alphabetical(choice[1])))


def _named(request: StaffRequest, rows: list[FacilityRow]) -> dict[Any, str]:
    names = names_of(rows, by=request.user, purpose=Purpose.CARE)
    return {row: names[row.pk] or row.get_kind_display() for row in rows}


def _said(row: Any) -> Any:
    paid = getattr(row, "payment", None)
    waits = paid is not None and paid.asked is not None and paid.asked.state == MoneyState.ASKED
    return ABOVE if waits else _("Help recorded.")


@requires(Permission.CASE_WORK)
def give_help(request: StaffRequest, code: str) -> HttpResponse:
    """Records help given."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    services = services_said(request, case)
    planned = asked_for(request, services)
    agreed = {row: f"{money(row.amount)} {row.get_currency_display()}" for row in money_queries.agreed_money(case)}
    offered: dict[str, Any] = {
        "agreed": agreed,
        "services": services,
        "initial": {"service": str(planned.pk), "help": planned.help, "item": planned.item} if planned else {},
        "facilities": _facilities(request),
    }
    back = _where_help_is(case.code)
    page = Page(_("Help given"), _("Record help"), back, BACK, f"help:{case.pk}", HOW_GIVE, code=case.code)

    def act(form: HelpForm) -> Any:
        return give_help_with_cost(case, by=request.user, **form.action_kwargs)

    return process_form(request, page, lambda data: HelpForm(data, **offered), act, said=_said)


@requires(Permission.CASE_WORK)
def correct_help(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Corrects help recorded, with the reason."""
    case = get_case(request.user, code, Permission.CASE_WORK)
    row = care.get_assistance(case, key)
    page = _correcting(case, key, _("Correct the help record"), "correct-help")

    def now() -> CurrentState:
        fresh = care.get_assistance(case, key)
        coded = {name: getattr(fresh, name) for name in ("help", "item", "given_on", "quantity")}
        return CurrentState(fresh.version, {**coded, **read_shared([fresh], by=request.user)[fresh.pk]})

    def act(form: PanohForm) -> None:
        actions.correct_assistance(row, by=request.user, expected=form.cleaned_data.pop("version"), **form.cleaned_data)

    return process_form(
        request,
        page,
        lambda data: CorrectHelpForm(data, initial=begin(data, now)),
        act,
        said=_("Help record corrected. The earlier entry is saved."),
        now=now,
    )
