"""The wrapped keys, and how each night's copy went. Only the vault touches these tables."""

from typing import ClassVar

from django.db import models

from panoh.core.models import Base
from panoh.vault.enums import Fault


class SubjectKey(Base):
    """One subject's key, wrapped to one recipient's epoch. A subject with no row here can be read by nobody.

    With a `member` it lies first under that account's public half: what is sealed so has no other rows. Of the kind "pair" it is an
    account's private half, the account being the subject; `beside` it stand, in clear, salt, public half and the agent's word.
    """

    PLAINTEXT_FIELDS = frozenset({"kind", "subject", "recipient", "epoch", "blob", "member", "beside"})

    kind = models.CharField(max_length=12)
    subject = models.UUIDField()
    recipient = models.UUIDField()
    epoch = models.PositiveIntegerField()
    blob = models.BinaryField()
    member = models.UUIDField(null=True, blank=True)
    beside = models.BinaryField(default=b"", blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject", "kind", "recipient"], condition=models.Q(member=None), name="vault_one_wrap_a_recipient"
            ),
            models.UniqueConstraint(
                fields=["member", "kind", "subject"], condition=models.Q(member__isnull=False), name="vault_one_wrap_a_member"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recipient", "epoch"], name="vault_epoch"),
            models.Index(fields=["subject", "kind"], name="vault_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient}, epoch {self.epoch}"

    def wire(self) -> dict[str, str | int | bytes]:
        """As the key agent takes it."""
        wire: dict[str, str | int | bytes] = {"kind": self.kind, "id": str(self.subject), "recipient": str(self.recipient)}
        wire |= {"epoch": self.epoch, "blob": bytes(self.blob)}
        return wire | {"member": str(self.member)} if self.member else wire


class NightCopy(Base):
    """A copy that was made at night and tried at once: when, how large, how long each took, and what failed. Nothing of what is in it."""

    PLAINTEXT_FIELDS = frozenset({"begun_at", "size", "rows", "copy_seconds", "trial_seconds", "fault"})

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
