"""An organisation that works beside in a case of another: what is its own to do there, and what the one that carries it decides."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Permission, Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import (
    add_own_task,
    assign_worker,
    end_assignment,
    end_share,
    finish_task,
    hold_case,
    open_task,
    reassign_task,
    resume_case,
    share_case,
)
from panoh.cases.actions.death import record_death
from panoh.cases.actions.ending import propose_closing
from panoh.cases.actions.workload import hand_over_case
from panoh.cases.enums import CaseState, CloseReason, Discipline, TaskKind
from panoh.cases.models import Assignment, Case, Death, Share
from panoh.cases.policy import can, visible_cases, visible_tasks
from panoh.cases.workload import case_workers
from panoh.coalition.actions import accept_proposal
from panoh.coalition.enums import Kind, ProposalState
from panoh.coalition.models import Proposal
from panoh.coalition.policy import visible_proposals
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.data_protection.policy import check_can_seal
from tests.factories.accounts import make_legal_unit, make_member, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.coalition import make_proposal
from tests.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def soon():
    return today() + dt.timedelta(days=20)


@pytest.fixture
def social():
    return make_user(Role.SOCIAL_WORKER)


@pytest.fixture
def guest():
    return make_user(Role.MEMBER_WORKER, organisation=make_member(1))


@pytest.fixture
def third():
    return make_user(Role.MEMBER_WORKER, organisation=make_member(2))


@pytest.fixture
def case(coordinator, social, guest):
    """Of the secretariat, led by its social worker; the guest's organisation works beside."""
    made = make_case(by=coordinator, workers=((social, Discipline.SOCIAL),))
    accept_proposal(make_proposal(by=coordinator, case=made, taker=guest.organisation), by=guest)
    return Case.objects.get()


@pytest.mark.parametrize("kind", [Kind.TRANSFER, Kind.SHARE, Kind.WORK])
def test_a_guest_gives_away_nothing_of_a_case_that_another_organisation_carries(client, case, guest, third, kind):
    with pytest.raises(Denied):
        make_proposal(by=guest, case=case, taker=third.organisation, kind=kind)

    sign_in(client, guest)
    assert client.get(reverse("desk:proposal_add", args=[case.code])).status_code == 404
    assert not Proposal.objects.filter(taker=third.organisation).exists()


def test_what_a_guest_had_proposed_is_not_accepted(case, coordinator, guest, third):
    proposal = make_proposal(by=coordinator, case=case, taker=third.organisation, kind=Kind.TRANSFER)
    with writes_allowed():
        Proposal.objects.filter(pk=proposal.pk).update(asked_by=guest)

    with pytest.raises(WrongState, match="The organisation that proposed this is not responsible for the case"):
        accept_proposal(Proposal.objects.get(pk=proposal.pk), by=third)

    assert Case.objects.get().organisation == case.organisation


def test_what_was_proposed_by_who_carries_the_case_no_more_is_not_accepted(coordinator, guest, third):
    made = make_case(by=coordinator, organisation=guest.organisation)
    proposal = make_proposal(by=guest, case=made, taker=third.organisation)
    accept_proposal(make_proposal(by=guest, case=made, taker=coordinator.organisation, kind=Kind.TRANSFER), by=coordinator)

    with pytest.raises(WrongState, match="The organisation that proposed this is not responsible for the case"):
        accept_proposal(Proposal.objects.get(pk=proposal.pk), by=third)

    assert not Share.objects.filter(organisation=third.organisation).exists()


def test_the_coordinator_proposes_a_case_that_a_member_carries(coordinator, guest, third):
    made = make_case(by=coordinator, organisation=guest.organisation)

    accept_proposal(make_proposal(by=coordinator, case=made, taker=third.organisation, kind=Kind.TRANSFER), by=third)

    assert Case.objects.get().organisation == third.organisation


def test_a_guest_takes_off_nobody_of_the_carrier_and_puts_on_nobody_of_it(case, guest, social):
    with pytest.raises(Denied):
        end_assignment(Assignment.objects.get(user=social), by=guest)
    with pytest.raises(Denied):
        assign_worker(case, by=guest, user=make_user(Role.PSYCHOLOGIST), discipline=Discipline.PSYCHOLOGICAL)
    with pytest.raises(Denied):
        assign_worker(case, by=guest, user=guest, discipline=Discipline.SOCIAL, leads=True)

    assert [row.user for row in Assignment.objects.all()] == [social]
    assert Case.objects.get().lead == social


