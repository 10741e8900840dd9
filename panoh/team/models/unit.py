"""What the Unit does for itself by the guidance: a step that was done, where no other row tells of it."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.core.models import Base
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class UnitStep(Base):
    """One run of a step of the Unit itself, done by a press. Its words are under the organisation's key."""

    PLAINTEXT_FIELDS = frozenset({"step", "mark", "done_at", "is_practice"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    mark = models.CharField(max_length=32)  # the month, the quarter or the row it began with
    done_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_practice = models.BooleanField(default=False)
    words = Sealed("staff")

    class Meta:
        ordering: ClassVar[list[str]] = ["-done_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["step", "mark", "is_practice"], name="team_unit_step_once")
        ]

    def __str__(self) -> str:
        return self.step

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)
