"""Marks on the body map, and the photographs of them."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.core.models import Base
from panoh.findings import kinds
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class BodyMark(Base):
    """Something seen at a place of the body on a day. How it came about is no part of it."""

    PLAINTEXT_FIELDS = frozenset({"region", "x", "y", "kind", "size_mm", "seen_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="body_marks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="body_marks")
    region = models.CharField(max_length=24)  # a region of findings.body, with its side
    x = models.PositiveSmallIntegerField()
    y = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=kinds.MarkKind)
    size_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    seen_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = Sealed("clinical")

    class Meta:
        ordering: ClassVar[list[str]] = ["seen_on", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Photograph(Base):
    """A photograph of a mark: pixels alone, sealed under the person's key."""

    PLAINTEXT_FIELDS = frozenset({"taken_on", "width", "height"})

    mark = models.ForeignKey(BodyMark, on_delete=models.CASCADE, related_name="photographs")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    taken_on = models.DateField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    image = Sealed("file")

    class Meta:
        ordering: ClassVar[list[str]] = ["taken_on", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
