"""The rules and terms of cooperation, version by version, and who accepted which."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.network.enums import AcceptedHow, RulesState
from panoh.network.models.directory import DIRECTORY, Facility
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Rules(Base):
    """One version of the terms. They are no secret: whoever works with the Unit gets them on paper."""

    PUBLIC = frozenset({"number", "state", "text_tg", "text_ru", "adopted_on"})

    number = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=8, choices=RulesState, default=RulesState.DRAFT)
    text_tg = models.TextField(blank=True)
    text_ru = models.TextField(blank=True)
    adopted_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class Acceptance(Base):
    """A facility or specialist said yes to a version: who did is coded, the note is sealed."""

    PLAINTEXT_FIELDS = frozenset({"accepted_on", "how"})

    rules = models.ForeignKey(Rules, on_delete=models.PROTECT, related_name="acceptances")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="acceptances")
    accepted_on = models.DateField()
    how = models.CharField(max_length=9, choices=AcceptedHow)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = Sealed("staff")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rules", "facility"], name="network_accepted_once")
        ]

    def __str__(self) -> str:
        return self.how

    def sealing_subject(self) -> Subject:
        return DIRECTORY
