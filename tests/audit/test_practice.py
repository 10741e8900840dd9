"""In practice mode nothing but invented people changes, whichever room it is asked of; one's own account stays one's own."""

import pytest
from django.urls import reverse

from panoh.accounts.actions import grant_role, set_preferences
from panoh.accounts.enums import RightState
from panoh.accounts.models import RightAsked, User
from panoh.accounts.roles import Role
from panoh.accounts.two_people import ask_role, call_off_right
from panoh.audit import undo
from panoh.audit.models import Undo
from panoh.cases import policy
from panoh.cases.actions import add_own_task, assign_worker
from panoh.cases.actions.practice import join_practice
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.core.clock import now, today
from panoh.core.errors import WrongState
from panoh.core.practice import practising
from panoh.network.actions.agreements import end_agreement
from panoh.network.enums import EndReason
from panoh.network.models import Agreement, Facility
from tests.factories.accounts import make_organisation, make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.factories.cases import make_case
from tests.factories.network import make_facility
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def practise(user):
    set_preferences(user, language="en", theme="", is_practising=True, by=user)
    return User.objects.select_related("organisation").get(pk=user.pk)


def test_a_real_agreement_and_facility_stay_as_they_are_in_practice(coordinator):
    agreement = make_agreement(by=coordinator)
    trainee = practise(coordinator)

    for act in (
        lambda: end_agreement(agreement, by=trainee, last_day=today(), reason=EndReason.BOTH),
        lambda: make_facility(by=trainee, name="Клиника"),
        lambda: add_own_task(by=trainee, words="Позвонить", due=now()),
    ):
        with pytest.raises(WrongState, match="This is practice mode: you can change invented people only"):
            act()
    assert Agreement.objects.get().ended_on is None
    assert Facility.objects.count() == 1


def test_pages_of_what_is_real_refuse_with_the_sentence_(client, coordinator):
    facility = make_facility(by=coordinator)
    sign_in(client, practise(coordinator))

    shown = client.get(reverse("desk:facility", args=[facility.pk]))
    refused = client.post(reverse("desk:facility_close", args=[facility.pk]))

    assert "You can change only them; everything else is read-only." in text(shown)
    assert (refused.status_code, "This is practice mode: you can change invented people only" in text(refused)) == (409, True)
    facility.refresh_from_db()
    assert facility.version == 1


def test_what_was_done_for_real_is_not_taken_back_in_practice(coordinator):
    facility = make_facility(by=coordinator)
    trainee, last = practise(coordinator), Undo.objects.order_by("at").first()

    with practising(trainee), pytest.raises(WrongState, match="This is practice mode: you can change invented people only"):
        undo.take_back(last.pk, by=trainee.actor)
    assert Facility.objects.filter(pk=facility.pk).exists()


def test_invented_people_are_admitted_and_helped_in_practice_and_that_is_taken_back(coordinator):
    trainee, worker = practise(coordinator), make_user(Role.SOCIAL_WORKER)

    case = make_case(by=trainee)
    assign_worker(case, by=trainee, user=worker, discipline=Discipline.SOCIAL)

    assert (case.is_practice, case.person.is_practice, case.assignments.count()) == (True, True, 1)
    with practising(trainee):
        undo.take_back(Undo.objects.latest("at").pk, by=trainee.actor)
    assert not case.assignments.exists()


ROLES = {
    Role.SOCIAL_WORKER: "secretariat",
    Role.PSYCHOLOGIST: "secretariat",
    Role.PHYSICIAN: "secretariat",
    Role.REGIONAL_WORKER: "secretariat",
    Role.COORDINATOR: "secretariat",
    Role.MEMBER_WORKER: "member",
    Role.MEMBER_PSYCHOLOGIST: "member",
    Role.LAWYER: "legal_unit",
}


@pytest.mark.parametrize(("role", "kind"), ROLES.items())
def test_each_role_finds_an_invented_case_when_it_begins_to_practise(client, role, kind):
    user = make_user(role) if kind == "secretariat" else make_user(role, organisation=make_organisation(kind=kind))
    real = make_case()
    sign_in(client, user)
    begin = {"language": "en", "theme": "", "is_practising": "on"}

    for _time in range(2):  # a second time it is the same one
        version = User.objects.get(pk=user.pk).version
        assert client.post(reverse("desk:set_preferences"), {**begin, "version": version}).status_code == 302
        listed = client.get(reverse("desk:cases"))
        (case,) = Case.objects.filter(is_practice=True)
        assert (case.code in text(listed), real.code in text(listed)) == (True, False)
    assert client.get(reverse("desk:case_file", args=[case.code])).status_code == 200
    assert {work.user for work in case.assignments.all()} == ({user} if policy.disciplines_of(user) else set())


def test_two_of_one_house_practise_on_the_same_invented_case():
    first, second = (practise(make_user(role)) for role in (Role.SOCIAL_WORKER, Role.PSYCHOLOGIST))

    assert join_practice(first) == join_practice(second)
    assert join_practice(second) is None
    assert join_practice(practise(make_user(Role.ACCOUNTANT))) is None


def test_ones_own_account_stays_ones_own_and_others_accounts_do_not(coordinator):
    administrator, other = practise(make_user(Role.ADMINISTRATOR)), make_user(Role.SOCIAL_WORKER)
    with pytest.raises(WrongState, match="This is practice mode: you can change invented people only"):
        grant_role(other, Role.ACCOUNTANT, by=administrator)
    set_preferences(administrator, language="ru", theme="", is_practising=False, by=administrator)

    assert not User.objects.get(pk=administrator.pk).is_practising


def test_a_right_is_no_part_of_ones_own_account_whoever_it_was_asked_for(coordinator):
    administrator = make_user(Role.ADMINISTRATOR)
    asked = [ask_role(user, Role.PSYCHOLOGIST, by=administrator) for user in (coordinator, make_user(Role.SOCIAL_WORKER))]
    trainee = practise(coordinator)

    for row in asked:
        with pytest.raises(WrongState, match="This is practice mode: you can change invented people only"):
            call_off_right(row, by=trainee)

    assert {row.state for row in RightAsked.objects.all()} == {RightState.ASKED}
