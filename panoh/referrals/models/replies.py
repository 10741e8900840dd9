"""What outsiders answer: the links they answer through, and the answers until a worker has looked at them."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.referrals.enums import DeclineReason, ReplyKind, ReplyState
from panoh.referrals.models.referral import Referral
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class ReplyLink(Base):
    """A link through which one facility answers one referral. Link and code are kept as keyed hashes: nobody can make them from these."""

    PLAINTEXT_FIELDS = frozenset({"digest", "code_digest", "made_at", "expires_at", "revoked_at", "spent_at"})

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="reply_links")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(unique=True)
    code_digest = models.BinaryField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    spent_at = models.DateTimeField(null=True, blank=True)  # by an answer that ended what was asked

    def __str__(self) -> str:
        return str(self.pk)


class Reply(Base):
    """One answer as it came, sealed at once. What it changes in the referral, a worker decides."""

    PLAINTEXT_FIELDS = frozenset({"ticket", "kind", "at", "said_on", "said_at", "reason", "state", "decided_at"})

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="replies")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(ReplyLink, on_delete=models.CASCADE, related_name="replies")
    ticket = models.BinaryField(unique=True)  # of the page it was written on: the same page sent twice is one answer
    kind = models.CharField(max_length=12, choices=ReplyKind)
    at = models.DateTimeField()
    said_on = models.DateField(null=True, blank=True)  # the day it tells of
    said_at = models.TimeField(null=True, blank=True)  # the hour of the appointment
    reason = models.CharField(max_length=16, choices=DeclineReason, blank=True)
    words = Sealed("clinical")
    advice = Sealed("clinical")
    state = models.CharField(max_length=9, choices=ReplyState, default=ReplyState.WAITING)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "at"], name="referrals_reply_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
