"""Who may do what, and over which cases: the cells that matter, written out."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts import actions, policy, two_people
from panoh.accounts.models import RoleGrant, User
from panoh.accounts.roles import DISCIPLINES, HOMES, KEEPERS, ROLES, Permission, Role, Scope, may_be_joined
from panoh.core.actor import SYSTEM
from panoh.core.errors import Denied, Invalid, WrongState
from tests.factories.accounts import make_member, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# role: what it may, and over what; "-" is nothing.
COLUMNS = (
    Permission.CASE_VIEW,
    Permission.NAME_OPEN,
    Permission.MEDICAL,
    Permission.PSYCHOLOGICAL,
    Permission.SOCIAL,
    Permission.LEGAL,
    Permission.REQUEST_DECIDE,
    Permission.REPORT_VIEW,
    Permission.ACCOUNTS,
    Permission.KEYS,
    Permission.AUDIT_VIEW,
)
TABLE = {
    # in the order of COLUMNS
    Role.COORDINATOR: ("all", "all", "-", "-", "-", "-", "all", "all", "-", "-", "-"),
    Role.SOCIAL_WORKER: ("own", "own", "-", "-", "own", "-", "-", "-", "-", "-", "-"),
    Role.PHYSICIAN: ("own", "own", "own", "-", "-", "-", "-", "-", "-", "-", "-"),
    Role.PSYCHOLOGIST: ("own", "own", "-", "own", "-", "-", "-", "-", "-", "-", "-"),
    Role.REGIONAL_WORKER: ("region", "region", "-", "-", "region", "-", "-", "-", "-", "-", "-"),
    Role.MEMBER_WORKER: ("organisation", "organisation", "-", "-", "organisation", "-", "-", "organisation", "-", "-", "-"),
    Role.MEMBER_PSYCHOLOGIST: ("organisation", "organisation", "-", "organisation", "-", "-", "-", "-", "-", "-", "-"),
    Role.SPECIALIST: ("own", "own", "-", "own", "-", "-", "-", "-", "-", "-", "-"),
    Role.LAWYER: ("organisation", "organisation", "-", "-", "-", "organisation", "-", "-", "-", "-", "-"),
    Role.DUTY_OFFICER: ("-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"),
    Role.DIRECTOR: ("-", "-", "-", "-", "-", "-", "-", "all", "-", "-", "-"),
    Role.ACCOUNTANT: ("-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"),
    Role.DATA_GUARDIAN: ("-", "-", "-", "-", "-", "-", "-", "-", "-", "all", "all"),
    Role.ADMINISTRATOR: ("-", "-", "-", "-", "-", "-", "-", "-", "all", "-", "-"),
}


def test_the_table_names_every_role():
    assert set(TABLE) == set(Role) == set(ROLES)


@pytest.mark.parametrize("role", list(Role))
def test_scope_of_each_role(role):
    user = make_user(role)
    found = tuple("/".join(sorted(policy.scope_of(user, permission))) or "-" for permission in COLUMNS)
    assert found == TABLE[role]


def test_every_role_opens_the_desk_and_no_role_opens_nothing():
    assert all(Permission.DESK in held for held in ROLES.values())
    assert not policy.has(make_user(), Permission.DESK)


def test_hats_worn_together_add_up():
    user = make_user(Role.SOCIAL_WORKER, Role.COORDINATOR)
    assert policy.scope_of(user, Permission.CASE_VIEW) == {Scope.OWN, Scope.ALL}
    assert policy.scope_of(user, Permission.SOCIAL) == {Scope.OWN}
    assert policy.scope_of(user, Permission.MEDICAL) == frozenset()


def test_no_role_holds_two_disciplines():
    assert {role: sum(permission in held for permission in DISCIPLINES) for role, held in ROLES.items() if role not in KEEPERS} == {
        Role.COORDINATOR: 0,
        Role.SOCIAL_WORKER: 1,
        Role.PHYSICIAN: 1,
        Role.PSYCHOLOGIST: 1,
        Role.REGIONAL_WORKER: 1,
        Role.MEMBER_WORKER: 1,
        Role.MEMBER_PSYCHOLOGIST: 1,
        Role.SPECIALIST: 1,
        Role.LAWYER: 1,
        Role.DUTY_OFFICER: 0,
        Role.DIRECTOR: 0,
        Role.ACCOUNTANT: 0,
    }


@pytest.mark.parametrize(
    ("roles", "joined"),
    [
        ({Role.SOCIAL_WORKER, Role.COORDINATOR}, True),
        ({Role.ADMINISTRATOR, Role.DIRECTOR}, True),
        ({Role.ADMINISTRATOR, Role.SOCIAL_WORKER}, False),
        ({Role.DATA_GUARDIAN, Role.COORDINATOR}, False),
        ({Role.ADMINISTRATOR, Role.DATA_GUARDIAN}, False),
    ],
)
def test_keepers_read_no_case_and_nobody_is_the_second_person_to_themselves(roles, joined):
    assert may_be_joined(frozenset(roles)) is joined


def test_check_has_says_why():
    with pytest.raises(Denied, match="Your role does not allow this"):
        policy.check_has(make_user(Role.DIRECTOR), Permission.CASE_VIEW)


def fresh(user: User) -> User:
    """The account as another request reads it."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("day", "stands_in"), [("2026-11-30", False), ("2026-12-01", True), ("2026-12-08", True), ("2026-12-14", True), ("2026-12-15", False)]
)
def test_a_deputy_stands_in_only_from_the_first_to_the_last_day(administrator, day, stands_in):
    away, deputy = make_user(Role.SOCIAL_WORKER), make_user(Role.PHYSICIAN)
    actions.make_deputy(
        deputy, stands_for=away, role=Role.SOCIAL_WORKER, starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2026, 12, 14), by=SYSTEM
    )
    with time_machine.travel(f"{day}T07:00:00Z", tick=False):
        found = policy.powers(fresh(deputy))
    assert (away.id in found.stands_for) is stands_in
    assert (Permission.SOCIAL in found.scopes) is stands_in
    assert Permission.MEDICAL in found.scopes


