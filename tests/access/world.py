"""A small house in which every scope occurs: an account a role, and cases that each of them may and may not see."""

import datetime as dt

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import assign_worker
from panoh.cases.actions.emergency_access import close_to, declare_conflict, open_in_emergency
from panoh.cases.enums import Discipline, Emergency, Tied
from panoh.cases.models import Case, Share
from panoh.core.clock import today
from panoh.data_protection.enums import SealedFor
from panoh.data_protection.sealing import seal_case
from panoh.people.models import Person
from tests.factories.accounts import make_legal_unit, make_member, make_organisation, make_secretariat, make_user
from tests.factories.agreements import make_engaged
from tests.factories.cases import make_case, make_request, show_case
from tests.factories.coalition import make_proposal
from tests.factories.hotline import make_call, make_officer
from tests.factories.referrals import make_referral
from tests.vault.test_members import pair

ELSEWHERE = {
    Role.MEMBER_WORKER: lambda: make_member(1),
    Role.MEMBER_PSYCHOLOGIST: lambda: make_member(2),
    Role.LAWYER: make_legal_unit,
    Role.SPECIALIST: lambda: make_organisation(kind=OrganisationKind.OUTSIDE),
}


def make_accounts() -> dict[Role, User]:
    """One for each role, where the role is worn; in Khatlon who works in a region."""
    make_secretariat()
    return {
        role: make_user(
            role,
            username=f"the-{role}",
            organisation=ELSEWHERE[role]() if role in ELSEWHERE else None,
            regions=("TJ-KT",) if role == Role.REGIONAL_WORKER else (),
        )
        for role in Role
    }


def make_world() -> dict[Role, User]:
    """The accounts, and what they see and do not see."""
    accounts = make_accounts()
    by = accounts[Role.COORDINATOR]
    specialist = accounts[Role.SPECIALIST]
    make_engaged(specialist, by=by)
    worked_on = make_case(
        by=by,
        workers=(
            (accounts[Role.SOCIAL_WORKER], Discipline.SOCIAL),
            (accounts[Role.PHYSICIAN], Discipline.MEDICAL),
            (accounts[Role.PSYCHOLOGIST], Discipline.PSYCHOLOGICAL),
        ),
    )
    nobodys = make_case(by=by, region="TJ-SU")
    of_first, of_second = (make_case(by=by, organisation=make_member(number), region="TJ-SU") for number in (1, 2))
    shown = make_case(by=by, region="TJ-SU")
    for organisation in (make_member(1), make_member(2), make_legal_unit(), specialist.organisation):
        show_case(shown, by=by, organisation=organisation)
    assign_worker(shown, by=by, user=specialist, discipline=Discipline.PSYCHOLOGICAL)
    tied = make_case(
        by=by, workers=((accounts[Role.SOCIAL_WORKER], Discipline.SOCIAL), (accounts[Role.PSYCHOLOGIST], Discipline.PSYCHOLOGICAL))
    )
    declare_conflict(tied, by=accounts[Role.SOCIAL_WORKER], why=Tied.FAMILY)
    close_to(tied.code, accounts[Role.REGIONAL_WORKER].username, by=by, why=Tied.FAMILY)
    holders = (accounts[Role.PHYSICIAN], accounts[Role.PSYCHOLOGIST])
    sealed = make_case(by=by, workers=((holders[0], Discipline.MEDICAL), (holders[1], Discipline.PSYCHOLOGICAL)))
    make_referral(by=by, case=sealed)
    for member in holders:
        pair(member)
    seal_case(sealed, by=by, to={member.pk for member in holders}, why=SealedFor.THREAT)
    open_in_emergency(nobodys.code, by=accounts[Role.PHYSICIAN], why=Emergency.LIFE, words="Кричат")
    to_read, was_shown, erased, practice = (make_case(by=by, region="TJ-SU") for _each in range(4))
    show_case(to_read, by=by, organisation=make_member(1))
    show_case(was_shown, by=by, organisation=make_member(1))
    with writes_allowed():
        Share.objects.filter(case=to_read).update(reads_only=True)
        Share.objects.filter(case=was_shown).update(starts_on=today() - dt.timedelta(days=9), ends_on=today() - dt.timedelta(days=2))
        Case.objects.filter(pk=erased.pk).update(erased_on=today())
        Case.objects.filter(pk=practice.pk).update(is_practice=True)
        Person.objects.filter(pk=practice.person_id).update(is_practice=True)
    make_request(by=by, region="TJ-SU")
    make_request(by=by, region="TJ-KT")
    make_request(by=accounts[Role.MEMBER_WORKER], region="TJ-SU")
    make_referral(by=by, case=nobodys)
    make_referral(by=by, case=worked_on)
    make_referral(by=by, case=of_first)
    make_proposal(by=by, case=of_second)
    for officer in (accounts[Role.DUTY_OFFICER], make_officer(organisation=make_member(1))):
        make_call(by=officer, dangers=["life"])
    return accounts
