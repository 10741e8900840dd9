"""A course of care at a facility, and what was done there day by day."""

import datetime as dt
from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.models import CODE_LENGTH, Case
from panoh.core.clock import today
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.episodes import enums
from panoh.network.enums import Service
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.referrals.models import Referral
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Episode(Base):
    """From admission to discharge, or from the first visit to the last; from a referral or by itself."""

    PLAINTEXT_FIELDS = frozenset(
        {"code", "kind", "service", "state", "planned_on", "begun_on", "expected_days", "ended_on", "wants_follow_up", "break_reason"}
    )

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="episodes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, blank=True, related_name="episodes")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="episodes")
    kind = models.CharField(max_length=10, choices=enums.EpisodeKind)
    service = models.CharField(max_length=16, choices=Service)
    state = models.CharField(max_length=10, choices=enums.EpisodeState, default=enums.EpisodeState.PLANNED)
    planned_on = models.DateField(null=True, blank=True)
    begun_on = models.DateField(null=True, blank=True)  # admission, or the first visit
    expected_days = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)  # discharge, the last visit, or when it broke off
    wants_follow_up = models.BooleanField(default=False)
    break_reason = models.CharField(max_length=8, choices=enums.BrokenOff, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    summary = Sealed("clinical")  # what the facility writes at discharge, or how it broke off

    class Meta:
        ordering: ClassVar[list[str]] = ["-begun_on", "-planned_on", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(begun_on=None) | models.Q(ended_on__gte=models.F("begun_on")),
                name="episodes_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)

    @property
    def is_inpatient(self) -> bool:
        """Whether the person stays there."""
        return self.kind == enums.EpisodeKind.INPATIENT

    @property
    def days(self) -> int | None:
        """In-patient days so far: nights, so that admission and discharge make one day together, and at least one.

        So hospitals count bed-days in their own statistics. Where an agreement counts otherwise, the cost line says its own quantity.
        """
        if not self.is_inpatient or self.begun_on is None:
            return None
        return max(1, ((self.ended_on or today()) - self.begun_on).days)

    @property
    def expected_until(self) -> dt.date | None:
        """By when the person was expected home."""
        if self.begun_on is None or self.expected_days is None:
            return None
        return self.begun_on + dt.timedelta(days=self.expected_days)

    @property
    def is_long(self) -> bool:
        """Whether it lasts longer than was expected, and goes on."""
        return self.state == enums.EpisodeState.UNDER_WAY and self.expected_until is not None and self.expected_until < today()


class EpisodeEntry(Base):
    """One thing done there on a day: a visit, a procedure, medicines given."""

    PLAINTEXT_FIELDS = frozenset({"kind", "held_on"})

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=11, choices=enums.EntryKind)
    held_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = Sealed("clinical")

    class Meta:
        ordering: ClassVar[list[str]] = ["held_on", "id"]

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
