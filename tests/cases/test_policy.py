"""Who sees which case: a truth table, on rows that could leak."""

import datetime as dt

import pytest

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import RoleGrant
from panoh.accounts.policy import powers
from panoh.accounts.roles import Permission, Role
from panoh.audit.guard import writes_allowed
from panoh.audit.queries import events_about
from panoh.cases.actions import (
    assign_worker,
    change_urgency,
    end_assignment,
    end_expired_shares,
    end_share,
    hold_case,
    resume_case,
    share_case,
)
from panoh.cases.enums import CASE_TRANSITIONS, CaseState, Discipline, Urgency
from panoh.cases.models import Assignment, Case, Share, Task
from panoh.cases.policy import can, check_can, check_discipline, visible_cases, visible_requests, visible_tasks
from panoh.cases.queries.cases import get_case
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.vault.actions import has_key, open_sealed, references
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_legal_unit, make_member, make_organisation, make_user
from tests.factories.cases import make_case, make_coordinator, make_request, show_case
from tests.factories.consent import make_consent

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WEEK = dt.timedelta(days=7)


@pytest.fixture
def house(coordinator):
    """A case of member 1 in Khatlon, one of member 2 in Sughd, one of the secretariat in Khatlon."""
    return {
        "first": make_case(by=coordinator, organisation=make_member(1), region="TJ-KT"),
        "second": make_case(by=coordinator, organisation=make_member(2), region="TJ-SU"),
        "own": make_case(by=coordinator, region="TJ-KT"),
    }


def _who(name):
    return {
        "coordinator": lambda: make_user(Role.COORDINATOR),
        "social worker": lambda: make_user(Role.SOCIAL_WORKER),
        "region": lambda: make_user(Role.REGIONAL_WORKER, regions=("TJ-KT",)),
        "other region": lambda: make_user(Role.REGIONAL_WORKER, regions=("TJ-GB",)),
        "member 1": lambda: make_user(Role.MEMBER_WORKER, organisation=make_member(1)),
        "member 2": lambda: make_user(Role.MEMBER_PSYCHOLOGIST, organisation=make_member(2)),
        "member 3": lambda: make_user(Role.MEMBER_WORKER, organisation=make_member(3)),
        "lawyer": lambda: make_user(Role.LAWYER, organisation=make_legal_unit()),
        "specialist": lambda: make_user(Role.SPECIALIST),
        "hotline": lambda: make_user(Role.DUTY_OFFICER),
        "director": lambda: make_user(Role.DIRECTOR),
        "accountant": lambda: make_user(Role.ACCOUNTANT),
        "data guardian": lambda: make_user(Role.DATA_GUARDIAN),
        "administrator": lambda: make_user(Role.ADMINISTRATOR),
        "nobody": make_user,
    }[name]()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("coordinator", {"first", "second", "own"}),
        ("social worker", set()),
        ("region", {"first", "own"}),
        ("other region", set()),
        ("member 1", {"first"}),
        ("member 2", {"second"}),
        ("member 3", set()),
        ("lawyer", set()),
        ("specialist", set()),
        ("hotline", set()),
        ("director", set()),
        ("accountant", set()),
        ("data guardian", set()),
        ("administrator", set()),
        ("nobody", set()),
    ],
)
def test_each_role_sees_its_own_cases_and_no_other(house, who, sees):
    user = _who(who)

    assert set(visible_cases(user)) == {house[name] for name in sees}
    for name, case in house.items():
        if name in sees:
            assert get_case(user, case.code) == case
        else:
            with pytest.raises(NotFound):
                get_case(user, case.code)


@pytest.mark.parametrize(
    ("starts", "ends", "seen"),
    [(-1, None, True), (0, 0, True), (-5, -1, False), (1, 5, False), (-5, 5, True)],
)
def test_an_assignment_is_seen_on_its_days(coordinator, starts, ends, seen):
    case, worker, day = make_case(by=coordinator), make_user(Role.SOCIAL_WORKER), today()
    with writes_allowed():
        Assignment(
            case=case,
            user=worker,
            discipline=Discipline.SOCIAL,
            starts_on=day + dt.timedelta(days=starts),
            ends_on=None if ends is None else day + dt.timedelta(days=ends),
        ).save()

    assert visible_cases(worker).filter(pk=case.pk).exists() is seen


