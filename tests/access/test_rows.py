"""The second wall: what the database itself shows, by raw SQL as the role of the house."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from panoh.accounts.models import User
from panoh.accounts.reach import acting_as
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.models import Case, Request
from panoh.core.db import wall
from panoh.people.models import Person
from tests.access.objects import House
from tests.access.world import make_world

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the wall stands on PostgreSQL"),
]

REACHING = ("case_view", "request_view", "referral_view")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[Role, User]]:
    """The small house behind the wall, and whoever is in it; taken back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        wall.build()
        with wall.whole_house():
            made = make_world()
        yield made
        transaction.set_rollback(True)


def ids(table: str) -> set[object]:
    """What plain SQL shows of a table: no manager, no policy of the house."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def expected(house: House, user: User, cases: list[Case]) -> set[object]:
    """The cases within the widest reach of the account, by the second reading of the rules."""
    who = house.accounts[user.username]
    scopes = set().union(*(house.scopes(who, permission) for permission in REACHING))
    if "all" in scopes:
        return {case.pk for case in cases}
    ties = {"own"}
    ties |= {"organisation"} if "organisation" in scopes else set()
    ties |= {"region"} if "region" in scopes else set()
    shared = {"shared", "shared to read"} if "organisation" in scopes else set()
    return {case.pk for case in cases if house.ties(who, case) & (ties | shared)}


def test_whoever_said_nothing_sees_no_row_behind_the_wall(world):
    with wall.whole_house():
        assert Case.objects.count() >= 9
        there = {table for table in wall.walled() if ids(table)}

    with wall.within(wall.NOTHING):
        shown = {table for table, (_what, column) in wall.walled().items() if column == "id" and ids(table)}

    assert {"cases_case", "people_person", "cases_request", "cases_task"} <= there
    assert shown == set()


def test_each_account_sees_by_plain_sql_what_the_rules_say_and_no_more(world):
    with wall.whole_house():
        house, cases = House.read(world.values()), list(Case.objects.all())
    rows = 0
    for user in world.values():
        wanted = expected(house, user, cases)
        with acting_as(user):
            assert ids("cases_case") == wanted, user.username
            persons = ids("people_person")
        with wall.whole_house():
            of_cases = {case.person_id for case in cases if case.pk in wanted}
            assert of_cases <= persons, user.username
            rows += len(cases)
    assert rows > 100


def test_a_view_that_forgets_its_filter_shows_no_more_than_may_be_seen(world):
    with wall.whole_house():
        house, cases = House.read(world.values()), list(Case.objects.all())
        requests = Request.objects.count()

    for role in (Role.SOCIAL_WORKER, Role.LAWYER, Role.SPECIALIST, Role.ADMINISTRATOR, Role.REGIONAL_WORKER):
        with acting_as(world[role]):
            shown = {case.pk for case in Case.objects.all()}
            assert shown == expected(house, world[role], cases)
            assert shown != {case.pk for case in cases}
            assert Request.objects.count() < requests


def test_the_house_is_a_role_that_owns_nothing_and_bypasses_nothing(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        now, owner = cursor.fetchone()
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,) * 5
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert {row[0] for row in cursor.fetchall()} == set(wall.walled())
    assert now == wall.role_of(connection) != owner


def test_what_was_recorded_is_added_to_and_never_changed(world):
    table = connection.ops.quote_name(AuditEvent._meta.db_table)
    for verb in ("INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table.strip('"'), verb])
            assert cursor.fetchone() == (verb in {"INSERT", "SELECT"},), verb


def test_what_was_told_is_told_again_after_a_transaction_was_taken_back(world):
    with acting_as(world[Role.SOCIAL_WORKER]):
        before = Person.objects.count()
        try:
            with transaction.atomic():
                with wall.whole_house():
                    assert Person.objects.count() > before
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        assert Person.objects.count() == before
