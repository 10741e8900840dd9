"""The kinds of help as a form offers them."""

from panoh.network.enums import Service
from panoh.places.alphabet import alphabetical


def service_choices() -> list[tuple[str, str]]:
    """All of them by the alphabet of who reads, whatever their first letter is like; the rest last."""
    found = sorted(((service.value, str(service.label)) for service in Service), key=lambda choice: alphabetical(choice[1]))
    return sorted(found, key=lambda choice: choice[0] == Service.OTHER)
