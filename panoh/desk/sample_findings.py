"""Findings in the sample: what was seen at triage."""

import datetime as dt

from panoh.cases import actions
from panoh.cases.danger import Danger, Signs, SuicideSign
from panoh.cases.enums import Urgency
from panoh.cases.models import Case
from panoh.core.clock import now
from panoh.desk.sample_staff import Staff


def make_findings(staff: Staff, cases: dict[str, Case]) -> None:
    """What was found in these cases, and what it made urgent."""
    _triage(staff, cases)


def _triage(staff: Staff, cases: dict[str, Case]) -> None:
    held = Signs(dangers=(Danger.DETAINED, Danger.ACUTE), violence_at=now() - dt.timedelta(hours=80))
    actions.change_urgency(cases["detained"], by=staff.social_worker, urgency=Urgency.RED, signs=held)
    asked = Signs(suicide=(SuicideSign.WISH,))
    actions.change_urgency(cases["first"], by=staff.psychologist, urgency=Urgency.AMBER, signs=asked)
