"""Which files lie in a case: each room tells of its own, to whoever may open them there."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from panoh.accounts.models import User
from panoh.cases.enums import DocumentKind
from panoh.cases.models import Case
from panoh.cases.signals import documents_wanted
from panoh.consent.enums import DataKind

PDF, JPEG = "application/pdf", "image/jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file: the row that keeps it sealed and in which field, of which day, and which kinds of data it tells as far as is known."""

    kind: DocumentKind
    row: Any
    field: str
    day: dt.date
    code: str = ""
    media: str = PDF
    tells: frozenset[str] = frozenset({DataKind.NAME})

    @property
    def key(self) -> UUID:
        """The id of the row."""
        return UUID(str(self.row.pk))


def documents_of(case: Case, user: User | None) -> list[Document]:
    """The files of a case that this account may open where they lie, newest first; with None all that may be shown to anybody."""
    answers: Any = documents_wanted.send(sender=Case, case=case, user=user)
    return sorted((one for _room, found in answers for one in found or ()), key=lambda one: one.day, reverse=True)


def find_document(case: Case, kind: str, key: UUID, user: User | None) -> Document | None:
    """One of them."""
    return next((one for one in documents_of(case, user) if (one.kind, one.key) == (kind, key)), None)