def test_a_guest_puts_on_and_takes_off_its_own_people_and_none_of_them_leads(case, guest, social, coordinator):
    end_assignment(Assignment.objects.get(user=social), by=coordinator)
    colleague = make_user(Role.MEMBER_PSYCHOLOGIST, organisation=guest.organisation)

    assignment = assign_worker(Case.objects.get(), by=guest, user=colleague, discipline=Discipline.PSYCHOLOGICAL)
    assert Case.objects.get().lead is None
    end_assignment(assignment, by=guest)

    assert not Assignment.objects.filter(user=colleague).exists()


def test_a_guest_hands_over_no_caseload_of_the_carrier(case, guest, social):
    with pytest.raises(Invalid):
        hand_over_case(case, by=guest, giver=social, taker=guest, starts_on=today())

    assert case_workers(guest) == []
    assert case_workers(make_coordinator()) == [social]


def test_a_guest_hands_over_between_its_own_people_and_the_lead_stays_with_the_carrier(case, guest):
    one, other = (make_user(Role.MEMBER_PSYCHOLOGIST, organisation=guest.organisation) for _each in range(2))
    assign_worker(case, by=guest, user=one, discipline=Discipline.PSYCHOLOGICAL)

    hand_over_case(case, by=guest, giver=one, taker=other, starts_on=today())

    assert Assignment.objects.filter(user=other).exists()
    assert Case.objects.get().lead == case.lead


def test_a_guest_ends_and_makes_no_share_and_seals_nothing(case, guest):
    share = Share.objects.get()

    with pytest.raises(Denied):
        end_share(share, by=guest)
    with pytest.raises(Denied):
        share_case(case, by=guest, organisation=make_legal_unit())
    with pytest.raises(Denied):
        check_can_seal(guest, case)

    assert Share.objects.get().ended_at is None


def test_a_guest_neither_holds_nor_resumes_nor_proposes_to_close(case, guest, coordinator):
    with pytest.raises(Denied):
        hold_case(case, by=guest, until=soon(), reason="Уехала")
    with pytest.raises(Denied):
        propose_closing(case, by=guest, reason=CloseReason.PERSON_CHOSE, words="Хватит")
    held = hold_case(case, by=coordinator, until=soon(), reason="Уехала")
    with pytest.raises(Denied):
        resume_case(held, by=guest)

    assert Case.objects.get().state == CaseState.ON_HOLD


def test_a_guest_works_in_the_case_and_records_that_the_person_has_died(case, guest):
    works = (Permission.CASE_WORK, Permission.SOCIAL, Permission.REFERRAL_WRITE, Permission.CONSENT_RECORD, Permission.CASE_ASSIGN)
    assert [can(guest, permission, case) for permission in works] == [True] * 5
    for permission in (Permission.CASE_SHARE, Permission.CASE_CLOSE):
        assert not can(guest, permission, case), permission
        assert not visible_cases(guest, permission).exists(), permission

    record_death(case, by=guest)

    assert Death.objects.get().case == case


def test_whoever_carries_the_case_decides_on_all_of_it(guest, social):
    own = make_case(by=make_coordinator(), organisation=guest.organisation)

    assert all(can(guest, permission, own) for permission in (Permission.CASE_SHARE, Permission.CASE_CLOSE, Permission.CASE_ASSIGN))
    end_assignment(assign_worker(own, by=guest, user=social, discipline=Discipline.SOCIAL, leads=True), by=guest)
    resume_case(hold_case(own, by=guest, until=soon(), reason="Уехала"), by=guest)
    propose_closing(own, by=guest, reason=CloseReason.PERSON_CHOSE, words="Хватит")


