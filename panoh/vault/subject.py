"""Whose key a sealed text is under."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

SubjectKind = Literal["person", "enquiry", "organisation"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, an enquiry that is not a person yet, or an organisation (its staff, its directory)."""

    kind: SubjectKind
    id: UUID
