"""Row-level security: what the database itself shows, by raw SQL as the role of the house."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Q
from django.test import Client
from pytest_django import DjangoDbBlocker

from panoh.accounts.models import User
from panoh.accounts.reach import reach_of
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases import policy
from panoh.cases.actions import Answers, raise_risk
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.enums import RiskLevel
from panoh.cases.models import Case, ConflictOfInterest, EmergencyAccess, Payment, Request
from panoh.coalition.models import Proposal
from panoh.core.db import row_level_security as rls
from panoh.core.db.row_access import declared
from panoh.core.errors import is_database_away
from panoh.episodes.models import Episode
from panoh.findings.models import Report
from panoh.findings.policy import reads_list
from panoh.people.models import Person
from panoh.referrals.models import Referral
from tests.access.objects import House
from tests.access.world import make_world
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.findings import make_medicine
from tests.factories.hotline import make_call

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row-level security is of PostgreSQL"),
]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[Role, User]]:
    """The small house under row-level security, and whoever is in it; taken back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        rls.build()
        with rls.bypass_rls():
            made = make_world()
        yield made
        transaction.set_rollback(True)


def behind(user: User) -> AbstractContextManager[None]:
    """As the database is asked on the pages of this account."""
    return rls.rls_scope(reach_of(user))


def test_no_query_waits_until_its_rules_are_compiled(db: None) -> None:
    """PostgreSQL compiles queries whose cost it guesses to be great; ours have many rules and few rows."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def ids(table: str) -> set[object]:
    """What plain SQL shows of a table: no manager, no policy of the house."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def reaches(house: House, user: User, case: Case) -> bool:
    """Whether the case is within the widest reach of the account, by the second reading of the rules."""
    who = house.accounts[user.username]
    scopes = house.scopes(who, "case_view") | house.scopes(who, "referral_view")
    if case.erased_on is not None or (user.pk, case.person_id) in house.tied or not scopes:
        return False
    ties = house.ties(who, case)
    opened = (user.pk, case.pk) in house.opened and bool(house.scopes(who, "emergency"))
    by_organisation = "organisation" in scopes and bool(ties & {"organisation", "shared", "shared to read"})
    return "all" in scopes or opened or "own" in ties or by_organisation or ("region" in scopes and "region" in ties)


def expected(house: House, user: User, cases: list[Case]) -> set[object]:
    """The cases within the widest reach of the account."""
    return {case.pk for case in cases if reaches(house, user, case)}


def named(house: House, user: User, cases: list[Case]) -> set[object]:
    """Those that are known by their code alone, since something on them is for this account."""

    def holds(*names: str) -> bool:
        return any(house.scopes(house.accounts[user.username], name) == {"all"} for name in names)

    found = {row.case_id for row in Proposal.objects.filter(Q(taker=user.organisation_id) | Q(giver=user.organisation_id))}
    found |= {row.case_id for row in Referral.objects.filter(facility__house=user.organisation_id, sent_at__isnull=False)}
    found |= {row.case_id for row in Report.objects.filter(Q(second_reader=user) | Q(authors__user=user))}
    found |= {row.case_id for row in EmergencyAccess.objects.filter(user=user)}
    found |= {row.pk for row in Case.objects.filter(request__hears=user)}
    found |= {row.case_id for row in (*Payment.objects.all(), *Episode.objects.all()) if holds("money_view", "invoices")}
    found |= {row.case_id for row in ConflictOfInterest.objects.all() if holds("blocks")}
    return found & {case.pk for case in cases if (user.pk, case.person_id) not in house.tied}