def test_the_last_day_ends_at_midnight_in_dushanbe(administrator):
    away, deputy = make_user(Role.SOCIAL_WORKER), make_user(Role.PHYSICIAN)
    last = dt.date(2026, 12, 14)
    actions.make_deputy(deputy, stands_for=away, role=Role.SOCIAL_WORKER, starts_on=last, ends_on=last, by=SYSTEM)
    with time_machine.travel("2026-12-14T18:59:00Z", tick=False):
        assert policy.has(fresh(deputy), Permission.SOCIAL)
    with time_machine.travel("2026-12-14T19:01:00Z", tick=False):
        assert not policy.has(fresh(deputy), Permission.SOCIAL)


def test_a_deputy_has_the_regions_of_whom_they_stand_in_for(administrator):
    away, deputy = make_user(Role.REGIONAL_WORKER, regions=("TJ-KT",)), make_user(Role.SOCIAL_WORKER)
    day = dt.date(2026, 12, 1)
    actions.make_deputy(deputy, stands_for=away, role=Role.REGIONAL_WORKER, starts_on=day, ends_on=day, by=SYSTEM)
    with time_machine.travel("2026-12-01T07:00:00Z", tick=False):
        assert policy.powers(fresh(deputy)).regions == {"TJ-KT"}
    with time_machine.travel("2026-12-02T07:00:00Z", tick=False):
        assert policy.powers(fresh(deputy)).regions == frozenset()


def deputise(administrator, **changed):
    day = dt.date(2026, 12, 1)
    facts = {"stands_for": make_user(Role.SOCIAL_WORKER), "role": Role.SOCIAL_WORKER, "starts_on": day, "ends_on": day, **changed}
    deputy, stands_for = facts.pop("deputy", None) or make_user(Role.PHYSICIAN), facts.pop("stands_for")
    row = two_people.ask_role(deputy, deputy_for=stands_for, by=administrator, **facts)
    two_people.agree_to_right(row, by=make_user(Role.DATA_GUARDIAN))
    return RoleGrant.objects.get(user=deputy, deputy_for=stands_for)


