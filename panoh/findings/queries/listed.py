"""One list of medicines, allergies and diagnoses of a person: names, doses, days and codes, and never what was written beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from panoh.accounts.models import User
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case, Task
from panoh.cases.policy import known_tasks, shown, visible_cases, withheld_kinds
from panoh.findings import policy
from panoh.findings.diagnoses import label_of
from panoh.findings.models import Allergy, Diagnosis, Medicine
from panoh.findings.overdose import DeadlyMedicine, deadly_in_overdose
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

NAMES = ("name", "dose", "substance")  # the words of these rows that are listed


@dataclass(frozen=True, slots=True)
class ListedDiagnosis:
    """A diagnosis by its code, of whichever discipline."""

    row: Diagnosis
    label: str


@dataclass(frozen=True, slots=True)
class Deadly:
    """A medicine of a person in danger of suicide of which an overdose is often deadly, and what the list says of it."""

    medicine: Opened
    said: DeadlyMedicine


@dataclass(frozen=True, slots=True)
class Listed:
    """What holds now, before what is over."""

    deadly: list[Deadly]
    allergies: list[Opened]
    medicines: list[Opened]
    stopped: list[Opened]
    now: list[ListedDiagnosis]
    past: list[ListedDiagnosis]


def listed(user: User, case: Case) -> Listed:
    """Everything at once, opened with one event, codes too. Six queries and those of the opening."""
    policy.check_can_read_list(user, case)
    case.withheld_kinds = withheld_kinds(user, case)
    allergies = list(Allergy.objects.filter(person=case.person_id, ended_on=None).order_by("kind", "-noted_on", "id"))
    medicines = list(Medicine.objects.filter(person=case.person_id).order_by("-started_on", "id"))
    diagnoses = list(shown(case, Diagnosis.objects.filter(person=case.person_id)).order_by("-found_on", "code", "id"))
    rows: list[Allergy | Diagnosis | Medicine] = [*allergies, *medicines, *diagnoses]
    opened = _opened(rows, user) if rows else {}
    lines = [ListedDiagnosis(row, label_of(row.system, row.code)) for row in diagnoses]
    at_danger = [opened[row.pk] for row in medicines] if _is_danger_of_suicide(user, case) else []
    return Listed(
        deadly=_deadly(at_danger),
        allergies=[opened[row.pk] for row in allergies],
        medicines=[opened[row.pk] for row in medicines if row.ended_on is None],
        stopped=[opened[row.pk] for row in medicines if row.ended_on is not None],
        now=[line for line in lines if line.row.ended_on is None],
        past=[line for line in lines if line.row.ended_on is not None],
    )


def deadly_at_danger(user: User, case: Case) -> list[Deadly]:
    """What of the person's medicines is often deadly in overdose, those of before too, which may still be at home; for who reads the list,
    while a danger of suicide is open. Of the list nothing else is opened."""
    if not policy.reads_list(user, case) or not _is_danger_of_suicide(user, case):
        return []
    rows = list(Medicine.objects.filter(person=case.person_id).order_by("-started_on", "id"))
    return _deadly(_opened(rows, user).values() if rows else [])


def _is_danger_of_suicide(user: User, case: Case) -> bool:
    """Whether one is open of this person that this reader may know of, on this case or another."""
    dangers = Task.objects.filter(known_tasks(user), kind=TaskKind.RISK, done_at=None, case__person=case.person_id)
    return dangers.filter(case__in=visible_cases(user).values("pk")).exists()


def _deadly(medicines: Iterable[Opened]) -> list[Deadly]:
    told = ((item, deadly_in_overdose(item.name or "")) for item in medicines)
    found = [Deadly(item, said) for item, said in told if said is not None]
    return sorted(found, key=lambda one: one.medicine.row.ended_on is not None)


def _opened(rows: Sequence[Allergy | Diagnosis | Medicine], user: User) -> Mapping[UUID, Opened]:
    return {item.row.pk: item for item in open_sealed(rows, by=user.actor, purpose=Purpose.CARE, fields=NAMES)}
