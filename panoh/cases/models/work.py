"""Sessions held and help given."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.cases.models.groups import SessionGroup
from panoh.cases.models.programme import PlannedService
from panoh.core.models import Base
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Session(Base):
    """A meeting. The shared summary is for who works on the case; the notes for the author and the psychologists named on it."""

    PLAINTEXT_FIELDS = frozenset({"discipline", "kind", "at", "minutes", "attendance", "reason", "venue", "late_minutes"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sessions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(PlannedService, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    discipline = models.CharField(max_length=14, choices=enums.Discipline)
    kind = models.CharField(max_length=14, choices=enums.SessionKind)
    at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    attendance = models.CharField(max_length=12, choices=enums.Attendance, default=enums.Attendance.PLANNED)
    reason = models.CharField(max_length=16, choices=enums.NotAttended, blank=True)
    venue = models.CharField(max_length=8, choices=enums.Venue, blank=True)
    late_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # how much later than agreed the person came
    group = models.ForeignKey(SessionGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sessions")
    co_worker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    others = Sealed("words")  # who else took part: an interpreter under an alias, a relative
    approach = Sealed("words")  # the method: of a list, or an own entry
    summary = Sealed("words")
    notes = Sealed("notes")

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Assistance(Base):
    """Help given: of a kind, on a day, so many services."""

    PLAINTEXT_FIELDS = frozenset({"help", "item", "given_on", "quantity", "source", "treatment"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assistance")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(PlannedService, on_delete=models.SET_NULL, null=True, blank=True, related_name="assistance")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    help = models.CharField(max_length=14, choices=enums.Help)
    item = models.CharField(max_length=14, choices=enums.HelpItem)
    given_on = models.DateField(db_index=True)
    quantity = models.PositiveIntegerField(default=1)
    treatment = models.CharField(max_length=10, choices=enums.Treatment, blank=True)
    source = models.CharField(max_length=10, default="desk")  # desk, register, referral
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-given_on"]

    def __str__(self) -> str:
        return f"{self.help} × {self.quantity}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
