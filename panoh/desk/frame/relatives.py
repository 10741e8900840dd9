"""A person's relatives as one reader may know them: by code where they see the case, else in words that name nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.policy import visible_cases
from panoh.people.enums import OtherStatus
from panoh.people.models import Person, Relationship
from panoh.people.queries import kept, of_records, relationships_with
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose


@dataclass(frozen=True, slots=True)
class Relative:
    """One row of the family. `relationship` is None where another file says it, so that it is changed only there."""

    relationship: Any
    code: str
    words: str
    this_is: str
    relative_is: str
    is_guardian: bool
    name: str = ""
    note: str = ""


def files_seen(user: User, people: Iterable[Person]) -> tuple[dict[UUID, str], set[UUID]]:
    """Of these people, the latest code of whoever has a case that the reader sees, by the record that was kept; and the records
    whose own files those are. One query."""
    codes: dict[UUID, str] = {}
    files: set[UUID] = set()
    keys = {kept(person) for person in people}
    seen = visible_cases(user).filter(of_records(keys, "person")).order_by("admitted_on", "episode")
    for key, into, code in seen.values_list("person", "person__merged_into", "code"):
        codes[into or key] = code
        files.add(key)
    return codes, files


def relatives(user: User, person: Person, *, opened: bool = False) -> list[Relative]:
    """Who is whose relative. With `opened` the names and notes of this person's own file are opened and recorded.

    What another's file says stands here only if this reader sees that file: nobody is given away by a relative. A record that was
    joined with this one is such a file too.
    """
    relationships = list(relationships_with(person))
    codes, files = files_seen(
        user, (end for relationship in relationships for end in (relationship.person, relationship.other) if end is not None)
    )
    own = [relationship for relationship in relationships if relationship.person_id == person.pk]
    words = open_sealed(own, by=user.actor, purpose=Purpose.CARE) if opened and own else []
    said = {item.row.pk: item for item in words}
    rows = [_own(relationship, codes, said.get(relationship.pk)) for relationship in own]
    return rows + [
        _elsewhere(relationship, person, codes)
        for relationship in relationships
        if relationship.person_id != person.pk and relationship.person_id in files
    ]


def _own(relationship: Relationship, codes: dict[UUID, str], opened: Opened | None) -> Relative:
    code = codes.get(kept(relationship.other), "") if relationship.other is not None else ""
    if relationship.other is not None and not code:
        words = _("a relative who is not shown here")
    else:
        words = "" if code and relationship.other_status == OtherStatus.IN_CARE else str(relationship.get_other_status_display())
    name = (opened.other_name or "") if opened and (code or relationship.other is None) else ""
    note = (opened.note or "") if opened else ""
    return Relative(relationship, code, words, str(relationship.get_relation_display()), "", relationship.is_guardian, name, note)


def _elsewhere(relationship: Relationship, person: Person, codes: dict[UUID, str]) -> Relative:
    """What the relative's file says, or another record of the same person, which speaks as this one does."""
    if kept(relationship.person) == kept(person):
        same = _own(relationship, codes, None)
        return Relative(None, same.code, same.words, same.this_is, "", same.is_guardian)
    return Relative(None, codes[kept(relationship.person)], "", "", str(relationship.get_relation_display()), False)
