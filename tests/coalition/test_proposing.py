"""One organisation proposes a case to another: what each side sees before and after, and what an acceptance opens."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.models import Organisation
from panoh.accounts.roles import Permission, Role
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker, end_share
from panoh.cases.enums import Discipline, Urgency
from panoh.cases.models import Case, Share
from panoh.cases.policy import can, in_force, visible_cases
from panoh.coalition.actions import accept_proposal, ask_back, decline_proposal, note_decline, propose, say_more, take_back_proposal
from panoh.coalition.enums import PROPOSAL_TRANSITIONS, Kind, NotNow, ProposalState, Why
from panoh.coalition.models import Proposal
from panoh.coalition.queries import proposals as queries
from panoh.consent.actions import give_consent, refuse_consent, withdraw_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose
from panoh.consent.models import Consent
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.desk.organisations.my_day import proposal_rows
from panoh.reporting.queries.figures import admissions
from panoh.vault.actions import has_key, open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.cases import make_case, make_coordinator
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.departures import make_departure, make_leaver

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def member():
    return make_member(1)


@pytest.fixture
def worker(member):
    return make_user(Role.MEMBER_WORKER, organisation=member)


def opened(row, by):
    (found,) = open_sealed([row], by=by.actor, purpose=Purpose.CARE)
    return found


def test_before_it_agrees_the_other_side_reads_the_proposal_and_nothing_of_the_case(coordinator, worker):
    proposal = make_proposal(by=coordinator)

    assert [row.code for row in queries.proposals(worker, got=True)] == [proposal.code]
    assert opened(queries.get_proposal(worker, proposal.code), worker).words == "Нужна помощь психолога рядом с домом"
    assert not visible_cases(worker).filter(pk=proposal.case_id).exists()
    assert opened(proposal.case.person, worker).is_unreadable
    assert not has_key(proposal.case.sealing_subject(), worker.organisation_id)


def test_a_third_organisation_sees_no_proposal(coordinator):
    proposal = make_proposal(by=coordinator)
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member(2))

    assert not queries.proposals(stranger, got=True).exists()
    with pytest.raises(NotFound):
        queries.get_proposal(stranger, proposal.code)
    with pytest.raises(Denied):
        accept_proposal(proposal, by=stranger)
    assert opened(proposal, stranger).is_unreadable


def test_whoever_proposes_cannot_answer_for_the_other_side(coordinator):
    proposal = make_proposal(by=coordinator)

    for act in (accept_proposal, lambda row, by: decline_proposal(row, by=by, reason=NotNow.NO_PLACE)):
        with pytest.raises(Denied):
            act(proposal, by=coordinator)


def test_work_together_opens_the_case_until_the_day_and_taking_it_away_closes_it(coordinator, worker):
    proposal = make_proposal(by=coordinator, kind=Kind.WORK)

    accept_proposal(proposal, by=worker, words="Возьмём с понедельника")

    case = proposal.case
    assert can(worker, Permission.CASE_WORK, case)
    assert opened(case.person, worker).family_name == "Қодиров"
    assert proposal.share.ends_on == proposal.until
    end_share(proposal.share, by=coordinator)
    assert not visible_cases(worker).filter(pk=case.pk).exists()
    assert opened(case.person, worker).is_unreadable


def test_a_share_to_read_opens_the_common_part_and_no_discipline(coordinator, worker):
    case = make_proposal(by=coordinator, kind=Kind.SHARE)
    accept_proposal(case, by=worker)

    seen = {each for each in Permission if can(worker, each, case.case)}

    assert seen >= {Permission.CASE_VIEW, Permission.NAME_OPEN}
    assert not seen & {Permission.CASE_WORK, Permission.SOCIAL, Permission.REFERRAL_WRITE, Permission.CONSENT_RECORD, Permission.CASE_SHARE}


def test_a_transfer_makes_the_case_theirs_and_leaves_nothing_open_behind(worker, member):
    giver = make_member(2)
    former = make_user(Role.MEMBER_WORKER, organisation=giver)
    case = make_case(by=make_coordinator(), organisation=giver)
    assign_worker(case, by=make_coordinator(), user=former, discipline=Discipline.SOCIAL, leads=True)
    proposal = make_proposal(by=former, case=Case.objects.get(), kind=Kind.TRANSFER, taker=member)
    before = admissions(make_coordinator(), dt.date(2000, 1, 1), today()).by("organisation")

    accept_proposal(proposal, by=worker)

    case = Case.objects.get()
    assert (case.organisation, case.lead) == (member, worker)
    assert {(row.user, row.discipline) for row in case.assignments.filter(in_force())} == {(worker, "social")}
    assert not case.tasks.filter(owner=former, done_at=None).exists()
    assert case.tasks.get(kind="assess", discipline="social").owner == worker
    assert case.tasks.get(kind="assess", discipline="medical").owner is None
    assert can(worker, Permission.CASE_WORK, case)
    assert opened(case.person, worker).family_name == "Қодиров"
    fresh = type(former).objects.get(pk=former.pk)
    assert not visible_cases(fresh).exists()
    assert opened(case.person, fresh).is_unreadable
    assert admissions(make_coordinator(), dt.date(2000, 1, 1), today()).by("organisation") == before


def test_with_a_transfer_what_the_former_organisation_proposed_elsewhere_is_withdrawn(coordinator, worker):
    transfer = make_proposal(by=coordinator, kind=Kind.TRANSFER)
    elsewhere = make_proposal(by=coordinator, case=transfer.case, kind=Kind.SHARE, taker=make_member(3))

    accept_proposal(transfer, by=worker)
    assert {row.pk: row.state for row in Proposal.objects.all()} == {transfer.pk: "accepted", elsewhere.pk: "taken_back"}
    undo.take_back(undo.latest(worker.actor).id, by=worker.actor)

    assert set(Proposal.objects.values_list("state", flat=True)) == {ProposalState.ASKED}


def test_an_acceptance_taken_back_closes_what_it_opened(coordinator, worker):
    proposal = make_proposal(by=coordinator, kind=Kind.TRANSFER)
    owner = proposal.case.organisation
    accept_proposal(proposal, by=worker)

    undo.take_back(undo.latest(worker.actor).id, by=worker.actor)

    assert Case.objects.get().organisation == owner
    assert Proposal.objects.get().state == ProposalState.ASKED
    assert not has_key(proposal.case.sealing_subject(), worker.organisation_id)


def test_an_acceptance_that_a_later_transfer_followed_is_not_taken_back_nor_half_of_it(coordinator, worker, member):
    case = make_case(by=coordinator, organisation=member)
    there = make_proposal(by=worker, case=case, kind=Kind.TRANSFER, taker=coordinator.organisation)
    accept_proposal(there, by=coordinator)
    offered = undo.latest(coordinator.actor)
    back = make_proposal(by=make_coordinator(), case=Case.objects.get(), kind=Kind.TRANSFER, taker=member)
    accept_proposal(back, by=worker)

    with pytest.raises(Conflict, match="This was changed again later, so it cannot be undone"):
        undo.take_back(offered.pk, by=coordinator.actor)

    assert Case.objects.get().organisation == member
    assert {row.state for row in Proposal.objects.all()} == {ProposalState.ACCEPTED}
    assert undo.latest(coordinator.actor) == offered


def test_nothing_is_proposed_to_who_cannot_answer_or_leaves(coordinator, member):
    case = make_case(by=coordinator)
    leaver = make_leaver()
    make_user(Role.MEMBER_WORKER, organisation=leaver)
    make_departure(leaver)
    for taker in (member, leaver):
        make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=taker)
        with pytest.raises(Invalid, match="Nobody there can answer") as refused:
            propose(case, by=coordinator, taker=taker, kind=Kind.WORK, why=Why.SOCIAL, words="Жильё", until=today())
        assert "taker" in refused.value.fields
    assert not Proposal.objects.exists()


def test_without_the_consent_nothing_is_proposed_and_withdrawn_nothing_is_opened(coordinator, member, worker):
    case = make_case(by=coordinator)
    with pytest.raises(Invalid) as refused:
        propose(case, by=coordinator, taker=member, kind=Kind.WORK, why=Why.SOCIAL, words="Жильё", until=today())
    assert "taker" in refused.value.fields

    proposal = make_proposal(by=coordinator, case=case)
    withdraw_consent(Consent.objects.get(), by=coordinator)
    with pytest.raises(WrongState):
        accept_proposal(proposal, by=worker)
    assert not Share.objects.exists()


def test_a_question_goes_back_and_forth(coordinator, worker):
    proposal = make_proposal(by=coordinator)
    assert list(queries.to_answer(worker)) == [proposal]
    assert not queries.to_answer(coordinator).exists()

    ask_back(proposal, by=worker, words="Есть ли где жить?")
    assert list(queries.to_answer(coordinator)) == [proposal]
    assert not queries.to_answer(worker).exists()
    with pytest.raises(WrongState):
        accept_proposal(proposal, by=worker)

    say_more(proposal, by=coordinator, words="Живёт у родных")
    assert opened(proposal, worker).more == "Живёт у родных"
    accept_proposal(proposal, by=worker)


def test_declined_and_taken_back_end_it_and_it_may_be_proposed_again(coordinator, worker, member):
    proposal = make_proposal(by=coordinator)
    with pytest.raises(Invalid):
        decline_proposal(proposal, by=worker, reason="")
    decline_proposal(proposal, by=worker, reason=NotNow.NO_PLACE)

    again = make_proposal(by=coordinator, case=proposal.case, taker=member)
    take_back_proposal(again, by=coordinator)

    assert {row.state for row in Proposal.objects.all()} == {ProposalState.DECLINED, ProposalState.TAKEN_BACK}
    assert not any(row.due_at for row in Proposal.objects.all())
    with pytest.raises(WrongState):
        accept_proposal(again, by=worker)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"why": "x"}, "why"),
        ({"kind": "x"}, "kind"),
        ({"words": " "}, "words"),
        ({"until": None}, "until"),
        ({"until": dt.date(2020, 1, 1)}, "until"),
    ],
)
def test_what_is_wrong_is_named(coordinator, member, worker, facts, field):
    case = make_case(by=coordinator)
    given = {"kind": Kind.WORK, "why": Why.SOCIAL, "words": "Жильё", "until": today(), **facts}

    with pytest.raises(Invalid) as refused:
        propose(case, by=coordinator, taker=member, **given)

    assert list(refused.value.fields) == [field]


def test_red_is_answered_within_a_day_and_two_proposals_to_one_do_not_wait(coordinator, member):
    case = make_case(by=coordinator, urgency=Urgency.RED)
    proposal = make_proposal(by=coordinator, case=case)

    assert proposal.due_at - now() < dt.timedelta(hours=24, minutes=1)
    with pytest.raises(Invalid):
        make_proposal(by=coordinator, case=case)


def test_every_state_is_reached_and_what_waits_has_a_day():
    reached = {to for states in PROPOSAL_TRANSITIONS.values() for to in states}
    assert reached == set(ProposalState)
    assert {state for state in ProposalState if PROPOSAL_TRANSITIONS[state]} == set(queries.WAITS)


def of_the_unit(case, decision, *, by):
    """The person's answer to sharing inside the team that names no other organisation."""
    asked = {"purpose": ConsentPurpose.TEAM, "form": ConsentForm.WRITTEN}
    if decision == "refused":
        return refuse_consent(case.person, by=by, **asked)
    row = give_consent(case.person, by=by, **asked)
    return withdraw_consent(row, by=by) if decision == "withdrawn" else row


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("answer", ["refused", "withdrawn"])
def test_the_secretariat_accepts_nothing_against_a_no_to_share_inside_the_unit(worker, coordinator, kind, answer):
    case = make_case(by=coordinator, organisation=worker.organisation)
    proposal = to_secretariat(case, worker, kind)
    of_the_unit(case, answer, by=worker)

    with pytest.raises(WrongState, match="The person has not agreed to this, or no longer agrees"):
        accept_proposal(proposal, by=coordinator)

    assert not Share.objects.exists()
    assert Case.objects.get().organisation == worker.organisation
    assert queries.sides(worker, proposal)["lacks_consent"] is True


