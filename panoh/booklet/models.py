"""Versions of the booklet, how many were printed for which place, and recorded sections. All of it may stand on a poster."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.booklet.enums import EditionState, Shape
from panoh.core.models import Base

KEY_LENGTH = 20


class Edition(Base):
    """A version that the Unit wrote. Once adopted it never changes."""

    PUBLIC = frozenset({"number", "state", "body", "made_at", "adopted_on"})

    number = models.PositiveSmallIntegerField(unique=True)  # the booklet that came with the system is 0
    state = models.CharField(max_length=8, choices=EditionState, default=EditionState.DRAFT)
    body = models.JSONField()  # sections as booklet.text reads them
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    adopted_on = models.DateField(null=True, blank=True)
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state__in=[EditionState.DRAFT, EditionState.ADOPTED]), name="booklet_one_of_each"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class PrintRun(Base):
    """How many were printed for a place. Who got one is never asked."""

    PUBLIC = frozenset({"number", "language", "shape", "region", "copies", "printed_on"})

    number = models.PositiveSmallIntegerField()  # of the version
    language = models.CharField(max_length=2)
    shape = models.CharField(max_length=6, choices=Shape)
    region = models.CharField(max_length=5, blank=True)  # where they went; none: several
    copies = models.PositiveIntegerField()
    printed_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-printed_on", "pk"]

    def __str__(self) -> str:
        return str(self.copies)


class Voice(Base):
    """A section read aloud in a language: an MP3 file without any mark of who made it."""

    PUBLIC = frozenset({"section", "language", "content", "made_at"})

    section = models.CharField(max_length=KEY_LENGTH)
    language = models.CharField(max_length=2)
    content = models.BinaryField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["section", "language"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["section", "language"], name="booklet_one_voice")
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.language}"
