"""One thing done to many cases: a short transaction a case, so that nobody else waits, and one account of how far it got."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.core.models import Base


class BulkOperation(Base):
    """What is done to which cases. The parts say how far it is; it is gone on with from there, and taken back as one."""

    PLAINTEXT_FIELDS = frozenset({"kind", "state", "wanted", "starts_on", "guidance", "began_at", "ended_at", "is_practice"})

    kind = models.CharField(max_length=9, choices=enums.BulkOperationKind)
    state = models.CharField(max_length=10, choices=enums.BulkOperationState, default=enums.BulkOperationState.RUNNING)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    wanted = models.JSONField()  # the ids of the cases, in order
    giver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    guidance = models.CharField(max_length=20, blank=True)  # the version that the cases follow from now on
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_practice = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class BulkOperationPart(Base):
    """One case of it, dealt with. Taken back, the row is gone again."""

    PLAINTEXT_FIELDS = frozenset({"outcome", "at"})

    operation = models.ForeignKey(BulkOperation, on_delete=models.CASCADE, related_name="parts")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=4, choices=enums.PartOutcome)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["operation", "case"], name="cases_bulkoperation_once_a_case")
        ]

    def __str__(self) -> str:
        return self.outcome
