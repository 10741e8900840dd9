"""Every address of the house, asked at by every role: whoever is not signed in, may not, or may not see that one, gets no further.

What is to come of it is read from the committed table (docs/reference/matrix.csv) and from a second reading of the rules over rows
(objects.py), never from the policies. Here every role stands before every door by every method; real requests are asked for at each door
once a kind of answer. The whole product, by requests over the sample, runs with `make check-guarantees` (test_whole_matrix.py).
"""

from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoDbBlocker

from panoh.accounts.access import SPOKEN
from panoh.accounts.middleware import access
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.accounts.sessions import FACTOR, PROVED
from panoh.core.clock import now
from panoh.reference import addresses
from tests.access.asking import NOT_FOUND, NOT_SPOKEN, REFUSED, SIGN_IN, Asking
from tests.access.doors import METHODS, Door, doors, golden, may
from tests.access.objects import KINDS, House, kind_of, nothing, out_of_reach, unseen
from tests.access.world import make_world
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DOORS = list(doors())
ASKED = ("GET", "HEAD", "POST")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[Role, User]]:
    """The small house, made once for the module and taken back after it."""
    with shared(django_db_blocker, make_world) as made:
        yield made


@pytest.fixture(scope="module")
def asking(world: dict[Role, User]) -> Asking:
    """Everybody signed in, and one with the password alone."""
    made = Asking()
    for role, user in world.items():
        made.let_in(role, user)
    made.let_in("half", world[Role.COORDINATOR], half=True)
    return made


def settle(asking: Asking, at_least: int, record_property: Callable[[str, object], None]) -> None:
    """Says how many cells were held to something, and fails with what was wrong."""
    record_property("figure", f"{sum(asking.cells.values())} cells: {dict(asking.cells)}")
    wrong, held = list(asking.wrong), sum(asking.cells.values())
    asking.wrong.clear()
    asking.cells.clear()
    assert not wrong, "\n".join(wrong)
    assert held >= at_least


def test_every_address_is_a_line_of_the_table_and_no_line_is_left_over():
    assert {door.route for door in DOORS} == set(may())
    assert len(golden()) == len({(line["kind"], line["name"]) for line in golden()})


def test_every_address_says_what_it_is_about():
    assert [door.route for door in DOORS if door.arguments and kind_of(door) is None] == []
    used = {kind_of(door) for door in DOORS if door.arguments}
    assert [kind.prefix for kind in KINDS if kind not in used] == []


def test_every_address_speaks_the_methods_of_the_house_alone():
    assert {door.name for door in DOORS if door.methods - {"GET", "HEAD", "POST"}} == {"desk:draft"}


def is_public(door: Door) -> bool:
    return may()[door.route][Role.COORDINATOR] == "public"


def test_every_role_by_every_method_is_answered_at_each_address_as_the_table_says(world, record_property):
    """What stands before every view, asked for the whole of addresses, roles and methods."""
    table, views = may(), {route: pattern.callback for route, pattern in addresses()}
    gate, cells, wrong = access(lambda _request: HttpResponse()), 0, []
    for door in DOORS:
        for method in METHODS:
            for role, user in world.items():
                if door.name.startswith("api:"):
                    continue  # a session counts for nothing there: tests/desk/test_machines.py
                request = RequestFactory().generic(method, "/desk/")
                request.user, request.session = user, {FACTOR: "code", PROVED: now().timestamp()}
                held = table[door.route][role]
                spoken = method in {*SPOKEN, *door.methods}
                expected = NOT_SPOKEN if not spoken else None if held else REFUSED
                cells += 1
                try:
                    answer = gate.process_view(request, views[door.route], (), {})
                    got = None if answer is None else answer.status_code
                except PermissionDenied:
                    got = REFUSED
                if got != expected:
                    wrong.append(f"{role} {method} {door.name}: {got}, not {expected}")

    record_property("figure", f"{cells} cells at the gate")
    assert wrong == []
    assert cells == (len(DOORS) - 1) * len(METHODS) * len(Role)


def test_nobody_who_is_not_whole_in_gets_an_address_of_the_desk(asking, record_property):
    for number, door in enumerate(DOORS):
        if is_public(door):
            continue
        who, method = ("stranger", "half")[number % 2], ASKED[number % 3]
        if door.name.startswith("api:"):
            asking.hold("no token", who, method, door, door.address(**nothing()), 401)
        else:
            asking.hold("not signed in", who, method, door, door.address(**nothing()), 302, to=SIGN_IN)

    settle(asking, 600, record_property)


def test_whoever_may_not_is_refused_at_every_address(asking, record_property):
    table = may()
    for number, door in enumerate(DOORS):
        refused = [role for role in Role if not table[door.route][role]]
        if refused and not door.name.startswith("api:"):
            asking.hold("may not", refused[number % len(refused)], ASKED[number % 3], door, door.address(**nothing()), REFUSED)

    settle(asking, 500, record_property)


def test_what_somebody_does_not_see_is_not_there_for_them(asking, world, record_property):
    house, table = House.read(world.values()), may()
    rows = out_of_reach(house, world, {kind_of(door) for door in DOORS if door.arguments})
    for number, door in enumerate(DOORS):
        kind = kind_of(door)
        hidden = [
            (role, word, row) for role in Role if kind is not None and table[door.route][role] for word, row in rows.get((kind, role), [])
        ]
        for step in range(min(2, len(hidden))):
            role, word, row = hidden[(7 * number + 5 * step) % len(hidden)]
            method = "POST" if "GET" not in door.methods else ASKED[(number + step) % 3]
            asking.hold(word, role, method, door, door.address(**kind.arguments(row)), *unseen(word))

    settle(asking, 300, record_property)


def test_what_is_not_there_is_not_there(asking, record_property):
    table = may()
    for number, door in enumerate(DOORS):
        kind = kind_of(door)
        if kind is None or not kind.model or not door.arguments:
            continue
        allowed = [role for role in Role if table[door.route][role]]
        role, method = allowed[number % len(allowed)], "POST" if "GET" not in door.methods else ASKED[number % 3]
        asking.hold("not there", role, method, door, door.address(**nothing()), NOT_FOUND, REFUSED)

    settle(asking, 300, record_property)