def test_a_deputy_sees_the_cases_of_whom_they_stand_in_for(coordinator):
    worker, deputy = make_user(Role.SOCIAL_WORKER), make_user()
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    with writes_allowed():
        RoleGrant(user=deputy, role=Role.SOCIAL_WORKER, deputy_for=worker, starts_on=today() - WEEK, ends_on=today()).save()

    assert list(visible_cases(deputy)) == [case]


def test_a_shared_case_is_seen_and_opened_until_the_sharing_ends(coordinator):
    case, member = make_case(by=coordinator, organisation=make_member(1)), make_member(2)
    user = make_user(Role.MEMBER_WORKER, organisation=member)
    assert not visible_cases(user).exists()

    share = show_case(case, by=coordinator, organisation=member, until=today() + WEEK)
    assert get_case(user, case.code) == case
    assert open_sealed([case.person], by=user.actor, purpose=Purpose.CARE)[0].given_name == "Ҷамшед"

    end_share(share, by=coordinator)
    with pytest.raises(NotFound):
        get_case(user, case.code)
    assert open_sealed([case.person], by=user.actor, purpose=Purpose.CARE)[0].is_unreadable


def test_a_sharing_that_has_run_out_shows_nothing(coordinator):
    case, member = make_case(by=coordinator), make_member(2)
    show_case(case, by=coordinator, organisation=member)
    with writes_allowed():
        Share.objects.update(starts_on=today() - WEEK, ends_on=today() - dt.timedelta(days=1))

    assert not visible_cases(make_user(Role.MEMBER_WORKER, organisation=member)).exists()


def test_a_sharing_past_its_day_ends_with_its_key_as_an_act_of_the_system(coordinator):
    case, over, running, open_ended = (
        make_case(by=coordinator, organisation=make_member(1)),
        make_member(2),
        make_member(3),
        make_legal_unit(),
    )
    share = show_case(case, by=coordinator, organisation=over)
    show_case(case, by=coordinator, organisation=running, until=today())
    show_case(case, by=coordinator, organisation=open_ended)
    with writes_allowed():
        Share.objects.filter(pk=share.pk).update(starts_on=today() - WEEK, ends_on=today() - dt.timedelta(days=1))

    ended, again = end_expired_shares(), end_expired_shares()

    assert (ended, again) == (1, 0)
    assert list(Share.objects.exclude(ended_at=None)) == [share]
    assert [has_key(case.sealing_subject(), house.id) for house in (over, running, open_ended)] == [False, True, True]
    looks = events_about(references([case], by=coordinator.actor), 10)
    assert [look.actor_kind for look in looks if look.sentence == "Access of another organisation to the case ended"] == ["system"]


def test_a_sharing_past_its_day_keeps_the_key_of_a_newer_one(coordinator):
    case, member = make_case(by=coordinator), make_member(2)
    show_case(case, by=coordinator, organisation=member)
    with writes_allowed():
        Share.objects.update(starts_on=today() - WEEK, ends_on=today() - dt.timedelta(days=1))
    show_case(case, by=coordinator, organisation=member)

    assert end_expired_shares() == 1
    assert has_key(case.sealing_subject(), member.id)


def test_ending_one_of_two_sharings_of_a_person_keeps_the_key(coordinator):
    member = make_member(2)
    case = make_case(by=coordinator)
    share = show_case(case, by=coordinator, organisation=member)
    with writes_allowed():
        other = Case(person=case.person, organisation=member, admitted_to=member, kind=case.kind, door=case.door, admitted_on=today())
        other.save()

    end_share(share, by=coordinator)

    assert has_key(case.sealing_subject(), member.id)


