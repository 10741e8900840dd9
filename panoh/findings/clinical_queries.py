"""The physician's page: allergies, medicines, diagnoses, the last examinations. Nothing of another discipline."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.enums import Discipline
from panoh.cases.models import Assessment, Case
from panoh.core.errors import NotFound
from panoh.findings import policy
from panoh.findings.diagnoses import label_of
from panoh.findings.models import Allergy, Diagnosis, Medicine
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

NOT_HERE = _("There is no such page, or what stood here was taken back.")
EXAMINATIONS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A diagnosis as it is read."""

    row: Diagnosis
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Medical:
    """What stands on the page, what holds now before what is over."""

    allergies: list[Opened]
    medicines: list[Opened]
    stopped: list[Opened]
    diagnoses: list[Line]
    past: list[Line]
    examinations: list[Assessment]


def medical(user: User, case: Case) -> Medical:
    """Everything at once, opened with one event. Four queries and those of the opening."""
    policy.check_can_read_medical(user, case)
    allergies = list(policy.visible_allergies(user).filter(person=case.person_id, ended_on=None).order_by("kind", "-noted_on", "id"))
    medicines = list(policy.visible_medicines(user).filter(person=case.person_id).order_by("-started_on", "id"))
    diagnoses = list(policy.visible_diagnoses(user).filter(person=case.person_id).select_related("by").order_by("-found_on", "code", "id"))
    rows = [*allergies, *medicines, *diagnoses]
    opened = {item.row.pk: item for item in open_sealed(rows, by=user.actor, purpose=Purpose.CARE)} if rows else {}
    lines = [Line(row, label_of(row.system, row.code), opened[row.pk].note or "") for row in diagnoses]
    return Medical(
        allergies=[opened[row.pk] for row in allergies],
        medicines=[opened[row.pk] for row in medicines if row.ended_on is None],
        stopped=[opened[row.pk] for row in medicines if row.ended_on is not None],
        diagnoses=[line for line in lines if line.row.ended_on is None],
        past=[line for line in lines if line.row.ended_on is not None],
        examinations=list(
            case.assessments.filter(discipline=Discipline.MEDICAL).select_related("by").order_by("-done_on", "id")[:EXAMINATIONS_SHOWN]
        ),
    )


def _one[M: Model](rows: QuerySet[M], case: Case, key: UUID) -> M:
    found = rows.filter(person=case.person_id, pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_diagnosis(user: User, case: Case, key: UUID) -> Diagnosis:
    """One diagnosis of this person."""
    return _one(policy.visible_diagnoses(user), case, key)


def get_medicine(user: User, case: Case, key: UUID) -> Medicine:
    """One medicine of this person."""
    return _one(policy.visible_medicines(user), case, key)


def get_allergy(user: User, case: Case, key: UUID) -> Allergy:
    """One allergy of this person."""
    return _one(policy.visible_allergies(user), case, key)
