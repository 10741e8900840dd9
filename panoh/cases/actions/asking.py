"""A questionnaire asked on a case: who reads the case first, then what the questionnaire itself demands."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, name_record
from panoh.cases.actions.triggers import bring_forward_under_way
from panoh.cases.enums import ReviewCause
from panoh.cases.models import Case
from panoh.cases.policy import NOT_THIS_CASE, can
from panoh.core.errors import Denied
from panoh.instruments.actions import read_outcomes, record_response
from panoh.instruments.change import moved, threshold
from panoh.instruments.models import Response
from panoh.instruments.queries import scores_of, uses
from panoh.instruments.reading import definition

WORKS_WITH = (Permission.PSYCHOLOGICAL, Permission.MEDICAL, Permission.SOCIAL)


def may_ask_on(user: User, case: Case) -> bool:
    """Whether somebody works with this person in a discipline that asks questionnaires."""
    return any(can(user, permission, case) for permission in WORKS_WITH)


@action(undo=_("Questionnaire recorded."))
def ask(case: Case, *, by: User, **facts: Any) -> Response:
    """Records what was answered, of a case one works on, open or closed: at a follow-up one asks again.

    A score that is worse than the last time by more than chance brings the review of the programme forward.
    """
    if not may_ask_on(by, case):
        raise Denied(NOT_THIS_CASE)
    row = record_response(case.person, by=by, case=case.pk, **facts)
    name_record(case.code)
    if row.unsent is None and _got_worse(row, by=by):
        bring_forward_under_way(case, by=by, cause=ReviewCause.SCORE)
    return row


def _got_worse(row: Response, *, by: User) -> bool:
    """Whether the main score is worse than the time before by a reliable change, as far as whoever asks may read both."""
    form = definition(row.instrument)
    one = form.by_key.get(form.main)
    before = scores_of(row.person).filter(instrument=row.instrument, done_on__lte=row.done_on).exclude(pk=row.pk).first()
    if one is None or before is None:
        return False
    outcomes = read_outcomes([before, row], by=by)
    was, now = (outcomes[each.pk]["scores"].get(one.key) if each.pk in outcomes else None for each in (before, row))
    if was is None or now is None:
        return False
    said = uses().get(row.instrument)
    return moved(one, was, now, threshold(one, sd=said.sd if said else None, r=said.r if said else None)).verdict == "worse"
