"""Reads of the booklet."""

from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.booklet.enums import EditionState
from panoh.booklet.models import Edition, PrintRun, Voice
from panoh.booklet.text import SHIPPED, Section, sections, shipped
from panoh.core.errors import NotFound

NOT_HERE = _("This version of the booklet does not exist.")


def editions(user: User) -> list[Edition]:
    """The Unit's own versions, newest first, without their texts."""
    check_has(user, Permission.DESK)
    return list(Edition.objects.select_related("made_by", "adopted_by").defer("body"))


def get_edition(user: User, number: int) -> Edition:
    """One of the Unit's own versions. Raises NotFound."""
    check_has(user, Permission.DESK)
    found = Edition.objects.select_related("made_by", "adopted_by").filter(number=number).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_sections(user: User, number: int) -> list[Section]:
    """What a version says; 0 is the one that came with the system."""
    return list(shipped()) if number == SHIPPED else sections(get_edition(user, number).body)


def get_section(user: User, number: int, key: str) -> Section:
    """One section of a version. Raises NotFound."""
    found = next((each for each in get_sections(user, number) if each.key == key), None)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def in_force() -> tuple[int, list[Section]]:
    """The number and the sections of the version that is public."""
    edition = Edition.objects.filter(state=EditionState.ADOPTED).first()
    return (edition.number, sections(edition.body)) if edition else (SHIPPED, list(shipped()))


def prints(user: User) -> list[PrintRun]:
    """What was printed, newest first."""
    check_has(user, Permission.DESK)
    return list(PrintRun.objects.select_related("by"))


def copies_by_region(user: User) -> list[tuple[str, int]]:
    """(region, copies), most first; a blank region stands for several."""
    check_has(user, Permission.DESK)
    found = PrintRun.objects.order_by().values_list("region").annotate(copies=Sum("copies")).order_by("-copies", "region")
    return list(found)


def get_print(user: User, key: UUID) -> PrintRun:
    """One print run. Raises NotFound."""
    check_has(user, Permission.DESK)
    found = PrintRun.objects.filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def voices() -> dict[tuple[str, str], Voice]:
    """The recordings without their sound: (section, language) → row."""
    return {(row.section, row.language): row for row in Voice.objects.defer("content")}
