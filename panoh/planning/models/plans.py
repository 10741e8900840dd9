"""A plan, what each version of it says, the periods it is reported by, and the figures of each."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.planning.enums import PlanState, VersionState
from panoh.planning.models.making import PLANS
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Plan(Base):
    """A plan for some years. What it says stands in its versions."""

    PUBLIC = frozenset({"first_year", "last_year", "state", "closed_on"})

    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=PlanState, default=PlanState.DRAFT)
    closed_on = models.DateField(null=True, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-first_year", "-last_year", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(first_year__lte=models.F("last_year")), name="planning_years_in_order"),
        ]

    def __str__(self) -> str:
        return self.years

    @property
    def years(self) -> str:
        """2018–2021."""
        return f"{self.first_year}–{self.last_year}"

    @property
    def each_year(self) -> range:
        """Its years one by one."""
        return range(self.first_year, self.last_year + 1)


class PlanVersion(Base):
    """What the plan says, written for everybody who works here and to be public one day. Once adopted it never changes."""

    PUBLIC = frozenset({"number", "state", "body", "made_at", "adopted_on"})

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=VersionState, default=VersionState.DRAFT)
    body = models.JSONField()  # as planning.tree reads it
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    adopted_on = models.DateField(null=True, blank=True)
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "number"], name="planning_version_once"),
            models.UniqueConstraint(
                fields=["plan", "state"],
                condition=models.Q(state__in=[VersionState.DRAFT, VersionState.ADOPTED]),
                name="planning_one_of_each",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Period(Base):
    """A year of the plan, or a part of one: what is told of it, and whether its numbers are kept as they were."""

    PUBLIC = frozenset({"start", "end", "narrative", "is_narrative_public", "frozen_at"})

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="periods")
    start = models.DateField()
    end = models.DateField()
    narrative = models.JSONField(default=dict)  # by language; written for the members, and for everybody where the next field says so
    is_narrative_public = models.BooleanField(default=False)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frozen_with = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["start", "-end"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "start", "end"], name="planning_period_once"),
            models.CheckConstraint(condition=models.Q(start__lte=models.F("end")), name="planning_period_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.start} {self.end}"

    @property
    def year(self) -> int:
        """In which it lies: its targets are those of this year."""
        return self.start.year

    @property
    def is_whole_year(self) -> bool:
        """Whether it is a calendar year."""
        return (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31)


class Figure(Base):
    """One number of a period: brought in by hand with a note and a source, or kept as it was counted when the period was frozen."""

    PLAINTEXT_FIELDS = frozenset({"key", "code", "rule", "numerator", "denominator", "value", "at"})

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="figures")
    key = models.CharField(max_length=8)  # of the line in the plan
    code = models.CharField(max_length=40, blank=True)  # of the indicator it was counted by; none: by hand
    rule = models.PositiveSmallIntegerField(null=True, blank=True)  # which version of the indicator's rule
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = Sealed("staff")  # how it came about
    source = Sealed("staff")  # what shows it
    is_hidden = False  # of a row that was fetched for somebody who may not know the number (planning.small); no field

    class Meta:
        ordering: ClassVar[list[str]] = ["key"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["period", "key"], name="planning_figure_once"),
            models.CheckConstraint(condition=models.Q(code="") | models.Q(rule__isnull=False), name="planning_counted_by_a_rule"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_manual(self) -> bool:
        """Whether somebody brought it in."""
        return not self.code

    def sealing_subject(self) -> Subject:
        return PLANS
