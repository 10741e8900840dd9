"""The base of every row."""

from typing import ClassVar

from django.db import models

from panoh.core.ids import new_id


class Base(models.Model):
    """A row with a random id and a version that grows with each change.

    Every concrete model declares its fields' sensitivity: `PUBLIC` (may be printed on a poster), `PLAINTEXT_FIELDS` (in clear inside the
    encrypted database: codes, dates of service, counts). Sealed fields declare themselves; keys and relations are coded.
    """

    PUBLIC: ClassVar[frozenset[str]] = frozenset()
    PLAINTEXT_FIELDS: ClassVar[frozenset[str]] = frozenset()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