def test_sharing_belongs_to_who_may_share(coordinator):
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))

    member = make_member(1)
    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=member)
    with pytest.raises(Denied):
        share_case(case, by=worker, organisation=member)

    assert not has_key(case.sealing_subject(), member.id)


def test_who_is_shown_a_case_shows_it_to_nobody_else(coordinator):
    case, member, unit = make_case(by=coordinator), make_member(1), make_legal_unit()
    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.LEGAL, organisation=unit, data_kinds=[DataKind.NAME])
    show_case(case, by=coordinator, organisation=member)

    with pytest.raises(Denied):
        share_case(case, by=make_user(Role.MEMBER_WORKER, organisation=member), organisation=unit)

    assert not has_key(case.sealing_subject(), unit.id)


@pytest.mark.parametrize("until", [None, 2 * WEEK])
def test_a_case_is_shown_no_longer_than_the_person_agreed_to(coordinator, until):
    case, society = make_case(by=coordinator), make_organisation(kind=OrganisationKind.OUTSIDE, slug="society", name="Society")
    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=society, valid_until=today() + WEEK)

    share = share_case(case, by=coordinator, organisation=society, until=until and today() + until)

    assert share.ends_on == today() + WEEK


def test_a_case_is_shown_to_nobody_without_the_consent_of_the_person(coordinator):
    case, unit = make_case(by=coordinator), make_legal_unit()

    with pytest.raises(Invalid, match="has not agreed"):
        share_case(case, by=coordinator, organisation=unit)

    assert not has_key(case.sealing_subject(), unit.id)


def test_a_case_is_not_shared_twice_nor_with_its_owner(coordinator):
    case, member = make_case(by=coordinator), make_member(1)
    show_case(case, by=coordinator, organisation=member)

    for organisation in (member, coordinator.organisation):
        with pytest.raises(Invalid):
            show_case(case, by=coordinator, organisation=organisation)
    assert Share.objects.count() == 1


def test_practice_shows_invented_cases_alone(coordinator):
    real = make_case(by=coordinator)
    coordinator.is_practising = True
    invented = make_case(by=coordinator)

    assert list(visible_cases(coordinator)) == [invented]
    coordinator.is_practising = False
    assert list(visible_cases(coordinator)) == [real]


def test_a_regional_worker_of_a_member_sees_no_request_that_another_member_took(coordinator):
    ours, theirs = make_user(Role.REGIONAL_WORKER, regions=("TJ-KT",)), make_member(1)
    of_member = make_user(Role.REGIONAL_WORKER, organisation=make_member(2), regions=("TJ-KT",))
    own = make_request(by=of_member)
    other, secretariats = make_request(by=make_user(Role.MEMBER_WORKER, organisation=theirs)), make_request(by=coordinator)

    assert set(visible_requests(of_member)) == {own, secretariats}
    assert set(visible_requests(ours)) == {own, secretariats, other}


def test_each_permission_reaches_its_own_cases(house):
    user = make_user(Role.REGIONAL_WORKER, regions=("TJ-KT",))

    assert can(user, Permission.CASE_WORK, house["first"]) is True
    assert can(user, Permission.CASE_WORK, house["second"]) is False
    assert can(user, Permission.CASE_ASSIGN, house["first"]) is False
    with pytest.raises(Denied):
        check_can(user, Permission.CASE_WORK, house["second"])
    with pytest.raises(Denied):
        check_can(user, Permission.CASE_ASSIGN, house["first"])


def test_a_discipline_is_practised_by_who_holds_it_on_the_case(coordinator):
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(by=coordinator, workers=((psychologist, Discipline.PSYCHOLOGICAL),))

    check_discipline(psychologist, case, Discipline.PSYCHOLOGICAL)
    with pytest.raises(Denied):
        check_discipline(psychologist, case, Discipline.MEDICAL)
    with pytest.raises(Denied):
        check_discipline(make_user(Role.PSYCHOLOGIST), case, Discipline.PSYCHOLOGICAL)


