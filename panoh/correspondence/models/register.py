"""Letters in and out, meetings, calls; what in them concerns a person; their scans."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from panoh.accounts.enums import Language
from panoh.accounts.models import Organisation, User
from panoh.cases.models import Case
from panoh.consent.models import Consent
from panoh.core.models import Base
from panoh.correspondence import enums
from panoh.network.models import Addressee
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject

# The register has one key, of the secretariat, which keeps it.
OFFICE = Subject("organisation", UUID("0ff1ce00-0000-4000-8000-000000000001"))


class RegisterItem(Base):
    """One entry: a letter with its number, a meeting, a call. Nothing in it is about a person we help: that stands in its link.

    A number is given when a letter is registered, by year and direction, and never again: what was wrong is struck out and stays.
    """

    PLAINTEXT_FIELDS = frozenset({"kind", "state", "year", "number", "dated_on", "registered_at", "way", "language", "is_practice"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=enums.ItemKind)
    state = models.CharField(max_length=10, choices=enums.ItemState)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    dated_on = models.DateField()  # of the letter, or the day of the meeting
    registered_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=5, choices=enums.Way, blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.RUSSIAN)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_practice = models.BooleanField(default=False)
    subject = Sealed("staff")  # one line, about nobody
    their_reference = Sealed("staff")
    present = Sealed("staff")  # who was there
    words = Sealed("staff")  # what it says, what was said
    why_struck = Sealed("staff")
    pdf = Sealed("file")  # the exact letter that left, where it concerns nobody

    class Meta:
        ordering: ClassVar[list[str]] = ["-dated_on", "-registered_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "-dated_on"], name="correspondence_kind_day")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "year", "number", "is_practice"], name="correspondence_number_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("letter_in", "letter_out"), state__in=("registered", "struck"), number__isnull=False)
                | models.Q(kind__in=("meeting", "call"), number=None)
                | models.Q(kind="letter_out", state__in=("draft", "reading", "agreed", "dropped"), number=None),
                name="correspondence_letters_have_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}/{self.year}"

    def sealing_subject(self) -> Subject:
        return OFFICE


class PersonLink(Base):
    """What in an entry concerns a person: seen with the case and with nothing else, under the person's key."""

    PLAINTEXT_FIELDS = frozenset({"data_kinds", "read_at", "ground_lost_on"})

    item = models.OneToOneField(RegisterItem, on_delete=models.CASCADE, related_name="link")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    data_kinds = models.JSONField(default=list)  # codes of consent.enums.DataKind: what a letter that goes out tells
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)  # when the second reader agreed
    ground_lost_on = models.DateField(null=True, blank=True)  # withdrawn after it had left: the authority is to be told
    words = Sealed("words")
    remark = Sealed("words")  # of the second reader
    pdf = Sealed("file")  # the exact letter that left

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consent"], name="correspondence_each_letter_its_consent"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Scan(Base):
    """A letter as it lies on the table, sealed: under the person's key where the letter concerns one."""

    PLAINTEXT_FIELDS = frozenset({"kind", "kept_at", "size"})

    item = models.ForeignKey(RegisterItem, on_delete=models.CASCADE, related_name="scans")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=4)  # of core.scans: pdf or jpeg
    size = models.PositiveIntegerField()
    kept_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = Sealed("file")

    class Meta:
        ordering: ClassVar[list[str]] = ["kept_at", "pk"]

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return OFFICE if self.person_id is None else Subject("person", self.person_id)
