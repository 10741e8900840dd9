"""Contact that is sought, closing that is proposed, what the person takes along and thinks of the help; and a death."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.core.models import Base
from panoh.people.enums import Channel
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

SAFETY_PARTS = ("signs", "coping", "places", "people", "services", "surroundings")
FEEDBACK_PARTS = ("heard", "respected", "safe", "useful", "informed", "again")


class _OfPerson(Base):
    """What belongs to a case and is sealed under its person's key."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class ContactAttempt(_OfPerson):
    """One try to reach a person who was missed."""

    PLAINTEXT_FIELDS = frozenset({"at", "way", "outcome"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contact_attempts")
    at = models.DateTimeField()
    way = models.CharField(max_length=16, choices=Channel)
    outcome = models.CharField(max_length=9, choices=enums.Reached)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.way} {self.outcome}"


class Closing(_OfPerson):
    """Closing as it was proposed, and what somebody else decided. `outcomes`: by capacity, how things stand at the end."""

    PLAINTEXT_FIELDS = frozenset({"proposed_on", "reason", "outcomes", "state", "decided_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="closings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    reason = models.CharField(max_length=16, choices=enums.CloseReason)
    outcomes = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=enums.ClosingState, default=enums.ClosingState.PROPOSED)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    words = Sealed("words")
    remark = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-proposed_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(state="proposed"), name="cases_closing_proposed_once")
        ]

    def __str__(self) -> str:
        return self.state


class SafetyPlan(_OfPerson):
    """What the person does when it gets hard again, in their own words."""

    PLAINTEXT_FIELDS = frozenset({"written_on"})

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="safety_plan")
    written_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signs = Sealed("words")
    coping = Sealed("words")
    places = Sealed("words")
    people = Sealed("words")
    services = Sealed("words")
    surroundings = Sealed("words")

    def __str__(self) -> str:
        return str(self.written_on)


class Feedback(_OfPerson):
    """What the person says of the help, to somebody who did not give it: own short questions, 0 to 4, not asked is empty."""

    PLAINTEXT_FIELDS = frozenset({"given_on", *FEEDBACK_PARTS})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="feedback")
    given_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    heard = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(4)])
    respected = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(4)])
    safe = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(4)])
    useful = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(4)])
    informed = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(4)])
    again = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(4)])
    words = Sealed("notes")

    class Meta:
        ordering: ClassVar[list[str]] = ["-given_on"]

    def __str__(self) -> str:
        return str(self.given_on)


class Death(Base):
    """The person has died. What it stopped is kept by id, so that it can all go on if it was a mistake."""

    PLAINTEXT_FIELDS = frozenset({"died_on", "recorded_on", "stopped"})

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="death")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    died_on = models.DateField(null=True, blank=True)
    recorded_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stopped = models.JSONField(default=dict)
    words = Sealed("words")
    tell = Sealed("words")  # who should know, and who tells them

    def __str__(self) -> str:
        return str(self.recorded_on)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
