"""The individual programme: problems, goals, planned services, and each goal as it was rated."""

from typing import ClassVar

from django.db import models

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.core.ids import new_id
from panoh.core.models import Base
from panoh.core.money import Currency
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

# Where a goal may stand, and the field that says in the person's words what that looks like.
LEVELS = {-2: "level_m2", -1: "level_m1", 0: "level_0", 1: "level_p1", 2: "level_p2"}


class Programme(Base):
    """A version of the individual programme."""

    PLAINTEXT_FIELDS = frozenset(
        {"number", "state", "agreed_on", "agreement_form", "agreement_language", "assent", "copy_given", "approved_at", "review_on"}
    )

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="programmes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=enums.ProgrammeState, default=enums.ProgrammeState.DRAFT)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    agreement_form = models.CharField(max_length=8, choices=enums.AgreementForm, blank=True)
    agreement_language = models.CharField(max_length=8, choices=Language, blank=True)
    assent = models.CharField(max_length=9, choices=enums.Assent, blank=True)
    copy_given = models.CharField(max_length=10, choices=enums.CopyGiven, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    witness = Sealed("words")  # who heard a spoken agreement
    guardian = Sealed("words")
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

    PLAINTEXT_FIELDS = frozenset({"position", "origin"})

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="problems")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    origin = models.UUIDField(default=new_id)  # the same in each version that carries it on
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return str(self.position)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Goal(Base):
    """A goal in the person's words, in one of the seven capacities, with goal attainment from −2 to +2.

    0 is what is hoped for by the target day; what each level looks like may be said in the person's words.
    """

    PLAINTEXT_FIELDS = frozenset(
        {"position", "capacity", "priority", "target_on", "attainment_at_start", "attainment_now", "outcome", "ended_on", "origin"}
    )

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="goals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.SET_NULL, null=True, blank=True, related_name="goals")
    position = models.PositiveSmallIntegerField(default=1)
    capacity = models.CharField(max_length=16, choices=enums.Capacity)
    priority = models.CharField(max_length=5, choices=enums.Priority, default=enums.Priority.NEXT)
    target_on = models.DateField(null=True, blank=True)
    attainment_at_start = models.SmallIntegerField(default=-2)
    attainment_now = models.SmallIntegerField(default=-2)
    outcome = models.CharField(max_length=12, choices=enums.GoalOutcome, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    origin = models.UUIDField(default=new_id, db_index=True)  # the same in each version that carries it on
    words = Sealed("words")
    indicator = Sealed("words")
    level_m2 = Sealed("words")
    level_m1 = Sealed("words")
    level_0 = Sealed("words")
    level_p1 = Sealed("words")
    level_p2 = Sealed("words")
    ending = Sealed("words")  # how it ended, in words

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.capacity

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class PlannedService(Base):
    """A service that serves a goal: what, by whom, how often, from when to when."""

    PLAINTEXT_FIELDS = frozenset(
        {"help", "item", "frequency", "times", "starts_on", "ends_on", "origin", "payer", "budget_code", "unit_cost", "currency"}
    )

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
    payer = models.CharField(max_length=7, choices=enums.Payer, blank=True)
    budget_code = models.CharField(max_length=20, blank=True)  # of the own budget or of a funder's; BUDGET_CODE says its shape
    unit_cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)  # estimated, of one time
    currency = models.CharField(max_length=3, choices=Currency, default=Currency.TJS)
    origin = models.UUIDField(default=new_id, db_index=True)  # the same in each version of the programme that carries it on
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.help} × {self.times}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
