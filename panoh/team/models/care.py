"""Care for those who help: supervision, and the talk after a hard event. Nothing here leads to a person who is helped."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.models import Base
from panoh.team import enums
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Supervision(Base):
    """One meeting about the work. Its words are under the organisation's key and hold no code of a case."""

    PLAINTEXT_FIELDS = frozenset({"kind", "held_on", "minutes", "topics", "is_practice"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=enums.SupervisionKind)
    held_on = models.DateField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    topics = models.JSONField(default=list)  # codes of SupervisionTopic
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_practice = models.BooleanField(default=False)
    supervisor = Sealed("staff")  # who held it, by name
    words = Sealed("staff")

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.held_on}"

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)


class Attendee(Base):
    """Who was there."""

    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="attendees")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supervisions")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["supervision", "user"], name="team_attends_once")
        ]

    def __str__(self) -> str:
        return f"{self.supervision_id}"


class Debrief(Base):
    """A talk that is due to a worker after a hard event."""

    PLAINTEXT_FIELDS = frozenset({"incident", "opened_at", "due_at", "held_on", "minutes", "source", "is_practice"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="debriefs")
    incident = models.CharField(max_length=10, choices=enums.Incident)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField()
    source = models.UUIDField(null=True, blank=True)  # the row of the alarm or of the urgency, so that none is opened twice; never shown
    held_on = models.DateField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    is_practice = models.BooleanField(default=False)
    words = Sealed("staff")

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "source"], name="team_debrief_once_a_source")
        ]

    def __str__(self) -> str:
        return self.incident

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)