def columns(table: str, column: str) -> set[object]:
    """What plain SQL shows of one column."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")
        return {row[0] for row in cursor.fetchall()}


def test_whoever_said_nothing_sees_no_row(world):
    nothing_said = dict.fromkeys(rls.protected_tables(), 0)
    with rls.bypass_rls():
        assert Case.objects.count() >= 9
        there = {table for table in rls.protected_tables() if ids(table)}

    with rls.rls_scope(rls.NOTHING), connection.cursor() as cursor:
        for table, by in rls.protected_tables().items():
            hangs = " OR ".join(f"{column} IS NOT NULL" for column in by.values())
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {hangs}")
            nothing_said[table] = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM vault_subjectkey WHERE kind = 'person'")
        assert cursor.fetchone() == (0,)

    assert {"cases_case", "people_person", "cases_request", "cases_task", "vault_subjectkey"} - there == {"vault_subjectkey"}
    assert set(nothing_said.values()) == {0}


def test_each_account_sees_by_plain_sql_what_the_rules_say_and_no_more(world):
    with rls.bypass_rls():
        house, cases = House.read(world.values()), list(Case.objects.all())
    words = set()
    for user in world.values():
        with rls.bypass_rls():
            wanted = expected(house, user, cases) | named(house, user, cases)
        words |= {house.label(house.accounts[user.username], case) for case in cases}
        with behind(user):
            assert ids("cases_case") == wanted, user.username
            persons = ids("people_person")
        reached = expected(house, user, cases)
        assert {case.person_id for case in cases if case.pk in reached} <= persons, user.username
    assert words >= {"own", "organisation", "shared", "elsewhere", "erased", "blocked", "sealed"}


def test_no_table_shows_a_row_of_a_case_that_is_closed_to_the_account(world):
    with rls.bypass_rls():
        house, cases = House.read(world.values()), list(Case.objects.all())
        erased = {case.pk for case in cases if case.erased_on is not None}  # what is left of them says nothing
    shown = 0
    for user in world.values():
        sealed = {case.pk for case in cases if user.pk not in house.sealed.get(case.person_id, {user.pk})}
        allowed = (expected(house, user, cases) | erased) - sealed
        with behind(user):
            for one in declared().guarded:
                if "case" in one.by and not (one.is_itself or one.also or one.offices):
                    seen = columns(one.table, one.columns()["case"])
                    assert seen <= allowed, (user.username, one.table)
                    shown += len(seen)
    assert shown > 20


def test_a_call_that_became_a_request_is_shown_to_who_takes_calls_and_to_nobody_else_of_their_organisation(world):
    officer = world[Role.DUTY_OFFICER]
    with rls.bypass_rls():
        call = make_call(by=officer, sending=Answers())
        beside, accountant = (make_user(role, organisation=officer.organisation) for role in (Role.DUTY_OFFICER, Role.ACCOUNTANT))

    for user, shown in ((officer, True), (beside, True), (accountant, False)):
        with behind(user):
            assert (call.pk in ids("hotline_call"), call.request_id in ids("cases_request")) == (shown, shown), user.username


def test_under_duress_no_real_person_is_behind_any_page(world):
    with rls.bypass_rls():
        real = {model: set(model.objects.filter(is_practice=False).values_list("pk", flat=True)) for model in (Case, Person, Request)}
    for user in world.values():
        bent = User.objects.get(pk=user.pk)
        bent.bend()
        with behind(bent):
            for model, rows in real.items():
                assert not ids(model._meta.db_table) & rows, user.username
    bent = User.objects.get(pk=world[Role.COORDINATOR].pk)
    bent.bend()
    with behind(bent):
        assert ids("cases_case")


def test_a_view_that_forgets_its_filter_shows_no_more_than_may_be_seen(world):
    with rls.bypass_rls():
        house, cases = House.read(world.values()), list(Case.objects.all())
        requests = Request.objects.count()

    for role in (Role.SOCIAL_WORKER, Role.LAWYER, Role.SPECIALIST, Role.ADMINISTRATOR, Role.REGIONAL_WORKER):
        with behind(world[role]):
            shown = {case.pk for case in Case.objects.all()}
            assert shown >= expected(house, world[role], cases)
            assert shown < {case.pk for case in cases}
            assert Request.objects.count() < requests


def test_a_page_whose_policy_lets_everything_through_shows_no_more_than_may_be_seen(world, monkeypatch):
    with rls.bypass_rls():
        house, cases = House.read(world.values()), list(Case.objects.filter(erased_on=None))
    monkeypatch.setattr(policy, "visible_cases", lambda user, *permissions: Case.objects.all())

    for role in (Role.SOCIAL_WORKER, Role.REGIONAL_WORKER, Role.MEMBER_WORKER):
        client = Client()
        sign_in(client, world[role])
        shown = client.get("/desk/cases/").content.decode()
        wanted = {case.code for case in cases if reaches(house, world[role], case)}
        known = {case.code for case in cases if case.pk in named(house, world[role], cases)}
        seen = {case.code for case in cases if case.code in shown}
        assert seen, role
        assert seen <= wanted | known, role
        assert seen < {case.code for case in cases}


def test_the_house_is_a_role_that_owns_nothing_and_bypasses_nothing(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        now, owner = cursor.fetchone()
        for role in (rls.role_of(connection), rls.role_of(connection, whole=True)):
            cursor.execute(
                "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = %s", [role]
            )
            assert cursor.fetchone() == (False,) * 5
            cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = %s", [role])
            assert cursor.fetchone() == (0,)
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert {row[0] for row in cursor.fetchall()} == {one.table for one in declared().guarded}
    assert now == rls.role_of(connection, whole=True) != owner  # tests look as the house itself


def test_what_was_recorded_is_added_to_and_never_changed(world):
    table = connection.ops.quote_name(AuditEvent._meta.db_table)
    for verb in ("INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table.strip('"'), verb])
            assert cursor.fetchone() == (verb in {"INSERT", "SELECT"},), verb


def test_what_was_told_is_told_again_after_a_transaction_was_taken_back(world):
    with behind(world[Role.SOCIAL_WORKER]):
        before = Person.objects.count()
        try:
            with transaction.atomic():
                with rls.bypass_rls():
                    assert Person.objects.count() > before
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        assert Person.objects.count() == before


def test_the_reach_is_found_anew_after_each_act_and_for_whoever_asks_next(world):
    worker = world[Role.SOCIAL_WORKER]
    with behind(worker):
        before = ids("cases_case")
        with rls.bypass_rls(), writes_allowed(), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_assignment SET ends_on = '2000-01-01' WHERE user_id = %s", [worker.pk])
        assert ids("cases_case") < before
    with behind(world[Role.COORDINATOR]):
        assert ids("cases_case") > before
    with rls.rls_scope(rls.NOTHING):
        assert ids("cases_case") == set()


def test_an_erased_case_is_shown_to_nobody_who_saw_it(world):
    for user in (world[Role.SOCIAL_WORKER], world[Role.REGIONAL_WORKER], world[Role.COORDINATOR]):
        with behind(user):
            with connection.cursor() as cursor:
                cursor.execute("SELECT panoh_named_cases()")
                named_to = {row[0] for row in cursor.fetchall()}  # of these the code stays known: something on them is for this account
            one = next(iter(ids("cases_case") - named_to))
            with rls.bypass_rls(), writes_allowed(), connection.cursor() as cursor:
                cursor.execute("UPDATE cases_case SET erased_on = '2026-11-01' WHERE id = %s", [one])
            assert one not in ids("cases_case"), user.username


def test_a_transaction_that_failed_is_taken_back_whoever_asks_by_then(world):
    with behind(world[Role.SOCIAL_WORKER]):
        before = Person.objects.count()
        with pytest.raises(DatabaseError), transaction.atomic(), rls.bypass_rls(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert Person.objects.count() == before


def test_a_connection_that_broke_off_is_an_error_that_pages_know():
    beside = connection.copy()
    with beside.cursor() as cursor:
        cursor.execute("SELECT 1")
        beside.connection.close()
        rls.forget(beside)
        with pytest.raises(OperationalError) as refused:
            cursor.execute("SELECT 1")
    beside.close()

    assert is_database_away(refused.value)


def test_whoever_may_make_no_roles_is_told_what_is_run_once(world):
    with rls.as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE panoh_poor NOLOGIN")
        cursor.execute("GRANT panoh_poor TO CURRENT_USER")
        cursor.execute("SET LOCAL ROLE panoh_poor")
        with pytest.raises(rls.NoRole, match=r'CREATE ROLE ".+_house" NOLOGIN.+GRANT .+ TO "panoh_poor"'), transaction.atomic():
            rls._need_role(cursor, "panoh_of_another_house")
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname IN ('panoh_poor', 'panoh_of_another_house')")
        assert cursor.fetchone() == (0,)


def test_who_has_taken_on_a_danger_is_shown_the_medicines_by_the_database_and_nobody_without_the_case(world):
    with rls.bypass_rls():
        case, (physician, social) = make_team(Role.PHYSICIAN, Role.SOCIAL_WORKER)
        medicine = make_medicine(case, by=physician)
        take_on_danger(raise_risk(case, level=RiskLevel.HIGH, by=social), by=social, owner=social)
        stranger = make_user(Role.PSYCHOLOGIST)

    for user, shown in ((social, True), (physician, True), (stranger, False)):
        with behind(user):
            assert (reads_list(user, case), medicine.pk in ids("findings_medicine")) == (shown, shown)
