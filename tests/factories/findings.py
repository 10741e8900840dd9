"""Findings, by the house's own actions."""

from typing import Any

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.findings.actions.clinical import add_allergy, add_diagnosis, add_medicine
from panoh.findings.models import Allergy, Diagnosis, Medicine


def make_diagnosis(case: Case, *, by: User, **facts: Any) -> Diagnosis:
    """Post-traumatic stress disorder in ICD-10, confirmed today."""
    given = {"system": "icd10", "code": "F43.1", "certainty": "confirmed", "found_on": today(), "note": "По опросу и осмотру", **facts}
    return add_diagnosis(case, by=by, **given)


def make_medicine(case: Case, *, by: User, **facts: Any) -> Medicine:
    """A medicine taken now."""
    return add_medicine(case, by=by, **{"name": "Амитриптилин", "dose": "25 мг на ночь", **facts})


def make_allergy(case: Case, *, by: User, **facts: Any) -> Allergy:
    """An allergy that was dangerous."""
    return add_allergy(case, by=by, **{"kind": "known", "substance": "Пенициллин", "severity": "life", "reaction": "Отёк лица", **facts})