def test_a_guest_is_offered_what_it_may_and_no_more(client, case, guest, social):
    own = make_user(Role.MEMBER_PSYCHOLOGIST, organisation=guest.organisation)
    assign_worker(case, by=guest, user=own, discipline=Discipline.PSYCHOLOGICAL)
    make_legal_unit()
    sign_in(client, guest)

    people = text(client.get(reverse("desk:case_people", args=[case.code])))
    others = " ".join(text(client.get(reverse(name, args=[case.code]))) for name in ("desk:case_more", "desk:case_closure"))

    assert (f"Remove : {own.username}" in people, f"Remove : {social.username}" in people) == (True, False)
    assert "Assign a worker" in people
    for offered in (
        "Lead worker",
        "Stop sharing",
        "Share with the Legal Assistance Unit or a society",
        "Propose to another",
        "Seal the case",
    ):
        assert offered not in people, offered
    for offered in ("Put on hold", "Propose closing the case"):
        assert offered not in others, offered
    assert "The person has died" in others
    for name, answer in (("desk:case_hold", 403), ("desk:close_case", 404)):
        assert client.get(reverse(name, args=[case.code])).status_code == answer, name
    posted = {"worker": f"{guest.pk}:social", "leads": "on"}
    client.post(reverse("desk:case_assign", args=[case.code]), posted)
    assert Case.objects.get().lead == social


@pytest.mark.parametrize("by_page", [False, True])
def test_both_sides_see_a_proposal_after_it_was_accepted(client, guest, third, by_page):
    made = make_case(by=make_coordinator(), organisation=guest.organisation)
    proposal = make_proposal(by=guest, case=made, taker=third.organisation, kind=Kind.TRANSFER)
    accept_proposal(proposal, by=third)
    sign_in(client, guest)

    if by_page:
        shown = client.get(reverse("desk:proposal", args=[proposal.code]))
        assert shown.status_code == 200
        assert made.code in text(shown)
        assert reverse("desk:case_file", args=[made.code]) not in shown.text
        assert "Withdraw" not in text(shown)
    else:
        assert proposal.code in client.get(reverse("desk:proposals") + "?show=over").text
    assert not visible_cases(guest).exists()


def test_an_answer_stays_closed_to_who_asks_in_practice_mode(guest, third):
    made = make_case(by=make_coordinator(), organisation=guest.organisation)
    accept_proposal(make_proposal(by=guest, case=made, taker=third.organisation, kind=Kind.TRANSFER), by=third)
    assert visible_proposals(guest).get().state == ProposalState.ACCEPTED

    guest.is_practising = True

    assert not visible_proposals(guest).exists()


def test_a_case_that_an_organisation_agreed_to_work_in_is_in_its_day_and_list_until_somebody_of_its_own_is_named(client, case, guest):
    other = make_user(Role.MEMBER_WORKER, organisation=make_member(2))
    people = reverse("desk:case_people", args=[case.code])

    def told(user):
        sign_in(client, user)
        listed = case.code in text(client.get(reverse("desk:cases"), {"unassigned": "1"}))
        return people in client.get(reverse("desk:my_day")).text, listed

    assert (told(guest), told(other)) == ((True, True), (False, False))

    assign_worker(case, by=guest, user=guest, discipline=Discipline.SOCIAL)

    assert told(guest) == (False, False)


def test_what_waits_for_a_members_worker_is_for_the_organisation_that_carries_the_case_alone(client, guest, third):
    """A danger of it stands in nobody's day who only works beside, and is not theirs to finish."""
    coordinator = make_coordinator()
    case = make_case(by=coordinator, organisation=guest.organisation)
    accept_proposal(make_proposal(by=coordinator, case=case, taker=third.organisation), by=third)
    task = open_task(case, by=coordinator, kind=TaskKind.CARRIER, role=Role.MEMBER_WORKER, due=today())

    assert [list(visible_tasks(user).filter(kind=TaskKind.CARRIER)) for user in (guest, third)] == [[task], []]
    with pytest.raises(Denied):
        finish_task(task, by=third)
    finish_task(task, by=guest)


def test_own_words_go_to_no_organisation_that_cannot_open_them(case, social, guest):
    assign_worker(case, by=guest, user=guest, discipline=Discipline.SOCIAL)
    theirs, ours = (add_own_task(by=user, words="Спросить о сестре", due=today(), case=case) for user in (guest, social))

    with pytest.raises(Invalid, match="cannot be handed over to this colleague"):
        reassign_task(ours, by=social, owner=guest)
    end_share(Share.objects.get(), by=make_coordinator())

    theirs.refresh_from_db()
    assert (theirs.owner, theirs.done_at is not None, theirs.done_by) == (guest, True, None)
    end_assignment(Assignment.objects.get(user=social), by=make_coordinator())
    ours.refresh_from_db()
    assert (ours.role, ours.done_at) == ("coordinator", None)
