"""While a danger is open nothing makes it vanish: a joining, the end of an assignment or of an account wait for it."""

import pytest
from django.urls import reverse

from panoh.accounts.actions import deactivate_user, end_role, revoke_user
from panoh.accounts.models import RoleGrant
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import end_assignment, end_share, raise_risk
from panoh.cases.actions.dangers import HasDanger, end_danger, take_on_danger
from panoh.cases.enums import RiskLevel
from panoh.cases.models import Task
from panoh.coalition.actions import accept_proposal, begin, part_at_once
from panoh.coalition.enums import DepartureState
from panoh.consent.actions import withdraw_consent
from panoh.consent.models import Consent
from panoh.core.clock import today
from panoh.core.errors import WrongState
from panoh.network.actions.agreements import end_agreement
from panoh.network.enums import EndReason
from panoh.people.merging import join_records
from tests.factories.accounts import make_user, sign_in
from tests.factories.acts import make_specialist
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator
from tests.factories.coalition import make_proposal
from tests.factories.departures import agreed, make_departure, make_leaver
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = "Она дома, с ней сестра до утра"
HAS_ONE = "has taken on an open danger"


@pytest.fixture
def team():
    return make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)


@pytest.fixture
def taken(team):
    """A danger that the psychologist has taken on."""
    case, (psychologist, _social) = team
    return take_on_danger(raise_risk(case, level=RiskLevel.HIGH, by=psychologist), by=psychologist, owner=psychologist)


def test_who_has_a_danger_is_taken_off_a_case_once_another_has_it(team, taken):
    case, (psychologist, social) = team
    assigned = case.assignments.get(user=psychologist)
    with pytest.raises(WrongState, match=HAS_ONE):
        end_assignment(assigned, by=make_coordinator())

    take_on_danger(taken, by=psychologist, owner=social)
    end_assignment(assigned, by=make_coordinator())

    assert Task.objects.get(pk=taken.pk).owner == social


def test_the_page_offers_to_hand_the_danger_over_where_it_would_refuse_to_take_its_owner_off(client, team, taken):
    case, (_psychologist, social) = team
    sign_in(client, make_coordinator())

    page = soup_of(client.get(reverse("desk:case_people", args=[case.code])))

    removed = {form["action"] for form in page.select("form[action$='/end/']")}
    assert removed == {reverse("desk:case_assignment_end", args=[case.code, case.assignments.get(user=social).pk])}
    assert page.select(f".tasks a[href='{reverse('desk:danger', args=[taken.pk])}']")


def test_who_was_asked_to_take_a_danger_on_stays_on_the_case_until_somebody_has_it(team):
    case, (psychologist, social) = team
    danger = raise_risk(case, level=RiskLevel.HIGH, by=social)
    asked = take_on_danger(danger, by=social, owner=psychologist, said_yes=False)
    assigned = case.assignments.get(user=psychologist)
    with pytest.raises(WrongState, match="has not answered"):
        end_assignment(assigned, by=make_coordinator())

    take_on_danger(asked, by=social, owner=social)
    end_assignment(assigned, by=make_coordinator())

    assert Task.objects.get(pk=danger.pk).owner == social


def test_an_account_is_closed_once_its_danger_has_an_outcome(team, taken):
    _case, (psychologist, _social) = team
    with pytest.raises(WrongState, match=HAS_ONE):
        deactivate_user(psychologist, by=make_user(Role.ADMINISTRATOR))

    end_danger(taken, by=psychologist, words=WORDS)
    deactivate_user(psychologist, by=make_user(Role.ADMINISTRATOR))

    psychologist.refresh_from_db()
    assert not psychologist.is_active


def test_a_last_role_ends_once_its_danger_has_an_outcome_and_another_at_any_time(team, taken):
    _case, (psychologist, _social) = team
    administrator, role = make_user(Role.ADMINISTRATOR), psychologist.grants.get()
    with pytest.raises(WrongState, match=HAS_ONE):
        end_role(role, by=administrator)

    with writes_allowed():
        RoleGrant.objects.create(user=psychologist, role=Role.SPECIALIST, starts_on=today())
    end_role(role, by=administrator)

    assert Task.objects.get(pk=taken.pk).owner == psychologist


