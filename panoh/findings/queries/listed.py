"""One list of medicines, allergies and diagnoses of a person: names, doses, days and codes, and never what was written beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.cases.policy import shown, withheld_kinds
from panoh.findings import policy
from panoh.findings.diagnoses import label_of
from panoh.findings.models import Allergy, Diagnosis, Medicine
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

NAMES = ("name", "dose", "substance")  # the words of these rows that are listed


@dataclass(frozen=True, slots=True)
class ListedDiagnosis:
    """A diagnosis by its code, of whichever discipline."""

    row: Diagnosis
    label: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What holds now, before what is over."""

    allergies: list[Opened]
    medicines: list[Opened]
    stopped: list[Opened]
    now: list[ListedDiagnosis]
    past: list[ListedDiagnosis]


def listed(user: User, case: Case) -> Listed:
    """Everything at once, opened with one event, codes too. Five queries and those of the opening."""
    policy.check_can_read_list(user, case)
    case.withheld_kinds = withheld_kinds(user, case)
    allergies = list(Allergy.objects.filter(person=case.person_id, ended_on=None).order_by("kind", "-noted_on", "id"))
    medicines = list(Medicine.objects.filter(person=case.person_id).order_by("-started_on", "id"))
    diagnoses = list(shown(case, Diagnosis.objects.filter(person=case.person_id)).order_by("-found_on", "code", "id"))
    rows: list[Allergy | Diagnosis | Medicine] = [*allergies, *medicines, *diagnoses]
    opened = _opened(rows, user) if rows else {}
    lines = [ListedDiagnosis(row, label_of(row.system, row.code)) for row in diagnoses]
    return Listed(
        allergies=[opened[row.pk] for row in allergies],
        medicines=[opened[row.pk] for row in medicines if row.ended_on is None],
        stopped=[opened[row.pk] for row in medicines if row.ended_on is not None],
        now=[line for line in lines if line.row.ended_on is None],
        past=[line for line in lines if line.row.ended_on is not None],
    )


def _opened(rows: list[Allergy | Diagnosis | Medicine], user: User) -> Mapping[UUID, Opened]:
    return {item.row.pk: item for item in open_sealed(rows, by=user.actor, purpose=Purpose.CARE, fields=NAMES)}
