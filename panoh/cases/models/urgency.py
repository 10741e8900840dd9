"""How urgent a request or a case was, each time somebody looked: the old and the new stay."""

import datetime as dt
from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.cases.models.dangers import Danger
from panoh.cases.models.requests import Request
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class UrgencyChange(Base):
    """One look at the danger: the signs, the urgency before and after, what they spoke for, and when the first thing was due. Immutable.

    What the person answered about suicide is sealed; the level alone is coded. Of sexual violence nothing is coded,
    not even that it was told.
    """

    PLAINTEXT_FIELDS = frozenset(
        "at before after hour_before hour_after proposed dangers suicide due_before due_after measures act outcome".split()
    )

    request = models.ForeignKey(Request, on_delete=models.CASCADE, null=True, blank=True, related_name="urgency_changes")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="urgency_changes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=5, choices=enums.Urgency)
    after = models.CharField(max_length=5, choices=enums.Urgency)
    hour_before = models.BooleanField(default=False)  # red within the hour
    hour_after = models.BooleanField(default=False)
    proposed = models.CharField(max_length=5, choices=enums.Urgency, blank=True)  # blank where nothing was asked
    dangers = models.JSONField(default=list)  # codes of DangerSign
    suicide = models.CharField(max_length=8, choices=enums.RiskLevel, blank=True)
    due_before = models.DateTimeField(null=True, blank=True)
    due_after = models.DateTimeField(null=True, blank=True)
    # The danger of which this says what was done, what came of it, or who took it on.
    danger = models.ForeignKey(Danger, on_delete=models.CASCADE, null=True, blank=True, related_name="entries")
    measures = models.JSONField(default=list)  # codes of Measure
    act = models.CharField(max_length=10, choices=enums.DangerAct, blank=True)  # what happened to it; blank of earlier rows
    whom = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # who was asked, or has it since
    outcome = models.CharField(max_length=10, choices=enums.DangerOutcome, blank=True)
    answers = Sealed("clinical")  # `danger.packed`: of every look with signs, so that having it tells nothing
    reason = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(  # of a danger of a call alone neither
                condition=models.Q(request=None) ^ models.Q(case=None) | models.Q(request=None, case=None, danger__isnull=False),
                name="cases_urgency_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

    @property
    def changes(self) -> bool:
        """Whether it is more or less urgent since."""
        return (self.before, self.hour_before) != (self.after, self.hour_after)

    @property
    def missed(self) -> dt.datetime | None:
        """When its danger was due and was not seen to, where another time was set with this."""
        is_over = self.danger_id is not None and self.due_before is not None and self.due_before < self.at
        return self.due_before if is_over else None

    @property
    def done(self) -> list[str]:
        """What was done, in words."""
        return [str(enums.Measure(code).label) for code in self.measures if code in enums.Measure.values]

    @property
    def happened(self) -> str:
        """What happened to its danger, in words: to whom it was given, how it ended."""
        what = self.get_outcome_display() if self.outcome else self.whom.username if self.whom else ""
        return f"{self.get_act_display()}: {what}" if what else str(self.get_act_display())

    def get_before_display(self) -> str:  # type: ignore[no-redef]
        """How soon it was, in words."""
        return enums.urgency_label(self.before, within_hour=self.hour_before)

    def get_after_display(self) -> str:  # type: ignore[no-redef]
        """How soon it is since, in words."""
        return enums.urgency_label(self.after, within_hour=self.hour_after)

    def sealing_subject(self) -> Subject:
        if self.person_id:
            return Subject("person", self.person_id)
        if self.request_id:
            return Subject("enquiry", self.request_id)
        assert self.danger is not None  # a case always has its person
        return self.danger.sealing_subject()
