"""What was recorded and later corrected: the former text and the reason stay, sealed."""

from typing import ClassVar

from django.db import models

from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Amendment(Base):
    """One field of one row of a case, corrected with a reason."""

    PLAINTEXT_FIELDS = frozenset({"model", "row", "field", "at", "by"})

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="amendments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    model = models.CharField(max_length=20)  # "session", "assistance", …
    row = models.UUIDField(db_index=True)
    field = models.CharField(max_length=20)
    former = Sealed("notes")  # may be a process note, so it is sealed like one
    reason = Sealed("words")
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.model}.{self.field}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
