"""Keeping the structured part of an assessment: by its author, each time as a new row."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import CHANGED_MEANWHILE, action, save
from panoh.cases.models import Assessment
from panoh.cases.policy import check_discipline
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.findings.events import PartEvent
from panoh.findings.parts import PARTS, AnyPart
from panoh.findings.queries.parts import latest_part
from panoh.vault.actions import record_about, seal
from panoh.vault.fields import sealed_fields

CLOSED = _("This case is closed. Reopen it first.")
AUTHOR_ONLY = _("Only its author can correct an assessment.")
NOTHING_KEPT = _("No answers yet. Answer at least one question.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
NOT_YET = _("This date is in the future. Check it.")


@action(undo=_("Details saved."))
def keep_part(assessment: Assessment, *, by: User, facts: Mapping[str, Any], expected: int | None = None) -> AnyPart:
    """Keeps the details of an assessment of one's own; `facts` are the coded and the sealed fields of its part.

    `expected` is the number of what the form was built from, 0 for nothing. What was kept before stays. Raises Conflict.
    """
    check_discipline(by, assessment.case, assessment.discipline)
    if assessment.by_id != by.id:
        raise Denied(AUTHOR_ONLY)
    if not assessment.case.is_open:
        raise WrongState(CLOSED)
    model, before = PARTS[assessment.discipline], latest_part(assessment)
    number = before.number if before else 0
    if expected is not None and expected != number:
        raise Conflict(CHANGED_MEANWHILE)
    texts = {name: value for name, value in facts.items() if name in sealed_fields(model)}
    coded = {name: value for name, value in facts.items() if name not in texts}
    if not any(value not in (None, "") for value in facts.values()):
        raise Invalid(NOTHING_KEPT)
    row = model(assessment=assessment, person_id=assessment.person_id, number=number + 1, made_at=now(), by=by, **_checked(model, coded))
    seal(row, by=by.actor, **texts)
    save(row)
    record_about(PartEvent.DETAILS_KEPT, by=by.actor, about=[assessment])
    return row


def _checked(model: type[AnyPart], coded: Mapping[str, Any]) -> dict[str, Any]:
    """The coded facts, each on its list; only a deadline and a hearing may lie ahead."""
    for name, value in coded.items():
        field = model._meta.get_field(name)
        known = {code for code, _label in getattr(field, "choices", None) or ()}
        if known and value not in (None, "") and value not in known:
            raise Invalid(NO_CHOICE, {name: NO_CHOICE})
        if name == "complaint_on" and isinstance(value, dt.date) and value > today():
            raise Invalid(NOT_YET, {name: NOT_YET})
    return dict(coded)
