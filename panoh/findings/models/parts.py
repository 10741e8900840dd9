"""The structured part of an assessment, a table a discipline. Each keeping is a row of its own; the newest holds."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from panoh.accounts.models import User
from panoh.cases.models import Assessment
from panoh.core.models import Base
from panoh.findings import kinds
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Part(Base):
    """What every part has: its assessment, its number among the versions, who kept it and when."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="%(class)ss")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["assessment", "number"], name="findings_%(class)s_number")
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def case_id(self) -> UUID:
        """The case it is about: what follows from it there is looked at again."""
        return self.assessment.case_id

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class MedicalPart(Part):
    """History, examination by system, investigations."""

    PLAINTEXT_FIELDS = frozenset({"number", "made_at"})

    history = Sealed("clinical")
    systems = Sealed("clinical")  # {system: [what came of looking, in words]}
    investigations = Sealed("clinical")


class MentalPart(Part):
    """The mental state by its parts."""

    PLAINTEXT_FIELDS = frozenset({"number", "made_at"})

    state = Sealed("clinical")  # {part: [how much trouble, in words]}
    strengths = Sealed("clinical")


class SocialPart(Part):
    """How the person lives, and the six questions of the Washington Group: 1 no difficulty to 4 cannot, empty where not asked."""

    PLAINTEXT_FIELDS = frozenset(
        {"number", "made_at", "housing", "income", "schooling", "work", "household", "children", *(each.value for each in kinds.Ability)}
    )

    housing = models.CharField(max_length=10, choices=kinds.Housing, blank=True)
    income = models.CharField(max_length=8, choices=kinds.Income, blank=True)
    schooling = models.CharField(max_length=14, choices=kinds.Schooling, blank=True)
    work = models.CharField(max_length=8, choices=kinds.Work, blank=True)
    household = models.PositiveSmallIntegerField(null=True, blank=True)
    children = models.PositiveSmallIntegerField(null=True, blank=True)
    seeing = models.PositiveSmallIntegerField(null=True, blank=True, choices=kinds.DIFFICULTY)
    hearing = models.PositiveSmallIntegerField(null=True, blank=True, choices=kinds.DIFFICULTY)
    walking = models.PositiveSmallIntegerField(null=True, blank=True, choices=kinds.DIFFICULTY)
    remembering = models.PositiveSmallIntegerField(null=True, blank=True, choices=kinds.DIFFICULTY)
    self_care = models.PositiveSmallIntegerField(null=True, blank=True, choices=kinds.DIFFICULTY)
    communicating = models.PositiveSmallIntegerField(null=True, blank=True, choices=kinds.DIFFICULTY)
    words = Sealed("words")


class LegalPart(Part):
    """Where a complaint stands, by when something is due, the next hearing. Not the strategy: that stays with the lawyers."""

    PLAINTEXT_FIELDS = frozenset({"number", "made_at", "complaint", "complaint_on", "deadline_on", "hearing_on"})

    complaint = models.CharField(max_length=14, choices=kinds.Complaint, blank=True)
    complaint_on = models.DateField(null=True, blank=True)
    deadline_on = models.DateField(null=True, blank=True)
    hearing_on = models.DateField(null=True, blank=True)
    words = Sealed("legal")
