"""Facilities of the directory."""

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.network.actions import add_facility
from panoh.network.enums import FacilityKind, Service
from panoh.network.models import Facility
from tests.factories.accounts import make_secretariat, make_user


def make_keeper() -> User:
    """A coordinator of the secretariat, who keeps the directory."""
    make_secretariat()
    return make_user(Role.COORDINATOR)


def make_facility(
    *,
    by: User | None = None,
    name: str = "Областная больница",
    kind: FacilityKind = FacilityKind.REGIONAL_HOSPITAL,
    services: tuple[Service, ...] = (Service.NEUROLOGY,),
    region: str = "TJ-KT",
) -> Facility:
    """A facility of the directory."""
    return add_facility(by=by or make_keeper(), name=name, kind=kind, services=services, region=region)
