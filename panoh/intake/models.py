"""What somebody without an account wrote, what was answered, and which messages were taken in."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from panoh.accounts.models import User
from panoh.cases.models import Request
from panoh.core.models import Base
from panoh.intake import enums
from panoh.team.models import Complaint
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Taken(Base):
    """A message was taken in. Its number and a keyed hash of its contents: the same page sent twice is one, a changed one is another."""

    PLAINTEXT_FIELDS = frozenset({"number", "contents", "taken_on"})

    number = models.BinaryField(max_length=16)
    contents = models.BinaryField(max_length=16)
    taken_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["number", "contents"], name="intake_taken_once")
        ]

    def __str__(self) -> str:
        return "message"


class Thread(Base):
    """What is written to and fro with whoever holds the receipt. Of that only a hash is kept.

    Its words have a key of their own, also after the request became a person's: whoever finds a receipt reads what was answered, and
    nothing else of anybody.
    """

    PLAINTEXT_FIELDS = frozenset({"receipt", "language", "soon", "withdrawn_at"})

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="thread")
    receipt = models.BinaryField(max_length=32, unique=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)  # of the page it was written on
    soon = models.CharField(max_length=8, choices=enums.HowSoon, blank=True)  # as the writer chose it; triage changes nothing of it
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "thread"

    @property
    def is_danger_said(self) -> bool:
        """Whether the writer said that somebody is in danger today."""
        return self.soon == enums.HowSoon.NOW

    @property
    def writer_says(self) -> str:
        """How soon help is needed as the writer chose it, in words; blank where they did not say."""
        return str(enums.WRITER_SAYS[enums.HowSoon(self.soon)]) if self.soon else ""

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.id)


class ThreadMessage(Base):
    """One text in a thread, of the asker or of the Unit."""

    PLAINTEXT_FIELDS = frozenset({"kind", "at", "word", "settled_at"})

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="said")
    kind = models.CharField(max_length=8, choices=enums.ThreadMessageKind)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # who answered
    word = models.CharField(max_length=6, choices=enums.WordState, blank=True)  # what came of comparing
    settled_at = models.DateTimeField(null=True, blank=True)  # what was asked for is done
    complaint = models.ForeignKey(Complaint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = Sealed("words")
    agreed_word = Sealed("contact")  # as the asker wrote it; gone once it was found right

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.thread_id)


class Attachment(Base):
    """A file that came with a text, as it came. It is looked at and cleaned when somebody opens it, never before."""

    PLAINTEXT_FIELDS = frozenset({"place", "size"})

    said = models.ForeignKey(ThreadMessage, on_delete=models.CASCADE, related_name="attachments")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="attachments")
    place = models.PositiveSmallIntegerField()  # in the thread, counted from one
    size = models.PositiveIntegerField()
    content = Sealed("file")

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]

    def __str__(self) -> str:
        return f"file {self.place}"

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.thread_id)
