"""A correction that a person asked for and did not get: what they say stands beside it, and somebody else looks at it by its day."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Refusal(Base):
    """What the person says is wrong, and why it was left; looked at once by somebody who did not refuse it."""

    PLAINTEXT_FIELDS = frozenset({"refused_at", "look_by", "looked", "looked_at"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="refusals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    refused_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField()
    look_by = models.DateField()
    looked = models.CharField(max_length=8, choices=enums.Looked, blank=True)
    looked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)
    asked = Sealed("words")
    why = Sealed("words")
    answer = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-refused_at"]

    def __str__(self) -> str:
        return self.looked

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
