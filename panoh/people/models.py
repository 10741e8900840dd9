"""Persons, how to reach them safely, and who is whose relative."""

from typing import ClassVar

from django.db import models

from panoh.core.clock import now
from panoh.core.models import Base
from panoh.people.enums import Channel, OtherStatus, PersonField, Precision, Relation, Sex
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Person(Base):
    """Somebody who is helped: a survivor or a family member. Names are kept as typed; only coded facts are in clear."""

    CODED = frozenset({"sex", "birth_year", "birth_precision", "region", "place", "language", "is_practice", "met_on", "recorded_at"})

    family_name = Sealed("identity")
    given_name = Sealed("identity")
    patronymic = Sealed("identity")
    other_names = Sealed("identity")
    birth_date = Sealed("identity")  # ISO, as exact as known: 1990, 1990-05 or 1990-05-31
    document = Sealed("identity")
    address = Sealed("contact")
    sex = models.CharField(max_length=8, choices=Sex)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    region = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=8, blank=True)
    is_practice = models.BooleanField(default=False)  # invented, never counted
    met_on = models.DateField()
    recorded_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return str(self.id)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.id)


class Correction(Base):
    """What a field of a person said before it was corrected, and why. Sealed like the person."""

    CODED = frozenset({"field", "at", "by"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=16, choices=PersonField)
    at = models.DateTimeField()
    by = models.UUIDField()
    former = Sealed("identity")
    reason = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return self.field

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class SafeContact(Base):
    """How to reach a person without harm. Seen before any number is opened."""

    CODED = frozenset({"channel", "may_leave_message", "confirmed_on", "is_current"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.CALL)
    number = Sealed("contact")
    hours = Sealed("contact")
    who_may_answer = Sealed("contact")
    not_to_say = Sealed("contact")
    alias = Sealed("contact")
    code_word = Sealed("contact")
    duress_word = Sealed("contact")
    may_leave_message = models.BooleanField(default=False)
    confirmed_on = models.DateField(null=True, blank=True)
    is_current = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.channel

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Tie(Base):
    """`person` is the `relation` of the other. The other may be dead, unreachable or unknown to the Unit."""

    CODED = frozenset({"relation", "other_status", "is_guardian"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ties")
    other = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="ties_to")
    relation = models.CharField(max_length=16, choices=Relation)
    other_status = models.CharField(max_length=12, choices=OtherStatus, default=OtherStatus.UNKNOWN)
    is_guardian = models.BooleanField(default=False)  # the other is this person's legal representative
    other_name = Sealed("words")  # what this person says of a relative the Unit does not know
    note = Sealed("words")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="people_tie_not_to_oneself")
        ]

    def __str__(self) -> str:
        return self.relation

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Entry(Base):
    """What the name index holds of one person, sealed in two pieces: the key agent fills its memory from these rows alone.

    `names` is the year of birth and the names as typed, `numbers` telephones and papers, each with U+001F between its parts.
    Whoever changes a person writes the entry anew in the same action.
    """

    CODED = frozenset({"is_practice"})

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="entry")
    names = Sealed("identity")
    numbers = Sealed("contact")
    is_practice = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.person_id)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Change(models.Model):
    """That an entry was written, changed or removed. The database's own triggers append a row, so nothing is missed: not an undo either.

    Every node's agent follows this sequence.
    """

    CODED: ClassVar[frozenset[str]] = frozenset({"seq", "person"})

    seq = models.BigAutoField(primary_key=True)
    person = models.UUIDField()

    def __str__(self) -> str:
        return str(self.seq)
