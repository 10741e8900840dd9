"""Where a person is not to be sent, whatever the directory says of the place."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.network.models import Facility
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Exclusion(Base):
    """One person is not to be sent to one facility: somebody works there whom they fear, or they do not want to."""

    PLAINTEXT_FIELDS = frozenset({"made_on", "ended_on"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    reason = Sealed("words")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "facility"], condition=models.Q(ended_on=None), name="referrals_excluded_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
