"""What care outside cost: lines against the agreement."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.core.templatetags.panoh import money
from panoh.desk.episodes.views.episodes import BACK_ONE
from panoh.desk.frame.form_page import CurrentState, Page, Words, process_form
from panoh.episodes.actions import costs as actions
from panoh.episodes.forms.episode import CostForm, StrikeForm, TakeOverForm
from panoh.episodes.policy import may_except_cost
from panoh.episodes.pricing import terms_for
from panoh.episodes.queries import episode as queries
from panoh.episodes.queries.episode import EpisodeRow
from panoh.network.enums import TariffUnit

HOW_COST = _("Enter a price only where none is agreed. If it is above the ceiling, the coordinator records it with a reason.")
HOW_STRIKE = _("The line stays visible but is not counted. Then enter the correct one.")
HOW_TAKE = _("The cost the facility entered on the referral is used as it is. You do not type it again.")


def _page(row: EpisodeRow, title: Words, button: Words, name: str, how: Words, note: str = "") -> Page:
    return Page(title, button, reverse("desk:episode", args=[row.code]), BACK_ONE, name, how, note, row.code)


@requires(Permission.REFERRAL_WRITE)
def add_cost(request: StaffRequest, code: str) -> HttpResponse:
    """So many units at the agreed price."""
    row = queries.get_episode(request.user, code)
    terms = terms_for(row, row.service)
    currency = terms.agreement.get_currency_display() if terms.agreement else ""
    note = "; ".join(f"{TariffUnit(unit).label}: {money(price)} {currency}" for unit, price in terms.prices.items())
    initial = {"service": row.service, "unit": next(iter(terms.prices), TariffUnit.VISIT), "quantity": row.days or queries.visits(row) or 1}
    return process_form(
        request,
        _page(row, _("Cost"), _("Record the cost"), f"cost:{row.pk}", HOW_COST, note),
        lambda data: CostForm(data, initial=initial, may_except=may_except_cost(request.user, row)),
        lambda form: actions.add_cost(row, by=request.user, **form.action_kwargs),
        said=_("Cost recorded."),
    )


@requires(Permission.REFERRAL_WRITE)
def take_over_cost(request: StaffRequest, code: str) -> HttpResponse:
    """What the referral says it cost."""
    row = queries.get_episode(request.user, code)
    referral = row.referral
    note = f"{money(referral.cost_amount)} {referral.get_cost_currency_display()}" if referral and referral.cost_amount is not None else ""
    return process_form(
        request,
        _page(row, _("Use the cost from the referral"), _("Use this cost"), f"cost-taken:{row.pk}", HOW_TAKE, note),
        lambda data: TakeOverForm(data, may_except=may_except_cost(request.user, row)),
        lambda form: actions.take_over_cost(row, by=request.user, **form.action_kwargs),
        said=_("Cost recorded."),
    )


@requires(Permission.REFERRAL_WRITE)
def strike_cost(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Strikes out a line that was entered wrongly."""
    row = queries.get_episode(request.user, code)
    line = queries.get_cost(row, key)
    note = f"{line.get_service_display()}, {money(line.amount)} {line.get_currency_display()}"

    def now() -> CurrentState:
        fresh = queries.get_cost(row, key)
        return CurrentState(fresh.version, {}, [(_("Crossed out"), _("no"), _("yes") if fresh.struck_on else _("no"))])

    return process_form(
        request,
        _page(row, _("Cross out a cost"), _("Cross out"), f"cost-strike:{key}", HOW_STRIKE, note),
        lambda data: StrikeForm(data, initial={"version": line.version}),
        lambda form: actions.strike_cost(line, by=request.user, words=form.cleaned_data["words"], expected=form.cleaned_data["version"]),
        said=_("Crossed out. It is not counted."),
        now=now,
    )
