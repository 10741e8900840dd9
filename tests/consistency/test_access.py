"""Every address says who may come; only the rooms with screens have addresses."""

from django.urls.converters import PathConverter, StringConverter

from panoh.accounts.access import access_of
from panoh.reference import addresses
from tests.consistency.house import PACKAGE, modules, short


def test_every_address_names_a_permission_or_is_public() -> None:
    open_doors = [route for route, pattern in addresses() if access_of(pattern.callback) is None]
    assert open_doors == []


def test_the_house_has_addresses() -> None:
    assert "/desk/" in {route for route, _ in addresses()}


def test_only_desk_and_public_have_addresses() -> None:
    rooms = {path.relative_to(PACKAGE).parts[0] for path in modules() if path.name == "urls.py"}
    assert rooms == {"config", "desk", "public"}


def test_no_address_takes_text_that_could_be_a_name() -> None:
    """Names and search terms travel in POST bodies; an address carries codes, ids and one-time tokens alone."""
    loose = [
        route
        for route, pattern in addresses()
        for name, converter in pattern.pattern.converters.items()
        if isinstance(converter, PathConverter) or (type(converter) is StringConverter and name not in {"token", "code"})
    ]
    assert loose == []


def test_every_view_lies_in_a_room_with_screens() -> None:
    strays = [
        short(path)
        for path in modules()
        if path.stem == "views" or "views" in path.parts
        if path.relative_to(PACKAGE).parts[0] not in {"desk", "public"}
    ]
    assert strays == []
