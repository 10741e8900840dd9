"""The Unit's own versions of the guidance. Nothing here is about a person."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.guidance.enums import VersionState


class Edition(Base):
    """A version of the guidance that the Unit wrote. Once adopted it never changes."""

    PUBLIC = frozenset({"number", "state", "body", "digest", "came_from", "made_at", "adopted_on"})

    number = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=7, choices=VersionState, default=VersionState.DRAFT)
    body = models.JSONField()  # as panoh.guidance.protocol.plain writes it
    digest = models.CharField(max_length=64)
    came_from = models.CharField(max_length=20)  # the code of the version it was copied from
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    adopted_on = models.DateField(null=True, blank=True)  # from this day on, new cases follow it

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """As a case names it."""
        return f"unit-{self.number}"


class Reading(Base):
    """A colleague read a draft and agreed to it as it stood."""

    PUBLIC = frozenset({"at", "digest"})

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="readings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # of the text that was read: a later change asks for a new reading

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "by", "digest"], name="guidance_read_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}"
