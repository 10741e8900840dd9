"""Findings in the sample: what was seen at triage, and the physician's page."""

import datetime as dt

from panoh.cases import actions
from panoh.cases.danger import Danger, Signs, SuicideSign
from panoh.cases.enums import Urgency
from panoh.cases.models import Case
from panoh.core.clock import now, today
from panoh.desk.sample_staff import Staff
from panoh.findings.actions import clinical


def make_findings(staff: Staff, cases: dict[str, Case]) -> None:
    """What was found in these cases, and what it made urgent."""
    _triage(staff, cases)
    _medical(staff, cases["first"])


def _triage(staff: Staff, cases: dict[str, Case]) -> None:
    held = Signs(dangers=(Danger.DETAINED, Danger.ACUTE), violence_at=now() - dt.timedelta(hours=80))
    actions.change_urgency(cases["detained"], by=staff.social_worker, urgency=Urgency.RED, signs=held)
    asked = Signs(suicide=(SuicideSign.WISH,))
    actions.change_urgency(cases["first"], by=staff.psychologist, urgency=Urgency.AMBER, signs=asked)


def _medical(staff: Staff, case: Case) -> None:
    physician, since = staff.physician, today() - dt.timedelta(days=40)
    for code, certainty in (("F43.1", "provisional"), ("G44.3", "confirmed"), ("H72.9", "history")):
        clinical.add_diagnosis(case, by=physician, system="icd10", code=code, certainty=certainty, found_on=since)
    clinical.add_medicine(case, by=physician, name="Амитриптилин", dose="25 мг на ночь", started_on=since)
    former = clinical.add_medicine(case, by=physician, name="Ибупрофен", dose="200 мг при боли", started_on=since)
    clinical.stop_medicine(former, case, by=physician)
    clinical.add_allergy(case, by=physician, kind="known", substance="Пенициллин", severity="severe", reaction="Сыпь, отёк")
