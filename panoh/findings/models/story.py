"""What the person tells: once, in one narrative with its versions, and as structured events that are always alleged."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.core.models import Base
from panoh.people.enums import Precision
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Narrative(Base):
    """One version of the story. The newest holds; no version is changed."""

    CODED = frozenset({"number", "told_on"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="narratives")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="narratives")
    number = models.PositiveSmallIntegerField()
    told_on = models.DateField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "number"], name="findings_one_narrative_a_number")
        ]

    def __str__(self) -> str:
        return str(self.number)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class AllegedEvent(Base):
    """What is alleged to have happened, as far as it was told: every part may stay empty. Nothing is computed from it."""

    CODED = frozenset({"methods", "bodies", "involvement", "place_kind", "place", "purposes", "began", "precision", "is_about"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="alleged_events")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="alleged_events")
    began = models.CharField(max_length=10, blank=True)  # 2019, 2019-05 or 2019-05-31
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    is_about = models.BooleanField(default=False)
    methods = models.JSONField(default=list)  # codes of content/taxonomy.toml, as all below
    bodies = models.JSONField(default=list)
    involvement = models.JSONField(default=list)
    purposes = models.JSONField(default=list)
    place_kind = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = Sealed("legal")

    class Meta:
        ordering: ClassVar[list[str]] = ["began", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
