"""How a case follows the guidance: its steps, what moved their times, what was noted of the case."""

from typing import ClassVar

from django.db import models

from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.core.models import Base
from panoh.guidance.enums import SkipReason, StepState
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class CaseStep(Base):
    """One run of one step: which text the worker was shown, by when it is due, how it ended."""

    PLAINTEXT_FIELDS = frozenset("guidance step mark digest state started_at due_at ended_at ended_by by_hand reason raised".split())

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    guidance = models.CharField(max_length=20)  # the version whose text was shown
    step = models.CharField(max_length=40)
    mark = models.CharField(max_length=32, blank=True)  # tells runs of one step apart: the row it began with
    digest = models.CharField(max_length=16)  # of the step's text as it was shown
    state = models.CharField(max_length=8, choices=StepState, default=StepState.OPEN)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)  # somebody said so; otherwise the facts did
    reason = models.CharField(max_length=14, choices=SkipReason, blank=True)
    raised = models.PositiveSmallIntegerField(default=0)  # how many of the escalation chain were told
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["started_at", "step"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="cases_step_due")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "step", "mark"], name="cases_step_run")
        ]

    def __str__(self) -> str:
        return self.step

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class DueChange(Base):
    """A due time moved: by another urgency, a hold or another version. Both times are kept."""

    PLAINTEXT_FIELDS = frozenset({"from_due", "to_due", "at", "by"})

    step = models.ForeignKey(CaseStep, on_delete=models.CASCADE, related_name="due_changes")
    from_due = models.DateTimeField(null=True, blank=True)
    to_due = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]

    def __str__(self) -> str:
        return f"{self.from_due} → {self.to_due}"


class Happening(Base):
    """Something a worker noted, of which no other row tells, and with which a step begins."""

    PLAINTEXT_FIELDS = frozenset({"kind", "at", "noted_at", "by"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="happenings")
    kind = models.CharField(max_length=16, choices=enums.HappeningKind)
    at = models.DateTimeField()
    noted_at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]

    def __str__(self) -> str:
        return self.kind