def test_a_stolen_account_is_closed_at_once(team, taken):
    _case, (psychologist, _social) = team

    revoke_user(psychologist, by=make_user(Role.ADMINISTRATOR))

    psychologist.refresh_from_db()
    assert not psychologist.is_active
    assert Task.objects.get(pk=taken.pk).done_at is None


@pytest.mark.parametrize("of", ["kept", "gone"])
def test_two_records_are_joined_once_somebody_has_the_danger_of_either(of):
    coordinator = make_coordinator()
    kept, gone = make_case(by=coordinator), make_case(by=coordinator)
    task = raise_risk(kept if of == "kept" else gone, level=RiskLevel.HIGH, by=coordinator)
    with pytest.raises(HasDanger, match="open danger") as refused:  # its page leads to the danger
        join_records(kept.person, gone.person, by=coordinator, choices={})
    assert refused.value.danger == task.pk

    take_on_danger(task, by=coordinator, owner=coordinator)
    join_records(kept.person, gone.person, by=coordinator, choices={})

    gone.person.refresh_from_db()
    assert gone.person.merged_into == kept.person


@pytest.fixture
def guest():
    """A worker of a member that works beside in a case of the Unit."""
    return make_user(Role.MEMBER_WORKER, organisation=make_leaver())


@pytest.fixture
def held(guest):
    """A danger of that case, which the guest has taken on without being assigned to it."""
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    accept_proposal(make_proposal(by=coordinator, case=case, taker=guest.organisation), by=guest)
    return take_on_danger(raise_risk(case, level=RiskLevel.HIGH, by=coordinator), by=guest, owner=guest)


def test_the_part_of_an_organisation_ends_once_another_has_the_danger(client, held):
    coordinator = sign_in(client, make_coordinator())
    share = held.case.shares.get()
    refused = client.post(reverse("desk:case_share_end", args=[held.case.code, share.pk]))
    assert refused.status_code == 409
    page = soup_of(refused)
    assert HAS_ONE in page.main.get_text()
    assert page.main.select_one(f'a[href="{reverse("desk:danger", args=[held.pk])}"]')

    take_on_danger(held, by=coordinator, owner=coordinator)
    end_share(share, by=coordinator)

    assert Task.objects.get(pk=held.pk).owner == coordinator


def test_a_consent_that_is_withdrawn_ends_the_part_at_once_and_the_danger_is_the_coordinators(held):
    consent = Consent.objects.get(person=held.case.person, purpose="team", withdrawn_on=None)

    withdraw_consent(consent, by=make_coordinator())

    task = Task.objects.get(pk=held.pk)
    assert (task.owner, task.taken_by, task.role, task.done_at) == (None, None, Role.COORDINATOR, None)


def test_an_organisation_leaves_once_another_has_the_danger(held, guest):
    coordinator = make_coordinator()
    departure = agreed(make_departure(guest.organisation, by=coordinator))
    with pytest.raises(WrongState, match=HAS_ONE):
        begin(departure, by=coordinator)

    take_on_danger(held, by=coordinator, owner=coordinator)
    departure.refresh_from_db()
    part_at_once(departure, by=coordinator)

    assert departure.state == DepartureState.DONE


def test_an_agreement_is_ended_once_another_has_the_danger(client):
    outside = make_specialist()
    case = outside.entrust()
    task = take_on_danger(raise_risk(case, level=RiskLevel.HIGH, by=outside.user), by=outside.user, owner=outside.user)
    sign_in(client, outside.coordinator)
    sent = {"last_day": today().isoformat(), "reason": EndReason.BOTH, "version": outside.agreement.version}
    refused = client.post(reverse("desk:agreement_end", args=[outside.agreement.pk]), sent)
    assert refused.status_code == 409
    assert soup_of(refused).main.select_one(f'a[href="{reverse("desk:danger", args=[task.pk])}"]')

    take_on_danger(task, by=outside.user, owner=outside.coordinator)
    end_agreement(outside.agreement, by=outside.coordinator, last_day=today(), reason=EndReason.BOTH)

    assert Task.objects.get(pk=task.pk).owner == outside.coordinator
