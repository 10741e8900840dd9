"""The wrapped keys. Only the vault touches this table."""

from typing import ClassVar

from django.db import models

from panoh.core.models import Base


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
