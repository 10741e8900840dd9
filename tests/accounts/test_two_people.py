"""What opens names is given by two people: asked for by an administrator, agreed to by somebody else, and told to all."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from panoh.accounts import actions, policy, two_people
from panoh.accounts.actions import first_accounts
from panoh.accounts.enums import RightKind, RightState
from panoh.accounts.factors import link_of
from panoh.accounts.models import CodeDevice, RegionScope, RightAsked, RoleGrant, SignInLink, User
from panoh.accounts.roles import ROLES, Permission, Role
from panoh.accounts.sessions import living_sessions
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.audit.undo import latest
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.desk.staff.role_requests import right_rows
from tests.factories.accounts import give_code_device, make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BY_TWO = [role for role in Role if role not in (Role.ACCOUNTANT, Role.ADMINISTRATOR)]


@pytest.fixture
def administrator():
    return make_user(Role.ADMINISTRATOR, username="administrator")


@pytest.fixture
def guardian():
    return make_user(Role.DATA_GUARDIAN, username="guardian")


@pytest.fixture
def person():
    return make_user(username="person")


def holds(user):
    return set(RoleGrant.objects.filter(user=user).values_list("role", flat=True))


def test_which_roles_open_names_or_agree_to_what_cannot_be_taken_back():
    assert [role for role in Role if policy.role_needs_two_people(role)] == BY_TWO
    finals = {Permission.ERASE, Permission.EXPORT, Permission.FIGURES_RELEASE, Permission.FIGURES_REVIEW, Permission.RETENTION}
    assert {role for role in Role if finals & ROLES[role].keys()} <= set(BY_TWO)


@pytest.mark.parametrize("role", BY_TWO)
def test_nobody_alone_gives_what_opens_names(administrator, person, role):
    day = today()
    for act in (
        lambda: actions.grant_role(person, role, by=administrator),
        lambda: actions.grant_role(person, role, starts_on=day, ends_on=day, by=administrator),
        lambda: actions.make_deputy(person, stands_for=make_user(role), role=role, starts_on=day, ends_on=day, by=administrator),
        lambda: actions.add_user(username="new", organisation=person.organisation, display_name="", roles=[role], by=administrator),
        lambda: actions.make_link(make_user(role), by=administrator),
        lambda: actions.reset_second_factor(make_user(role), by=administrator),
    ):
        with pytest.raises(Denied, match=r"cannot be undone\. One person asks for it"):
            act()
    assert holds(person) == set()
    assert not SignInLink.objects.exists()


def test_what_opens_no_names_and_what_is_over_stays_with_one(administrator, person):
    actions.grant_role(person, Role.ACCOUNTANT, by=administrator)
    actions.grant_role(person, Role.PHYSICIAN, starts_on=dt.date(2016, 3, 1), ends_on=dt.date(2019, 8, 31), by=administrator)

    assert link_of(actions.make_link(person, by=administrator)).user == person


def test_a_role_holds_once_somebody_else_agreed_and_whatever_was_set_up_before_lets_nobody_in(administrator, guardian, person):
    old = actions.make_link(person, by=administrator)
    person.set_password("long enough to be kept 17")
    with writes_allowed():
        person.save()
    give_code_device(person)
    row = two_people.ask_role(person, Role.COORDINATOR, by=administrator)
    assert holds(person) == set()

    token = two_people.agree_to_right(two_people.get_right(guardian, row.pk), by=guardian)

    fresh = User.objects.get(pk=person.pk)
    assert holds(person) == {Role.COORDINATOR}
    assert (fresh.has_usable_password(), CodeDevice.objects.filter(user=person).exists(), link_of(old)) == (False, False, None)
    assert link_of(token).user == person
    assert RightAsked.objects.get().ended_by == guardian


def test_who_opens_names_already_keeps_what_they_sign_in_with(administrator, guardian):
    worker = make_user(Role.SOCIAL_WORKER, password="long enough to be kept 17")
    row = two_people.ask_role(worker, Role.COORDINATOR, by=administrator)

    assert two_people.agree_to_right(row, by=guardian) == ""

    assert User.objects.get(pk=worker.pk).has_usable_password()


def test_neither_who_asked_nor_whom_it_is_about_nor_anybody_without_the_right_agrees(administrator, person):
    both = make_user(Role.ADMINISTRATOR, Role.DATA_GUARDIAN)
    rows = [
        (two_people.ask_role(person, Role.COORDINATOR, by=both), both),
        (two_people.ask_role(make_user(), Role.COORDINATOR, by=both), administrator),
        (two_people.ask_role(make_user(), Role.COORDINATOR, by=both), make_user(Role.DIRECTOR)),
    ]
    about = make_user(Role.COORDINATOR)
    rows.append((two_people.ask_way_in(about, RightKind.FACTOR, by=administrator), about))

    for row, by in rows:
        with pytest.raises(Denied):
            two_people.agree_to_right(row, by=by)
    assert set(RightAsked.objects.values_list("state", flat=True)) == {RightState.ASKED}
    with pytest.raises(IntegrityError), transaction.atomic(), writes_allowed():
        RightAsked.objects.filter(pk=rows[0][0].pk).update(state=RightState.AGREED, ended_by=both, ended_at=now())


@pytest.mark.parametrize("kind", [RightKind.LINK, RightKind.FACTOR])
def test_a_way_into_an_account_that_opens_names_is_handed_to_who_agrees(administrator, guardian, kind):
    worker = make_user(Role.PSYCHOLOGIST)
    give_code_device(worker)
    sign_in(Client(), worker)

    assert two_people.give_way_in(worker, kind, by=administrator) == ""
    assert not SignInLink.objects.exists()
    assert (CodeDevice.objects.filter(user=worker).exists(), len(living_sessions(worker, None))) == (True, int(kind == RightKind.LINK))
    token = two_people.agree_to_right(RightAsked.objects.get(), by=guardian)

    assert link_of(token).user == worker
    kept = kind == RightKind.LINK
    assert (CodeDevice.objects.filter(user=worker).exists(), len(living_sessions(worker, None))) == (kept, int(kept))


@pytest.mark.parametrize(("kind", "status"), [(RightKind.LINK, 200), (RightKind.FACTOR, 302)])
def test_who_asks_for_a_way_in_that_is_called_off_took_no_sign_in_method(administrator, guardian, client, kind, status):
    worker = make_user(Role.COORDINATOR)
    give_code_device(worker)
    sign_in(client, worker)

    two_people.give_way_in(worker, kind, by=administrator)
    two_people.call_off_right(RightAsked.objects.get(), by=guardian)

    assert CodeDevice.objects.filter(user=worker).exists()
    assert client.get(reverse("desk:account")).status_code == status


def test_a_link_that_waits_is_asked_for_once(administrator):
    worker = make_user(Role.PSYCHOLOGIST)
    two_people.give_way_in(worker, RightKind.LINK, by=administrator)
    with pytest.raises(WrongState, match="is already waiting for a second person"):
        two_people.give_way_in(worker, RightKind.LINK, by=administrator)


def test_a_lost_telephone_ends_what_is_signed_in_as_often_as_it_is_said_and_asks_once(administrator):
    worker = make_user(Role.PSYCHOLOGIST)
    for _again in range(2):
        sign_in(Client(), worker)
        assert two_people.give_way_in(worker, RightKind.FACTOR, by=administrator) == ""
        assert living_sessions(worker, None) == []

    worker.refresh_from_db()
    assert worker.phones_ended_at is not None
    assert RightAsked.objects.get().told_at is None
    assert AuditEvent.objects.filter(verb="accounts.telephone_lost", purpose=worker.username).count() == 2


def test_who_agrees_and_whom_it_is_about_see_a_lost_telephone_first_of_what_waits(client, administrator, guardian):
    worker = make_user(Role.PSYCHOLOGIST, username="worker")
    sign_in(client, administrator)
    with time_machine.travel(now() - dt.timedelta(days=2)):
        two_people.ask_role(make_user(), Role.COORDINATOR, by=administrator)

    said = client.post(reverse("desk:reset_second_factor", args=[worker.pk]), follow=True)

    assert "sign-ins have ended, and no phone rings for it" in said.content.decode()
    title = "phone lost or taken: new sign-in methods for worker"
    assert [row.title for row in right_rows(worker)] == [f"{title}: waits for a second person"]
    sign_in(client, guardian)
    rows = soup_of(client.get(reverse("desk:my_day"))).main.select("li")
    (first, *_others) = [row.get_text(" ", strip=True) for row in rows if "Approve or refuse" in row.get_text()]
    assert f"Approve or refuse: {title}" in first


def test_a_role_that_begins_later_closes_the_way_in_now(administrator, guardian, person):
    later = today() + dt.timedelta(days=30)
    two_people.agree_to_right(two_people.ask_role(person, Role.PHYSICIAN, starts_on=later, by=administrator), by=guardian)

    with pytest.raises(Denied):
        actions.make_link(person, by=administrator)


def test_an_ended_role_is_not_taken_back_by_one(administrator):
    worker = make_user(Role.PHYSICIAN)

    actions.end_role(RoleGrant.objects.get(user=worker), by=administrator)

    assert latest(administrator.actor) is None
    with pytest.raises(Denied):
        actions.grant_role(worker, Role.PHYSICIAN, by=administrator)


def test_what_waits_is_asked_for_once_and_called_off_for_good(administrator, guardian, person):
    row = two_people.ask_role(person, Role.PHYSICIAN, by=administrator)
    with pytest.raises(Invalid, match="is already waiting for a second person"):
        two_people.ask_role(person, Role.PHYSICIAN, by=administrator)
    with pytest.raises(Invalid):
        two_people.ask_role(person, Role.LAWYER, by=administrator)

    two_people.call_off_right(row, by=administrator)

    with pytest.raises(WrongState):
        two_people.agree_to_right(row, by=guardian)
    assert holds(person) == set()


def test_all_are_told_in_their_day(administrator, guardian, person):
    coordinator, stranger = make_user(Role.COORDINATOR), make_user(Role.PHYSICIAN)
    row = two_people.ask_role(person, Role.PHYSICIAN, by=administrator)
    titles = {user: [each.title for each in right_rows(user)] for user in (administrator, guardian, person, coordinator, stranger)}
    waits = "consulting physician for person: waits for a second person"
    agree = "Approve or refuse: consulting physician for person"
    assert titles == {administrator: [waits], guardian: [agree], person: [waits], coordinator: [agree], stranger: []}

    two_people.agree_to_right(row, by=guardian)

    done = ["consulting physician for person: agreed to"]
    assert [[each.title for each in right_rows(user)] for user in (administrator, guardian, person, coordinator)] == [done] * 4


def test_a_new_house_begins_with_two_and_makes_its_coordinator(client):
    make_secretariat()
    assert set(first_accounts()) == {"administrator", "security-officer"}
    administrator, guardian = (User.objects.get(username=name) for name in ("administrator", "security-officer"))
    sign_in(client, administrator)
    given = {
        "username": "head",
        "organisation": str(guardian.organisation_id),
        "display_name": "X",
        "language": "en",
        "roles": ["coordinator"],
    }

    answer = client.post(reverse("desk:add_user"), given, follow=True)

    head = User.objects.get(username="head")
    assert answer.redirect_chain[-1][0] == reverse("desk:user", args=[head.pk])
    assert (holds(head), SignInLink.objects.filter(user=head).exists()) == (set(), False)
    row = RightAsked.objects.get()
    assert client.post(reverse("desk:right_agree", args=[row.pk])).status_code == 403
    sign_in(client, guardian)
    assert "head" in client.get(reverse("desk:rights")).content.decode()
    shown = client.post(reverse("desk:right_agree", args=[row.pk]))
    assert "/desk/welcome/" in shown.content.decode()
    assert holds(head) == {Role.COORDINATOR}


def test_an_administrator_alone_comes_to_no_name_by_any_button(client, administrator, person):
    make_case(by=make_user(Role.COORDINATOR))
    sign_in(client, administrator)
    worker = make_user(Role.COORDINATOR, username="worker")
    day = f"{today():%d.%m.%Y}"
    client.post(reverse("desk:grant_role", args=[person.pk]), {"role-role": "coordinator", "role-starts_on": day})
    deputy = {"deputy-stands_for": str(worker.pk), "deputy-role": "coordinator", "deputy-starts_on": day, "deputy-ends_on": day}
    client.post(reverse("desk:make_deputy", args=[person.pk]), deputy)
    for name in ("make_link", "reset_second_factor"):
        assert b"/desk/welcome/" not in client.post(reverse(f"desk:{name}", args=[worker.pk]), follow=True).content

    assert holds(person) == set()
    assert not SignInLink.objects.exists()
    assert RightAsked.objects.filter(state=RightState.ASKED).count() == 4


def ways_to_end(user, administrator):
    (grant,) = RoleGrant.objects.filter(user=user)
    return (
        lambda: actions.end_role(grant, by=administrator),
        lambda: actions.deactivate_user(user, by=administrator),
        lambda: actions.revoke_user(user, by=administrator),
    )


@pytest.mark.parametrize("way", range(3))
def test_the_last_account_that_can_agree_to_a_role_is_not_ended(administrator, guardian, way):
    """Whoever ends them one by one would leave nobody to agree to any role, and no way back."""
    coordinator = make_user(Role.COORDINATOR)
    closed = make_user(Role.COORDINATOR)
    with writes_allowed():
        User.objects.filter(pk=closed.pk).update(is_active=False)

    ways_to_end(coordinator, administrator)[way]()  # while a data guardian remains
    with pytest.raises(WrongState, match="First ask for another coordinator or data guardian"):
        ways_to_end(guardian, administrator)[way]()

    assert User.objects.get(pk=guardian.pk).is_active
    assert policy.has(User.objects.get(pk=guardian.pk), Permission.RIGHTS_AGREE)


def test_the_page_of_rights_is_there_for_who_has_something_on_it(client, administrator, guardian):
    person = make_user(Role.ACCOUNTANT)
    two_people.ask_role(person, Role.DIRECTOR, by=administrator)

    for user, status in ((administrator, 200), (guardian, 200), (person, 200), (make_user(Role.PHYSICIAN), 404)):
        sign_in(client, user)
        assert client.get(reverse("desk:rights")).status_code == status, user


# -- regions --------------------------------------------------------------------------------------------------------------

ALL_FIVE = ("TJ-DU", "TJ-GB", "TJ-KT", "TJ-RA", "TJ-SU")


def regions_of(user):
    return sorted(RegionScope.objects.filter(user=user).values_list("region", flat=True))


def stand_in(deputy, stands_for, role):
    with writes_allowed():
        RoleGrant(user=deputy, role=role, starts_on=today(), ends_on=today(), deputy_for=stands_for).save(force_insert=True)


def send_regions(client, user, *codes):
    version = soup_of(client.get(reverse("desk:user", args=[user.pk]))).select_one("[name=regions-version]")["value"]
    return client.post(reverse("desk:set_regions", args=[user.pk]), {"regions-regions": codes, "regions-version": version}, follow=True)


def test_an_administrator_alone_opens_no_region_to_who_opens_names_by_region(client, administrator, guardian):
    worker = make_user(Role.REGIONAL_WORKER, username="worker", regions=("TJ-SU",))
    sign_in(client, administrator)

    answer = send_regions(client, worker, *ALL_FIVE)

    assert regions_of(worker) == ["TJ-SU"]
    assert "This gives access to names or cannot be undone, so a second person must agree" in answer.content.decode()
    row = RightAsked.objects.get()
    assert (row.kind, row.regions) == (RightKind.REGIONS, ["TJ-DU", "TJ-GB", "TJ-KT", "TJ-RA"])
    words = "more regions (Dushanbe, Gorno-Badakhshan Autonomous Region, Khatlon region, Districts of Republican Subordination)"
    assert [each.title for each in right_rows(guardian)] == [f"Approve or refuse: {words} for worker"]


def test_regions_hold_once_somebody_else_agreed_and_the_sessions_end_then(client, administrator, guardian):
    worker = make_user(Role.REGIONAL_WORKER, regions=("TJ-SU",))
    sign_in(Client(), worker)
    assert two_people.set_regions(worker, ["TJ-SU", "TJ-KT"], by=administrator) is False
    assert len(living_sessions(worker, None)) == 1
    row = RightAsked.objects.get()
    sign_in(client, guardian)
    shown = client.get(reverse("desk:rights")).content.decode()
    assert "Khatlon region" in shown
    assert "Sughd region" not in shown

    client.post(reverse("desk:right_agree", args=[row.pk]), {"regions": "TJ-KT"})

    assert regions_of(worker) == ["TJ-KT", "TJ-SU"]
    assert living_sessions(worker, None) == []


def test_what_is_taken_away_of_the_regions_holds_at_once_and_is_not_taken_back(administrator):
    worker = make_user(Role.REGIONAL_WORKER, regions=("TJ-SU", "TJ-KT"))
    sign_in(Client(), worker)

    assert two_people.set_regions(worker, ["TJ-KT"], by=administrator) is True
    assert two_people.set_regions(worker, ["TJ-GB"], by=administrator) is False

    assert regions_of(worker) == []
    assert RightAsked.objects.get().regions == ["TJ-GB"]
    assert living_sessions(worker, None) == []
    assert latest(administrator.actor) is None
    with pytest.raises(Invalid, match="is already waiting for a second person"):
        two_people.set_regions(worker, ["TJ-RA"], by=administrator)


def whose_regions_count(administrator):
    """Accounts of which the regions open names, or will."""
    asked, away, from_later, asked_away = make_user(), make_user(Role.ACCOUNTANT), make_user(), make_user(Role.REGIONAL_WORKER)
    two_people.ask_role(asked, Role.REGIONAL_WORKER, by=administrator)
    stand_in(make_user(), away, Role.REGIONAL_WORKER)
    with writes_allowed():
        RoleGrant(user=from_later, role=Role.REGIONAL_WORKER, starts_on=today() + dt.timedelta(days=9)).save(force_insert=True)
    two_people.give_role(make_user(), Role.REGIONAL_WORKER, ends_on=today(), stands_for=asked_away, by=administrator)
    with writes_allowed():
        RoleGrant.objects.filter(user=asked_away).delete()
    return [asked, away, from_later, asked_away]


def test_regions_count_by_a_role_that_is_asked_for_or_begins_later_and_for_who_stands_in(administrator):
    for user in whose_regions_count(administrator):
        with pytest.raises(Denied, match=r"cannot be undone\. One person asks for it"):
            actions.set_regions(user, ["TJ-SU"], by=administrator)
        assert two_people.set_regions(user, ["TJ-SU"], by=administrator) is False
        assert regions_of(user) == []


def test_regions_that_open_no_name_stay_with_one_and_are_read_with_the_role_that_opens_them(client, administrator, guardian):
    person = make_user(Role.PSYCHOLOGIST)
    assert two_people.set_regions(person, ["TJ-SU"], by=administrator) is True
    row = two_people.ask_role(person, Role.REGIONAL_WORKER, by=administrator)
    sign_in(client, guardian)
    assert "Sughd region" in client.get(reverse("desk:rights")).content.decode()
    with writes_allowed():
        RegionScope(user=person, region="TJ-GB").save(force_insert=True)

    with pytest.raises(Conflict, match="regions have changed"):
        two_people.agree_to_right(row, seen=["TJ-SU"], by=guardian)
    answer = client.post(reverse("desk:right_agree", args=[row.pk]), {"regions": "TJ-SU"})

    assert (answer.status_code, holds(person)) == (409, {Role.PSYCHOLOGIST})
    assert "Gorno-Badakhshan" in answer.content.decode()
    client.post(reverse("desk:right_agree", args=[row.pk]), {"regions": "TJ-GB,TJ-SU"})
    assert holds(person) == {Role.PSYCHOLOGIST, Role.REGIONAL_WORKER}


def test_a_deputy_named_by_one_opens_neither_regions_nor_cases_of_whom_they_stand_in_for(administrator):
    """Whoever is a deputy as accountant stands in for an accountant, whatever else the colleague does."""
    both = make_user(Role.ACCOUNTANT, Role.SOCIAL_WORKER, regions=ALL_FIVE)
    worker = make_user(Role.REGIONAL_WORKER, Role.SOCIAL_WORKER)
    day = today()

    actions.make_deputy(worker, stands_for=both, role=Role.ACCOUNTANT, starts_on=day, ends_on=day, by=administrator)

    powers = policy.powers(User.objects.get(pk=worker.pk))
    assert (powers.stands_for, powers.regions) == ({worker.pk}, frozenset())


def test_a_deputy_opens_the_regions_of_whom_they_stand_in_for_as_worker_of_a_region_alone(administrator):
    away, worker = make_user(Role.SOCIAL_WORKER, regions=ALL_FIVE), make_user(Role.REGIONAL_WORKER, regions=("TJ-SU",))
    other = make_user(Role.REGIONAL_WORKER, regions=("TJ-GB",))
    stand_in(worker, away, Role.SOCIAL_WORKER)
    stand_in(worker, other, Role.REGIONAL_WORKER)

    powers = policy.powers(User.objects.get(pk=worker.pk))

    assert powers.stands_for == {worker.pk, away.pk, other.pk}
    assert powers.regions == {"TJ-SU", "TJ-GB"}


def test_the_page_of_rights_asks_the_same_of_the_database_for_one_and_three(client, administrator, guardian, django_assert_num_queries):
    sign_in(client, guardian)
    for many in (1, 2):
        for _each in range(many):
            two_people.ask_role(make_user(regions=("TJ-SU",)), Role.REGIONAL_WORKER, by=administrator)
            deputy = {"ends_on": today(), "deputy_for": make_user(Role.REGIONAL_WORKER, regions=("TJ-GB",))}
            two_people.ask_role(make_user(), Role.REGIONAL_WORKER, by=administrator, **deputy)
        with django_assert_num_queries(11):
            client.get(reverse("desk:rights"))


def test_who_agrees_reads_of_which_organisation_the_account_is(client, administrator, guardian):
    house = make_member()
    two_people.ask_role(make_user(organisation=house), Role.MEMBER_WORKER, by=administrator)
    sign_in(client, guardian)

    assert house.short in client.get(reverse("desk:rights")).content.decode()
