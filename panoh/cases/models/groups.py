"""Meetings of several people at once, and whom an author lets read notes."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class SessionGroup(Base):
    """One meeting of a group. Each person's part in it is a session of their own case; the note of all of them holds no names."""

    PLAINTEXT_FIELDS = frozenset({"discipline", "at", "minutes", "venue", "is_practice"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    discipline = models.CharField(max_length=14, choices=enums.Discipline)
    at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    venue = models.CharField(max_length=8, choices=enums.Venue, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="session_groups")
    is_practice = models.BooleanField(default=False)
    note = Sealed("words")  # under the organisation's key

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.discipline} {self.at:%Y-%m-%d}"

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)


class NotesReader(Base):
    """A psychologist whom the author of process notes lets read them, on one case."""

    PLAINTEXT_FIELDS = frozenset({"since", "ended_at"})

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes_readers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "author", "reader"], condition=models.Q(ended_at=None), name="cases_notes_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reader_id}"
