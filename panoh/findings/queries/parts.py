"""The structured part of an assessment, for who reads its findings."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline
from panoh.cases.models import Assessment
from panoh.cases.policy import OTHER_DISCIPLINE, check_can, reads_findings
from panoh.core.errors import Denied
from panoh.findings.kinds import Ability, BodySystem, Examined, Mental, Trouble
from panoh.findings.models import SocialPart
from panoh.findings.parts import PARTS, AnyPart, unpacked
from panoh.instruments.reading import definition
from panoh.instruments.scoring import score
from panoh.vault.actions import open_sealed
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose

type Said = list[tuple[Any, str]]

LABELS: dict[str, Any] = {
    "history": _("History"),
    "investigations": _("Investigations and their results"),
    "strengths": _("What helps and supports the person"),
    "housing": _("Where the person lives"),
    "household": _("People living together"),
    "children": _("Under 18"),
    "income": _("Main source of income"),
    "schooling": _("Education"),
    "work": _("Work"),
    **{each.value: each.label for each in Ability},
    "complaint": _("Stage of the complaint"),
    "complaint_on": _("Complaint made on"),
    "deadline_on": _("Next deadline"),
    "hearing_on": _("Next hearing"),
    "words": _("Details"),
}
_ORDER = {
    Discipline.SOCIAL: ("housing", "household", "children", "income", "schooling", "work", *(each.value for each in Ability)),
    Discipline.LEGAL: ("complaint", "complaint_on", "deadline_on", "hearing_on"),
}


def latest_part(assessment: Assessment) -> AnyPart | None:
    """The part that holds."""
    return PARTS[assessment.discipline].objects.filter(assessment=assessment).select_related("by").order_by("-number").first()


def read_part(assessment: Assessment, *, by: User) -> dict[str, Any]:
    """Its coded facts and opened words by name, empty where nothing was kept. Raises Denied for who does not read the findings."""
    check_can(by, Permission.CASE_VIEW, assessment.case)
    if not reads_findings(by, assessment):
        raise Denied(OTHER_DISCIPLINE)
    row = latest_part(assessment)
    if row is None:
        return {}
    coded = {name: getattr(row, name) for name in row.PLAINTEXT_FIELDS - {"number", "made_at"}}
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.CARE)
    words = {name: getattr(opened, name) or "" for name in sealed_fields(type(row))}
    return {"number": row.number, "row": row, **coded, **words}


def lines(discipline: str, part: dict[str, Any]) -> Said:
    """What was kept as it is read: label and answer, without what was not asked."""
    if not part:
        return []
    row = part["row"]
    if discipline == Discipline.MEDICAL:
        asked = _answers(BodySystem, Examined, unpacked(part["systems"]))
        return [*_words(row, part, "history"), *asked, *_words(row, part, "investigations")]
    if discipline == Discipline.PSYCHOLOGICAL:
        return [*_answers(Mental, Trouble, unpacked(part["state"])), *_words(row, part, "strengths")]
    coded = [(LABELS[name], _shown(row, name)) for name in _ORDER[Discipline(discipline)] if getattr(row, name) not in (None, "")]
    return [*coded, *_disability(row), *_words(row, part, "words")]


def has_disability(row: SocialPart) -> bool | None:
    """By the recommended cut of the Washington Group: any of the six at "a lot" or more. None where nothing was asked."""
    flag = score(definition("wgss"), {each.value: getattr(row, each.value) for each in Ability}).flags["disability3"]
    return flag if isinstance(flag, bool) else None


def _disability(row: AnyPart) -> Said:
    found = has_disability(row) if isinstance(row, SocialPart) else None
    return [] if found is None else [(_("disability, by the six questions"), str(_("yes") if found else _("no")))]


def _answers(parts: Iterable[Any], answers: Any, given: dict[str, tuple[str, str]]) -> Said:
    said = [(part.label, *given.get(part.value, ("", ""))) for part in parts]
    return [(label, ". ".join(filter(None, (_label(answers, state), words)))) for label, state, words in said if state or words]


def _label(answers: Any, state: str) -> str:
    return str(answers(state).label) if state else ""


def _words(row: AnyPart, part: dict[str, Any], name: str) -> Said:
    return [(LABELS[name], part[name])] if part[name] else []


def _shown(row: AnyPart, name: str) -> str:
    value = getattr(row, name)
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown()) if shown else f"{value:%d.%m.%Y}" if hasattr(value, "year") else str(value)
