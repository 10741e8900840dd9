"""That somebody's file is to be erased, who said so, and the certificate that remains of it; that a file is sealed, and why."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.models import CODE_LENGTH
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.rights import enums


class Erasure(Base):
    """One erasing, from the wish to the certificate. It holds codes and days, no word: so it can stay when the person is gone."""

    CODED = frozenset(
        "code why in_private copy state asked_at agreed_at due_on held_until held_for ended_at epochs wraps done_at is_practice".split()
    )
    PUBLIC = frozenset({"certificate", "signature"})

    code = models.CharField(max_length=CODE_LENGTH)  # of the case by which it was asked for
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasures")
    why = models.CharField(max_length=8, choices=enums.Why)
    in_private = models.CharField(max_length=12, choices=enums.InPrivate)
    copy = models.CharField(max_length=8, choices=enums.Copy)
    state = models.CharField(max_length=10, choices=enums.ErasureState, default=enums.ErasureState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField()  # not before that day
    held_until = models.DateField(null=True, blank=True)
    held_for = models.CharField(max_length=10, choices=enums.Hold, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # who called it off
    ended_at = models.DateTimeField(null=True, blank=True)
    epochs = models.JSONField(default=dict)  # {id of an organisation that held a key: the number of its epoch then}
    wraps = models.PositiveIntegerField(default=0)  # how many wrapped keys were deleted
    done_at = models.DateTimeField(null=True, blank=True)
    is_practice = models.BooleanField(default=False)
    certificate = models.TextField(blank=True)  # what was done and when, in English: about nobody
    signature = models.BinaryField(default=b"", blank=True)  # Ed25519, by the key that signs the checkpoints of the audit

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(state__in=enums.WAITS), name="rights_one_erasure_waits"),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")), name="rights_two_agree_to_erase"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def waits(self) -> bool:
        """Whether it can still be called off."""
        return self.state in enums.WAITS


class Sealing(Base):
    """One time in which a file was sealed. To whom it opens, the table of keys alone says (`vault.members`)."""

    CODED = frozenset("why sealed_at epochs closed_at ended_at is_practice".split())

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sealings")
    why = models.CharField(max_length=8, choices=enums.SealedFor)
    sealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    epochs = models.JSONField(default=dict)  # as of an erasure: what older copies open with is destroyed after each change
    closed_at = models.DateTimeField(null=True, blank=True)  # when that was last done; none while it is under way
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    is_practice = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-sealed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(ended_at=None), name="rights_sealed_once"),
        ]

    def __str__(self) -> str:
        return self.why
