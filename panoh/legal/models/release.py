"""A single document shown to one account until a day."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.enums import DocumentKind
from panoh.cases.models import Case
from panoh.consent.models import Consent
from panoh.core.models import Base
from panoh.legal.enums import ReleasePurpose
from panoh.people.models import Person


class Release(Base):
    """This document, to this account, for this, until this day, on this consent. No key goes with it: who has none is shown nothing."""

    PLAINTEXT_FIELDS = frozenset(
        {"kind", "target", "data_kinds", "purpose", "released_at", "until", "taken_back_at", "opened", "opened_at"}
    )

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="releases")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=DocumentKind)
    target = models.UUIDField()  # the row that keeps the document
    data_kinds = models.JSONField(default=list)  # what it tells: codes of DataKind
    purpose = models.CharField(max_length=13, choices=ReleasePurpose)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    until = models.DateField()  # the last day; looked at whenever somebody opens it, so that nothing has to run
    taken_back_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveSmallIntegerField(default=0)  # how many times; each is in the record as well
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-released_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["to", "until"], name="legal_release_to")]

    def __str__(self) -> str:
        return self.kind
