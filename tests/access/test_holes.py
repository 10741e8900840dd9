"""Holes made on purpose, one at a time, each of which the committed table or the doors themselves must notice.

Nothing here writes the table: a hole is a difference to the file as somebody read and committed it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from panoh.accounts.access import Access
from panoh.accounts.middleware import access
from panoh.accounts.models import User
from panoh.accounts.roles import ROLES, Permission, Role, Scope
from panoh.accounts.sessions import FACTOR, PROVED
from panoh.cases.models import Case
from panoh.core.clock import now
from panoh.reference import addresses, matrix_page
from tests.access.asking import NOT_FOUND, Asking
from tests.access.doors import GOLDEN, doors, may
from tests.access.objects import House, kind_of
from tests.access.world import make_accounts, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

NO_SCOPE = {"erased", "practice", "blocked", "sealed"}  # what no wider scope opens
VIEWS = {route: pattern.callback for route, pattern in addresses()}


def is_noticed() -> bool:
    """Whether the house differs now from the table as it lies in the repository."""
    return matrix_page() != GOLDEN.read_text(encoding="utf-8")


@contextmanager
def given(role: Role, permission: Permission, scope: Scope) -> Iterator[None]:
    """The role holds the permission over this scope for a moment."""
    before = ROLES[role]
    ROLES[role] = {**before, permission: scope}
    try:
        yield
    finally:
        ROLES[role] = before


def gate(user: Any, route: str, session: dict[str, str]) -> Any:
    """What stands before the view says: None lets in."""
    if isinstance(user, User) and hasattr(user, "_powers"):
        del user._powers
    request = RequestFactory().get("/desk/")
    request.user, request.session = user, session
    try:
        return access(lambda _request: HttpResponse()).process_view(request, VIEWS[route], (), {})
    except PermissionDenied as refused:
        return refused


def test_the_house_is_as_the_table_says():
    assert not is_noticed()


def test_every_permission_given_to_a_role_that_has_it_not_is_noticed(record_property):
    made = missed = 0
    for role in Role:
        for permission in set(Permission) - set(ROLES[role]):
            with given(role, permission, Scope.ALL):
                made += 1
                missed += not is_noticed()

    record_property("figure", f"permissions given: {made}, missed: {missed}")
    assert (missed, made) == (0, sum(len(Permission) - len(ROLES[role]) for role in Role))


def test_every_scope_made_wider_is_noticed(record_property):
    made = missed = 0
    for role in Role:
        for permission, scope in ROLES[role].items():
            if scope != Scope.ALL:
                with given(role, permission, Scope.ALL):
                    made += 1
                    missed += not is_noticed()

    record_property("figure", f"scopes widened: {made}, missed: {missed}")
    assert missed == 0
    assert made > 100


def test_every_view_thrown_open_is_noticed_by_the_table_and_by_sign_in(monkeypatch, record_property):
    made = missed = 0
    for door in doors():
        view = VIEWS[door.route]
        if view.access.permissions is None:
            continue
        made += 1
        assert gate(None, door.route, {}) is not None
        with monkeypatch.context() as hole:
            hole.setattr(view, "access", Access(None))
            missed += not is_noticed() or gate(None, door.route, {}) is not None

    record_property("figure", f"views thrown open: {made}, missed: {missed}")
    assert missed == 0
    assert made > 500


def test_a_permission_that_was_not_his_lets_him_in_at_an_address_that_the_table_keeps_shut(record_property):
    accounts, table, proved = make_accounts(), may(), {FACTOR: "code", PROVED: now().timestamp()}
    asked_for = {
        permission: [route for route in table if permission in (VIEWS[route].access.permissions or ())] for permission in Permission
    }
    made = missed = 0
    for role, user in accounts.items():
        for permission in set(Permission) - set(ROLES[role]):
            shut = [route for route in asked_for[permission] if not table[route][role] and not VIEWS[route].access.by_token]
            if not shut:  # policies alone ask for it, or another permission opens the same doors: the table notices
                continue
            made += 1
            assert gate(user, shut[0], proved) is not None
            with given(role, permission, Scope.ALL):
                missed += gate(user, shut[0], proved) is not None

    record_property("figure", f"permissions given, asked at a door: {made}, missed: {missed}")
    assert missed == 0
    assert made > 400


def of_what(house, who, row):
    """How the account stands to the case that a row is or belongs to; nothing where there is none."""
    case = row if isinstance(row, Case) else getattr(row, "case", None)
    return house.label(who, case) if case is not None else ""


def test_a_scope_made_wider_opens_what_the_rows_say_is_not_theirs(record_property):
    """By real requests: with the hole somebody gets what the second reading of the rules says they do not see."""
    accounts = make_world()
    asking, house = Asking(), House.read(accounts.values())
    for role, user in accounts.items():
        asking.let_in(role, user)
    plain = {"cases.Case": "desk:case_file", "cases.Request": "desk:request_detail", "referrals.Referral": "desk:referral"}
    opens = {"cases.Case": Permission.CASE_VIEW, "cases.Request": Permission.REQUEST_VIEW, "referrals.Referral": Permission.REFERRAL_VIEW}
    made = missed = 0
    for door in doors():
        kind = kind_of(door)
        if kind is None or plain.get(kind.model) != door.name:
            continue
        for role in Role:
            who = house.accounts[accounts[role].username]
            unseen = [row for row in kind.rows() if not kind.seen(house, who, row) and of_what(house, who, row) not in NO_SCOPE]
            permission = opens[kind.model]
            if ROLES[role].get(permission, Scope.ALL) == Scope.ALL or not unseen:
                continue
            address = door.address(**kind.arguments(unseen[0]))
            made += 1
            assert asking.ask(role, "GET", address).status_code == NOT_FOUND
            with given(role, permission, Scope.ALL):
                missed += asking.ask(role, "GET", address).status_code == NOT_FOUND

    record_property("figure", f"scopes widened, asked for by requests: {made}, missed: {missed}")
    assert missed == 0
    assert made > 15
