"""Around the programme: case conferences, goals as they were rated, what makes a review due early."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.cases.models.closure import Review
from panoh.cases.models.programme import Goal, Programme
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Conference(Base):
    """A case conference: what was said and decided before a programme is drawn up or changed. Its words are sealed."""

    PLAINTEXT_FIELDS = frozenset({"held_on", "next_on", "outside"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conferences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.SET_NULL, null=True, blank=True, related_name="conferences")
    held_on = models.DateField()
    next_on = models.DateField(null=True, blank=True)
    outside = models.JSONField(default=list)  # codes of ConferenceRole
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    talk = Sealed("words")
    decisions = Sealed("words")
    dissent = Sealed("words")
    wishes = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on"]

    def __str__(self) -> str:
        return str(self.held_on)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class ConferenceSeat(Base):
    """One of the staff at a conference."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conference", "user"], name="cases_conference_seat")
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class GoalRating(Base):
    """Where a goal stood on a day, from −2 to +2: at a review, or at its end. Never overwritten."""

    PLAINTEXT_FIELDS = frozenset({"rated_on", "value", "by"})

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="ratings")
    review = models.ForeignKey(Review, on_delete=models.SET_NULL, null=True, blank=True, related_name="goal_ratings")
    rated_on = models.DateField()
    value = models.SmallIntegerField()
    by = models.UUIDField()

    class Meta:
        ordering: ClassVar[list[str]] = ["rated_on"]

    def __str__(self) -> str:
        return f"{self.rated_on} {self.value}"


class ReviewTrigger(Base):
    """Something happened for which the programme is looked at early; answered by the next review."""

    PLAINTEXT_FIELDS = frozenset({"cause", "happened_on", "due_on", "noted_at", "by"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="review_triggers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    review = models.ForeignKey(Review, on_delete=models.SET_NULL, null=True, blank=True, related_name="triggers")
    cause = models.CharField(max_length=8, choices=enums.ReviewCause)
    happened_on = models.DateField()
    due_on = models.DateField()
    noted_at = models.DateTimeField()
    by = models.UUIDField()
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-noted_at"]

    def __str__(self) -> str:
        return self.cause

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
