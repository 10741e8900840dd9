"""Figures kept beside the records they follow, so that a million persons are counted in a second. Coded facts alone; ADR 20."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation
from panoh.cases.enums import Door, Help, Kind
from panoh.people.enums import Sex


class Followed(models.Model):
    """That something of this person changed which is counted. The database's own triggers append a row, whoever writes."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"seq", "person", "taken"})

    seq = models.BigAutoField(primary_key=True)
    person = models.UUIDField()
    taken = models.BooleanField(default=False)  # by the fold that runs now

    def __str__(self) -> str:
        return str(self.seq)


class Fact(models.Model):
    """One thing that counts, and when the same person had the like before: it is the first of a period if that was before it began.

    `person` is the record that was kept where some were joined.
    """

    seq = models.BigAutoField(primary_key=True)
    person = models.UUIDField(db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # in whose figures it counts
    before_on = models.DateField(null=True, blank=True)
    before_here_on = models.DateField(null=True, blank=True)  # in this organisation

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.seq)


class Admitted(Fact):
    """One admission."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset(
        "seq person admitted_on kind sex age_at_admission region door before_on before_here_on".split()
    )

    admitted_on = models.DateField(db_index=True)
    kind = models.CharField(max_length=8, choices=Kind)
    sex = models.CharField(max_length=8, choices=Sex)
    age_at_admission = models.PositiveSmallIntegerField(null=True, blank=True)
    region = models.CharField(max_length=5, blank=True)
    door = models.CharField(max_length=16, choices=Door)


class Helped(Fact):
    """Help of one kind given to one person by one organisation on one day: so many services."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset("seq person help given_on services before_on before_here_on".split())

    help = models.CharField(max_length=14, choices=Help)
    given_on = models.DateField(db_index=True)
    services = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["organisation", "given_on"], name="reporting_helped_house")]


class HelpedMonth(models.Model):
    """All `Helped` of the house added up: of a kind, in a month, whose day before fell into that other month.

    Months are counted from the year 0, twelve a year; `before` is 0 where there was no day before.
    """

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"seq", "help", "month", "before", "days", "services"})

    seq = models.BigAutoField(primary_key=True)
    help = models.CharField(max_length=14, choices=Help)
    month = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    days = models.BigIntegerField()  # how many `Helped` there are
    services = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["help", "month", "before"], name="reporting_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.help} {self.month}"
