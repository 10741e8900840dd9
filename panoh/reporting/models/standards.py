"""The network's standards as the Unit pasted them, and how it rates itself against each, year by year."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.models import Base
from panoh.reporting import enums
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Standard(Base):
    """One of them, by its number. The words are the network's and stand in its own publication."""

    PUBLIC = frozenset({"number", "text"})

    number = models.PositiveSmallIntegerField(unique=True)
    text = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return str(self.number)


class SelfRating(Base):
    """How far the Unit is with one standard in one year: what shows it, and what is done next."""

    PLAINTEXT_FIELDS = frozenset({"number", "year", "rating", "rated_at"})

    house = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # the secretariat, whose key the words are under
    number = models.PositiveSmallIntegerField()  # of the standard
    year = models.PositiveSmallIntegerField()
    rating = models.CharField(max_length=7, choices=enums.Rating)
    rated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField()
    evidence = Sealed("words")
    next_step = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "-year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["number", "year"], name="reporting_rated_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.year}"

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.house_id)
