"""Persons, how to reach them safely, and who is whose relative."""

from typing import ClassVar

from django.db import models

from panoh.core.clock import now
from panoh.core.models import Base
from panoh.people.enums import CandidateState, Channel, DistinctReason, OtherStatus, PersonField, Precision, Relation, Sex
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Person(Base):
    """Somebody who is helped: a survivor or a family member. Names are kept as typed; only coded facts are in clear."""

    PLAINTEXT_FIELDS = frozenset(
        {"sex", "birth_year", "birth_precision", "region", "place", "language", "is_practice", "met_on", "recorded_at"}
    )

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
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")  # never in a chain

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(merged_into=models.F("id")), name="people_person_not_into_oneself")
        ]

    def __str__(self) -> str:
        return str(self.id)

    def sealing_subject(self) -> Subject:
        return Subject("person", self.id)


class Correction(Base):
    """What a field of a person said before it was corrected, and why. Sealed like the person."""

    PLAINTEXT_FIELDS = frozenset({"field", "at", "by"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=40, choices=PersonField)
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

    PLAINTEXT_FIELDS = frozenset({"channel", "may_leave_message", "confirmed_on", "is_current"})

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


class Relationship(Base):
    """`person` is the `relation` of the other. The other may be dead, unreachable or unknown to the Unit."""

    PLAINTEXT_FIELDS = frozenset({"relation", "other_status", "is_guardian"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="relationships_to")
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


class NameIndexEntry(Base):
    """What the name index holds of one person, sealed in two pieces: the key agent fills its memory from these rows alone.

    `names` is the year of birth and the names as typed, `numbers` telephones and papers, each with U+001F between its parts.
    Whoever changes a person writes the entry anew in the same action.
    """

    PLAINTEXT_FIELDS = frozenset({"is_practice"})

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

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"seq", "person", "mark"})

    seq = models.BigAutoField(primary_key=True)
    person = models.UUIDField()
    mark = models.UUIDField(null=True)  # made by chance: in a database that was put back the number comes again, and the mark does not

    def __str__(self) -> str:
        return str(self.seq)


class ConfirmedDistinct(Base):
    """Somebody looked and said that these two are not one person: nobody is asked about them again.

    One of the two is `person`. The other is a person too, or what is nobody's record yet: a request or a family tie, by its id.
    """

    PLAINTEXT_FIELDS = frozenset({"about", "reason", "at", "by"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="confirmed_distinct")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    about = models.UUIDField(null=True, blank=True, db_index=True)
    reason = models.CharField(max_length=8, choices=DistinctReason)
    at = models.DateTimeField()
    by = models.UUIDField()
    words = Sealed("words")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(other__isnull=False) | models.Q(about__isnull=False), name="people_not_same_as_somebody"
            ),
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="people_not_same_two_people"),
        ]

    def __str__(self) -> str:
        return self.reason

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Candidate(Base):
    """Two records that may be of one person, `person_a` the one with the lower id. Codes alone: what is alike is never written here.

    Nothing hangs on it: an admission can be taken back though the background has looked at it meanwhile.
    """

    PLAINTEXT_FIELDS = frozenset({"score", "reasons", "state", "found_at", "decided_at", "decided_by"})

    person_a = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    person_b = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    score = models.SmallIntegerField()
    reasons = models.JSONField(default=list)  # codes of Likeness
    state = models.CharField(max_length=8, choices=CandidateState, default=CandidateState.OPEN)
    found_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-score", "found_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "-score"], name="people_candidate_open")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person_a", "person_b"], name="people_candidate_once")
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.score}"


class CandidateLook(Base):
    """Up to which change people were compared; `gaps` are the numbers below it that had not arrived by then."""

    PLAINTEXT_FIELDS = frozenset({"seq", "gaps"})

    seq = models.BigIntegerField(default=0)
    gaps = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.seq)


class Merge(Base):
    """Two records joined: `gone` is read as `kept` from then on, each keeps its rows, its keys and its readers.

    `choices` says for each field whose text was kept; `changes` is what the joining changed, sealed as it stood, until it can no longer
    be taken apart.
    """

    PLAINTEXT_FIELDS = frozenset({"choices", "changes", "at", "by", "undone_at", "undone_by"})

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField(default=dict)  # PersonField, "contact" → left, right or both
    changes = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.UUIDField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return str(self.at)
