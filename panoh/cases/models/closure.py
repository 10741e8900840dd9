"""Reviews and follow-ups."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.cases.models.programme import Programme
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Review(Base):
    """A review of the programme with the person, with the same scales."""

    PLAINTEXT_FIELDS = frozenset({"held_on", "outcome", "next_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.SET_NULL, null=True, blank=True, related_name="reviews")
    held_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=enums.Outcome)
    next_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on"]

    def __str__(self) -> str:
        return str(self.held_on)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class FollowUp(Base):
    """A look after closure, at 3, 6 and 12 months, where the person agreed to it."""

    PLAINTEXT_FIELDS = frozenset({"due_on", "done_on", "outcome"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=enums.Outcome, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on"]

    def __str__(self) -> str:
        return str(self.due_on)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
