"""What each discipline found, and the seven capacities."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Assessment(Base):
    """What one discipline found. Its words are read by that discipline; the summary by all who work on the case."""

    PLAINTEXT_FIELDS = frozenset({"discipline", "done_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assessments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    discipline = models.CharField(max_length=14, choices=enums.Discipline)
    done_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    summary = Sealed("words")
    findings = Sealed("clinical")
    recommendations = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-done_on"]

    def __str__(self) -> str:
        return self.discipline

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class CapacityRating(Base):
    """The seven capacities, each 0–4, rated with the person."""

    PLAINTEXT_FIELDS = frozenset({"moment", "rated_on", "by", *enums.Capacity.values})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ratings")
    moment = models.CharField(max_length=10, choices=enums.Moment)
    rated_on = models.DateField()
    by = models.UUIDField()
    self_sufficiency = models.PositiveSmallIntegerField(null=True, blank=True)
    physical = models.PositiveSmallIntegerField(null=True, blank=True)
    mental = models.PositiveSmallIntegerField(null=True, blank=True)
    social = models.PositiveSmallIntegerField(null=True, blank=True)
    professional = models.PositiveSmallIntegerField(null=True, blank=True)
    integration = models.PositiveSmallIntegerField(null=True, blank=True)
    community = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["rated_on"]

    def __str__(self) -> str:
        return f"{self.moment} {self.rated_on}"
