"""The whole product: every address by every account of the sample, signed out and half in, by every method, over every scope of row.

Runs with `make check-guarantees` alone: tens of thousands of requests. What is to come of each is read as in test_matrix.py.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from panoh.accounts.models import RoleGrant, User
from panoh.accounts.roles import Role
from panoh.accounts.sample import SAMPLE_ACCOUNTS
from tests.access.asking import NOT_SPOKEN, ON_THE_RING, REFUSED, SIGN_IN, Asking
from tests.access.doors import METHODS, Door, doors, may
from tests.access.objects import House, kind_of, nothing, spread, unseen
from tests.access.test_matrix import ASKED, is_public, settle
from tests.factories.sample import make_sample
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

PARTS = 32
ANSWERED = (200, 204, 302, 303, 400, 403, 404, 405, 409, 410, 422)
CELLS: Counter[str] = Counter()  # of all parts so far
PARTS_DONE: set[int] = set()
PROOFS = {"desk:prove_passkey"}  # a passkey that is none is no proof: 401


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[Role, User]]:
    """The sample, and its account of each role."""
    with shared(django_db_blocker, make_sample):
        grants = RoleGrant.objects.filter(user__username__in=SAMPLE_ACCOUNTS).select_related("user__organisation")
        yield {Role(grant.role): grant.user for grant in grants}


@pytest.fixture
def asking(sample: dict[Role, User]) -> Asking:
    """All of them signed in, and one with the password alone. Anew for each part: sessions end by themselves, a second factor grows old."""
    made = Asking()
    for role, user in sample.items():
        made.let_in(role, user)
    made.let_in("half", sample[Role.COORDINATOR], half=True)
    return made


def ask_whoever_is_not_in(asking: Asking, door: Door, address: str) -> None:
    """Signed out and half in: to the sign-in page, by every method the door speaks; at none by another."""
    for who in ("stranger", "half"):
        for method in METHODS:
            if method not in door.methods:
                asking.hold("not spoken", who, method, door, address, NOT_SPOKEN, 302, 401)
            elif door.name.startswith("api:"):
                asking.hold("no token", who, method, door, address, 401)
            elif not is_public(door):
                asking.hold("not signed in", who, method, door, address, 302, to=SIGN_IN)


def ask_whoever_may_not(asking: Asking, door: Door, address: str, role: Role) -> None:
    """Refused, by every method."""
    for method in METHODS:
        asking.hold("may not", role, method, door, address, REFUSED, *(() if method in door.methods else (NOT_SPOKEN,)))


def ask_whoever_may(asking: Asking, door: Door, role: Role, rows: dict[str, object]) -> None:
    """What is seen answers and never breaks, HEAD as GET; what is not seen or not there is not there."""
    kind = kind_of(door)
    whole = next((word for word, row in rows.items() if row is not None and not word.endswith("out")), "not there, in")  # HEAD too, once
    for word, row in rows.items():
        address = door.address(**(kind.arguments(row) if kind is not None and row is not None else nothing()))
        got = {}
        for method in ASKED:
            if method not in door.methods or (door.name in ON_THE_RING and method == "POST") or (method == "HEAD" and word != whole):
                continue
            if word.endswith("out"):
                got[method] = asking.hold(word, role, method, door, address, *unseen(word))
            else:
                got[method] = asking.hold("let in", role, method, door, address, *ANSWERED, *((401,) if door.name in PROOFS else ()))
        if "GET" in got and "HEAD" in got and got["GET"] != got["HEAD"]:
            asking.wrong.append(f"HEAD is not as GET: {role} {door.name} {word}: {got}")
    for method in set(METHODS) - door.methods:
        led_back = (302,) if method in ("GET", "HEAD") else ()
        asking.hold("not spoken", role, method, door, door.address(**nothing()), NOT_SPOKEN, *led_back, to="/desk/")


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_role_method_and_scope(asking, sample, part, record_property):
    house, table = House.read(sample.values()), may()
    known: dict[tuple[object, Role], dict[str, object]] = {}
    for door in list(doors())[part::PARTS]:
        address, kind = door.address(**nothing()), kind_of(door)
        ask_whoever_is_not_in(asking, door, address)
        for role, user in sample.items():
            if door.name.startswith("api:") or is_public(door):
                continue
            if not table[door.route][role]:
                ask_whoever_may_not(asking, door, address, role)
                continue
            if kind is not None and (kind, role) not in known:
                known[kind, role] = spread(house, user, kind)
            ask_whoever_may(asking, door, role, {"not there, in": None, **(known[kind, role] if kind is not None else {})})

    CELLS.update(asking.cells)
    PARTS_DONE.add(part)
    settle(asking, 1000, lambda *_figure: None)
    if len(PARTS_DONE) == PARTS:
        record_property("figure", f"{CELLS.total():,} cells: {dict(CELLS)}")