def test_make_deputy_refuses_what_cannot_be(administrator):
    with pytest.raises(Invalid, match="The last day is before the first day"):
        deputise(administrator, ends_on=dt.date(2026, 11, 30))
    with pytest.raises(Invalid, match="does not have this role"):
        deputise(administrator, role=Role.PHYSICIAN, deputy=make_user(Role.SOCIAL_WORKER))
    with pytest.raises(Invalid, match="A deputy must belong to the same organisation"):
        deputise(administrator, deputy=make_user(Role.MEMBER_WORKER, organisation=make_member()))
    worker = make_user(Role.SOCIAL_WORKER)
    with pytest.raises(Invalid, match="Nobody can be their own deputy"):
        deputise(administrator, deputy=worker, stands_for=worker)
    with pytest.raises(Denied, match="You cannot give rights to your own account"):
        deputise(administrator, deputy=administrator)


def test_a_deputy_cannot_pass_the_role_on(administrator):
    today = dt.date(2026, 11, 24)
    with time_machine.travel("2026-11-24T07:00:00Z", tick=False):
        first = deputise(administrator, starts_on=today, ends_on=today)
        with pytest.raises(Invalid, match="does not have this role"):
            deputise(administrator, stands_for=first.user, starts_on=today, ends_on=today)


def test_grant_role_refuses_what_cannot_be(administrator):
    worker = make_user(Role.SOCIAL_WORKER)
    with pytest.raises(Invalid, match="The account already has this role in that period"):
        two_people.ask_role(worker, Role.SOCIAL_WORKER, by=administrator)
    with pytest.raises(Invalid, match="This kind of organisation cannot have this role"):
        two_people.ask_role(worker, Role.LAWYER, by=administrator)
    with pytest.raises(Invalid, match="These roles cannot be combined"):
        actions.grant_role(worker, Role.ADMINISTRATOR, by=administrator)
    with pytest.raises(Denied):
        actions.grant_role(administrator, Role.DIRECTOR, by=administrator)
    with pytest.raises(Denied):
        actions.grant_role(worker, Role.COORDINATOR, by=make_user(Role.COORDINATOR))


def test_a_role_follows_after_one_that_ended(administrator):
    worker = make_user()
    start = dt.date(2026, 1, 1)
    actions.grant_role(worker, Role.PHYSICIAN, starts_on=start, ends_on=dt.date(2026, 6, 30), by=SYSTEM)
    actions.grant_role(worker, Role.PHYSICIAN, starts_on=dt.date(2026, 7, 1), by=SYSTEM)
    with pytest.raises(Invalid, match="The account already has this role in that period"):
        actions.grant_role(worker, Role.PHYSICIAN, starts_on=dt.date(2026, 6, 30), ends_on=dt.date(2026, 6, 30), by=SYSTEM)


def test_end_role_counts_at_once_and_only_once(administrator):
    worker = make_user(Role.SOCIAL_WORKER)
    (grant,) = worker.grants.all()
    actions.end_role(grant, by=administrator)
    assert not policy.has(fresh(worker), Permission.CASE_VIEW)
    with pytest.raises(WrongState):
        actions.end_role(grant, by=administrator)


def test_end_role_takes_back_what_had_not_begun(administrator):
    worker = make_user()
    grant = actions.grant_role(worker, Role.PHYSICIAN, starts_on=dt.date(2099, 1, 1), by=SYSTEM)
    actions.end_role(grant, by=administrator)
    assert not worker.grants.exists()


def test_set_regions_sets_exactly_these(administrator):
    worker = make_user(Role.REGIONAL_WORKER, regions=("TJ-KT", "TJ-SU"))
    actions.set_regions(worker, ["TJ-SU", "TJ-GB"], by=SYSTEM)
    assert policy.powers(fresh(worker)).regions == {"TJ-SU", "TJ-GB"}
    with pytest.raises(Invalid, match="no such region"):
        actions.set_regions(worker, ["TJ-XX"], by=administrator)


def test_visible_users_are_all_for_administrators_and_oneself_for_others(administrator):
    worker = make_user(Role.COORDINATOR)
    assert set(policy.visible_users(administrator)) == {administrator, worker}
    assert list(policy.visible_users(worker)) == [worker]


def test_roles_have_a_home():
    assert {kind: len(roles) for kind, roles in HOMES.items()} == {"secretariat": 10, "member": 4, "legal_unit": 1, "outside": 1}
