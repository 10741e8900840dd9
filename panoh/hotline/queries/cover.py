"""Who goes to which district: the worker, who in their place, and where nobody does."""

from dataclasses import dataclass
from uuid import UUID

from panoh.accounts.models import User
from panoh.hotline.models import Cover
from panoh.hotline.queries.callbacks import workers_by_region, workers_of
from panoh.places import catalogue

__all__ = ["Covered", "coverage_of", "districts_covered", "goes_to", "worker_for", "workers_of"]


@dataclass(frozen=True, slots=True)
class Covered:
    """A city or district, with who goes there today: only accounts that are open and whose region it is."""

    code: str
    name: str
    worker: str = ""
    backup: str = ""


def districts_covered() -> list[tuple[str, str, list[Covered]]]:
    """(code, name, its districts) of every region. Two queries. Whoever is no worker of the region any more covers nothing in it."""
    able, rows = workers_by_region(), {row.place: row for row in Cover.objects.select_related("worker", "backup")}
    found = []
    for region, name in catalogue.region_choices():
        names = {user.pk: user.username for user in able.get(region, [])}
        places = catalogue.district_choices(region) or [(region, name)]
        found.append((region, name, [_covered(code, label, rows.get(code), names) for code, label in places]))
    return found


def _covered(code: str, name: str, row: Cover | None, names: dict[UUID, str]) -> Covered:
    if row is None:
        return Covered(code, name)
    able = [names[key] for key in (row.worker_id, row.backup_id) if key is not None and key in names]
    return Covered(code, name, *able)


def coverage_of(region: str) -> dict[str, Cover]:
    """What is noted of a region, by the code of the place. One query."""
    places = [code for code, _name in catalogue.district_choices(region)] or [region]
    return {row.place: row for row in Cover.objects.filter(place__in=places)}


def goes_to(place: str, region: str) -> list[User]:
    """Who goes to a place, the first choice first: its worker and who is there in their place, then the other workers of the region."""
    able = workers_of(region)
    row = Cover.objects.filter(place=place).first()
    first = [row.worker_id, row.backup_id] if row else []
    return sorted(able, key=lambda user: (first.index(user.pk) if user.pk in first else len(first), user.username))


def worker_for(place: str, region: str) -> User | None:
    """The worker of a place, or who is there in their place while that is no worker of the region; None where nobody is named."""
    able = {user.pk: user for user in workers_of(region)}
    row = Cover.objects.filter(place=place or region).first()
    return next((able[key] for key in (row.worker_id, row.backup_id) if key in able), None) if row else None
