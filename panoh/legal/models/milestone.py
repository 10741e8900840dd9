"""Steps of legal proceedings with their days."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.core.models import Base
from panoh.legal import enums
from panoh.people.enums import Precision
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Milestone(Base):
    """A step of the proceedings: what and when for the team, its words for lawyers. No number of a court file is ever asked for."""

    PLAINTEXT_FIELDS = frozenset({"kind", "reparation", "held_on", "precision", "state", "moved", "noted_at"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="milestones")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    kind = models.CharField(max_length=11, choices=enums.MilestoneKind)
    reparation = models.CharField(max_length=14, choices=enums.Reparation, blank=True)
    held_on = models.DateField()  # the first day of it where only the month or the year is known
    precision = models.CharField(max_length=7, choices=Precision, default=Precision.DAY)
    state = models.CharField(max_length=10, choices=enums.MilestoneState)
    moved = models.PositiveSmallIntegerField(default=0)  # how many times its day was moved
    words = Sealed("legal")

    class Meta:
        ordering: ClassVar[list[str]] = ["held_on", "noted_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "held_on"], name="legal_milestone_day")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind="reparation") & ~models.Q(reparation="") | ~models.Q(kind="reparation") & models.Q(reparation=""),
                name="legal_reparation_has_a_form",
            )
        ]

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
