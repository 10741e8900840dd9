"""The body map of a person, for the physicians on the case."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import visible_cases
from panoh.core.errors import NotFound
from panoh.findings.body import Region, View, label_of, regions
from panoh.findings.models import BodyMark, Photograph
from panoh.findings.policy import check_can_read_medical
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

# How views, which know no models, name what they are given.
type BodyMarkRow = BodyMark

NOT_HERE = _("Page not found, or the entry was withdrawn.")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it is read and drawn, with its number on the figure."""

    number: int
    row: BodyMark
    where: str
    note: str
    photographs: list[Photograph]


@dataclass(frozen=True, slots=True)
class Figure:
    """One side of the body: its regions and what is marked on it."""

    view: View
    regions: list[Region]
    marks: list[Mark]


def visible_marks(user: User) -> QuerySet[BodyMark]:
    """Marks of the persons this physician works with."""
    return BodyMark.objects.filter(person__in=visible_cases(user, Permission.MEDICAL).values("person"))


def marks(user: User, case: Case) -> list[Mark]:
    """Every mark of the person, opened with one event. Photographs stay shut."""
    check_can_read_medical(user, case)
    rows = list(
        visible_marks(user)
        .filter(person=case.person_id)
        .select_related("by")
        .prefetch_related(Prefetch("photographs", Photograph.objects.defer("image")))
        .order_by("seen_on", "id")
    )
    opened = {item.row.pk: item.note or "" for item in open_sealed(rows, by=user.actor, purpose=Purpose.CARE)} if rows else {}
    return [Mark(number, row, label_of(row.region), opened[row.pk], list(row.photographs.all())) for number, row in enumerate(rows, 1)]


def figures(found: list[Mark]) -> list[Figure]:
    """Front and back with the marks on them."""
    known = regions()
    return [
        Figure(
            view,
            [region for region in known.values() if region.view == view],
            [mark for mark in found if mark.row.region in known and known[mark.row.region].view == view],
        )
        for view in View
    ]


def get_mark(user: User, case: Case, key: UUID) -> BodyMark:
    """One mark of this person."""
    found = visible_marks(user).filter(person=case.person_id, pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_photograph(user: User, case: Case, key: UUID) -> Photograph:
    """One photograph of this person."""
    of_theirs = Photograph.objects.filter(mark__in=visible_marks(user).values("pk"), person=case.person_id)
    found = of_theirs.filter(pk=key).select_related("mark").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
