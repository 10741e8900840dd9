"""How a plan was made: meetings, who sat there, what was decided."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.planning.enums import Came
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

# What is sealed about plans has one key, of the secretariat.
PLANS = Subject("organisation", UUID("91a25000-0000-4000-8000-000000000001"))


class Meeting(Base):
    """A meeting at which the plan was made. Where it was is nobody's outside."""

    PLAINTEXT_FIELDS = frozenset({"held_on"})

    plan = models.ForeignKey("planning.Plan", on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    place = Sealed("staff")
    words = Sealed("staff")  # what was spoken about

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on", "pk"]

    def __str__(self) -> str:
        return str(self.held_on)

    def sealing_subject(self) -> Subject:
        return PLANS


class Participant(Base):
    """Somebody at a meeting, by role and organisation as the plan may print them. The name is sealed."""

    PUBLIC = frozenset({"came_as", "role", "organisation"})

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    came_as = models.CharField(max_length=11, choices=Came)
    role = models.CharField(max_length=120)
    organisation = models.CharField(max_length=200, blank=True)
    name = Sealed("staff")

    class Meta:
        ordering: ClassVar[list[str]] = ["came_as", "role", "pk"]

    def __str__(self) -> str:
        return self.came_as

    def sealing_subject(self) -> Subject:
        return PLANS


class Decision(Base):
    """What a meeting decided about the plan."""

    PLAINTEXT_FIELDS = frozenset({"number"})

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    words = Sealed("staff")

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "number"], name="planning_decision_once"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def sealing_subject(self) -> Subject:
        return PLANS
