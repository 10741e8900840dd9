"""The wrapped keys. Only the vault touches this table."""

from typing import ClassVar

from django.db import models

from panoh.core.models import Base


class SubjectKey(Base):
    """One subject's key, wrapped to one recipient's epoch. A subject with no row here can be read by nobody.

    With a `member` it lies first under that account's public half: what is sealed so has no other rows. Of the kind "pair" it is an
    account's private half, the account being the subject; `beside` it stand, in clear, salt, public half and the agent's word.
    """

    CODED = frozenset({"kind", "subject", "recipient", "epoch", "blob", "member", "beside"})

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