def test_assigning_gives_the_open_assessment_to_the_worker_and_the_first_one_leads(coordinator):
    case, worker = make_case(by=coordinator), make_user(Role.PHYSICIAN)

    assign_worker(case, by=coordinator, user=worker, discipline=Discipline.MEDICAL)

    assert Case.objects.get(pk=case.pk).lead == worker
    assert set(Task.objects.filter(owner=worker).values_list("kind", flat=True)) == {"assess", "plan", "review"}
    assert Task.objects.get(kind="assess", owner=worker).discipline == "medical"
    with pytest.raises(Invalid):
        assign_worker(case, by=coordinator, user=worker, discipline=Discipline.MEDICAL)
    with pytest.raises(Invalid):
        assign_worker(case, by=coordinator, user=worker, discipline=Discipline.PSYCHOLOGICAL)


def test_who_leaves_a_case_sees_it_no_more_and_nothing_to_do_is_lost(coordinator):
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))

    end_assignment(Assignment.objects.get(), by=coordinator)

    assert not visible_cases(worker).exists()
    assert Case.objects.get(pk=case.pk).lead is None
    assert not Task.objects.filter(owner=worker).exists()
    assert visible_tasks(coordinator).filter(kind="assess", discipline="social").exists()


def test_two_people_who_change_the_urgency_get_a_conflict(coordinator):
    case = make_case(by=coordinator)
    stale = Case.objects.get(pk=case.pk)
    change_urgency(case, by=coordinator, urgency=Urgency.RED)

    with pytest.raises(Conflict):
        change_urgency(stale, by=make_coordinator(), urgency=Urgency.AMBER)

    assert Case.objects.get(pk=case.pk).urgency == "red"


@pytest.mark.parametrize("state", list(CaseState))
def test_a_case_is_held_where_the_table_allows_and_goes_on_where_it_was(coordinator, state):
    case = make_case(by=coordinator, state=state)

    if CaseState.ON_HOLD not in CASE_TRANSITIONS[state]:
        with pytest.raises(WrongState):
            hold_case(case, by=coordinator, until=today() + WEEK, reason="Сафар")
        assert Case.objects.get(pk=case.pk).state == state
        return
    hold_case(case, by=coordinator, until=today() + WEEK, reason="Сафар")
    assert (case.state, case.held_until) == ("on_hold", today() + WEEK)
    (opened,) = open_sealed([case.state_changes.first()], by=coordinator.actor, purpose=Purpose.CARE)
    assert opened.reason == "Сафар"
    resume_case(case, by=coordinator)
    assert (Case.objects.get(pk=case.pk).state, case.held_until) == (state, None)


def test_buttons_ask_once_for_all_permissions_over_the_same_rows_and_anew_after_a_write(coordinator, django_assert_num_queries):
    social, case = make_user(Role.SOCIAL_WORKER), make_case(by=coordinator)
    buttons = (Permission.CASE_VIEW, Permission.CASE_WORK, Permission.NAME_OPEN)
    powers(social)

    with django_assert_num_queries(1):
        assert [can(social, permission, case) for permission in (*buttons, *buttons)] == [False] * 6
    assignment = assign_worker(case, by=coordinator, user=social, discipline=Discipline.SOCIAL)
    assert all(can(social, permission, case) for permission in buttons)
    end_assignment(assignment, by=coordinator)
    assert not any(can(social, permission, case) for permission in buttons)


def test_what_was_found_of_one_case_says_nothing_of_another_and_what_is_not_held_is_never_remembered(coordinator):
    social = make_user(Role.SOCIAL_WORKER)
    own, other = make_case(by=coordinator, workers=((social, Discipline.SOCIAL),)), make_case(by=coordinator)
    get_case(social, own.code)

    assert can(social, Permission.CASE_WORK, own)
    assert not can(social, Permission.CASE_WORK, other)
    assert not can(social, Permission.CASE_SHARE, own)
    with pytest.raises(Denied):
        check_can(social, Permission.CASE_WORK, other)
