"""The individual programme: problems, goals, planned services."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.core.ids import new_id
from panoh.core.models import Base
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Programme(Base):
    """A version of the individual programme."""

    CODED = frozenset({"number", "state", "agreed_on", "agreement_form", "approved_at", "review_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="programmes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=enums.ProgrammeState, default=enums.ProgrammeState.DRAFT)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    agreement_form = models.CharField(max_length=8, choices=enums.AgreementForm, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    remark = Sealed("words")  # why it was returned
    wishes = Sealed("words")  # what the person wishes about the help itself

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_programme_number")
        ]

    def __str__(self) -> str:
        return str(self.number)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Problem(Base):
    """A difficulty in the person's words."""

    CODED = frozenset({"position"})

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="problems")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return str(self.position)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Goal(Base):
    """A goal in the person's words, in one of the seven capacities, with goal attainment from −2 to +2."""

    CODED = frozenset({"position", "capacity", "attainment_at_start", "attainment_now"})

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="goals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.SET_NULL, null=True, blank=True, related_name="goals")
    position = models.PositiveSmallIntegerField(default=1)
    capacity = models.CharField(max_length=16, choices=enums.Capacity)
    words = Sealed("words")
    indicator = Sealed("words")
    attainment_at_start = models.SmallIntegerField(default=-2)
    attainment_now = models.SmallIntegerField(default=-2)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.capacity

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class PlannedService(Base):
    """A service that serves a goal: what, by whom, how often, from when to when."""

    CODED = frozenset({"help", "item", "frequency", "times", "starts_on", "ends_on", "origin"})

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="services")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    help = models.CharField(max_length=14, choices=enums.Help)
    item = models.CharField(max_length=14, choices=enums.HelpItem)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frequency = models.CharField(max_length=10, choices=enums.Frequency, default=enums.Frequency.WEEKLY)
    times = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    origin = models.UUIDField(default=new_id, db_index=True)  # the same in each version of the programme that carries it on
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.help} × {self.times}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
