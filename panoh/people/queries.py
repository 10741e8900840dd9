"""Reads about a person found for this reader: how to reach them, who is a relative of theirs, what was corrected."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import NotFound
from panoh.people.models import Correction, Person, Relationship, SafeContact

# How views, which know no models, name what they are given.
type PersonRow = Person
type RelationshipRow = Relationship

NOT_HERE = _("Page not found, or you do not have access to it.")


def kept(person: Person) -> UUID:
    """The record that stands for the person: their own, unless it was joined to another."""
    return person.merged_into_id or person.pk


def of_records(people: Iterable[UUID], end: str) -> Q:
    """Whatever hangs by `end` on a record of these people, each named by the one that was kept."""
    keys = list(people)
    return Q(**{f"{end}__in": keys}) | Q(**{f"{end}__merged_into__in": keys})


def records_of(person: Person) -> list[UUID]:
    """The ids of all records of one person, the one that was kept first: their own, unless records were joined. One query."""
    first = kept(person)
    return [first, *Person.objects.filter(merged_into=first).order_by("pk").values_list("pk", flat=True)]


def current_contact(person: Person) -> SafeContact | None:
    """How to reach the person now, its words shut."""
    return SafeContact.objects.filter(person=person, is_current=True).first()


def relationships_of(person: Person) -> QuerySet[Relationship]:
    """What this person's own file says of relatives."""
    return Relationship.objects.filter(person=person).select_related("other").order_by("relation", "pk")


def relationships_with(person: Person) -> QuerySet[Relationship]:
    """Ties at either end of which the person stands, by any record. What another file says is shown only to who may see that file."""
    ends = of_records([kept(person)], "person") | of_records([kept(person)], "other")
    return Relationship.objects.filter(ends).select_related("person", "other").order_by("relation", "pk")


def get_relationship(person: Person, key: UUID) -> Relationship:
    """A tie of this person's own file. Raises NotFound for any other."""
    found = relationships_of(person).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def has_guardian(person: Person) -> bool:
    """Whether somebody is written down as the person's legal representative, in any record of theirs."""
    return Relationship.objects.filter(of_records([kept(person)], "person"), is_guardian=True).exists()


def corrections_of(person: Person) -> QuerySet[Correction]:
    """What was corrected, newest first."""
    return Correction.objects.filter(person=person)
