"""An organisation leaves the house: the plan of it, and where each of its cases goes."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases.models import Case
from panoh.coalition import enums
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Departure(Base):
    """One organisation that leaves or is closed. What is done stays done; what is not done yet is gone on with."""

    PLAINTEXT_FIELDS = frozenset("why state last_day tell_by drawn_up_at asked_at agreed_at began_at ended_at".split())

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="departures")
    house = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # the secretariat, whose key the words are under
    why = models.CharField(max_length=6, choices=enums.LeavingWhy)
    state = models.CharField(max_length=10, choices=enums.DepartureState, default=enums.DepartureState.DRAWN_UP)
    last_day = models.DateField()  # of its membership
    tell_by = models.DateField()  # by when who is still to be told is told
    drawn_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    words = Sealed("words")  # what was agreed with it, and why it leaves
    answer = Sealed("words")  # what the second person wants to be otherwise

    class Meta:
        ordering: ClassVar[list[str]] = ["-drawn_up_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(state__in=enums.OPEN_DEPARTURES), name="coalition_leaves_once"
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")), name="coalition_two_agree_to_leaving"
            ),
        ]

    def __str__(self) -> str:
        return self.state

    @property
    def is_prepared(self) -> bool:
        """Whether nothing has been done yet, so that all of it can be changed or called off."""
        return self.state in enums.PREPARED

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.house_id)


class Passage(Base):
    """One case of an organisation that leaves: where it goes, whether the person knows, and how far it is."""

    PLAINTEXT_FIELDS = frozenset("told told_on state hindrance done_at".split())

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="passages")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="passages")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    told = models.CharField(max_length=8, choices=enums.PersonInformed, default=enums.PersonInformed.TO_TELL)
    told_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=5, choices=enums.PassageState, default=enums.PassageState.WAITS)
    hindrance = models.CharField(max_length=7, choices=enums.Hindrance, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    words = Sealed("words")  # by whom they were told, or why they cannot be told

    class Meta:
        ordering: ClassVar[list[str]] = ["case__code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["departure", "case"], name="coalition_passes_once"),
            models.CheckConstraint(condition=~models.Q(told="told") | models.Q(told_on__isnull=False), name="coalition_told_has_a_day"),
        ]

    def __str__(self) -> str:
        return self.state

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
