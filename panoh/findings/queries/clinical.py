"""The physician's page: allergies, medicines, diagnoses, the last examinations; and the diagnoses of a psychologist, each for its own."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import DateField, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.actions.reading import Correction
from panoh.cases.enums import Discipline
from panoh.cases.models import Amendment, Assessment, Case
from panoh.cases.policy import check_discipline
from panoh.core.errors import NotFound
from panoh.findings import policy
from panoh.findings.diagnoses import label_of
from panoh.findings.models import Allergy, Diagnosis, Medicine
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

# How views, which know no models, name what they are given.
type DiagnosisRecord = Diagnosis

NOT_HERE = _("Page not found, or the entry was withdrawn.")
EXAMINATIONS_SHOWN = 5

type Clinical = Allergy | Diagnosis | Medicine


@dataclass(frozen=True, slots=True)
class DiagnosisRow:
    """A diagnosis as it is read."""

    row: Diagnosis
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Diagnoses:
    """Those of one discipline: what holds, what is over, what was corrected."""

    now: list[DiagnosisRow]
    past: list[DiagnosisRow]
    corrected: list[Correction]


@dataclass(frozen=True, slots=True)
class Medical:
    """What stands on the page, what holds now before what is over."""

    allergies: list[Opened]
    medicines: list[Opened]
    stopped: list[Opened]
    diagnoses: list[DiagnosisRow]
    past: list[DiagnosisRow]
    corrected: list[Correction]
    examinations: list[Assessment]


def medical(user: User, case: Case) -> Medical:
    """Everything at once, opened with one event. Five queries and those of the opening."""
    policy.check_can_read_medical(user, case)
    allergies = list(policy.visible_allergies(user).filter(person=case.person_id, ended_on=None).order_by("kind", "-noted_on", "id"))
    medicines = list(policy.visible_medicines(user).filter(person=case.person_id).order_by("-started_on", "id"))
    diagnoses = _diagnoses(user, case, Discipline.MEDICAL)
    opened, corrected = _opened(user, [*allergies, *medicines, *diagnoses])
    lines = _lines(diagnoses, opened)
    return Medical(
        allergies=[opened[row.pk] for row in allergies],
        medicines=[opened[row.pk] for row in medicines if row.ended_on is None],
        stopped=[opened[row.pk] for row in medicines if row.ended_on is not None],
        diagnoses=[line for line in lines if line.row.ended_on is None],
        past=[line for line in lines if line.row.ended_on is not None],
        corrected=corrected,
        examinations=list(
            case.assessments.filter(discipline=Discipline.MEDICAL).select_related("by").order_by("-done_on", "id")[:EXAMINATIONS_SHOWN]
        ),
    )


def diagnoses(user: User, case: Case, discipline: Discipline) -> Diagnoses:
    """The diagnoses of one discipline, opened with one event. Two queries and those of the opening."""
    check_discipline(user, case, discipline)
    rows = _diagnoses(user, case, discipline)
    opened, corrected = _opened(user, rows)
    lines = _lines(rows, opened)
    return Diagnoses([line for line in lines if line.row.ended_on is None], [line for line in lines if line.row.ended_on], corrected)


def _diagnoses(user: User, case: Case, discipline: Discipline) -> list[Diagnosis]:
    found = policy.visible_diagnoses(user, discipline).filter(person=case.person_id)
    return list(found.select_related("by").order_by("-found_on", "code", "id"))


def _lines(rows: Sequence[Diagnosis], opened: Mapping[UUID, Opened]) -> list[DiagnosisRow]:
    return [DiagnosisRow(row, label_of(row.system, row.code), opened[row.pk].note or "") for row in rows]


def _opened(user: User, rows: Sequence[Clinical]) -> tuple[dict[UUID, Opened], list[Correction]]:
    """The words of these rows, and what stood in them before they were corrected, newest first."""
    kept = list(Amendment.objects.filter(row__in=[row.pk for row in rows]).order_by("-at", "field", "id")) if rows else []
    opened = open_sealed([*rows, *kept], by=user.actor, purpose=Purpose.CARE) if rows else []
    by_key, amended = {item.row.pk: item for item in opened[: len(rows)]}, opened[len(rows) :]
    things = {row.pk: row for row in rows}
    return by_key, [_correction(things[item.row.row], item) for item in amended]


def _correction(row: Clinical, opened: Opened) -> Correction:
    field, former = opened.row.field, opened.former or ""
    if isinstance(row._meta.get_field(field), DateField) and former:
        former = f"{dt.date.fromisoformat(former):%d.%m.%Y}"
    elif choices := dict(getattr(row._meta.get_field(field), "flatchoices", ())):
        former = str(choices.get(former, former))
    return Correction(opened.row.at, _said(row), str(FIELDS[field]), former, opened.reason or "")


def _said(row: Clinical) -> str:
    """What was corrected, as it stands there now: a diagnosis by its code, else what sort of thing it is."""
    return row.code if isinstance(row, Diagnosis) else str(_("medicine") if isinstance(row, Medicine) else _("allergy"))


FIELDS = {
    "system": _("code system"),
    "code": _("code"),
    "certainty": _("how certain"),
    "found_on": _("since which day"),
    "started_on": _("since which day"),
    "ended_on": _("over since"),
    "note": _("note"),
    "name": _("name"),
    "dose": _("dose, how often"),
    "severity": _("how severe it was"),
    "substance": _("intolerance of"),
    "reaction": _("what happened then"),
}


def words_of(user: User, row: Clinical) -> Opened:
    """The words of one of them, for the form in which it is corrected. The caller has asked whose it is."""
    (opened,) = open_sealed([row], by=user.actor, purpose=Purpose.CARE)
    return opened


def _one[M: Model](rows: QuerySet[M], case: Case, key: UUID) -> M:
    found = rows.filter(person=case.person_id, pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_diagnosis(user: User, case: Case, key: UUID, discipline: Discipline = Discipline.MEDICAL) -> Diagnosis:
    """One diagnosis of this person, of one discipline."""
    return _one(policy.visible_diagnoses(user, discipline).select_related("case"), case, key)


def get_medicine(user: User, case: Case, key: UUID) -> Medicine:
    """One medicine of this person."""
    return _one(policy.visible_medicines(user), case, key)


def get_allergy(user: User, case: Case, key: UUID) -> Allergy:
    """One allergy of this person."""
    return _one(policy.visible_allergies(user), case, key)
