"""What the person tells: once, in one narrative with its versions, and as structured events that are always alleged."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Narrative(Base):
    """One version of the story. The newest holds; no version is changed."""

    PLAINTEXT_FIELDS = frozenset({"number", "told_on"})

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
    """What is alleged to have happened, as far as it was told. Nothing is computed from it, so its codes are sealed like its words."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="alleged_events")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="alleged_events")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told = Sealed("legal")  # when, what, by whom, where, for what: codes of content/taxonomy.toml, as `taxonomy.Told` packs them
    words = Sealed("legal")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return str(self.pk)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
