"""Each way in which a file opens to somebody of another organisation rests on the person's consent to just that."""

import datetime as dt

import pytest

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.roles import Permission, Role
from panoh.cases.actions import assign_worker, share_case
from panoh.cases.enums import Discipline
from panoh.cases.policy import can, visible_cases
from panoh.coalition.actions import accept_proposal, propose
from panoh.coalition.enums import Kind, Why
from panoh.coalition.models import Passage
from panoh.consent.actions import refuse_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose, DataKind
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from tests.factories.accounts import make_legal_unit, make_member, make_organisation, make_user
from tests.factories.acts import make_specialist
from tests.factories.cases import make_case
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.departures import make_departure
from tests.factories.legal import make_legal_referral

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def case(coordinator):
    """The person agreed to receive help, to be kept on file and to be referred: to nobody by name."""
    made = make_case(by=coordinator)
    for purpose in (ConsentPurpose.SERVICES, ConsentPurpose.STORAGE, ConsentPurpose.TEAM):
        make_consent(made.person, by=coordinator, purpose=purpose)
    return made


def proposed(kind):
    def way(case, by):
        taker = make_user(Role.MEMBER_WORKER, organisation=make_member(1)).organisation
        until = None if kind == Kind.TRANSFER else today() + dt.timedelta(days=9)
        propose(case, by=by, taker=taker, kind=kind, why=Why.ADVICE, words="Посоветуйте", until=until)

    return way


def shown_to_a_society(case, by):
    share_case(case, by=by, organisation=make_organisation(kind=OrganisationKind.OUTSIDE))


def shown_to_the_lawyers(case, by):
    share_case(case, by=by, organisation=make_legal_unit())


def put_on_a_specialist(case, by):
    assign_worker(case, by=by, user=make_specialist().user, discipline=Discipline.PSYCHOLOGICAL)


def put_on_somebody_of_a_member(case, by):
    assign_worker(case, by=by, user=make_user(Role.MEMBER_WORKER, organisation=make_member(1)), discipline=Discipline.SOCIAL)


def admitted_with_somebody_of_another_member(case, by):
    other = make_user(Role.MEMBER_WORKER, organisation=make_member(2))
    make_case(by=by, organisation=make_member(1), workers=((other, Discipline.SOCIAL),))


WAYS = [
    *(proposed(kind) for kind in Kind),
    *(shown_to_a_society, shown_to_the_lawyers, put_on_a_specialist, put_on_somebody_of_a_member),
    admitted_with_somebody_of_another_member,
]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_opens_a_file_to_others_on_a_consent_to_receive_help(case, coordinator, way):
    with pytest.raises((Invalid, WrongState)):
        way(case, coordinator)

    assert not case.shares.exists()


def test_a_no_after_a_proposal_is_one_to_its_acceptance(case, coordinator):
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    proposal = make_proposal(by=coordinator, case=case, taker=worker.organisation, kind=Kind.SHARE)
    given = {"purpose": ConsentPurpose.TEAM, "organisation": worker.organisation, "form": ConsentForm.WRITTEN}
    refuse_consent(case.person, by=coordinator, **given)

    with pytest.raises(WrongState):
        accept_proposal(proposal, by=worker)


def test_lawyers_see_no_case_by_a_referral_for_which_nobody_agreed(case, coordinator):
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    make_legal_referral(case, by=coordinator, sent=False)

    assert not visible_cases(lawyer).exists()


def test_a_departure_hands_no_case_to_whom_the_person_refused(coordinator, leaver):
    case, other = make_case(by=coordinator, organisation=leaver), make_member(1)
    refuse_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=other, form=ConsentForm.WRITTEN)
    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM)

    make_departure(leaver, by=coordinator, taker=other)

    assert Passage.objects.get().taker != other


def test_a_regional_worker_of_a_member_reaches_those_of_the_region_that_the_member_carries_or_is_shown(case, coordinator):
    regional = make_user(Role.REGIONAL_WORKER, organisation=make_member(1), regions=("TJ-KT",))
    own = make_case(by=coordinator, organisation=make_member(1))
    make_case(by=coordinator, organisation=make_member(1), region="TJ-SU")
    assert list(visible_cases(regional)) == [own]

    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    accept_proposal(make_proposal(by=coordinator, case=case, kind=Kind.SHARE, kinds=[DataKind.SOCIAL]), by=worker)

    assert set(visible_cases(regional)) == {own, case}
    assert not can(regional, Permission.NAME_OPEN, case)
    ours = make_user(Role.REGIONAL_WORKER, regions=("TJ-KT",))
    assert set(visible_cases(ours)) == {own, case}
