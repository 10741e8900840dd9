"""Findings, by the house's own actions."""

from typing import Any

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.findings.actions.body import place_mark
from panoh.findings.actions.clinical import add_allergy, add_diagnosis, add_medicine
from panoh.findings.actions.story import add_alleged_event, tell_story
from panoh.findings.models import AllegedEvent, Allergy, BodyMark, Diagnosis, Medicine, Narrative


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


def tell(case: Case, *, by: User, words: str = "Задержан вечером, держали трое суток", **facts: Any) -> Narrative:
    """What was told, as the next version."""
    return tell_story(case, by=by, words=words, told_on=today(), **facts)


def make_event(case: Case, *, by: User, **facts: Any) -> AllegedEvent:
    """An alleged event of May 2019 with a method, a body and a place."""
    given = {"began": "2019-05", "methods": ["bag"], "bodies": ["interior"], "place_kind": "station", "words": "Второй этаж", **facts}
    return add_alleged_event(case, by=by, **given)


def make_mark(case: Case, *, by: User, **facts: Any) -> BodyMark:
    """A pale scar of three centimetres on the chest, seen today."""
    given = {"region": "chest", "kind": "scar", "seen_on": today(), "size_mm": 30, "note": "Бледный рубец", **facts}
    return place_mark(case, by=by, **given)
