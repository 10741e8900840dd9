"""Reads of the directory."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.network.enums import FacilityKind, Screening
from panoh.network.facility_names import NAMES, called
from panoh.network.kinds import folded_name
from panoh.network.models import Facility, FacilityContact
from panoh.network.policy import visible_facilities
from panoh.places import catalogue
from panoh.places.alphabet import alphabetical
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

# How views, which know no models, name what they are given.
type FacilityContactRow = FacilityContact
type FacilityRow = Facility

NOT_HERE = _("This entry is not in the directory.")


def facilities(user: User, *, closed: bool = False) -> QuerySet[Facility]:
    """The directory by region and kind; with `closed` what is no longer in it."""
    return visible_facilities(user).filter(is_active=not closed).order_by("region", "kind", "pk")


def entries(user: User, *, show: str = "", service: str = "", region: str = "") -> QuerySet[Facility]:
    """The directory narrowed down: what is out of it, due for a check, not screened; who gives a service; a region."""
    rows = (
        {"due": due_checks, "unscreened": due_screenings}.get(show, facilities)(user) if show != "closed" else facilities(user, closed=True)
    )
    if region:
        rows = rows.filter(region=region)
    if service:
        rows = rows.filter(pk__in=[key for key, services in rows.values_list("pk", "services") if service in services])
    return rows


def by_region_and_kind(rows: QuerySet[Facility]) -> list[Facility]:
    """Entries as who reads finds them: regions and kinds by the alphabet of the language. One query."""
    labels = dict(FacilityKind.choices)
    return sorted(rows, key=lambda row: (alphabetical(catalogue.name(row.region)), alphabetical(str(labels[row.kind])), row.pk))


def get_facility(user: User, key: UUID) -> Facility:
    """One entry. Raises NotFound where this reader may not see it."""
    found = visible_facilities(user).filter(pk=key).select_related("society", "checked_by", "screened_by").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def names_of(rows: Iterable[Facility], *, by: User, purpose: Purpose) -> dict[UUID, str]:
    """The names of these facilities by id, as who reads calls them, opened and recorded at once; empty where this reader has no key."""
    wanted = {row.pk: row for row in rows}
    if not wanted:
        return {}
    opened = open_sealed(list(wanted.values()), by=by.actor, purpose=purpose, fields=NAMES)
    return {item.row.pk: called(item) for item in opened}


def written_names(user: User) -> set[tuple[str, str, str]]:
    """Each name of each entry as it is compared, with the region and place; opened and recorded."""
    rows = list(facilities(user))
    opened = open_sealed(rows, by=user.actor, purpose=Purpose.ADMINISTRATION, fields=NAMES) if rows else []
    names = ((each.row, getattr(each, field)) for each in opened for field in NAMES)
    return {(folded_name(name), row.region, row.place) for row, name in names if name}


def societies(user: User) -> QuerySet[Facility]:
    """The societies of specialists in the directory."""
    return facilities(user).filter(kind=FacilityKind.SOCIETY)


def due_checks(user: User) -> QuerySet[Facility]:
    """Entries to be checked again, longest ago first; for who keeps the directory. Where nobody is sent, nobody need ask."""
    if not has(user, Permission.DIRECTORY_WRITE):
        return Facility.objects.none()
    late = Q(check_due_on=None) | Q(check_due_on__lte=today())
    return facilities(user).filter(late).exclude(screening=Screening.NOT_FOR_US).order_by(F("check_due_on").asc(nulls_first=True), "pk")


def due_screenings(user: User) -> QuerySet[Facility]:
    """Entries of which nobody has said whether people may be sent there; for who keeps the directory."""
    if not has(user, Permission.DIRECTORY_WRITE):
        return Facility.objects.none()
    return facilities(user).filter(screening=Screening.NOT_YET)


def without_register(user: User, facility: Facility, service: str) -> QuerySet[Facility]:
    """Who gives the same service and keeps no register, those of the same region first: what may be offered instead."""
    near = Case(When(region=facility.region, then=Value(0)), default=Value(1))
    rows = facilities(user).filter(register="").exclude(screening=Screening.NOT_FOR_US).exclude(pk=facility.pk)
    keys = [row.pk for row in rows if service in row.services]
    return rows.filter(pk__in=keys).order_by(near, "kind", "pk")


def get_contact(user: User, key: UUID) -> FacilityContact:
    """One contact of an entry. Raises NotFound where this reader may not see it."""
    found = FacilityContact.objects.filter(pk=key, facility__in=visible_facilities(user)).select_related("facility").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
