"""The form of what happened to a referral; of its outcome, what the referral knows is filled in."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest
from panoh.desk.frame.planned_services import services_said
from panoh.referrals.enums import ReferralState, lacks_visit
from panoh.referrals.forms import STEP_FORMS, OutcomeForm, StepForm
from panoh.referrals.planned import begin_outcome, suggested
from panoh.referrals.queries.referrals import ReferralRecord


def step_form(request: StaffRequest, row: ReferralRecord, to: ReferralState, start: dict[str, Any]) -> Callable[..., StepForm]:
    """Makes the form of a step that begins with `start`; that of an outcome also with the service, the visit and the price."""
    return _outcome_form(request, row, start) if to == ReferralState.COMPLETED else partial(STEP_FORMS[to], initial=start)


def _outcome_form(request: StaffRequest, row: ReferralRecord, start: dict[str, Any]) -> Callable[..., StepForm]:
    services = services_said(request, row.case)
    planned, known = suggested(row, services), begin_outcome(row)
    return partial(
        OutcomeForm,
        initial={**known, "planned": str(planned.pk) if planned else "", **start},
        services=services,
        asks_visit=lacks_visit(row.state),
        cost_from=_("The agreed price for one. Correct it to the actual sum; leave empty if nothing") if "cost" in known else "",
    )
