"""What a programme in force plans and nobody of the directory can give is noted by itself, and over once somebody can."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions.programme import Ending, conclude_goals
from panoh.cases.enums import Help, HelpItem, ProgrammeState
from panoh.core.clock import today
from panoh.network.actions import add_facility, change_facility, close_facility
from panoh.network.enums import Capacity, Cost, FacilityKind, Service
from panoh.network.models import Agreement
from panoh.referrals.actions import exclude_facility
from panoh.referrals.actions.gaps import follow_all_programmes, note_gap
from panoh.referrals.enums import GapEnd, GapReason, GapSource
from panoh.referrals.models import Gap
from tests.factories.accounts import make_user
from tests.factories.agreements import make_agreement
from tests.factories.care import make_programme
from tests.factories.cases import make_case
from tests.factories.network import make_keeper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SHELTER = {"help": Help.HUMANITARIAN, "item": HelpItem.HOUSING, "owner": None}


@pytest.fixture
def worker(coordinator):
    return make_user(Role.COORDINATOR)


def planned(worker, case=None, **service):
    """A programme in force with one service that nobody of the house gives."""
    case = case or make_case(by=worker, region="TJ-KT")
    make_programme(case, by=worker, state=ProgrammeState.APPROVED, **{**SHELTER, **service})
    return case


def shelter(**facts):
    """A shelter of the directory, free unless said otherwise."""
    by = make_keeper()
    return add_facility(by=by, name="Приют", **{"services": [Service.SHELTER], "kind": FacilityKind.SHELTER, "cost": Cost.FREE, **facts})


def test_a_planned_service_nobody_gives_is_noted_once_by_itself(worker):
    case = planned(worker)

    gap = Gap.objects.get()
    assert (gap.case, gap.service, gap.reason, gap.source, gap.by) == (
        case,
        Service.SHELTER,
        GapReason.NO_PROVIDER,
        GapSource.PROGRAMME,
        None,
    )
    assert (gap.region, gap.planned is not None) == ("TJ-KT", True)
    assert follow_all_programmes() == 0
    assert Gap.objects.count() == 1


def test_a_draft_asks_for_nobody_yet(worker):
    make_programme(make_case(by=worker), by=worker, state=ProgrammeState.AGREED, **SHELTER)

    assert not Gap.objects.exists()


@pytest.mark.parametrize("service", [{"owner": "worker"}, {"item": HelpItem.TRANSPORT}, {"help": Help.OTHER, "item": HelpItem.OTHER}])
def test_what_the_house_gives_itself_is_no_lack(worker, service):
    planned(worker, **{**service, **({"owner": worker} if "owner" in service else {})})

    assert not Gap.objects.exists()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"cost": Cost.CONTRACT}, GapReason.NO_AGREEMENT),
        ({"capacity": Capacity.NO}, GapReason.NO_CAPACITY),
        ({"capacity": Capacity.WAITING}, None),
        ({}, None),
    ],
)
def test_the_reason_is_what_the_directory_lacks(worker, facts, reason):
    shelter(**facts)

    planned(worker)

    assert list(Gap.objects.values_list("reason", flat=True)) == ([reason] if reason else [])


def test_of_many_providers_one_that_can_is_enough(worker):
    shelter(cost=Cost.CONTRACT)
    shelter(capacity=Capacity.NO)
    shelter()

    planned(worker)

    assert not Gap.objects.exists()


def test_a_provider_the_person_is_kept_from_is_none(worker):
    case, place = make_case(by=worker), shelter()
    exclude_facility(case, by=worker, facility=place, words="Там работает родственник")

    planned(worker, case)

    assert Gap.objects.get().reason == GapReason.NO_PROVIDER


def test_a_medical_plan_is_given_by_any_specialist(worker):
    shelter(services=[Service.CARDIOLOGY])

    planned(worker, help=Help.MEDICAL, item=HelpItem.CONSULTATION)

    assert not Gap.objects.exists()


def test_once_a_provider_is_found_it_is_over(worker):
    planned(worker)
    place = shelter(cost=Cost.CONTRACT)
    assert Gap.objects.get().ended_on is None

    change_facility(place, by=worker, cost=Cost.FREE)

    gap = Gap.objects.get()
    assert (gap.end, gap.ended_on) == (GapEnd.FOUND, today())
    assert AuditEvent.objects.filter(verb="referrals.gap_ended").count() == 1


def test_an_agreement_with_a_provider_ends_it(worker):
    place = shelter(cost=Cost.CONTRACT)
    planned(worker)

    make_agreement(facility=place, services=[Service.SHELTER])

    assert Gap.objects.get().end == GapEnd.FOUND


def test_what_a_worker_noted_only_people_end(worker):
    case = planned(worker, owner=worker)
    note_gap(case, by=worker, service=Service.SHELTER, reason=GapReason.TOO_FAR)

    shelter()

    assert follow_all_programmes() == 0
    assert Gap.objects.get().ended_on is None


def test_an_agreement_that_ran_out_is_noticed_by_the_daily_look(worker):
    place = shelter(cost=Cost.CONTRACT)
    make_agreement(facility=place, services=[Service.SHELTER])
    planned(worker)
    assert not Gap.objects.exists()
    with writes_allowed():
        Agreement.objects.update(ends_on=today() - dt.timedelta(days=1), starts_on=today() - dt.timedelta(days=9))

    assert follow_all_programmes() == 1
    assert Gap.objects.get().reason == GapReason.NO_AGREEMENT


def test_a_provider_that_closes_is_noticed_by_the_daily_look(worker):
    place = shelter()
    planned(worker)

    close_facility(place, by=worker)

    assert follow_all_programmes() == 1


def test_what_is_no_longer_planned_is_no_longer_needed(worker):
    case = planned(worker)
    programme = case.programmes.get()
    goal = programme.goals.get()

    conclude_goals(programme, by=worker, endings={goal.pk: Ending("dropped", -2)})

    assert Gap.objects.get().end == GapEnd.NOT_NEEDED
