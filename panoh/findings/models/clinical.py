"""Diagnoses, medicines and allergies: what a physician looks up first. They follow the person through every episode."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.core.models import Base
from panoh.findings import kinds
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Diagnosis(Base):
    """A diagnosis by its code and the system of the code, of a physician or of a psychologist. What caused it is never part of it."""

    PLAINTEXT_FIELDS = frozenset({"discipline", "system", "code", "certainty", "found_on", "ended_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="diagnoses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="diagnoses")
    discipline = models.CharField(max_length=14, choices=Discipline, default=Discipline.MEDICAL)  # which reads it
    system = models.CharField(max_length=5, choices=kinds.System)
    code = models.CharField(max_length=12)
    certainty = models.CharField(max_length=12, choices=kinds.Certainty)
    found_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = Sealed("clinical")

    class Meta:
        ordering: ClassVar[list[str]] = ["-found_on", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("found_on")), name="findings_diagnosis_ends_later"
            ),
            models.CheckConstraint(
                condition=models.Q(discipline__in=(Discipline.MEDICAL, Discipline.PSYCHOLOGICAL)), name="findings_diagnosis_is_clinical"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.code}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Medicine(Base):
    """A medicine the person takes, or took."""

    PLAINTEXT_FIELDS = frozenset({"started_on", "ended_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="medicines")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="medicines")
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = Sealed("clinical")
    dose = Sealed("clinical")

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_on", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Allergy(Base):
    """What the person does not tolerate; or that it was asked and nothing is known."""

    PLAINTEXT_FIELDS = frozenset({"kind", "severity", "noted_on", "ended_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="allergies")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="allergies")
    kind = models.CharField(max_length=5, choices=kinds.AllergyKind)
    severity = models.CharField(max_length=6, choices=kinds.Severity, blank=True)
    noted_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    substance = Sealed("clinical")
    reaction = Sealed("clinical")

    class Meta:
        ordering: ClassVar[list[str]] = ["-noted_on", "id"]

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