def test_nothing_is_proposed_to_the_secretariat_against_a_no_to_share_inside_the_unit(worker, coordinator):
    case = make_case(by=coordinator, organisation=worker.organisation)
    of_the_unit(case, "refused", by=worker)

    with pytest.raises(Invalid, match="The person did not agree that the Unit itself shares the case inside the team"):
        to_secretariat(case, worker, Kind.WORK)


@pytest.mark.parametrize("answered", [(), ("given",), ("refused", "given")])
def test_without_a_no_or_after_a_new_yes_the_secretariat_accepts(worker, coordinator, answered):
    case = make_case(by=coordinator, organisation=worker.organisation)
    proposal = to_secretariat(case, worker, Kind.WORK)
    for answer in answered:
        of_the_unit(case, answer, by=worker)

    accept_proposal(proposal, by=coordinator)

    assert Share.objects.get().organisation == coordinator.organisation


def to_secretariat(case, by, kind):
    until = None if kind == Kind.TRANSFER else today() + dt.timedelta(days=30)
    return propose(case, by=by, taker=make_secretariat(), kind=kind, why=Why.MEDICAL, words="Нужен врач", until=until)


def test_a_decline_stands_in_the_day_of_who_proposed_it_until_it_is_read(coordinator, worker):
    proposal = make_proposal(by=coordinator)
    decline_proposal(proposal, by=worker, reason=NotNow.NO_PLACE, words="Все койки заняты")

    (row,) = proposal_rows(coordinator)
    assert (row.url, proposal_rows(worker)) == (reverse("desk:proposal", args=[proposal.code]), [])
    with pytest.raises(Denied):
        note_decline(queries.get_proposal(worker, proposal.code), by=worker)
    note_decline(queries.get_proposal(coordinator, proposal.code), by=coordinator)
    assert proposal_rows(coordinator) == []


def test_who_chooses_another_organisation_has_read_the_decline(coordinator, worker):
    proposal = make_proposal(by=coordinator)
    decline_proposal(proposal, by=worker, reason=NotNow.NO_PLACE)

    make_proposal(by=coordinator, case=proposal.case, taker=make_user(Role.MEMBER_WORKER, organisation=make_member(2)).organisation)

    assert proposal_rows(coordinator) == []


def test_members_are_offered_by_the_alphabet_and_the_secretariat_first():
    home, first, second = make_secretariat(), make_member(1), make_member(2)
    with writes_allowed():
        Organisation.objects.filter(pk=first.pk).update(short_en="Zarya", short_ru="Заря", short_tg="Заря")
        Organisation.objects.filter(pk=second.pk).update(short_en="Amal", short_ru="Амал", short_tg="Амал")

    assert [row.pk for row in queries.other_members(make_member(3).pk)] == [home.pk, second.pk, first.pk]
