"""Which structured part belongs to the assessment of which discipline."""

import json
from collections.abc import Mapping
from typing import Any

from panoh.cases.enums import Discipline
from panoh.findings.models import LegalPart, MedicalPart, MentalPart, SocialPart

type AnyPart = MedicalPart | MentalPart | SocialPart | LegalPart

PARTS: dict[str, type[AnyPart]] = {
    Discipline.MEDICAL: MedicalPart,
    Discipline.PSYCHOLOGICAL: MentalPart,
    Discipline.SOCIAL: SocialPart,
    Discipline.LEGAL: LegalPart,
}


def packed(answers: Mapping[str, tuple[str, str]]) -> str:
    """Answers with their words as one sealed text; blank where none was given."""
    given = {name: list(answer) for name, answer in answers.items() if any(answer)}
    return json.dumps(given, ensure_ascii=False, sort_keys=True) if given else ""


def unpacked(text: str | None) -> dict[str, tuple[str, str]]:
    """The same again."""
    read: dict[str, Any] = json.loads(text) if text else {}
    return {name: (answer[0], answer[1]) for name, answer in read.items()}
