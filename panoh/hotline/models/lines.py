"""The lines that answer day and night, which of them serves a region, and who goes to a district."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base


class PhoneLine(Base):
    """One line, named after its region: a telephone that duty staff hand to one another."""

    PUBLIC = frozenset({"region", "number", "rang_at"})

    region = models.CharField(max_length=5, unique=True)
    number = models.CharField(max_length=16)
    rang_at = models.DateTimeField(null=True, blank=True)  # the last test call that was answered

    class Meta:
        ordering: ClassVar[list[str]] = ["region"]

    def __str__(self) -> str:
        return self.region


class Route(Base):
    """Which line a region is served by: Badakhshan and the districts of republican subordination have none of their own."""

    PUBLIC = frozenset({"region"})

    region = models.CharField(max_length=5, unique=True)
    line = models.ForeignKey(PhoneLine, on_delete=models.PROTECT, related_name="routes")

    class Meta:
        ordering: ClassVar[list[str]] = ["region"]

    def __str__(self) -> str:
        return self.region


class Cover(Base):
    """Which worker of the region goes to a city or district, and who in their place."""

    PLAINTEXT_FIELDS = frozenset({"place"})

    place = models.CharField(max_length=40, unique=True)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    backup = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(worker=models.F("backup")), name="hotline_cover_by_two")
        ]

    def __str__(self) -> str:
        return self.place
