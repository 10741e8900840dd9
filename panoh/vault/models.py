"""The wrapped keys, and how each night's copy went. Only the vault touches these tables."""

from typing import ClassVar

from django.db import models

from panoh.core.models import Base
from panoh.vault.enums import Fault


class SubjectKey(Base):
    """One subject's key, wrapped to one recipient's epoch. A subject with no row here can be read by nobody."""

    CODED = frozenset({"kind", "subject", "recipient", "epoch", "blob"})

    kind = models.CharField(max_length=12)
    subject = models.UUIDField()
    recipient = models.UUIDField()
    epoch = models.PositiveIntegerField()
    blob = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "kind", "recipient"], name="vault_one_wrap_a_recipient")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["recipient", "epoch"], name="vault_epoch")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient}, epoch {self.epoch}"

    def wire(self) -> dict[str, str | int | bytes]:
        """As the key agent takes it."""
        return {"kind": self.kind, "id": str(self.subject), "recipient": str(self.recipient), "epoch": self.epoch, "blob": bytes(self.blob)}


class NightCopy(Base):
    """A copy that was made at night and tried at once: when, how large, how long each took, and what failed. Nothing of what is in it."""

    CODED = frozenset({"begun_at", "size", "rows", "copy_seconds", "trial_seconds", "fault"})

    begun_at = models.DateTimeField(db_index=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes, sealed
    rows = models.PositiveBigIntegerField(default=0)
    copy_seconds = models.FloatField(default=0)
    trial_seconds = models.FloatField(default=0)
    fault = models.CharField(max_length=12, choices=Fault, blank=True)  # none: it was put back on trial, and held

    class Meta:
        ordering: ClassVar[list[str]] = ["-begun_at"]

    def __str__(self) -> str:
        return self.fault or "held"
