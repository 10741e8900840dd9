"""Emergency access and conflicts of interest: a case opened in an emergency, or closed to somebody who is tied to the person."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class ConflictOfInterest(Base):
    """To one account everything of one person is closed, in all their records. Codes and days alone; the case is the one it was set by."""

    PLAINTEXT_FIELDS = frozenset({"why", "set_at", "lifted_at"})

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conflicts")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conflicts")
    why = models.CharField(max_length=8, choices=enums.Tied)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-set_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "person"], condition=models.Q(lifted_at=None), name="cases_conflictofinterest_once")
        ]

    def __str__(self) -> str:
        return self.why

    @property
    def is_own(self) -> bool:
        """Whether the account said so itself."""
        return self.set_by_id == self.user_id


class EmergencyAccess(Base):
    """A case opened in an emergency: to one account, to read, for four hours. Somebody else looks at it afterwards."""

    PLAINTEXT_FIELDS = frozenset({"why", "opened_at", "ends_at", "ended_at", "told_at", "judged", "judged_at"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergency_accesses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="emergency_accesses")
    why = models.CharField(max_length=8, choices=enums.Emergency)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # by hand, or with the account
    told_at = models.DateTimeField(null=True, blank=True)  # when the notice left
    judged = models.CharField(max_length=10, choices=enums.Judged, blank=True)
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    words = Sealed("words")
    judged_words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "ends_at"], name="cases_opening_user")]

    def __str__(self) -> str:
        return self.why

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
