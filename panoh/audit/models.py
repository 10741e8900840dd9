"""The audit's tables: events, how they refer to persons, their place in the tree, the checkpoints, alarms; and what can be undone.

No foreign key leads out of here, so that the record never hinders the living data (nor the other way round).
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Func

from panoh.audit.content import content_of
from panoh.audit.enums import AlarmKind
from panoh.core.ids import IdBytes
from panoh.core.models import Base


class MomentText(Func):
    """A moment as the leaf of an event has it, made by the database: of millions, reading and writing dates is half of the work."""

    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        # Whole seconds lie without their six digits.
        text = "replace(%(expressions)s, ' ', 'T') || CASE length(%(expressions)s) WHEN 19 THEN '.000000' ELSE '' END || '+00:00'"
        return self.as_sql(compiler, connection, template=text, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        text = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00'"""
        return self.as_sql(compiler, connection, template=text, **extra)


# What the leaf of an event covers, as `content_of` takes it.
COVERED = (MomentText("at"), "actor_kind", IdBytes("actor_ref"), IdBytes("organisation"), "verb", "purpose", "refs", "detail", "salt")


class AuditEvent(models.Model):
    """One read of a person or one act. Append-only: the database itself refuses to change or delete a row."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset(
        {
            "seq",
            "at",
            "actor_kind",
            "actor_ref",
            "organisation",
            "verb",
            "purpose",
            "refs",
            "detail",
            "salt",
            "leaf",
            "session",
            "index",
            "mac",
        }
    )
    PUBLIC: ClassVar[frozenset[str]] = frozenset()

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=8)
    actor_ref = models.UUIDField()
    organisation = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    purpose = models.CharField(max_length=40, blank=True)
    refs = models.BinaryField()  # eight bytes each, sorted
    detail = models.BinaryField()  # ciphertext the caller had from the vault
    salt = models.BinaryField()
    leaf = models.BinaryField()
    session = models.BinaryField()
    index = models.BigIntegerField()
    mac = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["seq"]

    def __str__(self) -> str:
        return f"{self.verb} {self.seq}"

    def covered(self) -> dict[str, Any]:
        """What the leaf covers, as `content_of` takes it: every field but the sequence number, with the detail as ciphertext, so that
        erasure breaks nothing."""
        return {
            "moment": self.at.isoformat(timespec="microseconds"),
            "actor_kind": self.actor_kind,
            "actor_ref": self.actor_ref.bytes,
            "organisation": self.organisation.bytes if self.organisation else None,
            "verb": self.verb,
            "purpose": self.purpose,
            "refs": bytes(self.refs),
            "detail": bytes(self.detail),
            "salt": bytes(self.salt),
        }

    def content(self) -> bytes:
        """The bytes that the leaf is the hash of."""
        return content_of(**self.covered())


class AuditRef(models.Model):
    """An index: which events are about which subject. Made from the event's own refs, checked against them."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"id", "ref", "event_seq"})
    PUBLIC: ClassVar[frozenset[str]] = frozenset()

    ref = models.BinaryField()
    event_seq = models.BigIntegerField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["ref", "event_seq"], name="audit_ref")]

    def __str__(self) -> str:
        return str(self.event_seq)


class AuditLeaf(models.Model):
    """An event's place in the tree, given when it is sealed."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"position", "event_seq"})
    PUBLIC: ClassVar[frozenset[str]] = frozenset()

    position = models.BigIntegerField(primary_key=True)
    event_seq = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.position)


class AuditCheckpoint(models.Model):
    """A signed root of the tree at a size. `frontier` lets the sealer go on without reading what is sealed already."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"size", "frontier", "note", "at"})
    PUBLIC: ClassVar[frozenset[str]] = frozenset()

    size = models.BigIntegerField(primary_key=True)
    frontier = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.size)


class AuditAlarm(models.Model):
    """Something in the record that somebody must be told of; nobody stands in it. Once written, it can only be marked as told."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"id", "kind", "at", "told_at"})
    PUBLIC: ClassVar[frozenset[str]] = frozenset()

    kind = models.CharField(max_length=20, choices=AlarmKind)
    at = models.DateTimeField(db_index=True)
    told_at = models.DateTimeField(null=True, db_index=True)
    earlier: "list[AuditAlarm]"  # those of its kind before it, the newest first, where they are read with it

    def __str__(self) -> str:
        return self.kind


class IdempotencyKey(models.Model):
    """A form of which the act is done, by a hash of it: sent again, it does nothing. For a day."""

    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset({"id", "key", "actor_ref", "leads_to", "at"})
    PUBLIC: ClassVar[frozenset[str]] = frozenset()
    LONGEST = 300

    key = models.BinaryField(unique=True, max_length=32)
    actor_ref = models.UUIDField(db_index=True)
    leads_to = models.CharField(max_length=LONGEST, blank=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.at)


class Undo(Base):
    """What one act changed, kept for ten minutes so that it can be taken back. Sealed fields stay ciphertext in here."""

    PLAINTEXT_FIELDS = frozenset({"actor_ref", "sentence", "verb", "code", "changes", "refs", "at", "used_at"})

    actor_ref = models.UUIDField(db_index=True)
    sentence = models.CharField(max_length=200)  # the message id, translated when shown
    verb = models.CharField(max_length=80)  # blank where it cannot be taken back: the sentence says why
    code = models.CharField(max_length=330, blank=True)  # of each record it is about that has one, at most MOST_CODES: "A B"
    changes = models.JSONField()
    refs = models.BinaryField()
    at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    is_followed: bool = False  # `audit/undo.py: acts_of_ten_minutes`

    def __str__(self) -> str:
        return self.verb
