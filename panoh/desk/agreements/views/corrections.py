"""A signed agreement that was typed wrongly: brought in line with the paper, with a reason."""

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.desk.agreements.views.agreements import agreement_page
from panoh.desk.frame.form_page import CurrentState, process_form
from panoh.network.actions import corrections as actions
from panoh.network.forms.agreements import CorrectAgreementForm, CorrectPriceForm
from panoh.network.queries import agreements as queries

HOW = _("Make the entry match the signed paper. New agreements between the two sides go into the next agreement.")


@requires(Permission.AGREEMENT_WRITE)
def correct_agreement(request: StaffRequest, key: UUID) -> HttpResponse:
    """Corrects its terms."""
    row = queries.get_agreement(request.user, key)

    def now() -> CurrentState:
        fresh = queries.get_agreement(request.user, key)
        return CurrentState(fresh.version, {name: getattr(fresh, name) for name in actions.CORRECTABLE})

    def make(data: QueryDict | None) -> CorrectAgreementForm:
        known = {name: getattr(row, name) for name in actions.CORRECTABLE}
        return CorrectAgreementForm(data, initial={**known, "version": row.version})

    return process_form(
        request,
        agreement_page(_("Correct the agreement"), _("Correct"), row, "correct", HOW),
        make,
        lambda form: actions.correct_agreement(row, by=request.user, **form.action_kwargs),
        said=_("Corrected. The earlier text is saved."),
        now=now,
    )


@requires(Permission.AGREEMENT_WRITE)
def correct_price(request: StaffRequest, key: UUID, line: UUID) -> HttpResponse:
    """Corrects one of its prices."""
    row = queries.get_agreement(request.user, key)
    price = queries.get_price(row, line)

    def now() -> CurrentState:
        fresh = queries.get_price(row, line)
        return CurrentState(fresh.version, {"price": fresh.price})

    note = f"{price.get_service_display()}, {price.get_unit_display()}"
    return process_form(
        request,
        agreement_page(_("Correct the price"), _("Correct"), row, f"price-correct-{price.pk}", HOW, note),
        lambda data: CorrectPriceForm(data, initial={"price": price.price, "version": price.version}),
        lambda form: actions.correct_price(price, by=request.user, **form.action_kwargs),
        said=_("Corrected. The earlier text is saved."),
        now=now,
    )
