"""What somebody recorded on a telephone, until it is where it belongs."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.hotline import enums
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class PhoneEntry(Base):
    """A session, a danger, an answer from the road that came from a telephone. Its number makes it one however often it is sent. What was
    answered has a key of its own, and is deleted once it is recorded where it belongs, or its sender says that they have entered it.
    What came after its telephone was disconnected is kept here too, a call as well, and is nobody's record until it is confirmed."""

    PLAINTEXT_FIELDS = frozenset("number kind written_at came_at asked_at done_at is_after_end tells_danger confirmed_at".split())

    number = models.BinaryField(max_length=16, unique=True)
    kind = models.CharField(max_length=8, choices=enums.EntryKind)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()  # by the telephone's clock, where that can be right
    came_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)  # it could not be recorded by itself: its sender was asked
    done_at = models.DateTimeField(null=True, blank=True)
    is_after_end = models.BooleanField(default=False)  # it came after the telephone was disconnected, or the account was closed
    tells_danger = models.BooleanField(default=False)  # of such a one, which rings to nobody until it is confirmed
    confirmed_at = models.DateTimeField(null=True, blank=True)  # its sender says that it is theirs
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # they, or who asked them
    facts = Sealed("words")  # JSON: the answers, by the names of the form

    class Meta:
        ordering: ClassVar[list[str]] = ["written_at"]

    def __str__(self) -> str:
        return self.kind

    @property
    def is_unconfirmed(self) -> bool:
        """Whether nobody asked its sender yet whether it is theirs."""
        return self.is_after_end and self.confirmed_at is None

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.id)
